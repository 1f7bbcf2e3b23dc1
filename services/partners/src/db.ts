import type { DatabaseOptions } from '@channelgraph/server/database/door.ts';
import { PrismaClient } from './__generated__/prisma/client.ts';

export type {
  Alert,
  CamAssignment,
  MetricFact,
  Partner,
  PartnerTypeProfile,
  PartnerUser,
  PlanTarget,
  Prisma,
  ProductLine,
  Program,
  ProgramEnrollment,
  ScorecardTemplate,
  StaffMember,
  Tier,
  TierAssignment,
} from './__generated__/prisma/client.ts';
export type { PrismaClient };

/** Makes the service's Prisma client; only the database door calls it. */
export const createClient: DatabaseOptions<PrismaClient>['createClient'] = (adapter) =>
  new PrismaClient({ adapter });
