import type { InputObjectRef, ObjectRef } from '@pothos/core';
import { bulkUpsert } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type {
  BulkDefinition,
  BulkInput,
  BulkItem,
  BulkResult,
} from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { RequestContext } from '@channelgraph/server/request-context.ts';
import type { SubgraphBuilder } from './builder.ts';
import type { KitSchemaTypes } from './connections.ts';
import { everyMutation } from './errors.ts';
import { inputDescriptions } from './input-descriptions.ts';

/** What a bulk mutation needs beside its rules. */
export interface BulkMutationOptions<Client, Context extends RequestContext<Client>, Item extends BulkItem> {
  /** The GraphQL name of the mutation, e.g. `partnerUpsertMany`. */
  readonly name: string;
  /** What the mutation does, for its callers. */
  readonly description: string;
  /** The input type of one item. */
  readonly item: InputObjectRef<KitSchemaTypes<Context>, Item>;
  /** The rules, or what makes them for one call where they depend on the day, a policy or the rows together. */
  readonly definition:
    | BulkDefinition<Client, Item, object>
    | ((context: Context, items: readonly Item[]) => Promise<BulkDefinition<Client, Item, object>>);
  /** Who may call it. @defaultValue program administrators and services */
  readonly authScopes?: object;
}

/**
 * Adds a bulk mutation with its input, its success type and its result union, in the shape that all
 * of them share: `<name>(input: { items, dryRun, idempotencyKey })`.
 */
export function addBulkMutation<Client, Context extends RequestContext<Client>, Item extends BulkItem>(
  builder: SubgraphBuilder<Context>,
  options: BulkMutationOptions<Client, Context, Item>,
): void {
  const shared = builder as unknown as SubgraphBuilder;
  const title = `${options.name.charAt(0).toUpperCase()}${options.name.slice(1)}`;
  const input = shared.inputType(`${title}Input`, {
    description: `What \`${options.name}\` takes.`,
    fields: (t) => ({
      items: t.field({
        type: [options.item as never],
        required: true,
        description: 'The rows, 1 to 250. Each is judged by itself.',
      }),
      dryRun: t.boolean({
        defaultValue: false,
        description: 'Whether to only say what would happen. Default `false`.',
      }),
      idempotencyKey: t.string({
        description: inputDescriptions.idempotencyKey,
      }),
    }),
  });
  const success = addSuccess(shared, title, options.name);
  shared.mutationField(options.name, (t) =>
    t.field({
      type: success,
      description: options.description,
      authScopes: options.authScopes ?? { admin: true },
      args: { input: t.arg({ type: input, required: true, description: 'The rows and how to treat them.' }) },
      errors: {
        types: [...everyMutation] as never,
        directResult: true,
        union: { name: `${title}Result`, description: `What \`${options.name}\` answers.` },
      },
      resolve: async (_, args, context) => {
        const input = args.input as unknown as BulkInput<Item>;
        const { definition } = options;
        const rules =
          typeof definition === 'function'
            ? await definition(context as unknown as Context, input.items)
            : definition;
        return bulkUpsert(context as unknown as Context, rules, input) as never;
      },
    }),
  );
}

function addSuccess(
  builder: SubgraphBuilder,
  title: string,
  name: string,
): ObjectRef<KitSchemaTypes<RequestContext>, BulkResult> {
  return builder.objectRef<BulkResult>(`${title}Success`).implement({
    description: `\`${name}\` was done, except for the rows that it refused.`,
    fields: (t) => ({
      rows: t.field({
        type: ['BulkRow'],
        description: 'The outcome of each row, in the order of the input.',
        resolve: ({ rows }) => [...rows],
      }),
      createdCount: t.exposeInt('createdCount', { description: 'How many rows made a new entity.' }),
      updatedCount: t.exposeInt('updatedCount', { description: 'How many rows changed a stored entity.' }),
      unchangedCount: t.exposeInt('unchangedCount', {
        description: 'How many rows said what is stored already.',
      }),
      refusedCount: t.exposeInt('refusedCount', { description: 'How many rows were refused.' }),
      isDryRun: t.exposeBoolean('isDryRun', {
        description: 'Whether nothing was stored because none was to be.',
      }),
    }),
  });
}
