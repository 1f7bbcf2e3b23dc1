import { describe, expect, it } from 'vitest';
import { tidyErrors } from './partial-answer.ts';

const lost = (path?: (string | number)[], service = 'deals') => ({
  message: `The ${service} service did not answer; its fields are missing.`,
  ...(path ? { path } : {}),
  extensions: { code: 'SERVICE_UNAVAILABLE', service },
});

describe('tidyErrors', () => {
  it('keeps an error whose field is null, and one below a null', () => {
    const data = { partner: { pipeline: null }, customer: null };
    const errors = [lost(['partner', 'pipeline']), lost(['customer', 'name'])];
    expect(tidyErrors(data, errors)).toEqual(errors);
  });

  it('drops errors about keys that the answer has or the client did not select', () => {
    const data = { partner: { id: 'prt_1', pipeline: null } };
    const errors = [lost(['partner', 'id']), lost(['partner', '__typename']), lost(['partner', 'pipeline'])];
    expect(tidyErrors(data, errors)).toEqual([lost(['partner', 'pipeline'])]);
  });

  it('keeps one error per service even when none of its paths leads to a null', () => {
    const data = { partner: { id: 'prt_1' } };
    const errors = [lost(['partner', 'id']), lost(['partner', 'name'], 'partners')];
    expect(tidyErrors(data, errors)).toEqual([lost(), lost(undefined, 'partners')]);
  });

  it('names a place once, and cuts a path at the gateway’s own list marks', () => {
    const data = { partners: { nodes: [{ deals: null }] } };
    const errors = [lost(['partners', 'nodes', '@', 'deals']), lost(['partners', 'nodes', '@', 'id'])];
    expect(tidyErrors(data, errors)).toEqual([lost(['partners', 'nodes'])]);
  });

  it('keeps every error without a path', () => {
    const errors = [{ message: 'Same.' }, { message: 'Same.' }];
    expect(tidyErrors(undefined, errors)).toEqual(errors);
  });

  it('keeps errors of other kinds wherever they point', () => {
    const error = { message: 'No.', path: ['a'], extensions: { code: 'FORBIDDEN', service: 'deals' } };
    expect(tidyErrors({ a: 1 }, [error])).toEqual([error]);
  });
});
