import type { FacetConfig, InlinePlugin } from '@facet/api';
import { z } from 'zod';
import { contentCheckBounds } from './content-check-bounds.js';
import { devices, faceOrders, inpaintTimes, isolations } from './choices.js';
import { checkerThreshold } from './defaults.js';
import { inpaintingKeys, inpaintingSchema } from './inpainting-schema.js';
import { serverSchema } from './server-schema.js';
import { masks, use } from './use-schema.js';

/*
 * The schema of a config as people write it. Everything is optional: what is missing comes from `defaults.ts`.
 * The descriptions are the reference page and the hints an editor shows.
 */

const text = (description: string) => z.string().min(1).describe(description);
const flag = (description: string) => z.boolean().describe(description);

const scale = (description: string) => z.number().gt(0).max(10).describe(description).exactOptional();
const visibility = (what: string) =>
  z.number().min(0).max(1).describe(`How much of the ${what} shows, 0..1; 1 by default.`).exactOptional();

const share = (description: string) => z.number().min(0).max(1).describe(description);

const faces = z
  .strictObject({
    index: z
      .array(z.int().min(0))
      .describe('Positions of the faces to swap after sorting and filtering, from 0; all faces when absent.')
      .exactOptional(),
    order: z
      .enum(faceOrders)
      .describe('x: left to right. reading: by rows. size: largest first. score: most certain first.')
      .exactOptional(),
    sameGender: flag("Only faces of the source's gender.").exactOptional(),
    gender: z.enum(['female', 'male']).describe('Only faces of this gender.').exactOptional(),
    age: z
      .strictObject({
        min: z.number().min(0).describe('Youngest age in years.').exactOptional(),
        max: z.number().min(0).describe('Oldest age in years.').exactOptional(),
      })
      .describe('Only faces of an estimated age in this range; both ends belong to it.')
      .exactOptional(),
    reference: z
      .strictObject({
        image: z
          .string()
          .min(1)
          .describe('A picture, whose left-most face counts, or a face checkpoint (.safetensors).'),
        min: share('Least similarity, 0..1; 0.5 by default.').exactOptional(),
      })
      .describe('Only faces like this one.')
      .exactOptional(),
  })
  .describe('Which target faces a unit swaps.');

const unitSettings = {
  faces: faces.exactOptional(),
  swapper: use('Puts the source face onto the target face.', {}).exactOptional(),
  upscaler: use('Enlarges the swapped crop before it is pasted; "none" leaves it.', {
    scale: scale(
      'Size of the result as a multiple of the crop, up to 10; by default what brings the crop to 512 pixels, as FaceSwapLab does.',
    ),
  }).exactOptional(),
  restorer: use('Repairs the swapped face before it is pasted; "none" leaves it.', {
    visibility: visibility('restored face'),
  }).exactOptional(),
  colorCorrection: z
    .union([z.boolean(), z.enum(['histogram', 'mean-std'])])
    .describe("Match the swapped crop's colours to the target's; true is histogram.")
    .exactOptional(),
  sharpen: flag('Sharpen the swapped crop.').exactOptional(),
  masks: masks(
    'Which pixels of a crop take the swap; several masks are combined by minimum.',
  ).exactOptional(),
  erosion: z
    .number()
    .min(0)
    .max(10)
    .describe(
      "FaceSwapLab's edge, this many times as wide, 0..10: the face is eroded and feathered in the picture, in proportion to its size. Without it, the edge is that of the swapper's own mask and of the masks.",
    )
    .exactOptional(),
  similarity: z
    .strictObject({
      compute: flag(
        'Score every swapped face against its source; the report has the scores.',
      ).exactOptional(),
      check: flag('Discard a result that does not reach the limits; implies compute.').exactOptional(),
      min: share('Least similarity to the source as it was used, 0..1; 0 by default.').exactOptional(),
      minReference: share('Least similarity to the first source alone, 0..1; 0 by default.').exactOptional(),
    })
    .describe('Compares swapped faces with their source.')
    .exactOptional(),
  inpaint: z
    .strictObject({
      before: inpaintingSchema
        .describe('Paints the target faces anew before they are swapped.')
        .exactOptional(),
      after: inpaintingSchema.describe('Paints the swapped faces anew.').exactOptional(),
    })
    .describe("Paints the unit's target faces anew with the inpainter.")
    .exactOptional(),
};

const unit = z
  .strictObject({
    source: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .describe('The picture or face checkpoint (.safetensors) with the source face, or several pictures.')
      .exactOptional(),
    checkpoint: text('A face checkpoint (.safetensors); it wins over pictures.').exactOptional(),
    blend: flag(
      'true, the default: the sources are blended into one face. false: one result for each source.',
    ).exactOptional(),
    sourceFace: z
      .int()
      .min(0)
      .describe('Which face of the source picture, left to right, from 0; 0 by default.')
      .exactOptional(),
    ...unitSettings,
  })
  .describe('Which source face goes onto which target faces, and how.');

const perTarget = {
  detector: use('Finds faces.', {}).exactOptional(),
  detect: z
    .strictObject({
      rotations: z
        .array(z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]))
        .min(1)
        .describe('Clockwise turns of the picture in which the detector looks for faces, in degrees.')
        .exactOptional(),
    })
    .describe('How every detector is used.')
    .exactOptional(),
  landmarker: use('Finds the landmarks of a face.', {}).exactOptional(),
  recognizer: use('Says who a face is.', {}).exactOptional(),
  classifier: use('Estimates age and gender.', {}).exactOptional(),
  inpainter: use('Paints faces anew where "inpaint" asks for it; "none" by default.', {}).exactOptional(),
  unitDefaults: z
    .strictObject(unitSettings)
    .describe('Settings of every unit that does not set them itself.')
    .exactOptional(),
  units: z.array(unit).describe('The swaps of a run, in order.').exactOptional(),
  postprocess: z
    .strictObject({
      upscaler: use('Enlarges the whole picture after the swaps; "none" leaves it.', {
        scale: scale('Size of the result as a multiple of the picture, up to 10; 2 by default.'),
        visibility: visibility('enlarged picture'),
      }).exactOptional(),
      restorer: use('Repairs every face of the picture after the swaps; "none" leaves them.', {
        visibility: visibility('restored face'),
      }).exactOptional(),
      inpaint: z
        .strictObject({
          when: z
            .enum(inpaintTimes)
            .describe('When every face of the picture is painted anew; never by default.')
            .exactOptional(),
          ...inpaintingKeys,
        })
        .describe('Paints every face of the picture anew with the inpainter.')
        .exactOptional(),
    })
    .describe('What happens to the whole picture after the swaps.')
    .exactOptional(),
  finishers: z
    .array(use('A last change to the picture.', {}))
    .describe('The last changes to a picture before it is encoded, in order.')
    .exactOptional(),
  checkers: z
    .array(
      use('A check of your own.', {
        threshold: z
          .number()
          .min(0)
          .max(1)
          .describe(
            `The score from which the checker refuses a picture, 0..1; ${checkerThreshold} by default.`,
          )
          .exactOptional(),
      }),
    )
    .describe('Checks after the content check, on the same pictures, in order; each may refuse.')
    .exactOptional(),
  contentCheck: z
    .strictObject({
      threshold: z
        .number()
        .min(contentCheckBounds.min)
        .max(contentCheckBounds.max)
        .describe(
          `The score from which a picture is refused, ${contentCheckBounds.min}..${contentCheckBounds.max}; ${contentCheckBounds.default} by default.`,
        )
        .exactOptional(),
    })
    .describe('The content check. It always runs; only its threshold can be tuned.')
    .exactOptional(),
  image: z
    .strictObject({
      quality: z
        .int()
        .min(1)
        .max(100)
        .describe(
          "Quality of the output, 1..100; by default the input's own (JPEG and WebP), and 80 for AVIF.",
        )
        .exactOptional(),
      maxPixels: z
        .int()
        .min(1)
        .describe('Pixels a picture may have; 100 million by default.')
        .exactOptional(),
    })
    .describe('How pictures are read and written.')
    .exactOptional(),
};

const stringOrStrings = (description: string) =>
  z.union([z.string().min(1), z.array(z.string().min(1))]).describe(description);

const pluginWithOptions = z
  .tuple([
    z.union([z.string().min(1), z.custom<InlinePlugin>(isInlinePlugin)]),
    z.record(z.string(), z.unknown()),
  ])
  .describe('A plugin and its own options.');

/** The schema of a config file, of `--set` and of the environment taken together. */
export const configSchema = z.strictObject({
  $schema: z.string().describe('The JSON Schema an editor checks this file with.').exactOptional(),
  extends: stringOrStrings(
    'fast, balanced, quality, or files relative to this one; later ones win.',
  ).exactOptional(),
  plugins: z
    .array(z.union([z.string().min(1), z.custom<InlinePlugin>(isInlinePlugin), pluginWithOptions]))
    .describe(
      'Plugins by package name or path relative to this file, or as [plugin, options]. Bundled plugins need no mention.',
    )
    .exactOptional(),
  device: z
    .enum(devices)
    .describe(
      'Where models run. auto takes the best device there is and reports which; any other choice must work.',
    )
    .exactOptional(),
  kernels: use(
    'What computes pixels: wasm, the readable reference it is tested against, or kernels of a plugin.',
    {},
  ).exactOptional(),
  engine: z
    .strictObject({
      workers: z
        .int()
        .min(1)
        .max(64)
        .describe('Workers, each with sessions and memory of its own; 1 by default.')
        .exactOptional(),
      overlap: z
        .boolean()
        .describe('Reads the next target and writes the last result while one is worked on; true by default.')
        .exactOptional(),
      threads: z
        .int()
        .min(0)
        .max(256)
        .describe('Threads of one inference; 0, the default, leaves it to the inference runtime.')
        .exactOptional(),
      stageTimeoutMs: z
        .int()
        .min(100)
        .describe('Limit of one stage or hook on one face, in milliseconds; 120000 by default.')
        .exactOptional(),
      activationTimeoutMs: z
        .int()
        .min(100)
        .describe("Limit of a plugin's activation, in milliseconds; 10000 by default.")
        .exactOptional(),
      memoryMb: z
        .int()
        .min(128)
        .describe("Limit of a worker's JavaScript heap, in megabytes; 2048 by default.")
        .exactOptional(),
      isolate: z
        .enum(isolations)
        .describe(
          'What a worker is: a thread, the default, or a process, which also survives crashes of native code.',
        )
        .exactOptional(),
    })
    .describe('The workers that run plugins and models.')
    .exactOptional(),
  ...perTarget,
  targets: stringOrStrings(
    'The pictures to change: files, folders, globs, or "@" and the path of a text file with one of these a line.',
  ).exactOptional(),
  output: text(
    'Where results go: a file, a folder, or a template with {name}, {ext}, {index}, {dir}, {source} and {unit}.',
  ).exactOptional(),
  overwrite: flag('Replace files that exist.').exactOptional(),
  continue: flag('Skip targets whose result is there already.').exactOptional(),
  keepOriginal: flag(
    'Copy every target that is changed beside its result, as {result}-original.{ext}; a copy that is there already stays.',
  ).exactOptional(),
  report: text('Where the run report (JSON) is written.').exactOptional(),
  inspect: text('Folder for pictures of what every stage did to each face.').exactOptional(),
  server: serverSchema.exactOptional(),
  overrides: z
    .array(
      z.strictObject({
        files: stringOrStrings('Globs; one without a slash is matched against the file name.'),
        config: z.strictObject(perTarget).describe('The settings for these targets.'),
      }),
    )
    .describe('Settings for the targets that match a glob; later ones win.')
    .exactOptional(),
});

function isInlinePlugin(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'activate' in value && typeof value.activate === 'function'
  );
}

/** Every key required and writable, so that a key which one side lacks shows, and `readonly` does not. */
type Strict<T> = T extends InlinePlugin
  ? InlinePlugin
  : T extends object
    ? { -readonly [K in keyof T]-?: Strict<T[K]> }
    : T;

/** Compiles only while the schema takes exactly what `FacetConfig` of the plugin API describes. */
export type SchemaMatchesApi = [
  Assignable<Strict<z.input<typeof configSchema>>, Strict<FacetConfig>>,
  Assignable<Strict<FacetConfig>, Strict<z.input<typeof configSchema>>>,
];
type Assignable<From extends To, To> = From;
