import { z } from 'zod';

const issueSchema = z.object({ code: z.string(), message: z.string(), path: z.array(z.string()), remedy: z.string() });
const rowSchema = z.object({
  index: z.int(),
  id: z.string().nullable(),
  action: z.enum(['CREATED', 'UPDATED', 'UNCHANGED', 'REFUSED']),
  issues: z.array(issueSchema),
});

/** One problem that the API found in a row. */
export type ApiIssue = z.infer<typeof issueSchema>;
/** What the API did with a row. */
export type ApiRow = z.infer<typeof rowSchema>;

const answerSchema = z.object({
  __typename: z.string(),
  rows: z.array(rowSchema).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  issues: z.array(issueSchema).optional(),
});

/** What a bulk mutation answered: the rows' outcomes, or the refusal of the whole batch. */
export type BulkAnswer =
  | { readonly rows: readonly ApiRow[] }
  | { readonly code: string; readonly message: string; readonly issues: readonly ApiIssue[] };

/** Reads the answer of a bulk mutation, or gives null when it is none. */
export function readBulkAnswer(value: unknown): BulkAnswer | null {
  const { data: answer } = answerSchema.safeParse(value);
  if (!answer) return null;
  if (answer.rows) return { rows: answer.rows };
  return {
    code: answer.code ?? answer.__typename,
    message: answer.message ?? 'The API refused the batch.',
    issues: answer.issues ?? [],
  };
}
