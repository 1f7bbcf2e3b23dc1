import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createBoundedCache } from '@channelgraph/server/bounded-cache.ts';

/** Turns the subject of an access token into a viewer; null where nobody has it. */
export type ResolveIdentity = (subject: string) => Promise<Viewer | null>;

const maxViewers = 10_000;
const freshMs = 30_000;
const usableMs = 60_000;

interface CachedViewer {
  readonly viewer: Viewer | null;
  readonly resolvedAt: number;
}

/**
 * Remembers viewers for 30 seconds.
 *
 * @remarks When the partners service does not answer, a viewer is used for up to 60 seconds, the time
 * within which a revocation takes effect: so a short outage blanks fields and does not lock everybody out.
 */
export function createViewerCache(options: {
  readonly resolveIdentity: ResolveIdentity;
  readonly now: () => Date;
}): { get(subject: string): Promise<Viewer | null> } {
  const { resolveIdentity, now } = options;
  const known = createBoundedCache<string, CachedViewer>(maxViewers);
  const running = new Map<string, Promise<Viewer | null>>();

  async function resolve(subject: string, cached: CachedViewer | undefined): Promise<Viewer | null> {
    try {
      const viewer = await resolveIdentity(subject);
      known.set(subject, { viewer, resolvedAt: now().getTime() });
      return viewer;
    } catch (error) {
      if (cached && now().getTime() - cached.resolvedAt < usableMs) return cached.viewer;
      throw error;
    } finally {
      running.delete(subject);
    }
  }

  return {
    get(subject) {
      const cached = known.get(subject);
      if (cached && now().getTime() - cached.resolvedAt < freshMs) {
        return Promise.resolve(cached.viewer);
      }
      const current = running.get(subject) ?? resolve(subject, cached);
      running.set(subject, current);
      return current;
    },
  };
}
