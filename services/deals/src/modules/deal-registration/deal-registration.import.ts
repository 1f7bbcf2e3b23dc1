import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { ReferenceBook, ReferenceTables, TypedReference } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { importPartners } from '../../import-partners.ts';
import type { ImportPartners } from '../../import-partners.ts';
import { policyOn } from '../../policies.ts';
import { contestedClaims, lockCustomerTrees } from '../protection/claims.ts';
import type { ContestedClaim, ScopeClaim } from '../protection/claims.ts';
import { beginOf } from '../protection/protection.window.ts';
import { referencesOf } from './deal-registration.draft.ts';
import { readImported } from './deal-registration.import-reading.ts';
import { neighboursOf, writeImported } from './deal-registration.import-store.ts';
import type { NamedIds, Neighbours } from './deal-registration.import-store.ts';
import type { RegistrationItem } from './deal-registration.item.ts';
import { lastsAfterWinning } from './deal-registration.machine.ts';
import { registrationPolicy } from './deal-registration.policy.ts';
import { registrationTables } from './deal-registration.references.ts';
import { loadRegistrations, productLinesOf } from './deal-registration.store.ts';
import type { RegistrationValues } from './deal-registration.store.ts';

type RegistrationRow = Change<RegistrationValues>;

const tables: ReferenceTables = {
  ...registrationTables,
  Opportunity: { table: 'opportunity', idColumn: 'id' },
};

/**
 * Makes the rules by which one call imports registrations of another system.
 *
 * @remarks What was decided there is taken as it was recorded: no rule of this program judges it, and nobody
 * is told of it. What protects still is protected here from now on, unless it meets another protection.
 */
export async function registrationImport(
  context: Context,
  items: readonly RegistrationItem[],
): Promise<BulkDefinition<PrismaClient, RegistrationItem, RegistrationValues>> {
  const { body: policy } = await policyOn(context.db.read, registrationPolicy, context.today);
  const named = items.flatMap(({ partner }) => partner ?? []);
  const partners = await importPartners(context, named);
  const now = context.clock.now();
  const claimOf = (change: RegistrationRow) => claimAt(change, partners, now);
  const decided = new WeakSet<RegistrationValues>();
  let neighbours: Neighbours | null = null;
  const around = (): Neighbours => {
    if (neighbours === null) throw new Error('What the rows name is read before they are.');
    return neighbours;
  };
  return {
    mutation: 'dealRegistrationUpsertMany',
    type: 'DealRegistration',
    tables,
    prefix: 'reg',
    related: namedByRegistration,
    async findByNature(tx, rows, references) {
      neighbours = await neighboursOf(tx, idsNamedBy(rows, references));
      await lockCustomerTrees(tx, neighbours.touchedCustomerIds);
      return rows.map(() => null);
    },
    async load(tx, ids) {
      const stored = await loadValues(tx, ids);
      for (const [id, values] of stored) if (around().decidedHere.has(id)) decided.add(values);
      const partnerIds = [...stored.values()].map(({ partnerId }) => partnerId);
      await partners.add(tx, partnerIds);
      return stored;
    },
    check(item, row) {
      const isDecidedHere = row.stored !== null && decided.has(row.stored);
      return readImported({
        ...row,
        item,
        isDecidedHere,
        rules: { now, policy, partners, neighbours: around() },
      });
    },
    conflicts: (tx, changes) => conflictsOf(tx, changes, claimOf),
    write: (tx, own, changes) =>
      writeImported(
        tx,
        own,
        changes,
        changes.flatMap((change) => claimOf(change) ?? []),
      ),
    partnerOf: ({ values }) => values.partnerId,
  };
}

function namedByRegistration(item: RegistrationItem): readonly TypedReference[] {
  const { partner, customer, opportunity } = item;
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(customer ? [{ type: 'Customer', reference: customer }] : []),
    ...(opportunity ? [{ type: 'Opportunity', reference: opportunity }] : []),
    ...referencesOf(item),
  ];
}

function idsNamedBy(rows: readonly RegistrationItem[], references: ReferenceBook): NamedIds {
  const idsOf = (type: string, field: 'customer' | 'opportunity' | 'contract') =>
    rows.flatMap((row) => references.idOf(type, row[field] ?? {}) ?? []);
  return {
    registrationIds: rows.flatMap((row) => references.idOf('DealRegistration', row) ?? []),
    customerIds: idsOf('Customer', 'customer'),
    opportunityIds: idsOf('Opportunity', 'opportunity'),
    contractIds: idsOf('ManagedContract', 'contract'),
  };
}

async function loadValues(tx: Transaction, ids: readonly string[]): Promise<Map<string, RegistrationValues>> {
  const stored = await loadRegistrations(tx, ids);
  return new Map(
    [...stored].map(([key, { id: _id, version: _version, createdBy: _by, ...values }]) => [key, values]),
  );
}

/** Gives what an imported registration claims from now on; null when it protects nothing. */
function claimAt({ id, values }: RegistrationRow, partners: ImportPartners, now: Date): ScopeClaim | null {
  const { status, kind, customerId, protectedFrom, protectedTo, protectedUntil } = values;
  if (status !== 'APPROVED' && !(status === 'WON' && lastsAfterWinning(kind))) return null;
  const timeZone = partners.timeZoneOf(values.partnerId);
  if (customerId === null || protectedFrom === null || protectedTo === null || timeZone === null) return null;
  const begins = beginOf({ from: protectedFrom, to: protectedTo }, timeZone);
  const since = begins > now ? begins : now;
  if (protectedUntil === null || protectedUntil <= since) return null;
  const registration = { ...values, id, customerId, productLineIds: productLinesOf(values) };
  return { registration, time: { since, until: protectedUntil } };
}

/** Finds rows whose protection meets another one, and rows that name the opportunity of an earlier row. */
async function conflictsOf(
  tx: Transaction,
  changes: readonly RegistrationRow[],
  claimOf: (change: RegistrationRow) => ScopeClaim | null,
): Promise<Map<number, ValidationIssue>> {
  // What is protected already goes before what is new, whatever their order in the call.
  const ordered = [...changes.filter(({ before }) => before), ...changes.filter(({ before }) => !before)];
  const claims = ordered.flatMap((change) => {
    const claim = claimOf(change);
    return claim ? [{ change, claim }] : [];
  });
  const contested = await contestedClaims(
    tx,
    claims.map(({ claim }) => claim),
  );
  const places = claims.map(({ change }) => change.index);
  const refused = new Map(takenDeals(changes).map((index) => [index, dealTaken]));
  for (const index of refusedAmong(contested, { places, changes, refused: new Set(refused.keys()) })) {
    refused.set(index, scopeTaken);
  }
  return refused;
}

const scopeTaken: ValidationIssue = {
  path: ['lines'],
  code: 'DUPLICATE_ACTIVE',
  message: 'Another registration protects a part of the customer, the product lines and the region.',
  remedy: 'Say which one protects them, and send the other as REVOKED, EXPIRED or REJECTED.',
};
const dealTaken: ValidationIssue = {
  path: ['opportunity'],
  code: 'OPPORTUNITY_TAKEN',
  message: 'An earlier item of this call names the opportunity.',
  remedy: 'Name the registration that it came from.',
};

function takenDeals(changes: readonly RegistrationRow[]): readonly number[] {
  const seen = new Set<string>();
  return changes.flatMap(({ index, values: { opportunityId } }) => {
    if (opportunityId === null) return [];
    const isTaken = seen.has(opportunityId);
    seen.add(opportunityId);
    return isTaken ? [index] : [];
  });
}

/**
 * Decides which rows cannot have what they claim, the first one has it.
 *
 * @remarks A stored protection that a row of the call gives up stands in nobody's way, unless that row
 * is refused itself.
 */
function refusedAmong(
  contested: readonly ContestedClaim[],
  call: {
    /** The row of each claim. */
    readonly places: readonly number[];
    readonly changes: readonly RegistrationRow[];
    /** Rows that are refused for another reason. */
    readonly refused: ReadonlySet<number>;
  },
): ReadonlySet<number> {
  const rowOf = new Map(call.changes.map(({ id, index }) => [id, index]));
  const refused = new Set<number>();
  const isRefused = (row: number | undefined) =>
    row === undefined || refused.has(row) || call.refused.has(row);
  const pass = (meets: (claim: ContestedClaim) => boolean) => {
    const before = refused.size;
    for (const claim of contested) {
      const row = call.places[claim.index];
      if (row !== undefined && meets(claim)) refused.add(row);
    }
    return refused.size > before;
  };
  const meetsHolder = ({ holderId }: ContestedClaim) => holderId !== null && isRefused(rowOf.get(holderId));
  pass((claim) =>
    claim.otherIndex === null ? meetsHolder(claim) : !isRefused(call.places[claim.otherIndex]),
  );
  while (pass(meetsHolder));
  return refused;
}
