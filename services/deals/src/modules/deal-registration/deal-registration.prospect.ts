import { matchCustomers, matchingKeysOf } from '../customer/customer.matching.ts';
import type { Prospect } from '../customer/customer.matching.ts';
import type { RegistrationContent } from './deal-registration.store.ts';

/** The customer of a registration in the words of the partner. */
export type CustomerDescription = Pick<
  RegistrationContent,
  'customerName' | 'customerCountry' | 'customerDomains' | 'customerDuns' | 'customerTaxId'
>;

/** Gives the customer of a registration as it is looked for. */
export function prospectOf(content: CustomerDescription): Prospect {
  return {
    name: content.customerName,
    country: content.customerCountry,
    domains: content.customerDomains,
    duns: content.customerDuns,
    taxIds: content.customerTaxId === null ? [] : [content.customerTaxId],
  };
}

/** Tells whether two descriptions say by themselves that they mean one customer, whatever the program knows of it. */
export function isSameDescription(a: CustomerDescription, b: CustomerDescription): boolean {
  const [ours, theirs] = [a, b].map((each) => matchingKeysOf(prospectOf(each), []));
  return matchCustomers(ours ?? [], [{ customerId: '', parentId: null, keys: theirs ?? [] }]).length > 0;
}
