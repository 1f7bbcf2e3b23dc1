import type { Page, PageArgs } from '@channelgraph/graphql/keyset.ts';
import type { SqlFragment } from '@channelgraph/graphql/nested-keyset.ts';
import { nestedLoader } from '@channelgraph/graphql/nested-loader.ts';
import type { Context } from '../../context.ts';
import { nestedDayPages } from './pipeline.pages.ts';
import type { DayRow, NestedDayList } from './pipeline.pages.ts';
import type { PipelineRules } from './pipeline.policy.ts';
import type { PipelineMoment, PipelineSelection } from './pipeline.selection.ts';

/** What a pipeline was asked for: its parts that nobody has asked for yet are read from here. */
export interface PipelineOrigin extends PipelineMoment {
  readonly selection: PipelineSelection;
  /** The partner below which it stands, read together with those of its neighbours; null for one that stands alone. */
  readonly partnerId: string | null;
  readonly rules: PipelineRules;
}

/** What a part of a pipeline is read for; parts of different partners are kept apart when asked for. */
export interface PartQuery {
  readonly selection: PipelineSelection;
  readonly moment: PipelineMoment;
  readonly rules: PipelineRules;
  readonly isPerPartner: boolean;
}

type PartArgs = Omit<PartQuery, 'selection' | 'isPerPartner'>;
interface PartRow {
  readonly partnerId: string;
}

/** Makes the reader of a part: one call of `read` for one pipeline, or for all that stand below a list of partners. */
export function partOf<Row extends PartRow, Args extends object>(
  read: (context: Context, query: PartQuery & Args) => Promise<readonly Row[]>,
): (context: Context, origin: PipelineOrigin, args: Args) => Promise<readonly Row[]> {
  const nested = nestedLoader<Context, PartArgs & Args, readonly Row[]>(async (context, partnerIds, args) => {
    const rows = await read(context, { ...args, selection: { partnerIds }, isPerPartner: true });
    const own = Map.groupBy(rows, ({ partnerId }) => partnerId);
    return new Map(partnerIds.map((id) => [id, own.get(id) ?? []]));
  });
  return (context, { partnerId, selection, asOf, knownAt, rules }, args) => {
    const asked = { ...args, moment: { asOf, knownAt }, rules };
    if (partnerId !== null) return nested(context, { parentId: partnerId, args: asked });
    return read(context, { ...asked, selection, isPerPartner: false });
  };
}

/** The SQL of a list that is part of a pipeline; its source gives `parent`, `day` and `id`. */
export interface PartList<Stored, Row> extends Omit<NestedDayList<Stored, Row>, 'args' | 'parents'> {
  readonly prologue: SqlFragment;
}

/** Makes the reader of a list that is part of a pipeline. */
export function listOf<Stored, Row extends DayRow, Args extends object>(
  list: (context: Context, query: PartQuery & Args) => PartList<Stored, Row>,
): (context: Context, origin: PipelineOrigin, args: Args & PageArgs) => Promise<Page<Row>> {
  const pages = (context: Context, query: PartQuery & Args & PageArgs, parents: readonly string[]) =>
    nestedDayPages<Stored, Row>(context.db.read, { ...list(context, query), args: query, parents });
  const nested = nestedLoader<Context, PartArgs & Args & PageArgs, Page<Row>>((context, partnerIds, args) =>
    pages(context, { ...args, selection: { partnerIds }, isPerPartner: true }, partnerIds),
  );
  return async (context, { partnerId, selection, asOf, knownAt, rules }, args) => {
    const asked = { ...args, moment: { asOf, knownAt }, rules };
    if (partnerId !== null) return nested(context, { parentId: partnerId, args: asked });
    const found = await pages(context, { ...asked, selection, isPerPartner: false }, ['']);
    const page = found.get('');
    if (!page) throw new Error('The list was left without an answer.');
    return page;
  };
}
