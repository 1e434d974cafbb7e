import { z } from 'zod';
import { masks, use } from './use-schema.js';

const limit = (description: string) => z.int().min(1).describe(description).exactOptional();
const names = (what: string) =>
  z
    .record(z.string(), use(`What stands for ${what} of that name.`, {}))
    .describe(`What to use for ${what} that a request names, by name or with options; "none" for nothing.`)
    .exactOptional();

/** The settings of `facet serve`. */
export const serverSchema = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .describe('Address to listen at; 127.0.0.1 by default. Any other than this machine needs a token.')
      .exactOptional(),
    port: z.int().min(0).max(65_535).describe('Port; 7860 by default, 0 takes a free one.').exactOptional(),
    concurrency: z.int().min(1).max(64).describe('Jobs that run at once; 1 by default.').exactOptional(),
    queue: z
      .int()
      .min(0)
      .max(10_000)
      .describe('Requests that may wait; further ones are sent away with 503. 64 by default.')
      .exactOptional(),
    bodyLimitBytes: limit('Bytes a request may have; 64 MiB by default.'),
    maxPixels: limit('Pixels a picture in a request may have; 40 million by default.'),
    maxResults: limit('Results the units of one request may multiply to; 16 by default.'),
    requestTimeoutMs: limit('Time a request may take, waiting included; 300000 by default.'),
    shutdownMs: z
      .int()
      .min(0)
      .describe('Time running jobs get at shutdown; 10000 by default.')
      .exactOptional(),
    resultMs: limit('How long results of /v1 jobs are kept; 600000 by default.'),
    heartbeatMs: limit('How often a quiet event stream says that it is alive; 15000 by default.'),
    idleMs: z
      .int()
      .min(0)
      .describe(
        'How long an engine worker without work keeps its models loaded; 120000 by default, 0 loads them for every job.',
      )
      .exactOptional(),
    checkpoints: z
      .string()
      .min(1)
      .describe('Folder of the face checkpoints that requests may name; "checkpoints" by default.')
      .exactOptional(),
    strict: z
      .boolean()
      .describe(
        'Refuse unknown restorers, upscalers and fields of FaceSwapLab requests instead of using others or none.',
      )
      .exactOptional(),
    restorers: names('a restorer'),
    upscalers: names('an upscaler'),
    improvedMask: masks(
      'The masks of a FaceSwapLab request with improved_mask, such as "box" and "face-parsing"; embedded ones by default.',
    ).exactOptional(),
  })
  .describe('The server that "facet serve" starts.');
