import { readFile } from 'node:fs/promises';
import { isFacetError } from '@facet/api';
import type { FacesRequest, FacesResult } from '../../engine/index.js';
import type { JobScope } from '../job-runner.js';
import { storePicture, toBase64 } from '../pictures.js';
import { limitPixels, scrubbed } from '../run-swap.js';
import type { BuildRequest, CompareRequest, ExtractRequest } from './schema.js';
import { extractRequest } from './schema.js';
import { postprocessSettings } from './settings.js';
import type { RouteContext } from './swap-face.js';
import { ignoreUnknown, namesOf } from './swap-face.js';

/** What FaceSwapLab answers when a face is missing. */
const noFace = -1;

/** Answers `compare`: how alike the left-most faces are, 0..1, or -1 when one is missing. */
export async function compareFaces(
  { image1, image2 }: CompareRequest,
  scope: JobScope,
  context: RouteContext,
): Promise<number> {
  const { maxPixels } = context.config.server;
  const images = [
    await storePicture(scope.folder, 'image1', image1, maxPixels),
    await storePicture(scope.folder, 'image2', image2, maxPixels),
  ] as const;
  scope.bodyDone();
  try {
    const { similarity } = await perform({ action: 'compare', images }, {}, scope, context);
    return similarity ?? noFace;
  } catch (error) {
    if (isFacetError(error, 'SOURCE_NO_FACE')) return noFace;
    throw error;
  }
}

/** Answers `extract`: every face of every picture, enlarged or restored when the request names how. */
export async function extractFaces(
  extract: ExtractRequest,
  strict: boolean,
  scope: JobScope,
  context: RouteContext,
): Promise<{ readonly images: readonly string[]; readonly infos: readonly string[] }> {
  const infos: string[] = [];
  const inform = (sentence: string): void => void infos.push(sentence);
  const names = namesOf(context, strict, inform);
  ignoreUnknown(extractRequest, extract, names);
  const { images, postprocessing } = extract;
  // Every face is enlarged by a factor of its own, so the request's does not count.
  const request = postprocessing && { ...postprocessing, scale: 1 };
  const postprocess = postprocessSettings(request, names);
  const files = await storeAll(images ?? [], scope, context);
  if (files.length === 0) return { images: [], infos };
  const { folder } = scope;
  const asked = { action: 'extract', images: files, folder: folder.dir, overwrite: false } as const;
  const { pictures = [] } = await perform(asked, { postprocess }, scope, context);
  const faces: string[] = [];
  for (const file of pictures.flatMap(({ outputs }) => outputs)) faces.push(toBase64(await readFile(file)));
  return { images: faces, infos };
}

/** Answers `build`: a face checkpoint as a data URL, or null for no pictures. */
export async function buildFace(
  images: BuildRequest,
  scope: JobScope,
  context: RouteContext,
): Promise<string | null> {
  const source = await storeAll(images, scope, context);
  if (source.length === 0) return null;
  const { folder } = scope;
  const asked = {
    action: 'build',
    name: 'face',
    folder: folder.dir,
    texture: true,
    overwrite: false,
    preview: false,
  } as const;
  const { checkpoint } = await perform(asked, { units: [{ source }] }, scope, context);
  if (!checkpoint) return null;
  return `data:application/face;base64,${toBase64(await readFile(checkpoint.path))}`;
}

async function storeAll(
  images: readonly string[],
  { folder, bodyDone }: JobScope,
  { config }: RouteContext,
): Promise<readonly string[]> {
  const files: string[] = [];
  for (const [index, image] of images.entries()) {
    files.push(await storePicture(folder, `images-${index}`, image, config.server.maxPixels));
  }
  bodyDone();
  return files;
}

async function perform(
  asked: FacesRequest,
  settings: Readonly<Record<string, unknown>>,
  { folder, signal, turn }: JobScope,
  { engine, request, config }: RouteContext,
): Promise<FacesResult> {
  const flags = { ...request.flags, ...settings, image: limitPixels(config), overrides: [] };
  try {
    return await turn(() => engine.faces({ config: { ...request, flags }, request: asked }, { signal }));
  } catch (error) {
    throw scrubbed(error, folder);
  }
}
