import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import { isTimeZone } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { Decimal } from 'decimal.js';
import type { BulkDefinition, BulkItem, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { checkCurrency, choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';
import type { ExternalName } from '@channelgraph/server/bulk/references.ts';
import { storeNames } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import { announcePartnersOfPrograms } from '../partner/partner.events.ts';

/** What a tier gives to the partners who hold it. */
export interface TierBenefits {
  /** Added to the margin, as an exact decimal fraction. */
  readonly marginUpliftRate: string;
  /** Days added to the protection of a registered deal. */
  readonly protectionExtraDays: number;
  readonly isMarketingFundEligible: boolean;
  readonly hasPriorityLeads: boolean;
  readonly hasDedicatedAccountManager: boolean;
  readonly hasTerritoryExclusivity: boolean;
  readonly hasCoSellRights: boolean;
  readonly hasExecutiveSponsor: boolean;
}

/** A tier as it is sent in. */
export interface TierItem {
  readonly externalReference?: ExternalName | null | undefined;
  readonly rank: number;
  readonly label: string;
  readonly alternativeLabel?: string | null | undefined;
  readonly benefits?:
    | { readonly [Key in keyof TierBenefits]?: TierBenefits[Key] | null | undefined }
    | null
    | undefined;
}

/** A program as it is sent in. */
export interface ProgramItem extends BulkItem {
  readonly name?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly tiers?: readonly TierItem[] | null | undefined;
}

interface TierValues {
  readonly rank: number;
  readonly label: string;
  readonly alternativeLabel: string | null;
  readonly benefits: TierBenefits;
}

interface ProgramValues {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly tiers: readonly TierValues[];
  /** Names for tiers by rank; only on the way in, so equal to nothing stored when none is new. */
  readonly newTierNames?: readonly { readonly rank: number; readonly name: ExternalName }[];
}

const noBenefits: TierBenefits = {
  marginUpliftRate: '0',
  protectionExtraDays: 0,
  isMarketingFundEligible: false,
  hasPriorityLeads: false,
  hasDedicatedAccountManager: false,
  hasTerritoryExclusivity: false,
  hasCoSellRights: false,
  hasExecutiveSponsor: false,
};

/** How programs and their tiers are imported: creates or changes programs together with their tiers; a tier that is not named stays as it is. */
export const programBulk: BulkDefinition<PrismaClient, ProgramItem, ProgramValues> = {
  mutation: 'programUpsertMany',
  type: 'Program',
  tables: referenceTables,
  prefix: 'prg',
  related: (item) =>
    (item.tiers ?? []).flatMap(({ externalReference }) =>
      externalReference ? [{ type: 'Tier' as const, reference: { externalReference } }] : [],
    ),
  async findByNature(tx, items) {
    const names = items.flatMap(({ name }) => name?.trim() ?? []);
    const rows = await tx.program.findMany({
      where: { name: { in: names } },
      select: { id: true, name: true },
    });
    const byName = new Map(rows.map(({ id, name }) => [name, id]));
    return items.map(({ name }) => byName.get(name?.trim() ?? '') ?? null);
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.program.findMany({
      where: { id: { in: [...ids] } },
      include: { tiers: { orderBy: { rank: 'asc' } } },
    });
    return new Map(
      rows.map(({ id, name, timeZone, currency, tiers }) => [
        id,
        {
          name,
          timeZone,
          currency,
          tiers: tiers.map(({ rank, label, alternativeLabel, benefits }) => ({
            rank,
            label,
            alternativeLabel,
            benefits: readBenefits(benefits),
          })),
        },
      ]),
    );
  },
  check(item, { stored, issues, references }) {
    const timeZone = keep(item.timeZone, stored?.timeZone, 'UTC');
    const currency = keep(item.currency, stored?.currency, 'USD');
    if (!isTimeZone(timeZone)) {
      issues.add(
        ['timeZone'],
        'INVALID_TIME_ZONE',
        `${timeZone} is not an IANA time zone.`,
        'Use a name such as America/New_York.',
      );
    }
    checkCurrency(currency, 'currency', issues);
    const newTierNames = (item.tiers ?? []).flatMap(({ rank, externalReference: name }) =>
      name && references.idOf('Tier', { externalReference: name }) === null ? [{ rank, name }] : [],
    );
    return {
      name: requireText(item.name ?? stored?.name, 'name', issues),
      timeZone,
      currency,
      tiers: mergeTiers(stored?.tiers ?? [], item.tiers ?? [], issues),
      ...(newTierNames.length > 0 ? { newTierNames } : {}),
    };
  },
  async write(tx, context, changes) {
    for (const change of changes) await writeProgram(tx, context, change);
  },
  partnerOf: () => null,
  announce: (tx, context, changes) =>
    announcePartnersOfPrograms(
      tx,
      context,
      changes.flatMap(({ id, before }) => (before ? [id] : [])),
    ),
};

function mergeTiers(
  stored: readonly TierValues[],
  items: readonly TierItem[],
  issues: IssueCollector,
): TierValues[] {
  const byRank = new Map(stored.map((tier) => [tier.rank, tier]));
  const seen = new Set<number>();
  items.forEach((item, index) => {
    if (item.rank < 1 || seen.has(item.rank)) {
      issues.add(
        ['tiers', index, 'rank'],
        'INVALID_RANK',
        'Ranks count from 1 and are unique in a program.',
        'Give each tier its own rank, 1 being the lowest.',
      );
    }
    seen.add(item.rank);
    const before = byRank.get(item.rank);
    if (item.label.trim() === '') {
      issues.add(['tiers', index, 'label'], 'REQUIRED', 'A tier has a label.', 'Fill in label.');
    }
    const asked = Object.fromEntries(
      Object.entries(item.benefits ?? {}).filter(([, value]) => value !== null && value !== undefined),
    );
    byRank.set(item.rank, {
      rank: item.rank,
      label: item.label.trim(),
      alternativeLabel: choose(item.alternativeLabel, before?.alternativeLabel, null),
      benefits: { ...noBenefits, ...before?.benefits, ...asked },
    });
  });
  return [...byRank.values()].sort((a, b) => a.rank - b.rank);
}

async function writeProgram(
  tx: Transaction,
  context: Context,
  { id, before, values }: Change<ProgramValues>,
): Promise<void> {
  const stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  const { name, timeZone, currency, tiers } = values;
  const fields = { name, timeZone, currency, ...stamp };
  await tx.program.upsert({
    where: { id },
    create: { id, ...fields, createdAt: stamp.updatedAt, createdBy: stamp.updatedBy },
    update: { ...fields, version: { increment: 1 } },
  });
  for (const tier of tiers) {
    const stored = before?.tiers.find(({ rank }) => rank === tier.rank);
    if (canonicalJson(stored) !== canonicalJson(tier)) await writeTier(tx, context, id, tier);
  }
  await nameTiers(tx, id, values);
}

async function writeTier(
  tx: Transaction,
  context: Context,
  programId: string,
  tier: TierValues,
): Promise<void> {
  const { rank, label, alternativeLabel } = tier;
  const stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  const fields = { label, alternativeLabel, benefits: { ...tier.benefits }, ...stamp };
  const created = { createdAt: stamp.updatedAt, createdBy: stamp.updatedBy };
  await tx.tier.upsert({
    where: { programId_rank: { programId, rank } },
    create: { id: context.ids.next('tir'), programId, rank, ...fields, ...created },
    update: { ...fields, version: { increment: 1 } },
  });
}

async function nameTiers(tx: Transaction, programId: string, { newTierNames }: ProgramValues): Promise<void> {
  if (!newTierNames) return;
  const tiers = await tx.tier.findMany({ where: { programId }, select: { id: true, rank: true } });
  const byRank = new Map(tiers.map(({ id, rank }) => [rank, id]));
  await storeNames(
    tx,
    'Tier',
    newTierNames.flatMap(({ rank, name }) => {
      const id = byRank.get(rank);
      return id ? [{ name, id, partnerId: null }] : [];
    }),
  );
}

/** Reads the stored benefits of a tier; what is not stored is not granted. */
export function readBenefits(stored: unknown): TierBenefits {
  const found = typeof stored === 'object' && stored !== null ? stored : {};
  const benefits = { ...noBenefits, ...found };
  return { ...benefits, marginUpliftRate: new Decimal(benefits.marginUpliftRate).toFixed() };
}
