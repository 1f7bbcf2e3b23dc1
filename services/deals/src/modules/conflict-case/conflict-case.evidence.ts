import { createIssues, NotFoundError } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { ConflictEvidenceKind } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { hasCredentials } from '../../web-addresses.ts';
import { actOnConflict, readText } from './conflict-case.action.ts';
import type { ConflictActionInput } from './conflict-case.action.ts';
import { storeProposal } from './conflict-case.store.ts';
import type { WholeCase } from './conflict-case.store.ts';

/** What `conflictCaseAddEvidence` takes. */
export interface EvidenceInput extends ConflictActionInput {
  readonly kind: 'DOCUMENT' | 'CUSTOMER_STATEMENT' | 'DIRECT_ACTIVITY' | 'NOTE';
  readonly happenedAt: Date;
  readonly summary: string;
  readonly url?: string | null | undefined;
  readonly sha256?: string | null | undefined;
  readonly partyId?: string | null | undefined;
}

/** A piece of evidence, ready to be written. */
interface Evidence {
  readonly kind: ConflictEvidenceKind;
  readonly partyId: string | null;
  readonly partnerId: string | null;
  readonly happenedAt: Date;
  readonly summary: string;
  readonly url: string | null;
  readonly sha256: string | null;
}

const mostPieces = 200;

/** Brings evidence forward: a partner for its own side, staff for any side or for none. */
export function addEvidence(context: Context, id: string, input: EvidenceInput): Promise<string> {
  const call = { mutation: 'conflictCaseAddEvidence', action: 'ADD_EVIDENCE' as const, id, input };
  return actOnConflict(context, call, async (tx, { conflict }) => {
    const evidence = readEvidence(context, conflict, input);
    await insertEvidence(tx, context, conflict.id, evidence);
    await storeProposal(tx, conflict.id);
    return { data: {}, reason: null };
  });
}

/** Writes a piece of evidence. Needs the rights of the program. */
export async function insertEvidence(
  tx: Transaction,
  context: Context,
  caseId: string,
  evidence: Evidence,
): Promise<void> {
  await tx.conflictEvidence.create({
    data: {
      id: context.ids.next('cev'),
      caseId,
      ...evidence,
      recordedAt: context.clock.now(),
      recordedBy: context.viewer.userId,
    },
  });
}

function readEvidence(context: Context, conflict: WholeCase, input: EvidenceInput): Evidence {
  const issues = createIssues();
  const summary = readText(input.summary, 'summary', issues);
  if (summary === null) issues.add(['summary'], 'REQUIRED', 'summary is required.', 'Say what it shows.');
  const url = readUrl(input, issues);
  checkBounds(context, conflict, { input, issues });
  const partyId = sideOf(context, conflict, input);
  issues.throwIfAny();
  return {
    kind: input.kind,
    partyId,
    partnerId: conflict.parties.find((party) => party.id === partyId)?.partnerId ?? null,
    happenedAt: input.happenedAt,
    summary: summary ?? '',
    url,
    sha256: input.sha256?.toLowerCase() ?? null,
  };
}

function readUrl({ kind, url }: EvidenceInput, issues: IssueCollector): string | null {
  const address = readText(url, 'url', issues);
  const isNeeded = kind === 'DOCUMENT' || kind === 'CUSTOMER_STATEMENT';
  if (address === null && isNeeded) {
    issues.add(['url'], 'REQUIRED', `A ${kind} can be looked at.`, 'Say where the document is kept.');
  }
  if (address !== null && !/^https:\/\/[^\s/]+/.test(address)) {
    issues.add(
      ['url'],
      'INVALID_URL',
      'url is not an https address.',
      'Write it like https://files.example/letter.pdf.',
    );
  }
  if (hasCredentials(address ?? '')) {
    const message = 'The address carries a name or a password.';
    issues.add(['url'], 'INVALID_URL', message, 'Send the address without them.');
  }
  return address;
}

function checkBounds(
  { clock, viewer }: Context,
  conflict: WholeCase,
  { input, issues }: { readonly input: EvidenceInput; readonly issues: IssueCollector },
): void {
  if (input.sha256 != null && !/^[0-9a-f]{64}$/i.test(input.sha256)) {
    issues.add(
      ['sha256'],
      'INVALID_HASH',
      'sha256 has 64 hexadecimal digits.',
      'Send the SHA-256 of the document.',
    );
  }
  if (input.happenedAt > clock.now() || input.happenedAt < new Date('1990-01-01')) {
    issues.add(
      ['happenedAt'],
      'OUT_OF_RANGE',
      'happenedAt is not between 1990 and now.',
      'Correct the instant.',
    );
  }
  if (viewer.role === 'PARTNER_USER' && input.kind === 'DIRECT_ACTIVITY') {
    issues.add(
      ['kind'],
      'NOT_YOURS',
      'Only staff tell of the vendor’s own contacts.',
      'Choose another kind.',
    );
  }
  const own = conflict.evidence.filter(({ recordedBy }) => recordedBy === viewer.userId);
  if (own.length >= mostPieces) {
    issues.add(
      ['input'],
      'TOO_MANY',
      `One person brings at most ${mostPieces} pieces forward.`,
      'Combine what belongs together.',
    );
  }
}

// A party that is not of the viewer's side answers like one that is not there.
function sideOf({ viewer }: Context, { parties }: WholeCase, { partyId }: EvidenceInput): string | null {
  const own =
    viewer.role === 'PARTNER_USER'
      ? parties.filter(({ partnerId }) => partnerId === viewer.partnerId)
      : parties;
  if (partyId == null) return viewer.role === 'PARTNER_USER' ? (own[0]?.id ?? null) : null;
  if (own.some(({ id }) => id === partyId)) return partyId;
  throw new NotFoundError('ConflictParty', ['partyId']);
}
