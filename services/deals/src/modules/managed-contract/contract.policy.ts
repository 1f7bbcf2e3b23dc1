import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const months = z.int().min(1).max(120);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/);

const schema = z.object({
  /** The lengths of a term that need nobody's consent. */
  usualTermMonths: z.object({ least: months, most: months }),
  /** By currency, the change of monthly recurring revenue that an account manager may make alone. */
  mrrChangeLimits: z.record(z.string().regex(/^[A-Z]{3}$/), decimal),
});

/** What the policy of contracts says. */
export type ContractPolicy = z.infer<typeof schema>;

/** What an account manager may agree alone, and what a second person decides. */
export const contractPolicy: PolicyDefinition<ContractPolicy> = { kind: 'CONTRACT', schema };
