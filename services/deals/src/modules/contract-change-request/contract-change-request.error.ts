import { DomainError } from '@channelgraph/core/domain-errors.ts';

/** A change of a contract is more than one person may make alone: it waits for a program administrator. */
export class ContractChangeRequestedError extends DomainError {
  readonly code = 'POLICY_VIOLATION';
  readonly changeRequestId: string;

  constructor(changeRequestId: string) {
    super(
      `This needs a second person. The contract stays as it is until a program administrator approves the request ${changeRequestId}.`,
    );
    this.changeRequestId = changeRequestId;
  }
}
