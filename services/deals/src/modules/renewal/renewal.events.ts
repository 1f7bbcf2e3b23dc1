import type { RenewalChange } from './renewal.store.ts';
import { isOpenStage } from './renewal.stages.ts';
import { healthOf } from './renewal.values.ts';
import type { RenewalValues } from './renewal.values.ts';

type Happening = 'window_opened' | 'at_risk' | 'renewed' | 'lost' | 'lapsed';

/**
 * Tells what happened to renewals, in the order in which it happened.
 *
 * @remarks A renewal that is first recorded when it is decided already is history, not news.
 */
export function renewalEvents(changes: readonly RenewalChange[]) {
  return changes.flatMap((change) =>
    happenings(change).map((happening) => ({
      type: `deals.renewal.${happening}` as const,
      subject: change.id,
      data: payloadOf(change.id, change.values),
    })),
  );
}

function happenings({ before, values }: RenewalChange): Happening[] {
  const { stage } = values;
  if (values.voidedOn !== null || (before === null && !isOpenStage(stage))) return [];
  const hasOpened =
    (before === null || before.stage === 'UPCOMING') &&
    values.history.some(({ content }) => content.stage === 'IN_WINDOW') &&
    !before?.history.some(({ content }) => content.stage === 'IN_WINDOW');
  const isRisky = isOpenStage(stage) && healthOf(values) === 'RED' && !(before && healthOf(before) === 'RED');
  const isDecided = !isOpenStage(stage) && before?.stage !== stage;
  return [
    ...(hasOpened ? (['window_opened'] as const) : []),
    ...(isRisky ? (['at_risk'] as const) : []),
    ...(isDecided ? [stage.toLowerCase() as Happening] : []),
  ];
}

function payloadOf(renewalId: string, values: RenewalValues) {
  const { contractId, partnerId, customerId, termEnd, stage, outcome, successorContractId } = values;
  const health = healthOf(values);
  return {
    renewalId,
    contractId,
    partnerId,
    customerId,
    termEnd,
    stage,
    health,
    outcome,
    successorContractId,
  };
}
