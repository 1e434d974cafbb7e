import type { Face, Image } from '@facet/api';
import { sourceFaceRange, sourceNoFace, sourceRefused } from '../errors/run.js';
import { decodeFile } from '../media/index.js';
import { checkContent, refusalOf } from './content-check.js';
import type { FaceFinder } from './find-faces.js';
import { describeBox, findFaces } from './find-faces.js';
import { reserveFor } from './memory-plan.js';
import type { ContentRecord } from './report.js';
import { sortFaces } from './select-faces.js';
import type { StageScope } from './stage-runner.js';

export interface PictureReader extends FaceFinder {
  readonly maxPixels: number;
  readonly signal: AbortSignal;
}

/** A picture that is read for its faces, such as a source. */
export interface FacePicture {
  readonly image: Image;
  /** From the left. */
  readonly faces: readonly Face[];
  readonly check: ContentRecord;
}

/**
 * Decodes a picture, checks its content and finds its faces, with their identity when a recognizer is loaded.
 * @throws FacetError `SOURCE_REFUSED`, or what decoding and stages throw.
 */
export async function readPicture(
  path: string,
  reader: PictureReader,
  scope: StageScope,
): Promise<FacePicture> {
  const { active, kernels, runner, maxPixels, signal } = reader;
  const { pixels } = await runner.run('decode', 'facet', scope, {}, () =>
    decodeFile(path, { maxPixels, signal }),
  );
  reserveFor(pixels, active.plan, kernels);
  const image = kernels.importImage(pixels);
  const check = await checkContent(image, active, runner, scope);
  const refusal = refusalOf(check);
  if (refusal) throw sourceRefused(path, refusal);
  const faces = await findFaces(image, reader, scope, active.recognizer !== undefined);
  return { image, faces: sortFaces(faces, 'x'), check };
}

/**
 * The face at a position from the left; says so when there are others.
 * @throws FacetError `SOURCE_NO_FACE`, `SOURCE_FACE_RANGE`.
 */
export function pickFace(
  { faces }: FacePicture,
  index: number,
  path: string,
  { runner }: Pick<PictureReader, 'runner'>,
): Face {
  if (faces.length === 0) throw sourceNoFace(path);
  const face = faces[index];
  if (!face) throw sourceFaceRange(path, index, faces.length);
  if (faces.length > 1) {
    runner.warn(
      `The source picture "${path}" shows ${faces.length} faces; face ${index} from the left (${describeBox(face.box)}) is used.`,
    );
  }
  return face;
}
