import type { Context } from './context.ts';

const instants = new WeakMap<Context, Date>();

/** Gives one instant for the whole request, so that all its answers rest on the same knowledge. */
export function requestTime(context: Context): Date {
  const known = instants.get(context);
  if (known) return known;
  const now = context.clock.now();
  instants.set(context, now);
  return now;
}
