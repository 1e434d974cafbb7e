import type { AddressInfo } from 'node:net';
import { codeOf, messageOf } from '../errors/cause.js';
import { serverAddress } from '../errors/server.js';
import type { ServerOptions } from './create-server.js';
import { createServer } from './create-server.js';

/**
 * Serves until the signal says to stop, then ends in order.
 * @param onListening Told the address once it takes requests.
 * @throws FacetError `SERVER_ADDRESS` when it cannot listen there, and those of the config.
 */
export async function serve(
  options: ServerOptions,
  signal: AbortSignal,
  onListening: (url: string) => void,
): Promise<void> {
  const { host, port } = options.config.server;
  const server = await createServer(options);
  try {
    await server.app.listen({ host, port });
  } catch (cause) {
    await server.stop();
    const reason = codeOf(cause) === 'EADDRINUSE' ? 'something else listens there' : messageOf(cause);
    throw serverAddress(host, port, reason, cause);
  }
  const address = server.app.server.address() as AddressInfo;
  onListening(`http://${host.includes(':') ? `[${host}]` : host}:${address.port}`);
  if (!signal.aborted) {
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
  await server.stop();
}
