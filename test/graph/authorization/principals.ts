import type { Ask, Answer, TestGraph } from '../../testkit/graph.ts';

/** Who asks: nobody, five kinds of users of Harbor, a stranger's administrator, two account managers and staff. */
export const principals = {
  ADMIN: 'harbor.admin',
  SALES: 'harbor.sales',
  TECHNICAL: 'harbor.tech',
  MARKETING: 'harbor.marketing',
  FINANCE: 'harbor.finance',
  OTHER_COMPANY: 'ridgeline.admin',
  CAM: 'carla.cam',
  OTHER_CAM: 'marc.cam',
  PROGRAM_ADMIN: 'ada.admin',
  ANALYST: 'ana.analyst',
} as const;

/** Somebody who has signed in; the anonymous caller is tested beside every row. */
export type Principal = keyof typeof principals;

/** The names of all who sign in. */
export const principalNames = Object.keys(principals) as Principal[];

/**
 * What a principal gets: the value; the value with people's data hidden; nothing, as if it did not exist;
 * or a refusal that says so.
 */
export type Sight = 'allowed' | 'masked' | 'empty' | 'denied';

/** What each principal gets. */
export type Sights<Outcome extends string = Sight> = Readonly<Record<Principal, Outcome>>;

/** Writes a row of the table: one outcome per group, and exceptions for single principals. */
export function sights<Outcome extends string = Sight>(
  groups: {
    readonly company: Outcome;
    readonly stranger: Outcome;
    readonly cam: Outcome;
    readonly otherCam: Outcome;
    readonly admin: Outcome;
    readonly analyst: Outcome;
  },
  exceptions: Partial<Sights<Outcome>> = {},
): Sights<Outcome> {
  const { company, stranger, cam, otherCam, admin, analyst } = groups;
  return {
    ADMIN: company,
    SALES: company,
    TECHNICAL: company,
    MARKETING: company,
    FINANCE: company,
    OTHER_COMPANY: stranger,
    CAM: cam,
    OTHER_CAM: otherCam,
    PROGRAM_ADMIN: admin,
    ANALYST: analyst,
    ...exceptions,
  };
}

const everybody = {
  company: 'allowed',
  stranger: 'allowed',
  cam: 'allowed',
  otherCam: 'allowed',
  admin: 'allowed',
  analyst: 'allowed',
} as const;

/** What belongs to the program: everybody who signs in. */
export const ofTheProgram = sights(everybody);
/** What belongs to Harbor: its people, its account manager, administrators and analysts. */
export const ofTheCompany = sights({ ...everybody, stranger: 'empty', otherCam: 'empty' });
/** What belongs to Harbor and holds a person's data. */
export const ofThePeople = sights({ ...everybody, stranger: 'empty', otherCam: 'empty', analyst: 'masked' });
/** What every account manager knows of every partner. */
export const ofTheSummary = sights({ ...everybody, stranger: 'empty' });
/** What Harbor is owed: its administrators and finance people. */
export const ofTheMoney = sights(
  { ...everybody, stranger: 'empty', otherCam: 'empty' },
  { SALES: 'denied', TECHNICAL: 'denied', MARKETING: 'denied' },
);
/** What Harbor earned: its sales people too. */
export const ofTheEarnings = sights(
  { ...everybody, stranger: 'empty', otherCam: 'empty' },
  { TECHNICAL: 'denied', MARKETING: 'denied' },
);
/** What was changed of Harbor by somebody else: among its people only its administrators. */
export const ofTheTrail = sights(
  { ...everybody, company: 'empty', stranger: 'empty', otherCam: 'empty' },
  { ADMIN: 'allowed' },
);
/** What the vendor’s people think about Harbor among themselves. */
export const ofTheVendor = sights({ ...everybody, company: 'empty', stranger: 'empty', otherCam: 'empty' });
/** What only staff sees. */
export const ofTheStaff = sights({ ...everybody, company: 'denied', stranger: 'denied' });

const mask = '•••';

/** Reads from an answer what a principal got; `found` says whether the data holds what was asked for. */
export function sightOf(
  answer: Answer,
  found: (data: Readonly<Record<string, unknown>>) => unknown,
): Sight | `an error ${string}` {
  const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions?.['code']));
  const value = answer.data ? found(answer.data) : null;
  const isEmpty = isNothing(value);
  if (codes.length > 0)
    return isEmpty && codes.every((code) => code === 'FORBIDDEN') ? 'denied' : `an error ${codes.join()}`;
  if (isEmpty) return 'empty';
  return JSON.stringify(value).includes(mask) ? 'masked' : 'allowed';
}

/** Tells whether a value says nothing: null, an empty list, nought, or an object of nothing else. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === 0) return true;
  if (Array.isArray(value)) return value.every(isNothing);
  if (typeof value === 'object') return Object.values(value).every(isNothing);
  return false;
}

/** Opens one way to ask per principal. */
export async function askers(graph: TestGraph): Promise<Readonly<Record<Principal, Ask>>> {
  const pairs = await Promise.all(
    principalNames.map(async (name) => [name, await graph.ask(principals[name])] as const),
  );
  return Object.fromEntries(pairs) as Record<Principal, Ask>;
}

/** Sends an operation without a token, over the gateway's HTTP route. */
export async function askAnonymously(
  { platform }: TestGraph,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ readonly status: number; readonly code: string | undefined; readonly hasData: boolean }> {
  const response = await platform.gateway.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json' },
    payload: { query, variables },
  });
  const body = response.json<Answer>();
  return {
    status: response.statusCode,
    code: body.errors?.[0]?.extensions?.['code'] as string | undefined,
    hasData: body.data !== undefined,
  };
}
