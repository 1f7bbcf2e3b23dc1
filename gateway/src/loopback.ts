const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]', '::1']);

/** Tells whether a host name can only mean this machine. */
export function isLoopback(hostname: string): boolean {
  return loopbackNames.has(hostname.toLowerCase());
}
