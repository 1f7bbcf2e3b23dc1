import { isCurrencyCode } from '@channelgraph/core/money.ts';
import { z } from 'zod';
import type { PolicyDefinition } from '../../policies.ts';

const months = z.int().min(1).max(120);
const decimal = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/);

const schema = z.strictObject({
  /** The lengths of a term that need nobody's consent. */
  usualTermMonths: z
    .strictObject({ least: months, most: months })
    .refine(({ least, most }) => least <= most, 'has its least above its most'),
  /** By currency, the change of monthly recurring revenue that an account manager may make alone. */
  mrrChangeLimits: z.record(z.string().refine(isCurrencyCode, 'is no currency'), decimal),
});

/** What the policy of contracts says. */
export type ContractPolicy = z.infer<typeof schema>;

/** What an account manager may agree alone, and what a second person decides. */
export const contractPolicy: PolicyDefinition<ContractPolicy> = { kind: 'CONTRACT', schema };
