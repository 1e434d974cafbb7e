import type { FastifyInstance } from 'fastify';

/** How often it looks whether the last answers are out. */
const pollMs = 50;

/**
 * Follows the answers of a server, so that it can be closed as soon as the last one is out: a connection would otherwise
 * be kept alive for a next request, and one that never brought a request for even longer.
 * @returns How to close it.
 */
export function trackAnswers(app: FastifyInstance): () => Promise<void> {
  const open = new Set<object>();
  app.addHook('onRequest', (_, { raw }, done) => {
    open.add(raw);
    raw.once('close', () => open.delete(raw));
    done();
  });
  return async () => {
    const timer = setInterval(() => {
      if (open.size === 0) app.server.closeAllConnections();
    }, pollMs);
    await app.close();
    clearInterval(timer);
  };
}
