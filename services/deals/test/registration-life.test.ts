import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  RegistrationAction,
  RegistrationState,
} from '../src/modules/deal-registration/deal-registration.machine.ts';
import { act, admin, carla, complete, rival, seller } from './deal-registration.support.ts';
import { brokenRules } from './registration-invariants.ts';
import { isLet, life } from './registration-model.ts';
import { createDealsGraph, partnerUser } from './support.ts';
import type { DealsGraph } from './support.ts';

const begun = '2026-10-15T14:00:00.000Z';
const later = '2027-06-15T14:00:00.000Z';

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
});
afterAll(() => graph[Symbol.asyncDispose]());

const viewers = { seller, technician: partnerUser('prt_a', 'TECHNICAL'), rival, carla, admin } as const;
type Actor = keyof typeof viewers;
/** `WAIT` lets so much time go by that every protection is over. */
type Step = { readonly action: RegistrationAction | 'WAIT'; readonly by: Actor };

/** What the model knows of a registration. */
interface Known {
  readonly id: string;
  state: RegistrationState;
  submittedBy: string | null;
  isOnBehalf: boolean;
  extensionCount: number;
  isExtensionRequested: boolean;
  /** The latest piece of evidence while it is fresh. */
  evidenceId: string | null;
  version: number;
}

const inputs: Partial<Record<RegistrationAction, (known: Known, count: number) => object>> = {
  UPDATE: (_, count) => ({ customerNeed: `Need ${count}.` }),
  ADD_EVIDENCE: (_, count) => ({
    kind: 'EMAIL',
    fileName: 'a.pdf',
    mediaType: 'application/pdf',
    sizeBytes: 1,
    sha256: count.toString(16).padStart(64, '0'),
    url: 'https://files.example/a.pdf',
    observedOn: '2026-10-15',
  }),
  REQUEST_INFO: () => ({ fields: ['CUSTOMER_NEED'], note: 'What for?' }),
  APPROVE: () => ({}),
  REJECT: () => ({ reasons: ['OTHER'] }),
  REQUEST_EXTENSION: ({ evidenceId }) => ({ days: 10, evidenceId: evidenceId ?? 'evd_absent', reason: 'It takes time.' }),
  EXTEND: ({ evidenceId }) => ({ days: 10, evidenceId: evidenceId ?? 'evd_absent' }),
  DENY_EXTENSION: () => ({ note: 'No.' }),
  REVOKE: () => ({ reason: 'Why.' }),
  TRANSFER: () => ({ partner: { id: 'prt_b' }, reason: 'Why.' }),
  PROPOSE_OUTCOME: () => ({ outcome: 'LOST', lossReason: 'PRICE' }),
  WIN: () => ({}),
  LOSE: () => ({ lossReason: 'PRICE' }),
  WITHDRAW: () => ({}),
}; // prettier-ignore
const actions = Object.keys({ ...inputs, SUBMIT: 0, RECALL: 0, CLAIM_REVIEW: 0, RESUBMIT: 0, CLONE: 0 }) as RegistrationAction[]; // prettier-ignore
const mutationOf = (action: RegistrationAction) =>
  action
    .split('_')
    .map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`)
    .join('');

/** What the model says of a step: the answer, and the state that it leads to. */
function foretell(known: Known, action: RegistrationAction, by: Actor): readonly [answer: string, to: RegistrationState] {
  const { state, submittedBy, isOnBehalf, evidenceId } = known;
  if (by === 'rival') return ['NotFoundError', state];
  const to = life[state][action];
  if (to === undefined) return ['InvalidTransitionError', state];
  const facts = {
    submitters: [submittedBy, isOnBehalf ? seller.userId : null].filter((user) => user !== null),
    camLimit: 'WITHIN',
    isInConflict: false,
    extensionCount: known.extensionCount,
    maximumExtensions: 2,
    isExtensionRequested: known.isExtensionRequested,
    isFollowingContract: false,
  } as const;
  // There is no opportunity that was won.
  if (action === 'WIN' || !isLet(action, viewers[by], facts)) return ['PolicyViolationError', state];
  if ((action === 'EXTEND' || action === 'REQUEST_EXTENSION') && evidenceId === null) return ['ValidationError', state];
  return [`DealRegistration${mutationOf(action)}Success`, to];
} // prettier-ignore

function note(
  known: Known,
  action: RegistrationAction,
  by: Actor,
  evidence: readonly { id: string }[],
): void {
  if (action !== 'CLONE') known.version += 1;
  if (action === 'SUBMIT') {
    known.submittedBy = viewers[by].userId;
    known.isOnBehalf ||= viewers[by].role !== 'PARTNER_USER';
  }
  if (action === 'EXTEND') known.extensionCount += 1;
  if (action === 'REQUEST_EXTENSION') known.isExtensionRequested = true;
  if (action === 'EXTEND' || action === 'DENY_EXTENSION') known.isExtensionRequested = false;
  if (action === 'ADD_EVIDENCE') known.evidenceId = evidence.at(-1)?.id ?? null;
}

let count = 0;
async function take(known: Known, { action, by }: Step): Promise<void> {
  if (action === 'WAIT') {
    graph.setTime(later);
    if (known.state === 'APPROVED') known.state = 'EXPIRED';
    known.evidenceId = null;
    return;
  }
  count += 1;
  const [answer, to] = foretell(known, action, by);
  const input = inputs[action]?.(known, count) ?? {};
  const result = await act(graph, viewers[by], { action: mutationOf(action), id: known.id, input });
  expect([action, by, known.state, result.__typename]).toEqual([action, by, known.state, answer]);
  if (answer.endsWith('Success')) note(known, action, by, result.dealRegistration.evidence);
  known.state = to;
  const { data } = await graph.ask(
    admin,
    `{ dealRegistration(id: "${known.id}") { status version extensionCount } }`,
  );
  const { version, extensionCount } = known;
  expect([action, by, data.dealRegistration]).toEqual([action, by, { status: to, version, extensionCount }]);
}

const ways: readonly (readonly Step[])[] = [
  [],
  [{ action: 'SUBMIT', by: 'seller' }],
  [{ action: 'SUBMIT', by: 'carla' }, { action: 'CLAIM_REVIEW', by: 'admin' }],
  [{ action: 'SUBMIT', by: 'seller' }, { action: 'CLAIM_REVIEW', by: 'carla' }, { action: 'REQUEST_INFO', by: 'carla' }],
  [{ action: 'SUBMIT', by: 'seller' }, { action: 'CLAIM_REVIEW', by: 'carla' }, { action: 'APPROVE', by: 'carla' }, { action: 'ADD_EVIDENCE', by: 'seller' }],
]; // prettier-ignore
const step = fc.record({
  action: fc.oneof(
    { weight: 15, arbitrary: fc.constantFrom(...actions) },
    { weight: 1, arbitrary: fc.constant('WAIT' as const) },
  ),
  by: fc.constantFrom<Actor>('seller', 'seller', 'carla', 'carla', 'admin', 'admin', 'technician', 'rival'),
});

test('over random commands the service does what a plain model does, and a refusal changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...ways), fc.array(step, { minLength: 1, maxLength: 6 }), async (way, steps) => {
      count += 1;
      graph.setTime(begun);
      const customer = { customerName: `Life ${count} Ltd`, customerDomains: [`life${count}.example`], expectedCloseDate: '2030-10-15' };
      const created = await act(graph, seller, { action: 'Create', input: complete(customer) });
      const { id, version } = created.dealRegistration;
      const known: Known = {
        id, version, state: 'DRAFT', submittedBy: null, isOnBehalf: false, extensionCount: 0, isExtensionRequested: false, evidenceId: null,
      };
      for (const each of [...way, ...steps]) await take(known, each);
    }),
    { numRuns: 200, endOnFailure: true },
  );
  expect(await brokenRules(graph, begun)).toEqual([]);
}, 600_000); // prettier-ignore
