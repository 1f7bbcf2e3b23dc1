import type { ManagedContractRevision } from '../../__generated__/prisma/client.ts';
import { dateText } from '../../stored-rows.ts';
import type { ContractState } from './managed-contract.timeline.ts';

/** Reads a stored state of a contract. */
export function stateOf(row: ManagedContractRevision): ContractState {
  const { status, mrrMinor, contractedSeats, setsTerms, setsStatus, isPriceChange } = row;
  return {
    from: dateText(row.validFrom),
    status,
    mrrMinor,
    contractedSeats,
    setsTerms,
    setsStatus,
    isPriceChange,
  };
}
