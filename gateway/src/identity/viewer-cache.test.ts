import type { Viewer } from '@channelgraph/core/viewer.ts';
import { describe, expect, it } from 'vitest';
import { ada } from '../testing/stub-identity.ts';
import { createViewerCache } from './viewer-cache.ts';

function start() {
  let time = 0;
  let answer: () => Promise<Viewer | null> = () => Promise.resolve(ada);
  let calls = 0;
  const cache = createViewerCache({
    now: () => new Date(time),
    resolveIdentity() {
      calls += 1;
      return answer();
    },
  });
  return {
    cache,
    calls: () => calls,
    at: (milliseconds: number) => void (time = milliseconds),
    answer: (next: () => Promise<Viewer | null>) => void (answer = next),
  };
}

describe('createViewerCache', () => {
  it('asks once in 30 seconds', async () => {
    const { cache, calls, at } = start();
    await cache.get('ada');
    at(29_999);
    expect(await cache.get('ada')).toEqual(ada);
    expect(calls()).toBe(1);
    at(30_000);
    await cache.get('ada');
    expect(calls()).toBe(2);
  });

  it('asks once for simultaneous requests', async () => {
    const { cache, calls } = start();
    await Promise.all([cache.get('ada'), cache.get('ada'), cache.get('ada')]);
    expect(calls()).toBe(1);
  });

  it('takes a right away as soon as it asks again', async () => {
    const { cache, at, answer } = start();
    await cache.get('ada');
    answer(() => Promise.resolve(null));
    at(30_000);
    expect(await cache.get('ada')).toBeNull();
  });

  it('remembers that a subject is unknown', async () => {
    const { cache, calls, answer } = start();
    answer(() => Promise.resolve(null));
    expect(await cache.get('mallory')).toBeNull();
    expect(await cache.get('mallory')).toBeNull();
    expect(calls()).toBe(1);
  });

  it('uses a viewer for 60 seconds when partners does not answer, and no longer', async () => {
    const { cache, at, answer } = start();
    await cache.get('ada');
    answer(() => Promise.reject(new Error('down')));
    at(59_999);
    expect(await cache.get('ada')).toEqual(ada);
    at(60_000);
    await expect(cache.get('ada')).rejects.toThrow('down');
    answer(() => Promise.resolve(ada));
    expect(await cache.get('ada')).toEqual(ada);
  });
});
