import { z } from 'zod';

const issueSchema = z.object({
  code: z.string(),
  message: z.string(),
  path: z.array(z.string()),
  remedy: z.string(),
});
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
  path: z.array(z.string()).nullish(),
  issues: z.array(issueSchema).optional(),
});

/** What a bulk mutation answered: the rows' outcomes, or the refusal of the whole batch. */
export type BulkAnswer =
  | { readonly rows: readonly ApiRow[] }
  | { readonly code: string; readonly issues: readonly ApiIssue[] };

/** Reads the answer of a bulk mutation, or gives null when it is none. */
export function readBulkAnswer(value: unknown): BulkAnswer | null {
  const { data: answer } = answerSchema.safeParse(value);
  if (!answer) return null;
  const { rows, code = answer.__typename, message = 'The API refused the batch.', path, issues } = answer;
  if (rows) return { rows };
  return { code, issues: issues && issues.length > 0 ? issues : [wholeIssue(code, message, path ?? [])] };
}

/** Makes the issue of an input that was refused as a whole. */
export function wholeIssue(code: string, message: string, path: string[] = []): ApiIssue {
  return { code, message, path, remedy: 'Correct the row; the API refused it as it is.' };
}
