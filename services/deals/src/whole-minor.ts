import { sql } from '@channelgraph/graphql/nested-keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';

/** Rounds ten-thousandths of minor units, at least none of them, to whole ones in SQL, half to even. */
export function wholeMinorSql(tenThousandths: SqlFragment): SqlFragment {
  return sql`(div(${tenThousandths}, 10000) + CASE WHEN mod(${tenThousandths}, 10000) > 5000
    OR (mod(${tenThousandths}, 10000) = 5000 AND mod(div(${tenThousandths}, 10000), 2) = 1) THEN 1 ELSE 0 END)`;
}
