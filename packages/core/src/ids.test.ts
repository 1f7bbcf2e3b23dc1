import { TypeID } from 'typeid-js';
import { describe, expect, it } from 'vitest';
import { createIds, deterministicIds, idPrefixes, typenameOfId } from './ids.ts';
import type { IdPrefix } from './ids.ts';

describe('ids', () => {
  it('carry the type that they belong to', () => {
    const ids = createIds();
    for (const [prefix, typename] of Object.entries(idPrefixes)) {
      const id = ids.next(prefix as IdPrefix);
      expect(id).toMatch(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));
      expect(typenameOfId(id)).toBe(typename);
    }
    expect(typenameOfId('nonsense')).toBeNull();
    expect(typenameOfId('zzz_01kdvdna01fcp819kgdpf5ycgd')).toBeNull();
    expect(typenameOfId('constructor_01kdvdna01fcp819kgdpf5ycgd')).toBeNull();
  });

  it('are the same for the same seed, different for another, and sort in the order made', () => {
    const make = (seed: string) => {
      const ids = deterministicIds(seed);
      return Array.from({ length: 200 }, () => ids.next('prt'));
    };
    expect(make('a')).toEqual(make('a'));
    expect(new Set([...make('a'), ...make('b')]).size).toBe(400);
    expect(make('a').toSorted()).toEqual(make('a'));
  });

  it('say when they were made, but for records that several companies share', () => {
    const kindOf = (prefix: IdPrefix) => TypeID.fromString(createIds().next(prefix)).toUUID().charAt(14);
    const untimed = (Object.keys(idPrefixes) as IdPrefix[]).filter((prefix) => kindOf(prefix) !== '7');
    expect(untimed.map((prefix) => [prefix, kindOf(prefix)])).toEqual([
      ['cfl', '4'],
      ['cus', '4'],
    ]);
  });
});
