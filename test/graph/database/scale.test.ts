import { expect, test } from 'vitest';
import { createTestDatabase } from '../../testkit/databases.ts';
import { explainQuestions } from '../../testkit/scale/plans.ts';
import { openScaleService, questions } from '../../testkit/scale/questions.ts';
import { seedScale } from '../../testkit/scale/seed.ts';

test('no question about one partner or one page reads a large table from end to end', async () => {
  await using database = await createTestDatabase('deals');
  await seedScale(database.url, { partners: 300, opportunities: 30_000, contracts: 3_000 });
  await using service = await openScaleService(database.url);
  const plans = await explainQuestions(database.url, service);
  const scans = plans.map(({ question, scanned }) => [question.name, scanned]);
  expect(scans).toEqual(plans.map(({ question }) => [question.name, []]));
  expect(plans.map(({ question }) => question.name)).toEqual(questions.map(({ name }) => name));
  const dealsOfPartner = plans.find(({ question }) => question.name === 'dealMetrics of its own by month');
  expect(dealsOfPartner?.accesses.map(({ table, index }) => [table, index?.startsWith('opportunity_partner_id_')])).toEqual([['opportunity', true]]);
}, 120_000); // prettier-ignore
