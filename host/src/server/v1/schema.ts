import { z } from 'zod';
import { configSchema } from '../../config/schema.js';

const { detector, landmarker, recognizer, classifier, unitDefaults, units, postprocess, finishers } =
  configSchema.shape;

/** Names pictures go by: they become file names. */
export const pictureName = /^[A-Za-z0-9_-]{1,64}$/;

const name = z.string().regex(pictureName, 'expected letters, digits, "_" or "-", 64 at most');

/** What a job does, in the words of the config; pictures are named instead of files. */
export const jobSettings = z.strictObject({
  targets: z.array(name).min(1).max(256).describe('Names of the pictures to change, in order.'),
  units: units.unwrap().min(1),
  unitDefaults,
  detector,
  landmarker,
  recognizer,
  classifier,
  postprocess,
  finishers,
  format: z
    .enum(['png', 'jpg', 'webp', 'avif'])
    .describe('Format of the results; png by default.')
    .default('png'),
  quality: z.int().min(1).max(100).describe('Quality of the results, 1..100.').optional(),
});

/** The JSON form of a job. */
export const jobRequest = z.strictObject({
  pictures: z.record(name, z.string()).describe('Pictures as base64 or data URLs, by name.'),
  checkpoints: z
    .record(name, z.string())
    .describe('Face checkpoints as base64 or data URLs, by name.')
    .default({}),
  job: jobSettings,
});

const failure = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  status: z.int().describe('The HTTP status this failure has as an answer of its own.'),
});

/** What became of one target, as a client sees it. */
const targetView = z.object({
  target: z.string(),
  outcome: z.string(),
  infos: z.array(z.string()),
  faces: z.int(),
  ms: z.int(),
  result: z.string().describe('Where its picture is.').optional(),
  error: failure.optional(),
});

/** How far a job is. */
export const jobView = z
  .object({
    id: z.string(),
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    targets: z.array(targetView),
    error: failure.describe('Why the job as a whole failed.').optional(),
    links: z.object({ self: z.string(), events: z.string() }),
  })
  .describe('The job.');

export type JobView = z.output<typeof jobView>;
export type JobSettings = z.output<typeof jobSettings>;
export type JobRequest = z.output<typeof jobRequest>;
