/*
 * What is known of a caught value. Errors of Node and of native modules may come from another realm than this code
 * (another worker, a test's sandbox), so their fields are looked at rather than their class.
 */

/** The `code` of a system, npm or Facet error. */
export function codeOf(cause: unknown): string | undefined {
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** The message of a caught value, without the full stop at its end. */
export function messageOf(cause: unknown): string {
  const message = typeof cause === 'object' && cause !== null && 'message' in cause ? cause.message : cause;
  return String(message).trim().replace(/\.$/, '');
}
