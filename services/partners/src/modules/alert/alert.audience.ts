/** The alerts that the partner itself can do something about; all others are the vendor's. */
const forPartners = /^(RENEWAL_|PROTECTION_EXPIRING_)/;

/** Tells whether the partner's own people see alerts of this code. */
export function isForPartner(code: string): boolean {
  return forPartners.test(code);
}
