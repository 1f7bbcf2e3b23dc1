import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import type { Context } from '../context.ts';
import type { Dimension, Join } from './metrics.definition.ts';

const directory: Join = {
  name: 'directory',
  sql: sql`LEFT JOIN channelgraph.partner_directory d ON d.partner_id = t.partner_id`,
};

/** The dimensions of everything that belongs to a partner. */
export const partnerDimensions = {
  PARTNER: { expression: sql`t.partner_id` },
  PARTNER_SEGMENT: { expression: sql`d.segment`, join: directory },
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
  CURRENCY: { expression: sql`t.currency` },
} as const satisfies Readonly<Record<string, Dimension>>;

/** What the dimensions of everything that belongs to a partner mean. */
export const partnerDimensionWords = {
  PARTNER: 'By partner.',
  PARTNER_SEGMENT: 'By the segment of the partner.',
  PARTNER_TYPE: 'By the type of the partner; of a partner of several types, under each of them.',
  ACCOUNT_MANAGER:
    'By the account manager of the partner today; of a partner with several, under each of them. Staff only.',
  CUSTOMER: 'By customer.',
  CURRENCY: 'By currency.',
} as const;

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
export const openPartnerDimensions = ['PARTNER', 'ACCOUNT_MANAGER', 'CUSTOMER', 'PRODUCT_LINE'] as const;

/** Gives today in the time zone of a partner's program; that of the deployment for a partner out of sight. */
export function todaySql({ clock, today }: Context, partnerId: SqlFragment): SqlFragment {
  return sql`coalesce((SELECT (${clock.now().toISOString()}::text::timestamptz AT TIME ZONE d.time_zone)::date
    FROM channelgraph.partner_directory d WHERE d.partner_id = ${partnerId}), ${today}::text::date)`;
}
