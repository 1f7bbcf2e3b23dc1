import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { serviceNames } from '@channelgraph/core/event-types.ts';
import type { Kpi } from '@channelgraph/core/kpi.ts';
import { money } from '@channelgraph/core/money.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { policyInForce } from '@channelgraph/core/policy-version.ts';
import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { PartnerTypeProfile, PlanTarget, ScorecardTemplate } from '../../db.ts';
import type { Context } from '../../context.ts';
import type { Classification, RecordedClassification } from '../partner/partner.classification.ts';
import { classificationOn } from '../partner/partner.classification.ts';
import type { PartnerView } from '../partner/partner.loaders.ts';
import { classificationsLoader } from '../partner/partner.loaders.ts';
import { planTargetsLoader } from '../plan-target/plan-target.loaders.ts';
import { previousDay } from './scorecard.comparison.ts';
import { measuredAs } from './scorecard.default-profiles.ts';
import type { AgreedTarget, RecordedFact, Viewpoint } from './scorecard.fact-selection.ts';
import { applyPlan, countRunningDays, selectFacts } from './scorecard.fact-selection.ts';
import type { ScoredCard } from './scorecard.scoring.ts';
import { scoreCard } from './scorecard.scoring.ts';
import type { TemplateBody } from './scorecard.template.ts';

/** One version of a scorecard's rules. */
export type TemplateVersion = PolicyVersion<TemplateBody>;

/** The scorecard of a partner on a day, as it was known at an instant. */
export interface ScorecardView extends Viewpoint {
  readonly partner: PartnerView;
  readonly template: TemplateVersion;
  readonly card: ScoredCard;
  /** The card of three months earlier by the same knowledge; null when no template was in force. */
  readonly previous: ScoredCard | null;
  readonly previousAsOf: LocalDate;
}

/** A kind of partner with all published versions of its scorecard, oldest first. */
export interface ProfileView extends PartnerTypeProfile {
  readonly templates: readonly ScorecardTemplate[];
}

// One key: the profiles are few, and every card needs one of them.
const profilesLoader = defineLoader(async (context: Context, keys: readonly 'all'[]) => {
  const profiles: ProfileView[] = await context.db.read.partnerTypeProfile.findMany({
    include: { templates: { orderBy: { version: 'asc' } } },
    orderBy: { id: 'asc' },
  });
  return new Map(keys.map((key) => [key, profiles]));
});

/** Loads the kinds of partner with their scorecards. */
export async function loadProfiles(context: Context): Promise<readonly ProfileView[]> {
  return (await profilesLoader(context, 'all')) ?? [];
}

/** Gives the version of a profile's scorecard that is in force on a day, as it was known at an instant. */
export function templateInForce(profile: ProfileView, { asOf, knownAt }: Viewpoint): TemplateVersion | null {
  return policyInForce(templateVersions(profile, knownAt), asOf);
}

function templateVersions({ templates }: ProfileView, knownAt: Date): TemplateVersion[] {
  const known = templates.filter(({ recordedAt }) => recordedAt <= knownAt);
  return known.map(({ id, version, effectiveFrom, body }, index) => {
    const next = known[index + 1];
    return {
      id,
      kind: 'SCORECARD_TEMPLATE',
      version,
      effectiveFrom: toLocalDate(effectiveFrom),
      effectiveTo: next ? toLocalDate(next.effectiveFrom) : null,
      // Written by `publishTemplate` or by a migration, both after validation.
      body: body as unknown as TemplateBody,
    };
  });
}

interface CardKey extends Viewpoint {
  readonly partner: PartnerView;
}

const identify = ({ partner, asOf, knownAt }: CardKey) => `${partner.id} ${asOf} ${knownAt.toISOString()}`;

/** Computes the scorecards of many partners with a number of statements that does not depend on how many. */
export const scorecardLoader = defineLoader(async (context: Context, keys: readonly CardKey[]) => {
  const profiles = await loadProfiles(context);
  const facts = await candidateFacts(context, keys, weighedKpis(profiles));
  const targets = await Promise.all(keys.map(({ partner }) => planTargetsLoader(context, partner.id)));
  const kinds = await Promise.all(keys.map(({ partner }) => classificationsLoader(context, partner.id)));
  return new Map(
    keys.flatMap((key, index) => {
      const card = cardOf(key, {
        profiles,
        facts: facts.get(key.partner.id) ?? [],
        targets: (targets[index] ?? []).map(toTarget),
        kinds: kinds[index] ?? [],
      });
      return card ? [[identify(key), card] as const] : [];
    }),
  );
}, identify);

interface CardInput {
  readonly profiles: readonly ProfileView[];
  readonly facts: readonly CandidateFact[];
  readonly targets: readonly AgreedTarget[];
  readonly kinds: readonly RecordedClassification[];
}

function cardOf(key: CardKey, input: CardInput): ScorecardView | null {
  const { partner, asOf, knownAt } = key;
  const now = scoreOn(key, input);
  if (!now) return null;
  const previousAsOf = previousDay(asOf);
  const previous = scoreOn({ asOf: previousAsOf, knownAt }, input)?.card ?? null;
  return { partner, asOf, knownAt, ...now, previous, previousAsOf };
}

function scoreOn(viewpoint: Viewpoint, { profiles, facts, targets, kinds }: CardInput) {
  const kind = classificationOn(kinds, viewpoint);
  const profile = kind && profileOf(kind, profiles);
  const template = profile && templateInForce(profile, viewpoint);
  if (!template) return null;
  const running = countRunningDays(selectFacts(facts, viewpoint), viewpoint);
  const chosen = applyPlan(running, targets, viewpoint);
  return { template, card: scoreCard(template.body, chosen) };
}

function profileOf(classification: Classification, profiles: readonly ProfileView[]): ProfileView | null {
  const kind = measuredAs(classification);
  if (!kind) return null;
  const ofType = profiles.filter(({ partnerType }) => partnerType === kind.partnerType);
  return (
    ofType.find(({ segment }) => segment === kind.segment) ??
    ofType.find(({ segment }) => segment === null) ??
    null
  );
}

/** The KPIs that any version of any scorecard weighs. */
function weighedKpis(profiles: readonly ProfileView[]): Kpi[] {
  const bodies = profiles.flatMap(({ templates }) =>
    templates.map(({ body }) => body as unknown as TemplateBody),
  );
  return [...new Set(bodies.flatMap(({ kpis }) => kpis.map(({ kpi }) => kpi)))];
}

interface CandidateFact extends RecordedFact {
  readonly periodStart: LocalDate;
}

interface FactRow extends Omit<CandidateFact, 'numerator' | 'denominator' | 'asOf'> {
  readonly partnerId: string;
  readonly asOf: LocalDate;
  readonly numerator: { toFixed(): string } | null;
  readonly denominator: { toFixed(): string } | null;
}

// Three index probes per card, KPI and day, instead of a sort of the partners' whole history: the latest of
// the program's own facts, the latest of those with records behind them, and the latest import.
async function candidateFacts(
  context: Context,
  keys: readonly CardKey[],
  kpis: readonly Kpi[],
): Promise<Map<string, CandidateFact[]>> {
  const probes = keys.flatMap(({ partner, asOf, knownAt }) =>
    [asOf, previousDay(asOf)].map((day) => ({ partner_id: partner.id, day, known_at: knownAt })),
  );
  const rows = await context.db.read.$queryRaw<FactRow[]>`
    SELECT f.partner_id AS "partnerId", f.kpi, f.as_of::text AS "asOf", f.period_start::text AS "periodStart",
      f.status::text AS status, f.numerator, f.denominator, f.unit::text AS unit, f.currency,
      f.sample_size AS "sampleSize", f.provenance::text AS provenance, f.source, f.recorded_at AS "recordedAt", f.sequence
    FROM jsonb_to_recordset(${JSON.stringify(probes)}::jsonb) AS p(partner_id text, day date, known_at timestamptz)
    CROSS JOIN unnest(${[...kpis]}::text[]) AS k(kpi)
    CROSS JOIN (VALUES (true, false), (true, true), (false, false)) AS c(is_own, needs_data)
    CROSS JOIN LATERAL (
      SELECT * FROM metric_fact m
      WHERE m.partner_id = p.partner_id AND m.kpi = k.kpi AND m.as_of <= p.day AND m.recorded_at <= p.known_at
        AND (m.source = ANY(${[...serviceNames]}::text[])) = c.is_own
        AND (NOT c.needs_data OR (m.status <> 'NOT_APPLICABLE' AND m.sample_size > 0))
      ORDER BY m.as_of DESC, m.recorded_at DESC, m.sequence DESC LIMIT 1
    ) f`;
  const facts = rows.map((row) => ({
    ...row,
    numerator: row.numerator?.toFixed() ?? null,
    denominator: row.denominator?.toFixed() ?? null,
  }));
  return groupByKey(facts, ({ partnerId }) => partnerId);
}

function toTarget({
  kpi,
  validFrom,
  validTo,
  amountMinor,
  currency,
  recordedAt,
  supersededAt,
}: PlanTarget): AgreedTarget {
  return {
    kpi: kpi as Kpi,
    from: toLocalDate(validFrom),
    to: toLocalDate(validTo),
    amount: money(amountMinor, currency),
    recordedAt,
    supersededAt,
  };
}

/** Reads one published version. */
export async function readTemplate(context: Context, id: string): Promise<TemplateVersion> {
  const profile = await context.db.read.partnerTypeProfile.findFirstOrThrow({
    where: { templates: { some: { id } } },
    include: { templates: { orderBy: { version: 'asc' } } },
  });
  const template = templateVersions(profile, context.clock.now()).find((each) => each.id === id);
  if (!template) throw new Error(`The scorecard template ${id} is missing.`);
  return template;
}
