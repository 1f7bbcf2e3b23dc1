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

/** What an import's mutation answered. */
export type BulkAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly ApiRow[] }
  | { readonly kind: 'done' }
  | {
      readonly kind: 'refused';
      readonly code: string;
      /** Whether the input is to blame, and not the moment or the caller. */
      readonly isInputFault: boolean;
      readonly issues: ApiIssue[];
    };

const inputFaults = new Set([
  'VALIDATION_FAILED',
  'NOT_FOUND',
  'CONFLICT',
  'POLICY_VIOLATION',
  'INVALID_TRANSITION',
]);

/** Reads the answer of an import's mutation, or gives null when it is none. */
export function readBulkAnswer(value: unknown): BulkAnswer | null {
  const { data: answer } = answerSchema.safeParse(value);
  if (!answer) return null;
  const { rows, code, message = 'The API refused the input.', path, issues } = answer;
  if (rows) return { kind: 'rows', rows };
  if (code === undefined) return { kind: 'done' };
  const whole = { code, message, path: path ?? [], remedy: 'Correct the row; the API refused it as it is.' };
  return {
    kind: 'refused',
    code,
    isInputFault: inputFaults.has(code),
    issues: issues && issues.length > 0 ? issues : [whole],
  };
}
