import type { Image, Kernels, SwapResult } from '@facet/api';
import { chooseRegion } from './choose-region.js';
import { joinBorder } from './border.js';
import { coverOf, type Cover } from './cover.js';
import { matchGrain } from './grain.js';
import { harmonicsOf } from './mesh/harmonics.js';
import { outlineDistance } from './mesh/outline.js';
import { interocularOf } from './mesh/pose.js';
import { interpolate, rasterMesh } from './mesh/raster.js';
import { keptMouth, mouthOpening } from './mouth.js';
import type { MeshSwapOptions } from './options.js';
import { innerDistance } from './planes/distance.js';
import { createPlane, mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { toneOf, writeTone, type TonePlanes } from './planes/tone.js';
import { withProportions } from './proportions.js';
import { faceRegions, reachable, type FaceRegions } from './regions.js';
import { relight, soothe } from './relight.js';
import { settleBorder } from './settle-border.js';
import { isBare, trustOfAlpha, type MeshView } from './source.js';
import { moveSurroundings } from './surroundings.js';
import { warpView } from './warp-view.js';

/** A brow between strands of hair that hangs on by less than twice this, in IOD, stays with the hair. */
const neck = 0.07;

/** The target face on the pixels of its crop. */
interface Target {
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly tone: TonePlanes;
  readonly mesh: Float32Array;
  readonly interocular: number;
  readonly regions: FaceRegions;
  /** What lies over it. */
  readonly cover: Cover;
  /** Distance from the face outline along the face, in IOD; 0 where the mesh does not reach. */
  readonly outline: Plane;
  /** Pixels that may have moved to make room for the source's proportions. */
  readonly moved?: Plane;
}

/**
 * Carries a view of the source onto the target's mesh and blends it in.
 * @param crop The target's crop.
 * @param mesh The target's mesh in the crop's pixels.
 */
export function swapFace(
  kernels: Kernels,
  crop: Image,
  mesh: Float32Array,
  view: MeshView,
  options: MeshSwapOptions,
): SwapResult {
  const { width, height } = crop;
  const shaped = withProportions(mesh, view.mesh, options.proportions);
  const moved = shaped === mesh ? undefined : moveSurroundings(kernels, crop, mesh, shaped);
  const raster = rasterMesh(shaped, width, height);
  const harmonics = harmonicsOf(shaped, raster);
  const interocular = interocularOf(shaped);
  const pixels = kernels.readImage(moved?.image ?? crop);
  const tone = toneOf(pixels, width, height);
  const regions = faceRegions(shaped, width, height, interocular);
  const target: Target = {
    pixels,
    tone,
    mesh: shaped,
    interocular,
    regions,
    cover: coverOf(tone, harmonics, shaped, regions, interocular, Infinity),
    outline: interpolate(raster, outlineDistance),
    ...(moved && { moved: moved.area }),
  };

  const warped = warpView(kernels, view, shaped, width, height, interocular);
  const bare = mapPlane(target.outline, (distance, i) => {
    const covered = options.keepOccluders && target.cover.mask.data[i]! > 0;
    return distance > 0 && isBare(warped[4 * i + 3]!) && !covered ? 1 : 0;
  });
  const clean = reachable(bare, regions.nose, neck * interocular);
  const trust = mapPlane(
    clean,
    (value, i) => value * target.cover.trust.data[i]! * trustOfAlpha(warped[4 * i + 3]!),
  );
  const skin = mapPlane(clean, (value, i) => value * (1 - regions.features.data[i]!));

  let face = relight(toneOf(warped, width, height), tone, harmonics, trust, interocular, options.relight);
  face = soothe(face, tone, skin, interocular, options.relight);
  face = matchGrain(face, tone, skin, options.grain);
  const region = chooseRegion(
    face,
    tone,
    {
      clean,
      outline: target.outline,
      features: regions.features,
      least: options.erode,
      most: options.erode + options.retreat,
    },
    interocular,
  );
  const inside = innerDistance(region);
  if (options.blend === 'poisson') {
    const anchor = mapPlane(target.outline, (value, i) => (value > 0 ? 1 - target.cover.mask.data[i]! : 0));
    const measured = mapPlane(trust, (value, i) => value * skin.data[i]!);
    face = joinBorder(face, tone, { region, anchor, measured }, interocular);
    face = settleBorder(face, tone, inside, clean, regions.features, interocular);
  }
  return compose(kernels, target, face, alphaOf(target, inside, view, options));
}

/** How much of the new face each pixel takes, 0..1. */
function alphaOf(target: Target, inside: Plane, view: MeshView, options: MeshSwapOptions): Plane {
  const { mesh, interocular, regions } = target;
  const mouth = options.keepMouthInterior
    ? keptMouth(mesh, interocular, mouthOpening(view.mesh, view.interocular), regions.mouth)
    : undefined;
  return mapPlane(
    inside,
    (distance, i) => smoothstep(0, options.feather, distance / interocular) * (1 - (mouth?.data[i] ?? 0)),
  );
}

/**
 * The swapped crop and its mask. Where the surroundings have moved, the mask is full up to where the move ends, and the
 * face is already mixed in; otherwise the mask is the face's own soft edge.
 */
function compose(kernels: Kernels, target: Target, face: TonePlanes, alpha: Plane): SwapResult {
  const { width, height } = alpha;
  const { pixels, moved } = target;
  const painted = pixels.slice();
  writeTone(face, painted);
  const mask = createPlane(width, height);
  for (let i = 0, p = 0; i < alpha.data.length; i++, p += 4) {
    const taken = Math.round(255 * alpha.data[i]!);
    const share = taken === 0 ? 0 : moved ? taken / 255 : 1;
    for (let k = p; k < p + 3; k++) painted[k] = pixels[k]! + share * (painted[k]! - pixels[k]!);
    mask.data[i] = moved && moved.data[i]! > 0 ? 255 : taken;
  }
  return {
    image: kernels.importImage({ width, height, data: painted }),
    mask: kernels.importMask(width, height, Uint8Array.from(mask.data)),
  };
}
