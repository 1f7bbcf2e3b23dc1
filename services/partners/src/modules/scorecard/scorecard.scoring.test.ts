import type { Kpi } from '@channelgraph/core/kpi.ts';
import { factStatuses } from '@channelgraph/core/kpi.ts';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, deltasOf, previousDay } from './scorecard.comparison.ts';
import { defaultTemplate, templateFamilies } from './scorecard.default-templates.ts';
import { applyPlan, selectFacts } from './scorecard.fact-selection.ts';
import type { AgreedTarget, RecordedFact } from './scorecard.fact-selection.ts';
import type { MeasuredFact } from './scorecard.scoring.ts';
import { scoreCard } from './scorecard.scoring.ts';
import type { TemplateBody } from './scorecard.template.ts';
import { templateIssues } from './scorecard.template.ts';

const asOf = '2026-10-15';

function fact(
  kpi: Kpi,
  numerator: string,
  denominator: string,
  changes: Partial<MeasuredFact> = {},
): MeasuredFact {
  return {
    kpi,
    asOf,
    status: 'OK',
    numerator,
    denominator,
    unit: 'COUNT',
    currency: null,
    sampleSize: 100,
    provenance: 'SYSTEM',
    source: 'deals',
    ...changes,
  };
}

/** The worked example of a pure-play managed service provider. */
const workedExample: readonly MeasuredFact[] = [
  fact('SEAT_GROWTH', '120', '1200'),
  fact('GROSS_REVENUE_RETENTION', '55200', '60000'),
  fact('NET_REVENUE_RETENTION', '63000', '60000'),
  fact('RENEWAL_RATE', '10', '11'),
  fact('SLA_COMPLIANCE', '188', '200'),
  fact('CUSTOMER_SATISFACTION', '45', '50', { sampleSize: 50 }),
  fact('CERTIFICATION_COVERAGE', '1.5', '2'),
  fact('SOURCED_REVENUE_VS_PLAN', '400000', '500000'),
  fact('DEAL_REGISTRATION_COVERAGE', '6', '10'),
];

const byKpi = (facts: readonly MeasuredFact[]) => new Map(facts.map((each) => [each.kpi, each]));
const msp = defaultTemplate('MSP');

describe('the worked example', () => {
  const card = scoreCard(msp, byKpi(workedExample));

  it('reads exactly 71.28 with full coverage', () => {
    expect(card).toMatchObject({ total: '71.28', coverage: '1.0000', status: 'GREEN' });
  });

  it('gives every line the points and the contribution of the specification', () => {
    expect(
      card.lines.map(({ kpi, score, contribution, status }) => [kpi, score, contribution, status]),
    ).toEqual([
      ['SEAT_GROWTH', '83.33', '12.50', 'AMBER'],
      ['GROSS_REVENUE_RETENTION', '80.00', '12.00', 'AMBER'],
      ['NET_REVENUE_RETENTION', '66.67', '6.67', 'AMBER'],
      ['RENEWAL_RATE', '93.58', '14.04', 'AMBER'],
      ['SLA_COMPLIANCE', '50.00', '5.00', 'AMBER'],
      ['CUSTOMER_SATISFACTION', '88.24', '8.82', 'AMBER'],
      ['CERTIFICATION_COVERAGE', '37.50', '3.75', 'AMBER'],
      ['SOURCED_REVENUE_VS_PLAN', '60.00', '6.00', 'AMBER'],
      ['DEAL_REGISTRATION_COVERAGE', '50.00', '2.50', 'AMBER'],
    ]);
  });

  it('separates leading from lagging', () => {
    expect(card).toMatchObject({ leadingTotal: '57.35', laggingTotal: '78.78' });
  });

  it('says in words why a line has its points', () => {
    expect(card.lines[3]).toMatchObject({
      value: '0.909091',
      reason: '90.91 % lies between the floor 75.00 % and the target 92.00 %: 93.58 of 100 points.',
    });
  });

  it('reads 69.39 with coverage 0.9000 when only three customers answered', () => {
    const three = fact('CUSTOMER_SATISFACTION', '3', '3', { sampleSize: 3 });
    const other = scoreCard(msp, new Map([...byKpi(workedExample), [three.kpi, three]]));
    expect(other).toMatchObject({ total: '69.39', coverage: '0.9000' });
    expect(other.lines[5]).toMatchObject({
      factStatus: 'INSUFFICIENT_DATA',
      score: null,
      contribution: null,
      status: null,
      reason: 'The sample of 3 is below the minimum of 5.',
    });
  });
});

describe('scoring', () => {
  it('has no total below the minimum coverage, and says so by null, not by zero', () => {
    const card = scoreCard(msp, byKpi(workedExample.slice(0, 3)));
    expect(card).toMatchObject({
      total: null,
      status: null,
      coverage: '0.4000',
      leadingTotal: null,
      laggingTotal: null,
    });
    expect(card.lines.map(({ contribution }) => contribution)).toEqual(Array(9).fill(null));
    expect(card.lines[0]?.score).toBe('83.33');
  });

  it('has a total exactly at the minimum coverage', () => {
    const card = scoreCard(
      msp,
      byKpi(
        workedExample.filter(
          ({ kpi }) => !['SEAT_GROWTH', 'GROSS_REVENUE_RETENTION', 'NET_REVENUE_RETENTION'].includes(kpi),
        ),
      ),
    );
    expect(card).toMatchObject({ coverage: '0.6000', total: '66.85' });
  });

  it('takes what does not apply out of the base of coverage', () => {
    const facts = byKpi(workedExample);
    facts.set(
      'SEAT_GROWTH',
      fact('SEAT_GROWTH', '0', '0', { status: 'NOT_APPLICABLE', numerator: null, denominator: null }),
    );
    expect(scoreCard(msp, facts).coverage).toBe('1.0000');
  });

  it('has no total when nothing applies', () => {
    const facts = workedExample.map((each) => ({ ...each, status: 'NOT_APPLICABLE' as const }));
    expect(scoreCard({ ...msp, minimumCoverage: '0' }, byKpi(facts))).toMatchObject({
      total: null,
      coverage: '0.0000',
    });
  });

  it('calls a denominator of zero a missing base', () => {
    const card = scoreCard(msp, byKpi([fact('SEAT_GROWTH', '5', '0')]));
    expect(card.lines[0]).toMatchObject({ factStatus: 'NO_BASE', score: null, value: null });
  });

  it('mirrors the scale where lower is better', () => {
    const template: TemplateBody = {
      ...msp,
      kpis: [
        {
          kpi: 'SLA_COMPLIANCE',
          weight: '100',
          floor: '10',
          target: '2',
          direction: 'LOWER_IS_BETTER',
          indicator: 'LEADING',
          minimumSample: null,
        },
      ],
    };
    const scoreAt = (days: string) =>
      scoreCard(template, byKpi([fact('SLA_COMPLIANCE', days, '1')])).lines[0];
    expect(scoreAt('12')).toMatchObject({ score: '0.00', status: 'RED' });
    expect(scoreAt('10')).toMatchObject({ score: '0.00', status: 'AMBER' });
    expect(scoreAt('4')).toMatchObject({ score: '75.00', status: 'AMBER' });
    expect(scoreAt('2')).toMatchObject({ score: '100.00', status: 'GREEN' });
  });

  it('contributes 0.00 from every line when all score nothing', () => {
    const facts = workedExample.map((each) => ({ ...each, numerator: '-1' }));
    const card = scoreCard(msp, byKpi(facts));
    expect(card.total).toBe('0.00');
    expect(card.lines.map(({ contribution }) => contribution)).toEqual(Array(9).fill('0.00'));
  });

  it('compares with the card of three months earlier', () => {
    const before = scoreCard(msp, byKpi(workedExample.slice(1)));
    const deltas = deltasOf(
      scoreCard(msp, byKpi([fact('SEAT_GROWTH', '120', '1200'), fact('RENEWAL_RATE', '11', '11')])),
      before,
    );
    expect(previousDay('2026-05-31')).toBe('2026-02-28');
    expect(deltas.get('RENEWAL_RATE')).toBe('6.42');
    expect(deltas.get('SEAT_GROWTH')).toBeNull();
    expect(changeOf('50.00', '62.50')).toBe('-12.50');
  });
});

const anyFact = (kpi: Kpi): fc.Arbitrary<MeasuredFact> =>
  fc
    .record({
      numerator: fc.integer({ min: -1_000_000, max: 3_000_000 }).map(String),
      denominator: fc.integer({ min: 0, max: 1_000_000 }).map(String),
      status: fc.constantFrom('OK' as const, 'OK' as const, 'OK' as const, ...factStatuses),
      sampleSize: fc.integer({ min: 0, max: 20 }),
    })
    .map((changes) => fact(kpi, changes.numerator, changes.denominator, changes));

const anyCard = fc.constantFrom(...templateFamilies).chain((family) => {
  const template = defaultTemplate(family);
  return fc.record({
    template: fc.constant(template),
    facts: fc
      .tuple(...template.kpis.map(({ kpi }) => fc.option(anyFact(kpi), { nil: null, freq: 5 })))
      .map((facts) => facts.filter((each) => each !== null)),
  });
});

describe('for any facts', () => {
  it('contributions sum exactly to the total', () => {
    fc.assert(
      fc.property(anyCard, ({ template, facts }) => {
        const card = scoreCard(template, byKpi(facts));
        const sum = card.lines.reduce(
          (total, { contribution }) => total.plus(contribution ?? 0),
          new Decimal(0),
        );
        expect(sum.toFixed(2)).toBe(card.total ?? '0.00');
      }),
      { numRuns: 2000 },
    );
  });

  it('a score lies between 0 and 100, and only an OK fact has one', () => {
    fc.assert(
      fc.property(anyCard, ({ template, facts }) => {
        const card = scoreCard(template, byKpi(facts));
        for (const line of card.lines) {
          expect(line.score !== null).toBe(line.factStatus === 'OK');
          expect(new Decimal(line.score ?? 0).clamp(0, 100).toFixed(2)).toBe(line.score ?? '0.00');
        }
        expect(new Decimal(card.total ?? 0).clamp(0, 100).toFixed(2)).toBe(card.total ?? '0.00');
      }),
      { numRuns: 2000 },
    );
  });

  it('a missing fact never changes the score of another', () => {
    fc.assert(
      fc.property(anyCard, fc.nat(), ({ template, facts }, position) => {
        const missing = facts[position % Math.max(facts.length, 1)];
        const all = scoreCard(template, byKpi(facts));
        const fewer = scoreCard(template, byKpi(facts.filter((each) => each !== missing)));
        const others = (card: typeof all) =>
          card.lines
            .filter(({ kpi }) => kpi !== missing?.kpi)
            .map(({ kpi, score, status }) => [kpi, score, status]);
        expect(others(fewer)).toEqual(others(all));
      }),
      { numRuns: 1000 },
    );
  });

  it('the order of the facts is irrelevant', () => {
    fc.assert(
      fc.property(
        anyCard.chain(({ template, facts }) =>
          fc.record({
            template: fc.constant(template),
            facts: fc.constant(facts),
            shuffled: fc.shuffledSubarray(facts, { minLength: facts.length }),
          }),
        ),
        ({ template, facts, shuffled }) => {
          expect(scoreCard(template, byKpi(shuffled))).toEqual(scoreCard(template, byKpi(facts)));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a better figure never lowers the total', () => {
    fc.assert(
      fc.property(anyCard, fc.nat(), ({ template, facts }, position) => {
        const chosen = facts[position % Math.max(facts.length, 1)];
        if (!chosen) return;
        const better = { ...chosen, numerator: new Decimal(chosen.numerator ?? 0).plus(1000).toFixed() };
        const now = scoreCard(template, byKpi(facts)).total;
        const then = scoreCard(template, new Map([...byKpi(facts), [chosen.kpi, better]])).total;
        expect(new Decimal(then ?? 0).greaterThanOrEqualTo(now ?? 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('templates', () => {
  it.each(templateFamilies)('the default of %s may be published', (family) => {
    expect(templateIssues(defaultTemplate(family))).toEqual([]);
  });

  it('refuses weights that do not sum to 100', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 9, maxLength: 9 }), (parts) => {
        const kpis = msp.kpis.map((kpi, index) => ({ ...kpi, weight: String(parts[index]) }));
        const sum = parts.reduce((a, b) => a + b, 0);
        expect(templateIssues({ ...msp, kpis }).map(({ code }) => code)).toEqual(
          sum === 100 ? [] : ['WEIGHTS_NOT_100'],
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('names every problem with its path', () => {
    const kpis = msp.kpis.map((kpi, index) =>
      index === 0 ? { ...kpi, target: kpi.floor } : index === 1 ? { ...kpi, weight: 'much' } : kpi,
    );
    expect(
      templateIssues({ ...msp, minimumCoverage: '60', kpis }).map(({ code, path }) => [code, path.join('.')]),
    ).toEqual([
      ['OUT_OF_RANGE', 'minimumCoverage'],
      ['TARGET_NOT_BEYOND_FLOOR', 'kpis.0.target'],
      ['INVALID_DECIMAL', 'kpis.1.weight'],
      ['WEIGHTS_NOT_100', 'kpis'],
    ]);
  });

  it('refuses a KPI that appears twice', () => {
    const kpis = msp.kpis.map((kpi) => ({ ...kpi, kpi: 'CUSTOMER_SATISFACTION' as const }));
    expect(templateIssues({ ...msp, kpis }).map(({ code }) => code)).toEqual(['DUPLICATE_KPI']);
  });
});

describe('the choice of facts', () => {
  const recorded = (day: string, recordedAt: string, sequence: number): RecordedFact => ({
    ...fact('RENEWAL_RATE', String(sequence), '100'),
    asOf: day,
    recordedAt: new Date(recordedAt),
    sequence: BigInt(sequence),
  });
  const facts = [
    recorded('2026-03-31', '2026-04-02T08:00:00Z', 1),
    recorded('2026-03-31', '2026-04-20T08:00:00Z', 2),
    recorded('2026-03-31', '2026-04-20T08:00:00Z', 3),
    recorded('2026-06-30', '2026-07-02T08:00:00Z', 4),
  ];
  const chosenAt = (day: string, knownAt: string) =>
    selectFacts(facts, { asOf: day, knownAt: new Date(knownAt) }).get('RENEWAL_RATE')?.sequence;

  const told = (source: string, asOf: string, sampleSize: number, status: RecordedFact['status'] = 'OK') => ({
    ...fact('CUSTOMER_SATISFACTION', String(sampleSize), '100'),
    asOf,
    source,
    status,
    sampleSize,
    recordedAt: new Date('2026-10-15'),
    sequence: BigInt(asOf.replaceAll('-', '')),
  });
  const sourceOf = (list: readonly RecordedFact[]) =>
    selectFacts(list, { asOf: '2026-10-15', knownAt: new Date('2026-12-31') }).get('CUSTOMER_SATISFACTION')
      ?.source;

  it('believes a service before any import from the day on which it has records', () => {
    expect(sourceOf([told('deals', '2026-09-01', 6), told('survey-desk', '2026-10-01', 50)])).toBe('deals');
    expect(sourceOf([told('deals', '2026-11-01', 6), told('survey-desk', '2026-10-01', 50)])).toBe(
      'survey-desk',
    );
  });

  it('lets an import stand while the service has no records, unless it had some since', () => {
    const none = told('deals', '2026-10-10', 0, 'NO_BASE');
    const absent = told('deals', '2026-10-10', 0, 'NOT_APPLICABLE');
    const imported = told('survey-desk', '2026-10-01', 50);
    expect(sourceOf([none, imported])).toBe('survey-desk');
    expect(sourceOf([absent, imported])).toBe('survey-desk');
    expect(sourceOf([told('deals', '2026-09-01', 6), none, imported])).toBe('survey-desk');
    expect(sourceOf([told('deals', '2026-10-02', 6), none, imported])).toBe('deals');
    expect(sourceOf([none])).toBe('deals');
  });

  it('shows what only the partner reports without scoring it, where the rule asks for more', () => {
    const kpis = msp.kpis.map((kpi) => ({ ...kpi, requiresVerified: kpi.kpi === 'CUSTOMER_SATISFACTION' }));
    const line = (provenance: RecordedFact['provenance']) => {
      const reported = { ...told('deals', '2026-10-01', 90), provenance };
      const card = scoreCard({ ...msp, kpis }, new Map([['CUSTOMER_SATISFACTION', reported]]));
      return card.lines.find(({ kpi }) => kpi === 'CUSTOMER_SATISFACTION');
    };
    expect(line('PARTNER_REPORTED')).toMatchObject({
      factStatus: 'SELF_REPORTED',
      score: null,
      value: '0.9',
    });
    expect(line('VERIFIED')).toMatchObject({ factStatus: 'OK' });
  });

  it('answers what the card said before a restatement', () => {
    expect(chosenAt('2026-04-03', '2026-04-03T00:00:00Z')).toBe(1n);
  });

  it('takes the restatement once it is known, and of one instant the later recorded', () => {
    expect(chosenAt('2026-04-03', '2026-05-01T00:00:00Z')).toBe(3n);
  });

  it('takes the latest day, and nothing from after the day', () => {
    expect(chosenAt('2026-06-29', '2026-12-31T00:00:00Z')).toBe(3n);
    expect(chosenAt('2026-06-30', '2026-12-31T00:00:00Z')).toBe(4n);
    expect(chosenAt('2026-03-30', '2026-12-31T00:00:00Z')).toBeUndefined();
  });

  it('does not depend on the order of the facts', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(facts, { minLength: 4 }), (shuffled) => {
        expect(
          selectFacts(shuffled, { asOf, knownAt: new Date('2026-12-31') }).get('RENEWAL_RATE')?.sequence,
        ).toBe(4n);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('figures against a plan', () => {
  const target: AgreedTarget = {
    kpi: 'SOURCED_REVENUE_VS_PLAN',
    from: '2026-01-01',
    to: '2027-01-01',
    amount: { amountMinor: 50_000_000n, currency: 'USD' },
    recordedAt: new Date('2026-01-05'),
    supersededAt: new Date('2026-06-01'),
  };
  const revised = {
    ...target,
    amount: { amountMinor: 80_000_000n, currency: 'USD' },
    recordedAt: new Date('2026-06-01'),
    supersededAt: null,
  };
  const revenue = fact('SOURCED_REVENUE_VS_PLAN', '400000', '1', { denominator: null, currency: 'USD' });
  const at = (knownAt: string, day = asOf, figure: MeasuredFact = revenue) =>
    applyPlan(byKpi([figure]), [target, revised], { asOf: day, knownAt: new Date(knownAt) }).get(
      'SOURCED_REVENUE_VS_PLAN',
    );

  it('are divided by the target in force, as it was known', () => {
    expect(at('2026-05-31')).toMatchObject({ status: 'OK', denominator: '500000' });
    expect(at('2026-06-01')).toMatchObject({ status: 'OK', denominator: '800000' });
  });

  it('keep a denominator of their own', () => {
    expect(at('2026-07-01', asOf, { ...revenue, denominator: '7' })).toMatchObject({ denominator: '7' });
  });

  it('have no base without a target in force', () => {
    expect(at('2026-07-01', '2027-01-01')).toMatchObject({
      status: 'NO_BASE',
      note: 'No plan target is in force on this day.',
    });
  });

  it('have no base against a plan in another currency', () => {
    expect(at('2026-07-01', asOf, { ...revenue, currency: 'EUR' })).toMatchObject({
      status: 'NO_BASE',
      note: 'The plan is in USD, the figure in EUR.',
    });
  });
});
