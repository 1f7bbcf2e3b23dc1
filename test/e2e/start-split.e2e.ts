import { expect, it } from 'vitest';
import { deploy } from '../testkit/processes.ts';

it('starts five processes with one command, answers, and ends all of them when it is told to', async () => {
  await using program = await deploy('start --split');
  const { data, errors } = await program.ask(
    'harbor.sales',
    '{ viewer { partner { displayName scorecard { total } pipeline { opportunityCount } } } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    viewer: {
      partner: {
        displayName: 'Harbor Managed Services',
        scorecard: { total: '71.28' },
        pipeline: { opportunityCount: 6 },
      },
    },
  });
  const ports = [0, 1, 2, 3, 4].map((index) => Number(new URL(program.url).port) + index);
  const live = (port: number) =>
    fetch(`http://127.0.0.1:${port}/livez`).then(
      ({ ok }) => ok,
      () => false,
    );
  expect(await Promise.all(ports.map(live))).toEqual([true, true, true, true, true]);
  expect(await program.terminate('gateway')).toBe(0);
  expect(await Promise.all(ports.map(live))).toEqual([false, false, false, false, false]);
});
