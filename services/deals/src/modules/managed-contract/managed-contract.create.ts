import { addMonths } from '@channelgraph/core/calendar.ts';
import { ConflictError, createIssues, PolicyViolationError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isAdministrator } from '@channelgraph/core/viewer.ts';
import { checkName, checkSystem } from '@channelgraph/server/bulk/own-names.ts';
import { resolveReferences, storeNames } from '@channelgraph/server/bulk/references.ts';
import type { ExternalName } from '@channelgraph/server/bulk/references.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { retryAfterRace } from '@channelgraph/server/races.ts';
import type { Context, Transaction } from '../../context.ts';
import { importPartners } from '../../import-partners.ts';
import type { ImportPartners } from '../../import-partners.ts';
import { policyOn } from '../../policies.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import { contractPolicy } from './contract.policy.ts';
import { finishAction, requireOpenMonth, requireShortReason } from './managed-contract.execution.ts';
import { beyondAlone, impactOf } from './managed-contract.impact.ts';
import { contractTables, namedByContract } from './managed-contract.import.ts';
import { mostSeats, readContract } from './managed-contract.item-reading.ts';
import type { ContractItem } from './managed-contract.item.ts';
import { lockContractsOf } from './managed-contract.overlap.ts';
import { judgeRegistrations } from './managed-contract.registration.ts';
import type { ContractChange, ContractValues } from './managed-contract.store.ts';

/** The terms of a new contract. */
export interface CreateContractInput extends Omit<
  ContractItem,
  'id' | 'status' | 'statusOn' | 'decidedOn' | 'predecessor' | 'transferredFrom' | 'amendments'
> {
  readonly status?: 'DRAFT' | 'ACTIVE' | null | undefined;
  readonly reason?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** Creates a first contract of a partner with a customer, drafted or in force, and returns its id. */
export async function createContract(context: Context, input: CreateContractInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'managedContractCreate', idempotencyKey, input: rest };
  const { id } = await retryAfterRace(() =>
    mutate(context, call, async (tx) => {
      const partners = await importPartners(context, input.partner ? [input.partner] : []);
      const values = await readNew(tx, input, partners);
      await lockContractsOf(tx, { contractIds: [], customerIds: [values.customerId] });
      const change = { id: context.ids.next('ctr'), before: null, values };
      await requireOwnRegistration(tx, context, change);
      await requireWithinPolicy(tx, context, { change, partners });
      await finishAction(tx, context, { action: 'ACTIVATE', changes: [change], reason: input.reason });
      await nameContract(tx, change, input.externalReference);
      return { id: change.id };
    }),
  );
  return id;
}

async function readNew(
  tx: Transaction,
  input: CreateContractInput,
  partners: ImportPartners,
): Promise<ContractValues> {
  requireShortReason(input.reason);
  const item: ContractItem = { ...input, status: input.status ?? 'ACTIVE' };
  const references = await resolveReferences(tx, contractTables, namedByContract(item));
  const issues = createIssues();
  const values = readContract({ item, references, stored: null, issues, rows: new Set(), partners });
  checkNew(input, issues);
  const partnerId = input.partner ? references.idOf('Partner', input.partner) : null;
  if (values) checkDays(values, partners.todayOf(partnerId), issues);
  issues.throwIfAny();
  if (!values) throw new Error('A contract that breaks no rule can be read.');
  return values;
}

function checkNew(input: CreateContractInput, issues: IssueCollector): void {
  if ((input.productLines ?? []).length === 0) {
    const message = 'A contract manages at least one product line.';
    issues.add(['productLines'], 'REQUIRED', message, 'Name what is managed.');
  }
  if ((input.contractedSeats ?? 0) > mostSeats) {
    const message = `More than ${mostSeats} seats are no agreement.`;
    issues.add(['contractedSeats'], 'OUT_OF_RANGE', message, 'Correct the number.');
  }
  checkName(input.externalReference, issues);
  checkSystem(input.externalReference, issues);
}

// A date centuries away is a slip of the pen, and every month until then would be closed one by one.
function checkDays({ termStart }: ContractValues, today: string, issues: IssueCollector): void {
  const earliest = addMonths(today, -longestTermMonths);
  const latest = addMonths(today, longestTermMonths);
  if (termStart >= earliest && termStart <= latest) return;
  const message = `A contract starts between ${earliest} and ${latest}.`;
  issues.add(['termStart'], 'OUT_OF_RANGE', message, 'Correct the date.');
}

async function requireOwnRegistration(
  tx: Transaction,
  context: Context,
  change: ContractChange,
): Promise<void> {
  const problems = await judgeRegistrations(tx, context, [{ index: 0, ...change }]);
  const issues = createIssues();
  for (const { path, code, message, remedy } of problems.values()) issues.add(path, code, message, remedy);
  issues.throwIfAny();
}

/** An account manager agrees on usual terms up to the limit; a draft is judged once it is activated. */
async function requireWithinPolicy(
  tx: Transaction,
  context: Context,
  { change, partners }: { readonly change: ContractChange; readonly partners: ImportPartners },
): Promise<void> {
  const { partnerId, termStart } = change.values;
  const today = partners.todayOf(partnerId);
  requireOpenMonth(context, today, termStart);
  if (isAdministrator(context.viewer)) return;
  const policy = await policyOn(tx, contractPolicy, today);
  const reason = beyondAlone(impactOf([change]), policy.body, partners.currencyOf(partnerId) ?? '');
  if (!reason) return;
  const remedy = 'A program administrator creates it.';
  throw new PolicyViolationError(reason.rule, `${reason.message} ${remedy}`, policy.id);
}

async function nameContract(
  tx: Transaction,
  { id, values }: ContractChange,
  name: ExternalName | null | undefined,
): Promise<void> {
  if (!name) return;
  const reference = { externalReference: name };
  const known = await resolveReferences(tx, contractTables, [{ type: 'ManagedContract', reference }]);
  if (known.idOf('ManagedContract', reference) !== null) {
    const message = 'Another contract has this external reference.';
    throw new ConflictError('externalReference.taken', message, ['externalReference']);
  }
  await storeNames(tx, 'ManagedContract', [{ name, id, partnerId: values.partnerId }]);
}
