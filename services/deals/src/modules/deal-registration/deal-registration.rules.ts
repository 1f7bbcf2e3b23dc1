import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { money, moneyToDecimal } from '@channelgraph/core/money.ts';
import type { RegistrationRejection } from '../../__generated__/prisma/enums.ts';
import { amountsOf } from '../opportunity/opportunity.amounts.ts';
import { amountIn } from './deal-registration.policy.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';
import type { RegistrationContent } from './deal-registration.store.ts';

/** What one rule says of a registration. */
export interface RuleVerdict {
  readonly rule: string;
  /** The reason with which a registration that breaks the rule is rejected. */
  readonly code: RegistrationRejection;
  readonly verdict: 'PASS' | 'FAIL' | 'REVIEW';
  readonly message: string;
}

/** Every rule with its verdict, in the order in which they were judged. */
export type RuleTrace = readonly RuleVerdict[];

/** The one sentence that a partner is told of a rival. */
export const rivalSentence = 'Another protected registration or engagement exists for this scope.';

/** What the rules of a submission look at. */
export interface SubmissionFacts {
  readonly content: RegistrationContent;
  /** Today in the time zone of the partner's program. */
  readonly today: LocalDate;
  readonly partner: {
    readonly status: string;
    readonly programId: string | null;
    readonly types: readonly string[];
  };
  /** How many other registrations of the partner are open. */
  readonly openCount: number;
  /** Whether another open registration of the partner has the same kind and scope. */
  readonly isOwnDuplicate: boolean;
  /** Whether the named contract is the partner's, about the same customer and in force or renewable; null when none is named. */
  readonly isIncumbent: boolean | null;
  /** Whether somebody else holds or claims the scope. */
  readonly isContested: boolean;
}

/** Gives what a registration is worth in its first year, in minor units. */
export function firstYearMinor(content: Pick<RegistrationContent, 'lines'>): bigint {
  return content.lines.reduce((sum, line) => sum + amountsOf(line).acvMinor, 0n);
}

/**
 * Judges a registration by the rules of the program.
 *
 * @remarks FAIL keeps it from being submitted, REVIEW leaves it to people. Nothing that it says tells
 * who a rival is, nor what kind of rival.
 */
export function judgeSubmission(facts: SubmissionFacts, policy: RegistrationPolicy): RuleTrace {
  const problems = problemsOf(facts);
  return [
    verdictOf('partner', 'AGREEMENT_INACTIVE', isInForce(facts), {
      pass: 'The partner is active in a program.',
      fail: 'Only an active partner that is enrolled in a program registers deals.',
    }),
    verdictOf('complete', 'INCOMPLETE', problems.length === 0, {
      pass: 'Everything that the kind needs is there.',
      fail: `Missing or wrong: ${problems.map(({ path }) => path.join('.')).join(', ')}.`,
    }),
    judgeIncumbency(facts),
    judgeMinimum(facts, policy),
    judgeCapacity(facts, policy),
    verdictOf('ownDuplicate', 'DUPLICATE_ACTIVE', !facts.isOwnDuplicate, {
      pass: 'The partner has no other open registration of this kind and scope.',
      fail: 'The partner has another open registration of this kind and scope.',
    }),
    {
      rule: 'dealRegistration.protected',
      code: 'DUPLICATE_ACTIVE',
      verdict: facts.isContested ? 'REVIEW' : 'PASS',
      message: facts.isContested ? rivalSentence : 'Nobody else holds the scope.',
    },
  ];
}

const isInForce = ({ partner }: SubmissionFacts): boolean =>
  partner.status === 'ACTIVE' && partner.programId !== null;

function verdictOf(
  rule: string,
  code: RegistrationRejection,
  isPassed: boolean,
  messages: { readonly pass: string; readonly fail: string },
): RuleVerdict {
  return {
    rule: `dealRegistration.${rule}`,
    code,
    verdict: isPassed ? 'PASS' : 'FAIL',
    message: isPassed ? messages.pass : messages.fail,
  };
}

/** Tells whether registrations of the kind are about a contract that the partner has. */
export function isOfIncumbent(kind: RegistrationContent['kind']): boolean {
  return kind === 'RENEWAL' || kind === 'EXPANSION' || kind === 'RENEGOTIATION';
}

function judgeIncumbency({ content, isIncumbent }: SubmissionFacts): RuleVerdict {
  if (!isOfIncumbent(content.kind)) {
    return verdictOf('incumbent', 'INCOMPLETE', true, { pass: 'Any partner registers this kind.', fail: '' });
  }
  return verdictOf('incumbent', 'INCOMPLETE', isIncumbent === true, {
    pass: 'The partner holds the contract.',
    fail: `${content.kind} is registered only by the partner that holds the contract for the same customer.`,
  });
}

function judgeMinimum({ content }: SubmissionFacts, { minimums }: RegistrationPolicy): RuleVerdict {
  const minimum = amountIn(minimums, content.currency);
  const least =
    minimum === null ? '' : `${moneyToDecimal(money(minimum, content.currency))} ${content.currency}`;
  return verdictOf('minimum', 'BELOW_MINIMUM', minimum === null || firstYearMinor(content) >= minimum, {
    pass:
      minimum === null
        ? `There is no minimum in ${content.currency}.`
        : `It is worth at least ${least} in its first year.`,
    fail: `Deals are registered from ${least} in the first year.`,
  });
}

function judgeCapacity(
  { partner, openCount }: SubmissionFacts,
  { capacity }: RegistrationPolicy,
): RuleVerdict {
  const limits = capacity.filter(({ partnerType }) => partner.types.includes(partnerType));
  const most = limits.length === 0 ? null : Math.min(...limits.map(({ maximumOpen }) => maximumOpen));
  return verdictOf('capacity', 'CAPACITY_EXCEEDED', most === null || openCount < most, {
    pass: 'The partner may have another open registration.',
    fail: `The partner may have ${most} open registrations and has ${openCount}.`,
  });
}

interface Problem {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

const farthestDays = 5 * 366;

/** Lists what is missing or contradictory in a registration that is to be submitted. */
export function problemsOf({
  content,
  today,
}: Pick<SubmissionFacts, 'content' | 'today'>): readonly Problem[] {
  return [...customerProblems(content), ...lineProblems(content), ...dateProblems(content, today)];
}

function required(field: string, message: string): Problem {
  return { path: [field], code: 'REQUIRED', message, remedy: `Fill in ${field}.` };
}

function customerProblems(content: RegistrationContent): Problem[] {
  const { customerName, customerCountry, customerDomains, customerDuns, customerTaxId } = content;
  const isIdentifiable =
    customerCountry !== null || customerDomains.length > 0 || customerDuns !== null || customerTaxId !== null;
  return [
    ...(customerName === '' ? [required('customerName', 'The customer has a name.')] : []),
    ...(isIdentifiable
      ? []
      : [
          required(
            'customerDomains',
            'The customer is known by a domain, a country, a D-U-N-S number or a tax id.',
          ),
        ]),
    ...(isOfIncumbent(content.kind) && content.contractId === null
      ? [required('contract', `A ${content.kind} is about a contract.`)]
      : []),
  ];
}

function lineProblems(content: RegistrationContent): Problem[] {
  const { lines, kind } = content;
  if (lines.length === 0) return [required('lines', 'A registration is about at least one product line.')];
  const isWorthNothing = lines.every(({ oneTimeMinor, mrrMinor }) => oneTimeMinor === 0n && mrrMinor === 0n);
  return [
    ...(isWorthNothing && kind === 'OPPORTUNITY'
      ? [required('lines', 'An opportunity is worth something, once or month by month.')]
      : []),
    ...lines.flatMap(({ mrrMinor, termMonths }, index) =>
      mrrMinor > 0n && termMonths === 0
        ? [
            {
              path: ['lines', index, 'termMonths'],
              code: 'TERM_OUT_OF_RANGE',
              message: 'What is paid month by month has a term.',
              remedy: 'Send the months from 1 on.',
            },
          ]
        : [],
    ),
  ];
}

function dateProblems({ expectedCloseDate, kind }: RegistrationContent, today: LocalDate): Problem[] {
  if (expectedCloseDate === null) {
    return kind === 'OPPORTUNITY' || kind === 'EXPANSION'
      ? [required('expectedCloseDate', 'A sale has a day on which it is expected to close.')]
      : [];
  }
  if (expectedCloseDate < today || expectedCloseDate > addDays(today, farthestDays)) {
    return [
      {
        path: ['expectedCloseDate'],
        code: 'OUT_OF_RANGE',
        message: `${expectedCloseDate} is not between today, ${today}, and five years from now.`,
        remedy: 'Correct the date.',
      },
    ];
  }
  return [];
}

/** Turns what keeps a registration from being submitted into issues: what is missing by its path, what a rule forbids by the rule. */
export function addSubmissionIssues(facts: SubmissionFacts, trace: RuleTrace, issues: IssueCollector): void {
  for (const { path, code, message, remedy } of problemsOf(facts)) issues.add(path, code, message, remedy);
  for (const { rule, code, verdict, message } of trace) {
    if (verdict !== 'FAIL' || rule === 'dealRegistration.complete') continue;
    const { path, remedy } = whereToMend[rule] ?? { path: [], remedy: 'Ask the account manager.' };
    issues.add(path, code, message, remedy);
  }
}

const whereToMend: Readonly<Record<string, { readonly path: readonly string[]; readonly remedy: string }>> = {
  'dealRegistration.partner': {
    path: ['partner'],
    remedy: 'Complete the onboarding or the enrolment first.',
  },
  'dealRegistration.incumbent': {
    path: ['contract'],
    remedy: 'Name a contract of the partner with this customer.',
  },
  'dealRegistration.minimum': {
    path: ['lines'],
    remedy: 'Register larger deals, or ask the account manager.',
  },
  'dealRegistration.capacity': {
    path: ['partner'],
    remedy: 'Withdraw or conclude another registration first.',
  },
  'dealRegistration.ownDuplicate': {
    path: ['lines'],
    remedy: 'Change the other registration, or withdraw it.',
  },
};
