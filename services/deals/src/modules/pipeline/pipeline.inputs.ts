import { builder } from '../../builder.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { MspSegment, PartnerType } from '../../vocabulary.ts';
import { usualDimensions } from './pipeline.dimensions.ts';
import type { PipelineDimension as Dimension } from './pipeline.dimensions.ts';
import type { PipelineScope } from './pipeline.scope.ts';
import type { PipelineSelection } from './pipeline.selection.ts';

/** The input of the same name. */
export const PipelineScopeInput = builder.inputRef<PipelineScope>('PipelineScopeInput').implement({
  description:
    'The part of the program that is asked about: exactly one of the fields. A partner user names the own company; an account manager a partner or the own portfolio; administrators and analysts anything.',
  fields: (t) => ({
    partnerId: t.id({ description: 'One partner.' }),
    accountManagerId: t.id({
      description: 'The portfolio of this account manager: the partners assigned today.',
    }),
    segment: t.field({ type: MspSegment, description: 'The partners that are in this segment today.' }),
    partnerType: t.field({ type: PartnerType, description: 'The partners that are of this type today.' }),
    isWholeProgram: t.boolean({ description: 'True: all partners. False or left out: names nothing.' }),
  }),
});

/** The input of the same name. */
export const PipelineFilter = builder.inputRef<PipelineSelection>('PipelineFilter').implement({
  description: 'Which deals and contracts a pipeline is about. All conditions given must hold.',
  fields: (t) => ({
    partnerIds: t.idList({
      description: 'Those of these partners. Default: of all that the viewer may see.',
    }),
    productLineIds: t.idList({
      description:
        'Those about at least one of these product lines; they count whole, also what they hold of others. Default: about any.',
    }),
    regions: t.stringList({
      description:
        'Those of these sales regions and the regions below them; a contract has that of its registration. Default: of any, and without one.',
    }),
    includesNoRegion: t.boolean({
      description: 'With `regions`: also deals and contracts without a region. Default false.',
    }),
    segments: t.field({
      type: [MspSegment],
      description: 'Those of partners in these segments. Default: in any.',
    }),
  }),
});

/** What the argument `groupBy` says. */
export const groupByDescription =
  'What the lines are told apart by, beside the currency. Default: motion, revenue model, stage and source role. Without `REVENUE_MODEL` a mixed deal is one line; none at all gives one line per currency.';

/** Reads the argument `groupBy`. @throws BadUserInputError when a dimension is named twice. */
export function dimensionsOf(groupBy: readonly Dimension[] | null | undefined): readonly Dimension[] {
  if (!groupBy) return usualDimensions;
  if (new Set(groupBy).size < groupBy.length) {
    throw new BadUserInputError('groupBy names a dimension twice: name each once.');
  }
  return groupBy;
}

/** What the argument `knownAt` says. */
export const knownAtDescription =
  'The instant whose knowledge to show, later corrections left out. Default: what is known now.';
