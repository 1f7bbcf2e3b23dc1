import { describe, expect, it } from 'vitest';
import { blankedBy, maskSubgraphError, unavailableErrors } from './subgraph-errors.ts';
import { SubgraphFailure } from './subgraph-failure.ts';

describe('maskSubgraphError', () => {
  it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'THROTTLED', 'SERVICE_UNAVAILABLE'])(
    'passes %s on with its message and nothing else of the subgraph’s',
    (code) => {
      const error = { message: 'Said on purpose.', path: ['a'], extensions: { code, stacktrace: ['x'] } };
      const [masked] = maskSubgraphError('deals', error, [['a']]);
      expect(masked?.message).toBe('Said on purpose.');
      expect(masked?.path).toEqual(['a']);
      expect(Object.keys(masked?.extensions ?? {}).sort()).toEqual(['code', 'retryable', 'service']);
    },
  );

  it('passes on which rule refuses what, and what to do', () => {
    const told = { rule: 'metrics.first', argument: 'first', remedy: 'Send less.' };
    const error = { message: 'No.', extensions: { code: 'BAD_USER_INPUT', ...told, path: ['x'] } };
    expect(maskSubgraphError('deals', error, [])[0]?.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      service: 'deals',
      retryable: false,
      ...told,
    });
  });

  it.each([undefined, 'P2002', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL_SERVER_ERROR', '42P01', 7])(
    'masks an error whose code is %s',
    (code) => {
      const [masked] = maskSubgraphError('deals', { message: 'relation "x"', extensions: { code } }, [['b']]);
      expect(masked).toEqual({
        message: 'The deals service failed on this field. Quote the request id when you report it.',
        path: ['b'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', service: 'deals', retryable: false },
      });
    },
  );

  it('reads the code of the error that a resolver threw', () => {
    const error = { message: 'No.', originalError: { code: 'FORBIDDEN' } };
    expect(maskSubgraphError('deals', error, [])[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });
});

describe('unavailableErrors', () => {
  it('makes one error per lost field, and one without a path where nothing is known to be lost', () => {
    const failure = new SubgraphFailure('timeout', 'no answer within 5000 ms from http://10.0.0.7');
    expect(unavailableErrors('deals', failure, [['a'], ['b']]).map(({ path }) => path)).toEqual([
      ['a'],
      ['b'],
    ]);
    const [only] = unavailableErrors('deals', failure, []);
    expect(only).toEqual({
      message: 'The deals service did not answer; its fields are missing.',
      extensions: { code: 'SERVICE_UNAVAILABLE', service: 'deals', retryable: true },
    });
  });
});

describe('blankedBy', () => {
  const lost = [
    ['_entities', 0, 'a'],
    ['_entities', 0, 'b'],
    ['_entities', 1, 'a'],
  ];
  const at = (...path: (string | number)[]) => ({ message: 'x', path });

  it('is the field itself while its entity is there', () => {
    const data = { _entities: [{ a: null, b: 1 }, {}] };
    expect(blankedBy(at('_entities', 0, 'a'), data, lost)).toEqual([['_entities', 0, 'a']]);
    expect(blankedBy(at('_entities', 0, 'b', 2, 'c'), data, lost)).toEqual([['_entities', 0, 'b', 2, 'c']]);
    expect(blankedBy(at('deal', 'name'), { deal: null }, [['deal']])).toEqual([['deal', 'name']]);
  });

  it('is every field of an entity that is null as a whole', () => {
    const data = { _entities: [null, {}] };
    expect(blankedBy(at('_entities', 0), data, lost)).toEqual(lost.slice(0, 2));
    expect(blankedBy(at('_entities', 0, 'b'), data, lost)).toEqual(lost.slice(0, 2));
  });

  it('is everything when there are no data', () => {
    expect(blankedBy({ message: 'x' }, null, lost)).toEqual(lost);
    expect(blankedBy(at('_entities'), null, lost)).toEqual(lost);
    expect(blankedBy(at('_entities', 1, 'a'), null, lost)).toEqual(lost.slice(2));
  });

  it('is unknown for an error without a path beside data', () => {
    expect(blankedBy({ message: 'x' }, { _entities: [] }, lost)).toEqual([]);
  });
});
