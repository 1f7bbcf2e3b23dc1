/** Tells whether a web address carries a name or a password, which nobody should be sent. */
export function hasCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.username !== '' || url.password !== '');
}
