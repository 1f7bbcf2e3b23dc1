/** What the inputs of all mutations say of the fields that they share. */
export const inputDescriptions = {
  expectedVersion: 'The version that the caller read; another stored one refuses the change. Default: any.',
  idempotencyKey:
    'A key of 16 to 255 characters under which the call has one effect however often it is sent.',
} as const;
