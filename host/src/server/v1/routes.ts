import { createReadStream } from 'node:fs';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { interrupted } from '../../errors/run.js';
import { notFound } from '../../errors/server.js';
import { formatOfPath } from '../../media/index.js';
import { sendFailure } from '../failure.js';
import type { JobRunner, JobScope } from '../job-runner.js';
import type { SwapContext } from '../run-swap.js';
import { runSwap, targetError } from '../run-swap.js';
import { streamEvents } from './event-stream.js';
import { JobStore } from './job-store.js';
import { Job } from './job.js';
import { maxFiles, readJob } from './read-job.js';
import { jobRequest, jobView } from './schema.js';
import type { JobRequest } from './schema.js';
import { resolveNames } from './settings.js';
import { querySwitch } from '../validation.js';

const tags = ['Facet'];

const byId = z.object({ id: z.string() });
const waiting = z.object({ wait: querySwitch('Answer when the job is done.') });

interface ById {
  readonly Params: z.output<typeof byId>;
}

/** The native API. Returns what has to be done when the server closes. */
export async function addNativeRoutes(
  app: FastifyInstance,
  jobs: JobRunner,
  context: SwapContext,
): Promise<() => void> {
  const { server } = context.config;
  const store = new JobStore(server.resultMs);
  await app.register(multipart, {
    limits: { fileSize: server.bodyLimitBytes, files: maxFiles, fields: 1, fieldSize: 1_000_000 },
  });

  app.post<{ Body: JobRequest | null | undefined; Querystring: z.output<typeof waiting> }>(
    '/v1/jobs',
    {
      onRequest: (request, reply, done) => {
        jobs.admit(request, reply);
        done();
      },
      schema: {
        tags,
        summary: 'Start a job',
        description:
          'JSON as below, or multipart/form-data with the field "job" and one file field for each picture.',
        body: jobRequest.nullish(),
        querystring: waiting,
        response: { 200: jobView, 202: jobView },
      },
    },
    async (request, reply) => {
      const admitted = await jobs.begin(request);
      const job = new Job(admitted);
      const { wait = false } = request.query;
      let accept: (accepted: boolean) => void = () => undefined;
      const accepted = new Promise<boolean>((resolve) => (accept = resolve));
      const ended = admitted
        .perform(async (scope) => {
          const { settings, files } = await readJob(request, request.body, scope.folder, server.maxPixels);
          const resolved = await resolveNames(settings, files, server.checkpoints);
          scope.bodyDone();
          store.add(job);
          accept(true);
          await runTargets(job, { ...resolved, format: settings.format }, scope, context);
        })
        .catch((error: unknown) => job.failed(error))
        .then(() => store.finished(job))
        .finally(() => accept(false));
      if (wait) reply.raw.once('close', admitted.cancel);
      if (!(await accepted)) return sendFailure(reply, job.error);
      if (wait) {
        await ended;
        const error = job.error ?? firstError(job);
        if (error !== undefined) {
          await store.remove(job.id);
          return sendFailure(reply, error);
        }
      }
      return reply
        .code(wait ? 200 : 202)
        .header('location', `/v1/jobs/${job.id}`)
        .send(job.view());
    },
  );

  app.get<ById>(
    '/v1/jobs/:id',
    { schema: { tags, summary: 'How far a job is', params: byId, response: { 200: jobView } } },
    (request) => store.get(request.params.id).view(),
  );

  app.get<ById>(
    '/v1/jobs/:id/events',
    {
      schema: {
        tags,
        summary: 'Progress as server-sent events',
        description: 'Last-Event-ID goes on after an event. The stream ends with the job.',
        params: byId,
      },
    },
    (request, reply) => {
      const last = Number(request.headers['last-event-id'] ?? 0);
      streamEvents(store.get(request.params.id), reply, Number.isFinite(last) ? last : 0, server.heartbeatMs);
    },
  );

  app.get<{ Params: { readonly id: string; readonly index: string } }>(
    '/v1/jobs/:id/results/:index',
    { schema: { tags, summary: 'The picture of one target', params: byId.extend({ index: z.string() }) } },
    (request, reply) => sendResult(store.get(request.params.id), request.params.index, reply),
  );

  app.delete<ById>(
    '/v1/jobs/:id',
    {
      schema: {
        tags,
        summary: 'Cancel a job and drop its results',
        params: byId,
        response: { 204: z.null().describe('It is gone.') },
      },
    },
    async (request, reply) => {
      await store.remove(request.params.id);
      return reply.code(204).send();
    },
  );
  return () => store.dispose();
}

async function runTargets(
  job: Job,
  order: {
    readonly targets: readonly string[];
    readonly settings: Readonly<Record<string, unknown>>;
    readonly format: string;
  },
  scope: JobScope,
  context: SwapContext,
): Promise<void> {
  const { folder, signal } = scope;
  const output = folder.path(`result-{index}.${order.format}`);
  await scope.turn(async () => {
    job.begin();
    const report = await runSwap({ ...order, output }, folder, context, {
      signal,
      onEvent: (event) => job.report(event),
    });
    if (report.targets.some(({ outcome }) => outcome === 'interrupted')) throw interrupted();
    job.done(report.targets);
  });
}

/** With one target, what is wrong with it is the answer. */
function firstError(job: Job): unknown {
  const [only, ...others] = job.targets;
  return only?.error && others.length === 0 ? targetError(only.error, job.folder) : undefined;
}

function sendResult(job: Job, index: string, reply: FastifyReply): FastifyReply {
  const target = /^\d{1,6}$/.test(index) ? job.targets[Number(index)] : undefined;
  if (target?.error) return sendFailure(reply, targetError(target.error, job.folder));
  if (target?.output === undefined) throw notFound(`result ${index} of job "${job.id}" (${job.state})`);
  return reply.type(`image/${formatOfPath(target.output)}`).send(createReadStream(target.output));
}
