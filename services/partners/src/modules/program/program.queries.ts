import { builder } from '../../builder.ts';
import { programLoader } from './program.loaders.ts';
import { Program } from './program.type.ts';

builder.queryFields((t) => ({
  program: t.field({
    type: Program,
    nullable: true,
    description: 'A program by id; null when there is none.',
    args: { id: t.arg.id({ required: true, description: 'The id.' }) },
    resolve: (_, { id }, context) => programLoader(context, id),
  }),
  programs: t.field({
    type: [Program],
    description: 'The programs of the vendor, by name.',
    resolve: (_, __, { db }) => db.read.program.findMany({ orderBy: { name: 'asc' } }),
  }),
}));
