import { fromLocalDate, toLocalDate, todayIn } from '@channelgraph/core/calendar.ts';
import type { PartnerChanged } from '@channelgraph/core/event-types.ts';
import { replicatePartner } from '@channelgraph/server/partner-directory.ts';
import type { Consumer } from '@channelgraph/server/events/consume.ts';
import type { Transaction } from '../../context.ts';
import type { PrismaClient } from '../../db.ts';
import { requestCoverage } from '../certification-coverage/certification-coverage.requests.ts';
import { periodChange } from '../../period-change.ts';

/** Takes in what the partners service says about a partner, and keeps what it said before. */
export const partnerChanged: Consumer<PrismaClient, 'partners.partner.changed'> = async (
  tx,
  context,
  event,
) => {
  await replicatePartner(tx, event);
  const at = new Date(event.occurredAt);
  const isNew = await noteProfile(tx, event.data, at);
  if (isNew) await requestCoverage(tx, [event.data.partnerId]);
};

interface Profile {
  readonly types: readonly string[];
  readonly segment: string | null;
  readonly deliveredScopes: readonly string[];
  readonly timeZone: string;
}

async function noteProfile(tx: Transaction, data: PartnerChanged, at: Date): Promise<boolean> {
  const { partnerId, timeZone } = data;
  const day = todayIn(at, timeZone);
  const present = await tx.partnerProfile.findFirst({ where: { partnerId, validTo: null } });
  const state = profileOf(data);
  const change = periodChange(
    present && { from: toLocalDate(present.validFrom), state: profileOf(present) },
    state,
    day,
  );
  if (change.kind === 'KEEP') return false;
  const row = {
    types: [...state.types],
    segment: state.segment,
    deliveredScopes: [...state.deliveredScopes],
    timeZone,
    recordedAt: at,
  };
  const validFrom = fromLocalDate(change.from);
  if (change.kind === 'REPLACE') {
    await tx.partnerProfile.update({ where: { partnerId_validFrom: { partnerId, validFrom } }, data: row });
    return true;
  }
  if (present) {
    const { validFrom: presentFrom } = present;
    await tx.partnerProfile.update({
      where: { partnerId_validFrom: { partnerId, validFrom: presentFrom } },
      data: { validTo: validFrom },
    });
  } else {
    await tx.coverageProgress.create({ data: { partnerId, knownFrom: fromLocalDate(day) } });
  }
  await tx.partnerProfile.create({ data: { partnerId, validFrom, ...row } });
  return true;
}

function profileOf({ types, segment, deliveredScopes, timeZone }: Profile): Profile {
  return {
    types: types.toSorted(),
    segment,
    deliveredScopes: deliveredScopes.toSorted(),
    timeZone,
  };
}
