import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { partnerReport } from '../../examples/scorecard.ts';
import { createMockClient } from '../src/testing/index.ts';
import { harborPipeline, harborScorecard } from './support/harbor.ts';

// It builds or starts programs, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const run = promisify(execFile);

const mockHarbor = () =>
  createMockClient()
    .on('ScorecardGet', { partner: { scorecard: harborScorecard } })
    .on('PipelineGetOfPartner', { partner: { pipeline: harborPipeline } });

it('prints a scorecard and a pipeline as aligned tables', async () => {
  const mock = mockHarbor();
  const report = await partnerReport(mock.client, 'prt_harbor', { asOf: '2026-10-15' });
  expect(report).toBe(
    [
      'Harbor Managed Services: scorecard on 2026-10-15',
      'Total 83.33 AMBER',
      'Coverage 60.00%, leading –, lagging 83.33',
      '',
      'KPI                     Value   Floor  Target  Weight  Score  Points  Status',
      '─────────────────────  ──────  ──────  ──────  ──────  ─────  ──────  ─────────────────',
      'Managed seat growth    10.00%   0.00%  12.00%      15  83.33   83.33  AMBER',
      'Customer satisfaction       –  75.00%  92.00%      10      –       –  Insufficient data',
      '',
      'Pipeline on 2026-10-15: 2 open opportunities',
      '',
      'Motion  Revenue    Stage                 Role     Count  One-time        MRR         ACV          TCV  Weighted ACV',
      '──────  ─────────  ────────────────────  ───────  ─────  ────────  ─────────  ──────────  ───────────  ────────────',
      'New     Recurring  Technical validation  Sourced      2         –  $4,500.00  $54,000.00  $162,000.00    $27,000.00',
      '',
      'Renewals',
      '',
      'Days left  Contracts         MRR',
      '─────────  ─────────  ──────────  ──────────',
      '61 to 90           1  $12,500.00  decide now',
      '181+              11  $48,000.00',
      '',
    ].join('\n'),
  );
  expect(mock.calls.map(({ variables }) => variables)).toEqual([
    { partnerId: 'prt_harbor', asOf: '2026-10-15' },
    { partnerId: 'prt_harbor', asOf: '2026-10-15' },
  ]);
});

it('colours the traffic lights only when asked to, without moving a column', async () => {
  const plain = await partnerReport(mockHarbor().client, 'prt_harbor');
  const coloured = await partnerReport(mockHarbor().client, 'prt_harbor', { hasColour: true });
  expect(plain).not.toContain('\u001B');
  expect(coloured).toContain('Total 83.33 \u001B[33mAMBER\u001B[0m');
  // oxlint-disable-next-line no-control-regex -- it is the control characters that are looked for.
  expect(coloured?.replaceAll(/\u001B\[\d+m/g, '')).toBe(plain);
});

it('has nothing to print for a partner who is not visible', async () => {
  const mock = createMockClient()
    .on('ScorecardGet', { partner: null })
    .on('PipelineGetOfPartner', { partner: null });
  expect(await partnerReport(mock.client, 'prt_other')).toBeNull();
});

describe('as a program', () => {
  const program = fileURLToPath(new URL('../../examples/scorecard.ts', import.meta.url));
  const preload = fileURLToPath(new URL('support/fake-graph.ts', import.meta.url));
  const start = (args: readonly string[], env: Record<string, string>) =>
    run(process.execPath, ['--import', preload, program, ...args], { env }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );

  it('prints to a pipe without colours', async () => {
    const env = { CHANNELGRAPH_URL: 'https://api.example/graphql', CHANNELGRAPH_TOKEN: 'token' };
    const { stdout, stderr } = await start(['prt_1', '2026-10-15'], env);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/: scorecard on 2026-10-15\nTotal 71\.28 /);
    expect(stdout).not.toContain('\u001B');
  });

  it('says how it is used, with exit code 2', async () => {
    expect(await start([], {})).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^Usage: /),
    });
  });
});
