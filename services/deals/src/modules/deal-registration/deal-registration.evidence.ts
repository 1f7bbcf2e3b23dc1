import { fromLocalDate, isLocalDate } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { ConflictError, createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type { EvidenceKind } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { hasCredentials } from '../../web-addresses.ts';
import { begin, finish } from './deal-registration.action.ts';
import type { ActionInput } from './deal-registration.action.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';

/** What `dealRegistrationAddEvidence` takes: a reference to a document that is kept elsewhere. */
export interface EvidenceInput extends ActionInput {
  readonly kind: EvidenceKind;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly url: string;
  readonly observedOn: LocalDate;
  readonly note?: string | null | undefined;
}

/** Adds a piece of evidence to a registration and returns the registration’s id. */
export async function addEvidence(context: Context, id: string, input: EvidenceInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'dealRegistrationAddEvidence', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const begun = await begin(tx, context, {
      action: 'ADD_EVIDENCE',
      id,
      expectedVersion: input.expectedVersion,
    });
    const { stored, today, policy, now } = begun;
    const evidence = readEvidence(input, { today, policy: policy.body });
    await requireRoom(tx, { registrationId: id, sha256: evidence.sha256 }, policy.body);
    await tx.registrationEvidence.create({
      data: {
        ...evidence,
        id: context.ids.next('evd'),
        registrationId: id,
        partnerId: stored.partnerId,
        addedAt: now,
        addedBy: context.viewer.userId,
      },
    });
    await finish(tx, context, stored, { action: 'ADD_EVIDENCE', values: stored });
    return id;
  });
}

function readEvidence(
  input: EvidenceInput,
  { today, policy }: { readonly today: LocalDate; readonly policy: RegistrationPolicy },
) {
  const issues = createIssues();
  if (/[/\\]/.test(input.fileName)) {
    const message = 'The name of a file holds no path.';
    issues.add(['fileName'], 'INVALID_FORMAT', message, 'Send the name after the last slash.');
  }
  const evidence = {
    kind: input.kind,
    fileName: bounded(input.fileName, { field: 'fileName', most: 300, issues }),
    mediaType: input.mediaType.trim().toLowerCase(),
    sizeBytes: input.sizeBytes,
    sha256: input.sha256.trim().toLowerCase(),
    url: readUrl(input.url, issues),
    observedOn: fromLocalDate(readDay(input.observedOn, today, issues)),
    note:
      input.note == null || input.note.trim() === ''
        ? null
        : bounded(input.note, { field: 'note', most: 2000, issues }),
  };
  const { mediaTypes, maximumBytes } = policy.evidence;
  if (!mediaTypes.includes(evidence.mediaType)) {
    const message = `${evidence.mediaType.slice(0, 100)} is not taken in.`;
    issues.add(['mediaType'], 'MEDIA_TYPE', message, `Send one of ${mediaTypes.join(', ')}.`);
  }
  if (input.sizeBytes < 1 || input.sizeBytes > maximumBytes) {
    const message = `A document has 1 to ${maximumBytes} bytes, not ${input.sizeBytes}.`;
    issues.add(['sizeBytes'], 'OUT_OF_RANGE', message, 'Send a smaller document.');
  }
  if (!/^[0-9a-f]{64}$/.test(evidence.sha256)) {
    issues.add(
      ['sha256'],
      'INVALID_FORMAT',
      'A SHA-256 has 64 hexadecimal digits.',
      'Send the hash of the document.',
    );
  }
  issues.throwIfAny();
  return evidence;
}

function bounded(
  text: string,
  { field, most, issues }: { readonly field: string; readonly most: number; readonly issues: IssueCollector },
): string {
  const value = text.trim();
  if (value === '') issues.add([field], 'REQUIRED', `${field} is required.`, `Fill in ${field}.`);
  if (value.length > most)
    issues.add([field], 'TOO_LONG', `${field} has more than ${most} characters.`, 'Shorten it.');
  return value;
}

function readUrl(text: string, issues: IssueCollector): string {
  const value = bounded(text, { field: 'url', most: 2000, issues });
  const url = URL.parse(value);
  if (value !== '' && url?.protocol !== 'https:') {
    issues.add(
      ['url'],
      'INVALID_URL',
      'The document has no https address.',
      'Send where the document is kept, from https:// on.',
    );
  }
  if (hasCredentials(value)) {
    const message = 'The address carries a name or a password.';
    issues.add(['url'], 'INVALID_URL', message, 'Send the address without them.');
  }
  return value;
}

function readDay(day: LocalDate, today: LocalDate, issues: IssueCollector): LocalDate {
  if (isLocalDate(day) && day <= today) return day;
  issues.add(
    ['observedOn'],
    'FUTURE_DATE',
    `${day} is after today, ${today}.`,
    'Send the day on which it happened.',
  );
  return today;
}

async function requireRoom(
  tx: Transaction,
  { registrationId, sha256 }: { readonly registrationId: string; readonly sha256: string },
  { evidence }: RegistrationPolicy,
): Promise<void> {
  const known = await tx.registrationEvidence.findMany({
    where: { registrationId },
    select: { sha256: true },
  });
  if (known.some((each) => each.sha256 === sha256)) {
    throw new ConflictError('dealRegistration.evidence.once', 'The registration has this document already.', [
      'sha256',
    ]);
  }
  if (known.length < evidence.maximumCount) return;
  const issues = createIssues();
  issues.add(
    ['input'],
    'TOO_MANY',
    `A registration has at most ${evidence.maximumCount} documents.`,
    'Put several into one.',
  );
  issues.throwIfAny();
}
