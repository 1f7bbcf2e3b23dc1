import { randomUUID } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import type { DemoRun } from './demo-run.ts';

/** The instant at which the demo program's business clock stands. */
export const demoInstant = new Date('2026-10-15T09:00:00Z');

const staff = [
  { subject: 'ada.admin', displayName: 'Ada Lindqvist', role: 'PROGRAM_ADMIN' },
  { subject: 'carla.cam', displayName: 'Carla Mendes', role: 'CAM' },
  { subject: 'marc.cam', displayName: 'Marc Oduya', role: 'CAM' },
  { subject: 'ana.analyst', displayName: 'Ana Petrova', role: 'ANALYST' },
];

/**
 * Tells the demo program through the API. Telling it again changes nothing.
 *
 * @throws CommandError when the API refuses a part of it.
 */
export async function seedDemo(run: DemoRun): Promise<void> {
  run.setClock(demoInstant);
  run.onProgress('people of the vendor');
  await tellStaff(run);
  await run.settle();
}

async function tellStaff({ executor }: DemoRun): Promise<void> {
  const items = staff.map((person) => ({
    ...person,
    email: `${person.subject}@northwind.example`,
    externalReference: { system: 'demo', externalId: person.subject },
  }));
  const data = await executor.execute({
    document: `mutation DemoStaff($input: StaffMemberUpsertManyInput!) {
      staffMemberUpsertMany(input: $input) {
        ... on StaffMemberUpsertManySuccess { refusedCount }
        ... on UserError { message }
      }
    }`,
    variables: { input: { items, idempotencyKey: randomUUID() } },
  });
  const result = data.staffMemberUpsertMany as { refusedCount?: number; message?: string };
  if (result.refusedCount !== 0)
    throw new CommandError(`The demo program's staff was refused. ${result.message ?? ''}`.trim());
}
