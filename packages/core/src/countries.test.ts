import { expect, test } from 'vitest';
import { isCountryCode } from './countries.ts';

test('a country has a code of its own in upper case; unions, reserved codes and words have none', () => {
  expect(['US', 'DE', 'ZW', 'XK'].filter(isCountryCode)).toEqual(['US', 'DE', 'ZW', 'XK']);
  expect(['EU', 'UK', 'XX', 'ZZ', 'us', 'USA', '', 'U S'].filter(isCountryCode)).toEqual([]);
});
