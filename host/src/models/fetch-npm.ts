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
  const collect = async (stream: NodeJS.ReadableStream): Promise<Uint8Array> => {
    const chunks: Uint8Array[] = [];
    let received = 0;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      chunks.push(chunk);
      received += chunk.length;
      onReceived(received);
    }
    return Buffer.concat(chunks);
  };
  try {
    // The handler may be called again when npm's cache turns out to be damaged.
    return await pacote.tarball.stream(request.package, collect, options);
  } catch (error) {
    signal?.throwIfAborted();
    throw describeFailure(request, settings, error);
  }
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

/** The integrity a tarball really has, which ssri's error carries. */
function integrityOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'found' in error ? String(error.found) : 'another';
}

/** The registry npm asks for a package, without credentials. */
function registryOf(spec: string, settings: NpmSettings): string {
  const scope = spec.startsWith('@') ? spec.slice(0, spec.indexOf('/')) : undefined;
  const setting = (scope !== undefined ? settings[`${scope}:registry`] : undefined) ?? settings['registry'];
  const url = new URL(typeof setting === 'string' ? setting : 'https://registry.npmjs.org/');
  url.username = '';
  url.password = '';
  return url.href;
}
