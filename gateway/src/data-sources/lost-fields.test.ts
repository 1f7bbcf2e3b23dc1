import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { lostFields } from './lost-fields.ts';

describe('lostFields', () => {
  it('names each root field by its response key', () => {
    const document = parse('query Q { a: deal(id: "1") { id } deals { id } __typename }');
    expect(lostFields(document, {})).toEqual([['a'], ['deals']]);
  });

  it('names the fields of each representation according to its type', () => {
    const document = parse(/* GraphQL */ `
      query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          __typename
          ... on Partner {
            pipeline {
              total
            }
            ...More
          }
          ... on Customer {
            name
          }
        }
      }
      fragment More on Partner {
        count: openDealCount
      }
    `);
    const representations = [{ __typename: 'Partner' }, { __typename: 'Customer' }, { __typename: 'Other' }];
    expect(lostFields(document, { representations })).toEqual([
      ['_entities', 0, 'pipeline'],
      ['_entities', 0, 'count'],
      ['_entities', 1, 'name'],
    ]);
  });

  it('finds nothing in a document without an operation', () => {
    expect(lostFields(parse('fragment A on B { c }'), {})).toEqual([]);
  });
});
