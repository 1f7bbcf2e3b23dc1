import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../context.ts';
import type { Dimension, Join } from './metrics.definition.ts';

/** What the program knows of the partner of a row, as `d`. */
export const directoryJoin: Join = {
  name: 'directory',
  sql: sql`LEFT JOIN channelgraph.partner_directory d ON d.partner_id = t.partner_id`,
};

const customer: Join = { name: 'customer', sql: sql`LEFT JOIN customer cu ON cu.id = t.customer_id` };

// Once per span of a tier and not once per row.
function tierToday(context: Context): Join {
  const today = todaySql(context, sql`z.time_zone`);
  return {
    name: 'tier',
    sql: sql`LEFT JOIN (SELECT x.partner_id, x.tier_id FROM channelgraph.partner_tier x
        LEFT JOIN channelgraph.partner_directory z ON z.partner_id = x.partner_id
      WHERE x.valid_from <= ${today} AND (x.valid_to IS NULL OR x.valid_to > ${today})) pt ON pt.partner_id = t.partner_id`,
  };
}

const lastingDimensions = {
  PARTNER: { expression: sql`t.partner_id` },
  PARTNER_SEGMENT: { expression: sql`d.segment`, join: directoryJoin },
  PARTNER_TYPE: {
    expression: sql`dt.type`,
    join: {
      name: 'types',
      sql: sql`LEFT JOIN (SELECT x.partner_id, unnest(x.types) AS type FROM channelgraph.partner_directory x) dt ON dt.partner_id = t.partner_id`,
    },
    isMany: true,
  },
  ACCOUNT_MANAGER: {
    expression: sql`pf.cam_id`,
    join: {
      name: 'portfolio',
      sql: sql`LEFT JOIN channelgraph.portfolio pf ON pf.partner_id = t.partner_id`,
    },
    isMany: true,
  },
  CUSTOMER: { expression: sql`t.customer_id` },
  CUSTOMER_COUNTRY: { expression: sql`cu.country`, join: customer },
  CURRENCY: { expression: sql`t.currency` },
} as const satisfies Readonly<Record<string, Dimension>>;
type PartnerDimension = keyof typeof lastingDimensions | 'PARTNER_TIER';

/** The dimensions of everything that belongs to a partner. */
export function partnerDimensions(context: Context): Readonly<Record<PartnerDimension, Dimension>> {
  return { ...lastingDimensions, PARTNER_TIER: { expression: sql`pt.tier_id`, join: tierToday(context) } };
}

/** What the dimensions of everything that belongs to a partner mean. */
export const partnerDimensionWords = {
  PARTNER: 'By partner.',
  PARTNER_SEGMENT: 'By the segment of the partner.',
  PARTNER_TIER: 'By the tier that the partner holds today.',
  PARTNER_TYPE: 'By the type of the partner; of a partner of several types, under each of them.',
  ACCOUNT_MANAGER:
    'By the account manager of the partner today; of a partner with several, under each of them. Staff only.',
  CUSTOMER: 'By customer.',
  CUSTOMER_COUNTRY: 'By the country of the customer.',
  CURRENCY: 'By currency.',
} as const satisfies Readonly<Record<PartnerDimension, string>>;

/** A row counts whole under each of its product lines; one without any is in the group without a product line. */
export const productLineDimension: Dimension = {
  expression: sql`pl.id`,
  join: {
    name: 'lines',
    sql: sql`LEFT JOIN LATERAL unnest(t.product_line_ids) AS pl(id) ON true`,
  },
  isMany: true,
};

/** The dimensions of everything that belongs to a partner of which there may be any number of values. */
export const openPartnerDimensions = [
  'PARTNER',
  'ACCOUNT_MANAGER',
  'CUSTOMER',
  'CUSTOMER_COUNTRY',
  'PRODUCT_LINE',
] as const;

/** Gives today in the time zone of a program; that of the deployment for a partner out of sight, whose zone is null. */
export function todaySql({ clock, today }: Context, timeZone: SqlFragment): SqlFragment {
  return sql`coalesce((${clock.now().toISOString()}::text::timestamptz AT TIME ZONE ${timeZone})::date, ${today}::text::date)`;
}
