import type { ModelFile } from '@facet/api';
import { isFacetError } from '@facet/api';
import { messageOf } from '../errors/cause.js';
import { modelFetch, modelMismatch } from '../errors/models.js';

/** How long a server may stay silent. */
const stallTimeoutMs = 60_000;

const maxRedirects = 5;

/**
 * Fetches one file over https. Redirects must stay on https; more bytes than declared are not read.
 * @throws FacetError `MODEL_FETCH`, `MODEL_MISMATCH`; the reason of `signal`.
 */
export async function fetchHttps(
  model: string,
  url: URL,
  file: ModelFile,
  request: typeof fetch,
  onReceived: (receivedBytes: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const stalled = new AbortController();
  const alive = (): NodeJS.Timeout => setTimeout(() => stalled.abort(), stallTimeoutMs);
  let timer = alive();
  const limit = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const failed = (reason: string, cause?: unknown): Error =>
    modelFetch(
      model,
      `The file "${file.path}"`,
      url.host,
      reason,
      'Check the network, then pull again.',
      cause,
    );
  try {
    const response = await follow(url, request, limit, failed);
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      timer = alive();
      received += chunk.length;
      if (received > file.bytes) {
        throw modelMismatch(
          model,
          `The file "${file.path}"`,
          'size in bytes',
          file.bytes,
          `${received} or more`,
        );
      }
      chunks.push(chunk);
      onReceived(received);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    signal?.throwIfAborted();
    if (stalled.signal.aborted) throw failed(`it sent nothing for ${stallTimeoutMs / 1000} seconds`, error);
    if (isFacetError(error)) throw error;
    throw failed(deepestMessage(error), error);
  } finally {
    clearTimeout(timer);
  }
}

async function follow(
  url: URL,
  request: typeof fetch,
  signal: AbortSignal,
  failed: (reason: string) => Error,
): Promise<Response> {
  let at = url;
  for (let step = 0; step <= maxRedirects; step++) {
    if (at.protocol !== 'https:') throw failed(`it redirects to "${at.href}", which is not https`);
    const response = await request(at, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      at = new URL(location, at);
      continue;
    }
    if (response.status !== 200 || !response.body) throw failed(`it answered with status ${response.status}`);
    return response;
  }
  throw failed(`it redirects more than ${maxRedirects} times`);
}

/** fetch says "fetch failed" and keeps what happened in its cause. */
function deepestMessage(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : deepestMessage(cause);
}
