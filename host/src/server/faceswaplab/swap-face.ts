import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { interrupted } from '../../errors/run.js';
import { requestInvalid } from '../../errors/server.js';
import type { JobScope } from '../job-runner.js';
import { storePicture, toBase64, unchangedPng } from '../pictures.js';
import type { Providers } from '../providers.js';
import type { SwapContext } from '../run-swap.js';
import { runSwap, sentencesOf, targetError } from '../run-swap.js';
import type { SwapRequest } from './schema.js';
import { swapRequest } from './schema.js';
import type { Names } from './settings.js';
import { postprocessSettings, unitSettings } from './settings.js';
import { combine, storeSources } from './sources.js';
import { unknownFields } from './unknown-fields.js';

export interface SwapAnswer {
  readonly images: readonly string[];
  readonly infos: readonly string[];
}

export interface RouteContext extends SwapContext {
  readonly providers: Providers;
}

export function namesOf(
  { providers, config }: RouteContext,
  strict: boolean,
  inform: Names['inform'],
): Names {
  const { improvedMask } = config.server;
  return { providers, inpainter: config.inpainter.use !== 'none', improvedMask, strict, inform };
}

/**
 * Names the fields of a request that FaceSwapLab does not have.
 * @throws FacetError `REQUEST_INVALID` where nothing of a request may go by.
 */
export function ignoreUnknown(schema: z.ZodType, request: unknown, { strict, inform }: Names): void {
  const fields = unknownFields(schema, request);
  if (fields.length === 0) return;
  const list = fields.map((field) => `"${field}"`).join(', ');
  if (strict) throw requestInvalid([`FaceSwapLab has no ${list}.`]);
  inform(`FaceSwapLab has no ${list}; it was ignored.`);
}

/** Discarded for looking too little like its source: no error to FaceSwapLab, but a result less. */
const discarded = 'SIMILARITY_LOW';

/** Answers `swap_face`. */
export async function swapFace(
  request: SwapRequest,
  strict: boolean,
  scope: JobScope,
  context: RouteContext,
): Promise<SwapAnswer> {
  const { folder } = scope;
  const { server } = context.config;
  const infos: string[] = [];
  const inform = (sentence: string): void => {
    if (!infos.includes(sentence)) infos.push(sentence);
  };
  const names = namesOf(context, strict, inform);
  ignoreUnknown(swapRequest, request, names);
  if (request.image === undefined || request.image === null) return { images: [], infos };
  const units = (request.units ?? []).map((unit, index) => unitSettings(unit, `units.${index}`, names));
  const postprocess = postprocessSettings(request.postprocessing, names);
  const image = await storePicture(folder, 'image', request.image, server.maxPixels);
  const sources = [];
  for (const [index, unit] of (request.units ?? []).entries()) {
    sources.push(await storeSources(unit, `units.${index}`, folder, server));
  }
  const rows = combine(sources, server.maxResults);
  scope.bodyDone();
  const images: string[] = [];
  await scope.turn(async () => {
    for (const [row, picked] of rows.entries()) {
      const settings = { units: units.map((unit, index) => ({ ...unit, ...picked[index] })), postprocess };
      const result = await swapOnce(image, row, settings, scope, context);
      if (result.image !== undefined) images.push(toBase64(result.image));
      result.infos.forEach(inform);
    }
  });
  return { images, infos };
}

async function swapOnce(
  image: string,
  row: number,
  settings: Readonly<Record<string, unknown>>,
  { folder, signal }: JobScope,
  context: RouteContext,
): Promise<{ readonly image?: Uint8Array; readonly infos: readonly string[] }> {
  const order = { targets: [image], output: folder.path(`result-${row}.png`), settings };
  const report = await runSwap(order, folder, context, { signal, onEvent: () => undefined });
  const [target] = report.targets;
  if (!target || target.outcome === 'interrupted') throw interrupted();
  const infos = sentencesOf(target, folder);
  if (target.outcome === 'written' && target.output !== undefined) {
    return { image: await readFile(target.output), infos };
  }
  if (target.error?.code === discarded) return { infos: [...infos, folder.scrub(target.error.message)] };
  if (target.error) throw targetError(target.error, folder);
  const { maxPixels } = context.config.server;
  const why = target.faces.length === 0 ? 'No face was found' : 'No face was selected';
  return {
    image: await unchangedPng(await readFile(image), 'image', maxPixels),
    infos: [...infos, `${why}; the picture is returned unchanged.`],
  };
}
