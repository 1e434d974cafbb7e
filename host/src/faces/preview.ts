import { fileURLToPath } from 'node:url';
import type { Image, SourceFace } from '@facet/api';
import { isFacetError } from '@facet/api';
import { contentRefused } from '../errors/run.js';
import { createImages, encodePicture, writeAtomic } from '../media/index.js';
import { checkContent, refusalOf } from '../pipeline/content-check.js';
import { noInspection } from '../pipeline/inspection.js';
import { identityOf } from '../pipeline/prepare-source.js';
import type { PictureReader } from '../pipeline/read-picture.js';
import { readPicture } from '../pipeline/read-picture.js';
import { FaceSkipped } from '../pipeline/stage-runner.js';
import { swapFace } from '../pipeline/swap-face.js';
import { createRunHooks } from '../plugins/index.js';
import { cutFace } from './extract-faces.js';

/** The portrait that comes with Facet, for faces of either gender: no portrait of a man that is free to use comes with it. */
const reference = fileURLToPath(new URL('../../samples/astronaut.jpg', import.meta.url));

/** Room around the face of a preview that shows the source itself, as a share of the face. */
const room = 0.4;

export interface PreviewRequest {
  /** It belongs to a checkpoint, and replaces the preview of the one before. */
  readonly file: string;
  /** Whose face the new one takes the place of; that of the reference portrait by default. */
  readonly portrait?: string;
  readonly sources: readonly SourceFace[];
  /** What the unit's swapper made of the sources. */
  readonly data: unknown;
}

/**
 * Writes what a face checkpoint looks like, for people who look for one in a folder: the face on a portrait, put there by the first unit of the plan. Where that cannot
 * be done, as when the portrait shows no face, it is the face of the first source, with a warning; FaceSwapLab then saves no checkpoint at all.
 */
export async function writePreview(request: PreviewRequest, reader: PictureReader): Promise<string> {
  const { kernels, runner, signal } = reader;
  const { file, sources, portrait = reference } = request;
  const swapped = await swapOnto(portrait, request, reader).catch((error: unknown) => {
    if (!isFacetError(error) && !(error instanceof FaceSkipped)) throw error;
    runner.warn(`The preview shows the source itself: ${error.message}`);
    return undefined;
  });
  const [first] = sources;
  const image = swapped ?? cutFace(first!.image, first!.face, room, reader).image;
  const pixels = { width: image.width, height: image.height, data: kernels.readImage(image) };
  const bytes = await (swapped ? encodePicture(pixels) : createImages().encodePng(pixels));
  await writeAtomic(file, bytes, { overwrite: true, signal });
  return file;
}

/** The portrait with the face on it; nothing when it shows none. */
async function swapOnto(
  portrait: string,
  { sources, data }: PreviewRequest,
  reader: PictureReader,
): Promise<Image | undefined> {
  const { active, kernels, runner } = reader;
  const [unit] = active.plan.units;
  const [providers] = active.units;
  const frame = { path: portrait, index: 0 };
  const { image, faces } = await readPicture(portrait, reader, { frame });
  const [face] = faces;
  if (!face || !unit || !providers) {
    runner.warn(`The preview shows the source itself: no face was found in "${portrait}".`);
    return undefined;
  }
  const source = { data, ...identityOf(sources) };
  const context = {
    kernels,
    runner,
    unit,
    providers,
    source,
    hooks: createRunHooks([]),
    inspection: noInspection,
  };
  await swapFace(image, face, { frame, unit: unit.index, face }, context);
  const refusal = refusalOf(await checkContent(image, active, runner, { frame }));
  if (refusal) throw contentRefused(portrait, 'result', refusal);
  return image;
}
