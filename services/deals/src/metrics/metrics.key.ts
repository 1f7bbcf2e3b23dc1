import type { KitSchemaTypes } from '@channelgraph/graphql/connections.ts';
import type { Context } from '../context.ts';
import { Partner } from '../entities/partner.entity.ts';
import { ProductLine } from '../entities/product-line.entity.ts';
import { StaffMember } from '../entities/staff-member.entity.ts';
import { Tier } from '../entities/tier.entity.ts';
import { customerById } from '../modules/customer/customer.loaders.ts';
import { Customer } from '../modules/customer/customer.type.ts';
import { MspSegment, PartnerType } from '../vocabulary.ts';
import type { GroupKey } from './metrics.field.ts';
import { MetricsPeriod } from './metrics.types.ts';

type KeyFields = PothosSchemaTypes.ObjectFieldBuilder<KitSchemaTypes<Context>, GroupKey>;

const whenNull = 'null when not grouped by, and for rows without it';

/** The fields of the key of everything that belongs to a partner. */
export function partnerKeyFields(t: KeyFields) {
  return {
    partner: t.field({
      type: Partner,
      nullable: true,
      description: `The partner; ${whenNull}.`,
      resolve: ({ values }) => stub(values.PARTNER),
    }),
    partnerSegment: enumKey(t, MspSegment, {
      dimension: 'PARTNER_SEGMENT',
      words: 'The segment of the partner',
    }),
    partnerTier: t.field({
      type: Tier,
      nullable: true,
      description: `The tier that the partner holds today; ${whenNull}.`,
      resolve: ({ values }) => stub(values.PARTNER_TIER),
    }),
    partnerType: enumKey(t, PartnerType, { dimension: 'PARTNER_TYPE', words: 'The type of the partner' }),
    accountManager: t.field({
      type: StaffMember,
      nullable: true,
      description: `The account manager of the partner; ${whenNull}.`,
      resolve: ({ values }) => stub(values.ACCOUNT_MANAGER),
    }),
    customer: t.field({
      type: Customer,
      nullable: true,
      description: `The customer; ${whenNull}.`,
      resolve: ({ values: { CUSTOMER: id } }, _, context) => (id ? customerById(context, id) : null),
    }),
    customerCountry: t.string({
      nullable: true,
      description: `The country of the customer, ISO 3166-1 alpha-2; ${whenNull}.`,
      resolve: ({ values }) => values.CUSTOMER_COUNTRY ?? null,
    }),
    currency: t.field({
      type: 'CurrencyCode',
      nullable: true,
      description: `The currency; null when not grouped by.`,
      resolve: ({ values }) => values.CURRENCY ?? null,
    }),
    period: t.field({
      type: MetricsPeriod,
      nullable: true,
      description: 'The period; null when time is not cut, and for rows without the day.',
      resolve: ({ period }) => period,
    }),
  };
}

/** The field of a key that names a product line. */
export function productLineKey(t: KeyFields) {
  return t.field({
    type: ProductLine,
    nullable: true,
    description: `The product line; ${whenNull}.`,
    resolve: ({ values }) => stub(values.PRODUCT_LINE),
  });
}

/** A field of a key that is a value of an enum. */
export function enumKey(
  t: KeyFields,
  type: unknown,
  { dimension, words }: { readonly dimension: string; readonly words: string },
) {
  return t.field({
    type: type as never,
    nullable: true,
    description: `${words}; ${whenNull}.`,
    resolve: ({ values }) => (values[dimension] ?? null) as never,
  });
}

function stub(id: string | null | undefined): { readonly id: string } | null {
  return id ? { id } : null;
}
