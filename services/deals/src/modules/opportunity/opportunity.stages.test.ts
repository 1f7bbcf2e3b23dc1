import { expect, test } from 'vitest';
import {
  defaultPipelinePolicy,
  defaultProbability,
  firstStageOf,
  motions,
  outcomeOf,
  stagesOf,
} from './opportunity.stages.ts';

test('every stage of every motion has a likelihood: none below open, 1 for won, 0 for lost', () => {
  for (const motion of motions) {
    for (const stage of stagesOf(motion)) {
      const probability = Number(defaultProbability(defaultPipelinePolicy, motion, stage));
      const outcome = outcomeOf(stage);
      if (outcome === 'WON') expect(probability).toBe(1);
      else if (outcome === 'LOST') expect(probability).toBe(0);
      else expect(probability > 0 && probability < 1).toBe(true);
    }
  }
});

test('the likelihoods of a sale rise from stage to stage', () => {
  expect(
    ['PROSPECT', 'QUALIFIED', 'TECHNICAL_VALIDATION', 'BUSINESS_VALIDATION', 'COMMITTED'].map((stage) =>
      defaultProbability(defaultPipelinePolicy, 'NEW', stage as 'PROSPECT'),
    ),
  ).toEqual(['0.10', '0.25', '0.50', '0.65', '0.90']);
});

test('a renewal has its own stages and begins as upcoming', () => {
  expect(firstStageOf('RENEWAL')).toBe('UPCOMING');
  expect(firstStageOf('EXPANSION')).toBe('PROSPECT');
  expect(() => defaultProbability(defaultPipelinePolicy, 'RENEWAL', 'PROSPECT')).toThrow(RangeError);
  expect(() => defaultProbability(defaultPipelinePolicy, 'NEW', 'QUOTED')).toThrow(RangeError);
});
