import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import { apiVersion } from '@facet/api';
import type { ConfigRequest, ResolvedConfig } from '../config/index.js';
import { notFound } from '../errors/server.js';
import { checkAccess } from './access.js';
import { trackAnswers } from './close.js';
import type { ServerEngine } from './engine.js';
import { sendFailure, translate } from './failure.js';
import { addFaceSwapLabRoutes } from './faceswaplab/routes.js';
import { JobFolders } from './job-folder.js';
import { JobRunner } from './job-runner.js';
import { addOpenApi } from './openapi.js';
import { Providers, withModels } from './providers.js';
import { addNativeRoutes } from './v1/routes.js';
import { useZod } from './validation.js';
import { WorkQueue } from './work-queue.js';

/** Bodies in memory at once, as a multiple of the largest one. */
const bodiesInMemory = 4;
/** How long a client may take to send its headers. */
const headersTimeoutMs = 15_000;

export interface ServerOptions {
  readonly engine: ServerEngine;
  /** How jobs find the config that `config` was made from. */
  readonly request: ConfigRequest;
  readonly config: ResolvedConfig;
  readonly token?: string;
  /** Told of faults of the server itself. */
  readonly onFault: (error: unknown) => void;
}

export interface FacetServer {
  readonly app: FastifyInstance;
  /** Gives running jobs the time the config allows, then ends them and closes. */
  stop(): Promise<void>;
}

/**
 * Makes the server; it listens when `app.listen` is called.
 * @throws FacetError of the config, when plugins and models cannot be looked at.
 */
export async function createServer(options: ServerOptions): Promise<FacetServer> {
  const { engine, request, config, token, onFault } = options;
  const { server } = config;
  const providers = new Providers(await engine.inspect(request), await withModels(server));
  const queue = new WorkQueue({
    concurrency: server.concurrency,
    waiting: server.queue,
    bytes: bodiesInMemory * server.bodyLimitBytes,
  });
  const folders = new JobFolders();
  const jobs = new JobRunner(queue, folders, server);
  const app = fastify({
    bodyLimit: server.bodyLimitBytes,
    requestTimeout: server.requestTimeoutMs,
    http: { headersTimeout: Math.min(headersTimeoutMs, server.requestTimeoutMs) },
    frameworkErrors: (error, _, reply) => void sendFailure(reply, translate(error, server.bodyLimitBytes)),
  });
  useZod(app);
  const close = trackAnswers(app);
  app.addHook('onRequest', (incoming, _, done) => {
    checkAccess(incoming, token);
    done();
  });
  app.setErrorHandler((error, _, reply) => {
    const failure = translate(error, server.bodyLimitBytes);
    if (failure === error && !('code' in (error as object))) onFault(error);
    return sendFailure(reply, failure);
  });
  app.setNotFoundHandler((incoming, reply) =>
    sendFailure(reply, notFound(`route ${incoming.method} ${incoming.url.split('?')[0] ?? ''}`)),
  );
  await addOpenApi(app);
  app.get('/health', { schema: { summary: 'Whether the server is up, and how busy it is' } }, () => ({
    status: 'ok',
    version: apiVersion,
    running: queue.running,
    waiting: queue.waiting,
  }));
  app.get('/ready', { schema: { summary: 'Whether a request would be let in now' } }, () => {
    queue.checkRoom(0);
    return { status: 'ready' };
  });
  addFaceSwapLabRoutes(app, jobs, { engine, request, config, providers });
  const disposeNative = await addNativeRoutes(app, jobs, { engine, request, config });
  return {
    app,
    stop: async () => {
      await jobs.stop(server.shutdownMs);
      disposeNative();
      await close();
      await folders.dispose();
    },
  };
}
