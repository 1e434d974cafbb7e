import pacote from 'pacote';
import { codeOf, messageOf } from '../errors/cause.js';
import { modelFetch, modelMismatch } from '../errors/models.js';
import type { NpmSettings } from './npm-settings.js';

export interface TarballRequest {
  /** Name of the model, for messages. */
  readonly model: string;
  /** `<name>@<exact version>`. */
  readonly package: string;
  /** Subresource integrity the tarball must have. */
  readonly integrity: string;
}

/**
 * Fetches a package's tarball as npm would, and returns it once its integrity is proved.
 * npm's cache answers when it holds the tarball.
 * @param onReceived Called with the bytes so far.
 * @throws FacetError `MODEL_FETCH`, `MODEL_MISMATCH`; the reason of `signal`.
 */
export async function fetchTarball(
  request: TarballRequest,
  settings: NpmSettings,
  onReceived: (receivedBytes: number) => void,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const options = { ...settings, integrity: request.integrity, ...(signal && { signal }) };
  // Listeners instead of a loop: a stream that fails while nobody listens would end the process.
  const collect = (stream: NodeJS.ReadableStream): Promise<Uint8Array> =>
    new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = [];
      let received = 0;
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('data', (chunk: Uint8Array) => {
        chunks.push(chunk);
        received += chunk.length;
        onReceived(received);
      });
    });
  try {
    // The handler may be called again when npm's cache turns out to be damaged.
    return await untilAborted(pacote.tarball.stream(request.package, collect, options), signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw describeFailure(request, settings, error);
  }
}

/** Ends the wait at once when the user gives up; a silent connection would hold it until npm's own time limit. */
function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  ECONNREFUSED: 'it refused the connection',
  ECONNRESET: 'the connection broke',
  ETIMEDOUT: 'it did not answer in time',
  ERR_SOCKET_TIMEOUT: 'it did not answer in time',
  E401: 'it wants credentials',
  E403: 'it does not permit it',
  E404: 'it does not have that package',
  ETARGET: 'it does not have that version',
  ENOTCACHED: 'npm is set to work offline, and its cache does not hold the package',
};

function describeFailure(request: TarballRequest, settings: NpmSettings, error: unknown): Error {
  const code = codeOf(error);
  const what = `The package "${request.package}"`;
  if (code === 'EINTEGRITY') {
    return modelMismatch(request.model, what, 'integrity', request.integrity, integrityOf(error));
  }
  const reason = (code !== undefined ? reasons[code] : undefined) ?? messageOf(error);
  const remedy =
    'Check the network and npm\'s own settings ("npm config list": registry, proxy, credentials), then pull again.';
  return modelFetch(request.model, what, registryOf(request.package, settings), reason, remedy, error);
}

/** The integrity the registry states or the tarball has; npm's libraries say it in the message alone. */
function integrityOf(error: unknown): string {
  return /but got (\S+?)\.?(?:\s|$)/.exec(messageOf(error))?.[1] ?? 'another';
}

/** The registry npm asks for a package, without credentials. */
function registryOf(spec: string, settings: NpmSettings): string {
  const scope = spec.startsWith('@') ? spec.slice(0, spec.indexOf('/')) : undefined;
  const setting = (scope !== undefined ? settings[`${scope}:registry`] : undefined) ?? settings.registry;
  const url = new URL(typeof setting === 'string' ? setting : 'https://registry.npmjs.org/');
  url.username = '';
  url.password = '';
  return url.href;
}
