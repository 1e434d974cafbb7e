import { requestInvalid, tooManyResults } from '../../errors/server.js';
import { decodeBase64 } from '../base64.js';
import { findCheckpoint } from '../checkpoint-file.js';
import type { JobFolder } from '../job-folder.js';
import { storePicture } from '../pictures.js';
import type { UnitRequest } from './schema.js';

export interface SourceLimits {
  readonly checkpoints: string;
  readonly maxPixels: number;
  readonly maxResults: number;
}

/** The sources of a unit as the config names them. */
export interface UnitSources {
  readonly checkpoint?: string;
  readonly source?: readonly string[];
}

/**
 * Stores the sources of a unit. One entry makes one result: blended they are one, unblended one each.
 * A checkpoint wins over the picture; batch pictures come after either.
 */
export async function storeSources(
  unit: UnitRequest,
  where: string,
  folder: JobFolder,
  limits: SourceLimits,
): Promise<readonly UnitSources[]> {
  const store = (name: string, picture: string): Promise<string> =>
    storePicture(folder, `${where}.${name}`, picture, limits.maxPixels);
  const { source_face: face, source_img: image } = unit;
  const named = face !== undefined && face !== null && face !== '' && face !== 'None';
  const checkpoint = named ? await storeCheckpoint(face, where, folder, limits.checkpoints) : undefined;
  const pictures: string[] = [];
  if (checkpoint === undefined && image !== undefined && image !== null) {
    pictures.push(await store('source_img', image));
  }
  for (const [index, batch] of (unit.batch_images ?? []).entries()) {
    pictures.push(await store(`batch_images.${index}`, batch));
  }
  const first: readonly UnitSources[] = checkpoint === undefined ? [] : [{ checkpoint }];
  if (first.length + pictures.length === 0) {
    throw requestInvalid([`${where} has neither source_face nor source_img nor batch_images.`]);
  }
  if (unit.blend_faces === false) return [...first, ...pictures.map((picture) => ({ source: [picture] }))];
  return [{ ...first[0], ...(pictures.length > 0 && { source: pictures }) }];
}

/**
 * Every way to pick one entry of each unit, the last unit varying fastest: the order in which FaceSwapLab hands the
 * pictures of one unit to the next.
 * @throws FacetError `TOO_MANY_RESULTS`.
 */
export function combine<T>(units: readonly (readonly T[])[], limit: number): readonly (readonly T[])[] {
  const count = units.reduce((product, entries) => product * entries.length, 1);
  if (count > limit) throw tooManyResults(count, limit);
  return units.reduce<readonly (readonly T[])[]>(
    (rows, entries) => rows.flatMap((row) => entries.map((entry) => [...row, entry])),
    [[]],
  );
}

async function storeCheckpoint(
  face: string,
  where: string,
  folder: JobFolder,
  checkpoints: string,
): Promise<string> {
  if (!face.startsWith('data:')) return findCheckpoint(checkpoints, face);
  const name = `${where}.source_face`;
  return folder.write(`${name}.safetensors`, decodeBase64(face, name));
}
