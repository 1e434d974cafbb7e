import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { foreignOrigin, unauthorized } from '../errors/server.js';

/** Routes that say nothing about anyone. */
const open = new Set(['/health', '/ready']);

/** Whether only this machine can reach an address. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === 'localhost' || host === '::1';
}

/**
 * Checks who asks: the token where there is one; without one the server is local, and then no page of another site may
 * use the browser as a way in, neither directly nor through a name that it has pointed at this machine.
 * @throws FacetError `UNAUTHORIZED`, `FOREIGN_ORIGIN`.
 */
export function checkAccess(request: FastifyRequest, token: string | undefined): void {
  const { headers } = request;
  const host = headers.host ?? '';
  if (token === undefined && !isLoopback(hostName(host))) throw foreignOrigin(`at the name "${host}"`);
  const { origin } = headers;
  if (origin !== undefined && !['http://', 'https://'].some((scheme) => origin === `${scheme}${host}`)) {
    throw foreignOrigin(`pages of "${origin}"`);
  }
  if (token === undefined || open.has(request.url)) return;
  if (!isSame(credentials(headers.authorization), token)) throw unauthorized();
}

function hostName(host: string): string {
  return /^\[(.*)\](:\d+)?$/.exec(host)?.[1] ?? host.replace(/:\d+$/, '');
}

/** The token of a Bearer header, or the password of a Basic one: clients that know only `http://user:password@host` have that. */
function credentials(header = ''): string {
  const [scheme = '', value = ''] = header.split(' ');
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return '';
  return Buffer.from(value, 'base64')
    .toString('utf8')
    .replace(/^[^:]*:/, '');
}

/** In a time that tells nothing about where two tokens differ. */
function isSame(found: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(found), digest(expected));
}
