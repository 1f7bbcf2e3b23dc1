import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Connection, type FetchPage, PagePromise } from './pagination.ts';

interface Source {
  readonly list: PagePromise<number>;
  readonly asked: (string | undefined)[];
}

function source(count: number, pageSize: number, start?: string): Source {
  const asked: (string | undefined)[] = [];
  const fetchPage: FetchPage<number> = async (after) => {
    asked.push(after);
    const from = after === undefined ? 0 : Number(after) + 1;
    const nodes = Array.from({ length: count }, (_, index) => index).slice(from, from + pageSize);
    const last = nodes.at(-1);
    return {
      nodes,
      pageInfo: { hasNextPage: from + pageSize < count, endCursor: last === undefined ? null : String(last) },
      totalCount: count,
    };
  };
  return { list: new PagePromise('NumberList', fetchPage, start), asked };
}

const collect = async <Node>(nodes: AsyncIterable<Node>): Promise<Node[]> => {
  const all: Node[] = [];
  for await (const node of nodes) all.push(node);
  return all;
};

describe('a list', () => {
  it('asks nothing before it is awaited or iterated', async () => {
    const { list, asked } = source(5, 2);
    list.take(3);
    list.pages();
    await Promise.resolve();
    expect(asked).toEqual([]);
  });

  it('is its first page when awaited, asked for once', async () => {
    const { list, asked } = source(5, 2);
    const page = await list;
    expect(page).toMatchObject({ nodes: [0, 1], hasNextPage: true, endCursor: '1', totalCount: 5 });
    expect(await list).toBe(page);
    expect(asked).toEqual([undefined]);
  });

  it('yields every item once and in order, with one request per page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 25 }), async (count, pageSize) => {
        const { list, asked } = source(count, pageSize);
        expect(await collect(list)).toEqual(Array.from({ length: count }, (_, index) => index));
        expect(asked).toHaveLength(Math.max(1, Math.ceil(count / pageSize)));
      }),
    );
  });

  it('takes the first items and asks for no page beyond them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 25 }),
        fc.nat({ max: 70 }),
        async (count, size, wanted) => {
          const { list, asked } = source(count, size);
          const nodes = await list.toArray({ max: wanted });
          expect(nodes).toEqual(Array.from({ length: Math.min(count, wanted) }, (_, index) => index));
          expect(asked.length).toBe(wanted === 0 ? 0 : Math.max(1, Math.ceil(nodes.length / size)));
        },
      ),
    );
  });

  it('starts after a cursor', async () => {
    expect(await collect(source(5, 2, '2').list)).toEqual([3, 4]);
  });

  it('stops asking when the loop ends', async () => {
    const { list, asked } = source(100, 10);
    for await (const node of list) if (node === 12) break;
    expect(asked).toHaveLength(2);
  });
});

describe('a page', () => {
  it('leads to the next one and is not changed by it', async () => {
    const first = await source(3, 2).list;
    const second = await first.next();
    expect(first.nodes).toEqual([0, 1]);
    expect(second?.nodes).toEqual([2]);
    expect(await second?.next()).toBeNull();
    expect(Object.isFrozen(first)).toBe(true);
  });

  it('prints as data', async () => {
    const page = await source(1, 2).list;
    expect(JSON.parse(JSON.stringify(page))).toEqual({
      nodes: [0],
      hasNextPage: false,
      endCursor: '0',
      totalCount: 1,
    });
    expect(Object.keys(page)).toEqual(['nodes', 'hasNextPage', 'endCursor', 'totalCount']);
  });
});

describe('a cursor that does not lead on', () => {
  const answering = (pages: readonly Connection<number>[]): PagePromise<number> => {
    let asked = 0;
    return new PagePromise('NumberList', async () => {
      asked += 1;
      const page = pages[(asked - 1) % pages.length];
      if (page === undefined || asked > 20) throw new Error('The loop did not stop.');
      return page;
    });
  };
  const page = (endCursor: string | null): Connection<number> => ({
    nodes: [1],
    pageInfo: { hasNextPage: true, endCursor },
  });

  it.each([
    ['repeats', [page('a')]],
    ['is missing', [page(null)]],
    ['comes back after a round', [page('a'), page('b'), page('c')]],
  ])('throws when it %s', async (_name, pages) => {
    await expect(collect(answering(pages))).rejects.toMatchObject({
      kind: 'protocol',
      code: 'CURSOR_NOT_ADVANCED',
      message: 'NumberList: the server answered a page that does not lead on.',
    });
  });
});
