import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { todayIn } from '@channelgraph/core/calendar.ts';
import { defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import type { Program, ProgramEnrollment } from '../../db.ts';
import type { Context } from '../../context.ts';
import { requestTime } from '../../request-time.ts';
import { primaryEnrollment } from './program-enrollment.policy.ts';

/** A membership together with its program. */
export interface EnrollmentView extends ProgramEnrollment {
  readonly program: Program;
}

/** Loads the memberships of partners, oldest first. */
export const partnerEnrollmentsLoader = defineLoader(
  async (context: Context, partnerIds: readonly string[]) => {
    const rows = await context.db.read.programEnrollment.findMany({
      where: { partnerId: { in: [...partnerIds] } },
      include: { program: true },
      orderBy: [{ startsOn: 'asc' }, { id: 'asc' }],
    });
    return groupByKey(rows, ({ partnerId }): string => partnerId) as ReadonlyMap<unknown, EnrollmentView[]>;
  },
);

/** Gives the program that a partner's time zone, currency and leading tier come from. */
export async function primaryProgramLoader(context: Context, partnerId: string): Promise<Program | null> {
  const enrollments = (await partnerEnrollmentsLoader(context, partnerId)) ?? [];
  return primaryEnrollment(enrollments, context.today)?.program ?? null;
}

/** Gives today's date where the partner's leading program keeps its calendar. */
export async function partnerToday(context: Context, partnerId: string): Promise<LocalDate> {
  const program = await primaryProgramLoader(context, partnerId);
  return program ? todayIn(requestTime(context), program.timeZone) : context.today;
}
