import { isFacetError } from '@facet/api';
import { answerUnreadable, noAuthorization, refused, timedOut, unreachable } from './errors.js';
import type { Options } from './inpainter.js';

/** What of a refusal is worth showing. */
const reasonLength = 300;
/** The largest answer that is read: a picture of 100 million pixels as base64 stays below it. */
const maxAnswerBytes = 600e6;

/**
 * Posts JSON and reads the JSON that comes back.
 * @throws FacetError `A1111_AUTHORIZATION`, `A1111_UNREACHABLE`, `A1111_TIMEOUT`, `A1111_STATUS`, `A1111_ANSWER`; the reason of `signal` when that ends it.
 */
export async function postJson(
  route: string,
  body: unknown,
  { url, timeoutMs, authorizationFrom }: Options,
  signal: AbortSignal,
): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...authorization(authorizationFrom) };
  const limit = AbortSignal.timeout(timeoutMs);
  let text: string;
  let response: Response;
  try {
    response = await fetch(url.replace(/\/+$/, '') + route, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, limit]),
      // A redirect would carry the pictures elsewhere.
      redirect: 'error',
    });
    text = await readText(response, url);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw timedOut(url, timeoutMs, error);
    throw isFacetError(error) ? error : unreachable(url, error);
  }
  if (!response.ok) throw refused(url, response.status, reasonOf(text));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw answerUnreadable(url, 'it is no JSON', error);
  }
}

function authorization(variable: string): { readonly authorization?: string } {
  if (variable === '') return {};
  const value = process.env[variable];
  if (value === undefined || value === '') throw noAuthorization(variable);
  return { authorization: value };
}

async function readText(response: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxAnswerBytes) throw answerUnreadable(url, `it is longer than ${maxAnswerBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The server says why under `detail`, `error` or `errors`, or not at all. */
function reasonOf(text: string): string {
  let said: unknown = text;
  try {
    const { errors, detail, error } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    said = [errors, detail, error].find((one) => one !== undefined && one !== '') ?? text;
  } catch {
    // Not JSON: the text itself.
  }
  const words = (typeof said === 'string' ? said : JSON.stringify(said)).replaceAll(/\s+/g, ' ').trim();
  return words.slice(0, reasonLength);
}
