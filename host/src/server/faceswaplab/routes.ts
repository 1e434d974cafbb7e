import type { FastifyInstance } from 'fastify';
import type { JobRunner } from '../job-runner.js';
import type { SwapRequest } from './schema.js';
import { swapRequest } from './schema.js';
import type { RouteContext } from './swap-face.js';
import { swapFace } from './swap-face.js';

/** The version whose requests and answers these routes have. */
const version = 'v1.2.7';
const tags = ['FaceSwapLab'];

/** The routes of FaceSwapLab, for its clients. */
export function addFaceSwapLabRoutes(app: FastifyInstance, jobs: JobRunner, context: RouteContext): void {
  const isStrict = (query: { readonly strict?: string }): boolean =>
    query.strict === undefined ? context.config.server.strict : query.strict !== 'false';

  app.get(
    '/faceswaplab/version',
    { schema: { tags, summary: 'The version of FaceSwapLab that is spoken' } },
    () => ({ version }),
  );

  app.post<{ Body: SwapRequest; Querystring: { readonly strict?: string } }>(
    '/faceswaplab/swap_face',
    {
      onRequest: (request, reply, done) => {
        jobs.admit(request, reply);
        done();
      },
      schema: {
        tags,
        summary: 'Swap faces of a picture',
        description:
          '?strict=true refuses restorers and upscalers that are not there instead of using others.',
        body: swapRequest,
      },
    },
    (request, reply) =>
      jobs.answer(request, reply, (scope) => swapFace(request.body, isStrict(request.query), scope, context)),
  );
}
