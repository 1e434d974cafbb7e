import type { ResolvedUse } from '../../config/index.js';
import { inpaintingUnavailable, requestInvalid } from '../../errors/server.js';
import type { Providers } from '../providers.js';
import { isOwnRestorer } from '../providers.js';
import type { InpaintingRequest, PostprocessingRequest, SwappingRequest, UnitRequest } from './schema.js';

/** The largest scale Facet enlarges by. */
const maxScale = 10;

/** FaceSwapLab's texts for when the whole picture is painted, in Facet's words. */
const inpaintingTimes = {
  Never: 'never',
  'Before Upscaling/all': 'before-upscaling',
  'After Upscaling/Before Restore Face': 'after-upscaling',
  'After All': 'after-all',
} as const;

export interface Names {
  readonly providers: Providers;
  /** Whether an inpainter is configured. */
  readonly inpainter: boolean;
  /** The masks of the server's config for `improved_mask`. */
  readonly improvedMask?: readonly ResolvedUse[] | undefined;
  /** No stand-ins. */
  readonly strict: boolean;
  /** Takes the sentences about stand-ins. */
  readonly inform: (sentence: string) => void;
}

/** The settings of a unit in Facet's words, sources apart. A field that is null has FaceSwapLab's default. */
export function unitSettings(unit: UnitRequest, where: string, names: Names): Record<string, unknown> {
  const check = unit.check_similarity ?? false;
  const compute = unit.compute_similarity ?? false;
  return {
    sourceFace: unit.reference_face_index ?? 0,
    faces: {
      index: indices(unit.faces_index ?? [0], `${where}.faces_index`),
      order: unit.sort_by_size === true ? 'size' : 'x',
      sameGender: unit.same_gender ?? false,
    },
    ...((check || compute) && {
      similarity: { compute: true, check, min: unit.min_sim ?? 0, minReference: unit.min_ref_sim ?? 0 },
    }),
    ...swappingSettings(unit.swapping_options ?? undefined, names),
    inpaint: {
      before: inpaintingSettings(unit.pre_inpainting, `${where}.pre_inpainting`, names),
      after: inpaintingSettings(unit.post_inpainting, `${where}.post_inpainting`, names),
    },
  };
}

/** The settings after all units. */
export function postprocessSettings(request: PostprocessingRequest, names: Names): Record<string, unknown> {
  const when = inpaintingTimes[request?.inpainting_when ?? 'Never'];
  // What is never painted needs no inpainter, whatever its strength.
  const inpainting = when === 'never' ? undefined : request?.inpainting_options;
  const upscaler = find(names, 'upscaler', request?.upscaler_name);
  const restorer = find(names, 'restorer', request?.face_restorer_name);
  const visibility = request?.upscaler_visibility ?? 1;
  const scale = request?.scale ?? 1;
  if (upscaler.use !== 'none' && (scale <= 0 || scale > maxScale)) {
    throw requestInvalid([
      `postprocessing.scale is ${scale}, and anything above 0 up to ${maxScale} is possible.`,
    ]);
  }
  return {
    upscaler: upscaler.use === 'none' ? upscaler.use : { ...upscaler, scale, visibility },
    restorer: restorerSettings(restorer, request),
    inpaint: { when, ...inpaintingSettings(inpainting, 'postprocessing.inpainting_options', names) },
  };
}

/** @throws FacetError `INPAINTING_UNAVAILABLE`. */
function inpaintingSettings(
  options: InpaintingRequest,
  where: string,
  { inpainter }: Names,
): Record<string, unknown> {
  const denoise = options?.inpainting_denoising_strengh ?? 0;
  if (denoise > 0 && !inpainter) throw inpaintingUnavailable(where);
  return {
    denoise,
    prompt: options?.inpainting_prompt ?? 'Portrait of a [gender]',
    negativePrompt: options?.inpainting_negative_prompt ?? '',
    steps: options?.inpainting_steps ?? 20,
    sampler: options?.inpainting_sampler ?? 'Euler',
    model: options?.inpainting_model ?? 'Current',
    seed: options?.inpainting_seed ?? -1,
  };
}

/** Without the object everything is off; with it the restorer defaults to CodeFormer. */
function swappingSettings(options: SwappingRequest | undefined, names: Names): Record<string, unknown> {
  const restorer = find(names, 'restorer', options && (options.face_restorer_name ?? 'CodeFormer'));
  const upscaler = find(names, 'upscaler', options?.upscaler_name);
  const masks = maskSettings(options, names);
  const erosion = options?.erosion_factor ?? 1;
  return {
    upscaler,
    restorer: restorerSettings(restorer, options),
    colorCorrection: options?.color_corrections ?? false,
    sharpen: options?.sharpen ?? false,
    // The edges the server's config asks for hold unless the request wants others.
    ...(erosion !== 1 && { erosion }),
    ...(masks && { masks }),
  };
}

function restorerSettings(
  restorer: ResolvedUse,
  options: Pick<SwappingRequest, 'restorer_visibility' | 'codeformer_weight'> | null | undefined,
): unknown {
  if (restorer.use === 'none') return restorer.use;
  const weight = options?.codeformer_weight ?? 1;
  const visibility = options?.restorer_visibility ?? 1;
  return { ...restorer, visibility, ...(isOwnRestorer(restorer.use) && { weight }) };
}

/** The masks of the server's config hold unless the request asks for better ones; those are the config's as well, or embedded ones. */
function maskSettings(
  options: SwappingRequest | undefined,
  { providers, improvedMask, inform }: Names,
): readonly ResolvedUse[] | undefined {
  if (options?.improved_mask !== true) return undefined;
  if (improvedMask) return improvedMask;
  const use = providers.has('masker', 'person') ? 'person' : 'area';
  inform(`No face parsing is configured for "improved_mask"; the mask "${use}" was used instead.`);
  return [{ use: 'box' }, { use }];
}

function find(
  { providers, strict, inform }: Names,
  kind: 'restorer' | 'upscaler',
  name: string | null | undefined,
): ResolvedUse {
  const found = providers.find(kind, name ?? undefined, strict);
  if (found.info !== undefined) inform(found.info);
  return found.use;
}

/** Positions as an array, one number, or a text such as `0, 2`. */
function indices(value: readonly number[] | number | string, where: string): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'string') return [...new Set(value)];
  const parts = value.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^\d+$/.test(part))) {
    throw requestInvalid([`${where} is "${value}", and positions such as "0, 2" are expected.`]);
  }
  return [...new Set(parts.map(Number))];
}
