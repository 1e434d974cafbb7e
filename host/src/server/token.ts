import { readFile } from 'node:fs/promises';
import { serverNoToken, shortToken, tokenUnreadable } from '../errors/server.js';
import { isLoopback } from './access.js';

/** Characters a token must have. */
const leastLength = 16;

/**
 * The token the server asks for, from a file or the variable `FACET_TOKEN`.
 * @throws FacetError `SERVER_NO_TOKEN` when others can reach the address and there is none, or it is short or unreadable.
 */
export async function readToken(
  host: string,
  { file, variable }: { readonly file?: string | undefined; readonly variable?: string | undefined },
): Promise<string | undefined> {
  const token = file === undefined ? variable : await readTokenFile(file);
  if (token === undefined || token === '') {
    if (file !== undefined) throw shortToken(`the file "${file}"`, leastLength);
    if (!isLoopback(host)) throw serverNoToken(host);
    return undefined;
  }
  if (token.length < leastLength) {
    throw shortToken(file === undefined ? 'FACET_TOKEN' : `the file "${file}"`, leastLength);
  }
  return token;
}

async function readTokenFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw tokenUnreadable(file, cause);
  }
}
