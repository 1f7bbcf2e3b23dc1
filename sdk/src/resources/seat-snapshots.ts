import {
  SeatSnapshotRecordMany,
  type SeatSnapshotRecordManyData,
  type SeatSnapshotRecordManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Records up to 250 seat snapshots: the mutation `seatSnapshotRecordMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`; a partner user with `ADMIN`, `SALES` or `TECHNICAL` may record those of the own partner. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const recordSeatSnapshots: Mutation<
  SeatSnapshotRecordManyVariables['input'],
  SeatSnapshotRecordManyData['seatSnapshotRecordMany']
> = /* @__PURE__ */ defineMutation(SeatSnapshotRecordMany, 'seatSnapshotRecordMany');
