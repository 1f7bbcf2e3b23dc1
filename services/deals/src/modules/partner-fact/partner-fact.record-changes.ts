import { addDays, addMonths, startOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { leavesWindow } from './partner-fact.history.ts';
import type { PartnerHistory } from './partner-fact.history.ts';
import type {
  MovementHistory,
  PartnerRecords,
  RegistrationHistory,
  SlaHistory,
  SurveyHistory,
} from './partner-fact.records.ts';
import type { DaySums, Running } from './partner-fact.sums.ts';
import { answerWindowDays, quarterWindowMonths, yearWindowMonths } from './partner-fact.windows.ts';

/** A day on which the sums of a partner change, and how. */
export interface Change {
  readonly day: LocalDate;
  readonly apply: () => void;
}

type Sums = Running<DaySums>;
type Add = (sign: 1 | -1) => void;

/** Lists how what is known beside deals and contracts enters and leaves the sums. */
export function recordChanges(history: PartnerHistory, sums: Sums): Change[] {
  return [
    ...winChanges(history, sums),
    ...history.registrations.flatMap((registration) => registrationChanges(registration, sums)),
    ...slaChanges(history.slaResults, sums),
    ...history.surveys.flatMap((survey) => surveyChanges(survey, sums)),
    ...movementChanges(history.movements, sums),
    ...firstChanges(history, sums),
  ];
}

/** Something that counts from a day until another; nothing when it ends before it begins. */
function during(from: LocalDate, to: LocalDate | null, add: Add): Change[] {
  if (to !== null && to <= from) return [];
  const enter = { day: from, apply: () => add(1) };
  return to === null ? [enter] : [enter, { day: to, apply: () => add(-1) }];
}

const earlier = (a: LocalDate, b: LocalDate | null): LocalDate => (b !== null && b < a ? b : a);
const later = (a: LocalDate, b: LocalDate): LocalDate => (b > a ? b : a);

function winChanges({ wins, credits }: PartnerRecords, sums: Sums): Change[] {
  return [
    ...wins.flatMap(({ from, to, isRegistered }) =>
      during(from, earlier(leavesWindow(from, yearWindowMonths), to), (sign) => {
        sums.wins.count += sign;
        sums.wins.registered += isRegistered ? sign : 0;
      }),
    ),
    ...credits.flatMap(({ from, to, valueMinor, creditBps }) =>
      during(from, earlier(leavesWindow(from, yearWindowMonths), to), (sign) => {
        sums.credits.count += sign;
        sums.credits.weighted += BigInt(sign * creditBps) * valueMinor;
      }),
    ),
  ];
}

function registrationChanges(registration: RegistrationHistory, { registrations: sums }: Sums): Change[] {
  const { submittedOn, approvedOn, rejectedOn } = registration;
  const quarter = (day: LocalDate | null, add: Add) =>
    day === null ? [] : during(day, leavesWindow(day, quarterWindowMonths), add);
  return [
    ...during(submittedOn, null, (sign) => {
      sums.everSubmitted += sign;
    }),
    ...quarter(submittedOn, (sign) => {
      sums.submitted += sign;
    }),
    ...quarter(approvedOn, (sign) => {
      sums.approved += sign;
    }),
    ...quarter(rejectedOn, (sign) => {
      sums.rejected += sign;
    }),
    ...(approvedOn === null ? [] : cohortChanges(approvedOn, registration, sums)),
  ];
}

/** An approved registration belongs to the cohort of its month, first as open, then with its outcome. */
function cohortChanges(
  approvedOn: LocalDate,
  { outcome, outcomeOn }: RegistrationHistory,
  sums: Sums['registrations'],
): Change[] {
  const leaves = addMonths(startOfMonth(approvedOn), yearWindowMonths);
  const decidedOn = outcome === null || outcomeOn === null ? null : later(approvedOn, outcomeOn);
  const open = during(approvedOn, earlier(leaves, decidedOn), (sign) => {
    sums.open += sign;
  });
  if (decidedOn === null || outcome === 'ENDED') return open;
  const decided = during(decidedOn, leaves, (sign) => {
    if (outcome === 'WON') sums.won += sign;
    else if (outcome === 'LOST') sums.lost += sign;
    else sums.expired += sign;
  });
  return [...open, ...decided];
}

/**
 * A month counts once it is over. A clock that is open and too late is told by every month until it
 * concludes, so that it counts in the last month known of its contract and severity alone.
 */
function slaChanges(results: readonly SlaHistory[], { sla: sums }: Sums): Change[] {
  const lines = Map.groupBy(results, ({ contractId, severity }) => `${contractId} ${severity}`);
  return [...lines.values()].flatMap((line) => {
    const months = line.toSorted((a, b) => (a.month < b.month ? -1 : 1));
    return months.flatMap(({ month, met, breached, openBreached, provenance }, index) => {
      const enters = addMonths(month, 1);
      const leaves = addMonths(enters, quarterWindowMonths);
      const next = months[index + 1];
      return [
        ...during(enters, leaves, (sign) => {
          sums.met += sign * met;
          sums.breached += sign * (breached - openBreached);
          if (met + breached > 0) sums.byProvenance[provenance] += sign;
        }),
        ...during(enters, earlier(leaves, next ? addMonths(next.month, 1) : null), (sign) => {
          sums.breached += sign * openBreached;
        }),
      ];
    });
  });
}

function surveyChanges(
  { sentOn, respondedOn, score, provenance }: SurveyHistory,
  { satisfaction: sums }: Sums,
): Change[] {
  const sentLeaves = addDays(sentOn, answerWindowDays);
  const sent = during(sentOn, sentLeaves, (sign) => {
    sums.sent += sign;
  });
  if (respondedOn === null || score === null) return sent;
  const answered = during(respondedOn, sentLeaves, (sign) => {
    sums.answered += sign;
  });
  const answer = during(respondedOn, addDays(respondedOn, answerWindowDays), (sign) => {
    sums.answers += sign;
    sums.content += score >= 4 ? sign : 0;
    sums.scores += sign * score;
    sums.byProvenance[provenance] += sign;
  });
  return [...sent, ...answered, ...answer];
}

const unsoldKinds: readonly MovementHistory['kind'][] = ['PRICE_CHANGE', 'TRANSFER_IN', 'TRANSFER_OUT'];

function movementChanges(movements: readonly MovementHistory[], { movements: sums }: Sums): Change[] {
  const distressed = distressedMonths(movements);
  const months = new Set(
    movements.flatMap(({ on }) => [1, 2, 3].map((after) => addMonths(startOfMonth(on), after))),
  );
  return [
    ...movements.flatMap(({ on, kind, amountMinor }) => [
      {
        day: on,
        apply: () => {
          sums.mrrMinor += amountMinor;
        },
      },
      ...during(on, leavesWindow(on, quarterWindowMonths), (sign) => {
        const amount = BigInt(sign) * amountMinor;
        sums.windowMinor += amount;
        sums.count += sign;
        if (!unsoldKinds.includes(kind)) sums.netMinor += amount;
        if (kind === 'NEW') sums.newMinor += amount;
      }),
    ]),
    ...[...months].map((day) => ({
      day,
      apply: () => {
        sums.isDistressed = distressed.has(addMonths(day, -1)) && distressed.has(addMonths(day, -2));
      },
    })),
  ];
}

/** Lists the months in which new revenue was sold and revenue was lost all the same. */
export function distressedMonths(movements: readonly MovementHistory[]): ReadonlySet<LocalDate> {
  const sold = movements.filter(({ kind }) => !unsoldKinds.includes(kind));
  const byMonth = Map.groupBy(sold, ({ on }) => startOfMonth(on));
  const sum = (list: readonly MovementHistory[]) =>
    list.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  return new Set(
    [...byMonth]
      .filter(([, own]) => sum(own) < 0n && sum(own.filter(({ kind }) => kind === 'NEW')) > 0n)
      .map(([month]) => month),
  );
}

function firstChanges({ enrolledOn, registrations, wins }: PartnerHistory, { firsts }: Sums): Change[] {
  const first = (days: readonly LocalDate[]) => days.toSorted()[0];
  const registrationOn = first(registrations.map(({ submittedOn }) => submittedOn));
  const dealOn = first(wins.map(({ from }) => from));
  const changes: Change[] = [];
  const note = (day: LocalDate | null | undefined, key: keyof typeof firsts) => {
    if (day === null || day === undefined) return;
    changes.push({
      day,
      apply: () => {
        firsts[key] = day;
      },
    });
  };
  note(enrolledOn, 'enrolledOn');
  note(registrationOn, 'registrationOn');
  note(dealOn, 'dealOn');
  return changes;
}
