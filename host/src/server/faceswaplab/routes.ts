import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify';
import { z } from 'zod';
import type { JobRunner } from '../job-runner.js';
import { buildFace, compareFaces, extractFaces } from './faces.js';
import type { BuildRequest, CompareRequest, ExtractRequest, SwapRequest } from './schema.js';
import { buildRequest, compareRequest, extractRequest, swapRequest } from './schema.js';
import type { RouteContext } from './swap-face.js';
import { swapFace } from './swap-face.js';
import { querySwitch } from '../validation.js';

/** The version whose requests and answers these routes have. */
const version = 'v1.2.7';
const tags = ['FaceSwapLab'];

/** The routes of FaceSwapLab, for its clients. */
export function addFaceSwapLabRoutes(app: FastifyInstance, jobs: JobRunner, context: RouteContext): void {
  const isStrict = ({ strict }: Strictness): boolean => strict ?? context.config.server.strict;

  app.get(
    '/faceswaplab/version',
    {
      schema: {
        tags,
        summary: 'The version of FaceSwapLab that is spoken',
        response: { 200: z.object({ version: z.string() }).describe('The version.') },
      },
    },
    () => ({ version }),
  );

  const onRequest: onRequestHookHandler = (request, reply, done) => {
    jobs.admit(request, reply);
    done();
  };
  app.post<{ Body: SwapRequest; Querystring: Strictness }>(
    '/faceswaplab/swap_face',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Swap faces of a picture',
        body: swapRequest,
        querystring: strictness,
        response: { 200: picturesAnswer },
      },
    },
    (request, reply) =>
      jobs.answer(request, reply, (scope) => swapFace(request.body, isStrict(request.query), scope, context)),
  );

  app.post<{ Body: CompareRequest }>(
    '/faceswaplab/compare',
    {
      onRequest,
      schema: {
        tags,
        summary: 'How alike two faces are, or -1 when one is missing',
        body: compareRequest,
        response: { 200: z.number().describe('0..1, or -1.') },
      },
    },
    async (request, reply) => {
      const score = await jobs.answer(request, reply, (scope) => compareFaces(request.body, scope, context));
      return sendJson(reply, score);
    },
  );

  app.post<{ Body: ExtractRequest; Querystring: Strictness }>(
    '/faceswaplab/extract',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Cut out every face',
        body: extractRequest,
        querystring: strictness,
        response: { 200: picturesAnswer },
      },
    },
    (request, reply) =>
      jobs.answer(request, reply, (scope) =>
        extractFaces(request.body, isStrict(request.query), scope, context),
      ),
  );

  app.post<{ Body: BuildRequest }>(
    '/faceswaplab/build',
    {
      onRequest,
      schema: {
        tags,
        summary: 'Make a face checkpoint, as a data URL',
        body: buildRequest,
        response: { 200: z.string().nullable().describe('The checkpoint; null for no pictures.') },
      },
    },
    async (request, reply) => {
      const face = await jobs.answer(request, reply, (scope) => buildFace(request.body, scope, context));
      return sendJson(reply, face);
    },
  );
}

const strictness = z.object({
  strict: querySwitch('Refuse restorers and upscalers that are not there instead of using others.'),
});
type Strictness = z.output<typeof strictness>;

const picturesAnswer = z
  .object({
    images: z.array(z.string()).describe('PNG as bare base64.'),
    infos: z.array(z.string()).describe('What a person should know.'),
  })
  .describe('Pictures.');

/** A bare number, string or null as a JSON document: Fastify would send a string as it is. */
function sendJson(reply: FastifyReply, value: string | number | null): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(value));
}
