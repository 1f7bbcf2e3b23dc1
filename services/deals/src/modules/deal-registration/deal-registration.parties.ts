import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { Context, Transaction } from '../../context.ts';
import { normalizeCompanyName } from '../customer/customer.names.ts';
import type { RegistrationContent } from './deal-registration.store.ts';

/** Finds the customer that a registration names, or records it. */
export async function customerOf(
  tx: Transaction,
  context: Context,
  content: RegistrationContent,
): Promise<string> {
  return withProgramRights(tx, context.viewer, async () => {
    const normalizedName = normalizeCompanyName(content.customerName);
    const known = await tx.customer.findFirst({
      where: { normalizedName, country: content.customerCountry, mergedIntoId: null },
    });
    if (known) return known.id;
    const at = context.clock.now();
    const by = context.viewer.userId;
    const id = context.ids.next('cus');
    await tx.customer.create({
      data: {
        id,
        legalName: content.customerName,
        normalizedName,
        country: content.customerCountry,
        domains: [...content.customerDomains],
        createdAt: at,
        createdBy: by,
        updatedAt: at,
        updatedBy: by,
      },
    });
    return id;
  });
}
