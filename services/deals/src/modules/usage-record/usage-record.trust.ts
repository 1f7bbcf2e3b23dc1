import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Provenance, SeatUnit } from '../../__generated__/prisma/enums.ts';

/** A told quantity of a line on a day. */
export interface ToldUsage {
  readonly productLineId: string;
  readonly date: LocalDate;
  readonly unit: SeatUnit;
  readonly quantity: number;
  readonly provenance: Provenance;
  readonly revision: number;
}

/** From the most to the least believed, as for counts of seats. */
const trust: readonly Provenance[] = ['VERIFIED', 'SYSTEM', 'IMPORT', 'PARTNER_REPORTED'];

/** Chooses, for each line, day and unit, what is believed: the most trusted source, and of it the last revision. */
export function believedUsage<Told extends ToldUsage>(records: readonly Told[]): readonly Told[] {
  const believed = new Map<string, Told>();
  for (const record of records) {
    const place = `${record.productLineId} ${record.date} ${record.unit}`;
    const rival = believed.get(place);
    if (!rival || isMoreBelieved(record, rival)) believed.set(place, record);
  }
  return [...believed.values()];
}

/** Gives the least trusted of sources; null for none. */
export function leastTrusted(sources: readonly Provenance[]): Provenance | null {
  return trust.findLast((each) => sources.includes(each)) ?? null;
}

function isMoreBelieved(a: ToldUsage, b: ToldUsage): boolean {
  const rank = trust.indexOf(a.provenance) - trust.indexOf(b.provenance);
  return rank < 0 || (rank === 0 && a.revision > b.revision);
}
