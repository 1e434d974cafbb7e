import type { Image, Kernels, Mask, SwapResult } from '@facet/api';
import { meshTriangles } from './mesh/triangles.js';
import { interocularOf } from './mesh/pose.js';
import { rasterMesh } from './mesh/raster.js';
import { keptMouth, mouthOpening } from './mouth.js';
import type { MeshSwapOptions } from './options.js';
import { matchGrain } from './grain.js';
import { blurMasked } from './planes/blur.js';
import { innerDistance } from './planes/distance.js';
import { coverOf } from './cover.js';
import { harmonicsOf } from './mesh/harmonics.js';
import { lightnessOfLog, logOfLightness, toneOf, writeTone, type TonePlanes } from './planes/tone.js';
import { createMembrane, solveMembrane } from './planes/membrane.js';
import { createPlane, mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { faceRegions } from './regions.js';
import { relight, soothe, subtract } from './relight.js';
import { isBare, trustOfAlpha, type MeshView } from './source.js';

/** A source larger than the target by more than this is reduced before it is warped, or it would alias. */
const reduceBelow = 0.85;
/** Width of the soft edge towards what covers a face, in IOD: hair has a sharper edge than the outline may have. */
const coverFeather = 0.06;
/** How far from the border its differences are taken, in IOD. */
const borderReach = 0.06;
/** Larger differences at the border are things, not light: log luminance, relative chroma. */
const largestStep = { log: 0.7, chroma: 0.15 };
/** Blur of the border's differences before they are carried inwards, in IOD: single hairs must not leave streaks. */
const borderScale = 0.04;

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
  const interocular = interocularOf(mesh);
  const pixels = kernels.readImage(crop);
  const target = toneOf(pixels, width, height);
  const raster = rasterMesh(mesh, width, height);
  const harmonics = harmonicsOf(mesh, raster);
  const regions = faceRegions(mesh, width, height, interocular);
  const reached = mapPlane(regions.oval, (value, i) => (raster.triangle[i]! >= 0 ? value : 0));
  const cover = coverOf(target, harmonics, mesh, regions, interocular, Infinity);
  const covered = options.keepOccluders ? cover.mask : createPlane(width, height);

  const warped = warpView(kernels, view, mesh, width, height, interocular);
  const clean = mapPlane(reached, (value, i) =>
    value > 0 && isBare(warped[4 * i + 3]!) && covered.data[i]! <= 0 ? 1 : 0,
  );
  const trust = mapPlane(
    clean,
    (value, i) => value * cover.trust.data[i]! * trustOfAlpha(warped[4 * i + 3]!),
  );
  const skin = mapPlane(clean, (value, i) => value * (1 - regions.features.data[i]!));
  let face = relight(toneOf(warped, width, height), target, harmonics, trust, interocular, options.relight);
  face = soothe(face, target, skin, interocular, options.relight);
  const lightness = mapPlane(face.log, lightnessOfLog);
  const matched = matchGrain(lightness, mapPlane(target.log, lightnessOfLog), skin, options.grain);
  face = {
    ...face,
    log: mapPlane(
      face.log,
      (value, i) => value + logOfLightness(matched.data[i]!) - logOfLightness(lightness.data[i]!),
    ),
  };

  const anchor = mapPlane(reached, (value, i) => value * (1 - cover.mask.data[i]!));
  const region = regionOf(reached, clean, options.erode * interocular);
  if (options.blend === 'poisson')
    face = joinBorder(
      face,
      target,
      region,
      anchor,
      mapPlane(trust, (value, i) => value * skin.data[i]!),
      interocular,
    );
  const depth = innerDistance(region);
  let alpha = mapPlane(depth, (distance) => smoothstep(0, options.feather * interocular, distance));
  const mouth = options.keepMouthInterior
    ? keptMouth(mesh, interocular, mouthOpening(view.mesh, view.interocular), regions.mouth)
    : undefined;
  if (mouth !== undefined) alpha = mapPlane(alpha, (value, i) => value * (1 - mouth.data[i]!));

  const painted = pixels.slice();
  writeTone(face, painted);
  for (let i = 0, p = 0; i < alpha.data.length; i++, p += 4) {
    if (alpha.data[i]! <= 0) painted.set(pixels.subarray(p, p + 4), p);
  }
  return { image: kernels.importImage({ width, height, data: painted }), mask: maskOf(kernels, alpha) };
}

/** The source's pixels on the target's mesh, RGBA; transparent where the mesh does not reach. */
function warpView(
  kernels: Kernels,
  view: MeshView,
  mesh: Float32Array,
  width: number,
  height: number,
  interocular: number,
): Uint8ClampedArray {
  let texture = kernels.importImage(view);
  const ratio = interocular / view.interocular;
  if (ratio < reduceBelow) {
    const small = kernels.createImage(
      Math.max(8, Math.round(view.width * ratio)),
      Math.max(8, Math.round(view.height * ratio)),
    );
    kernels.resize(texture, small, 'lanczos');
    texture = small;
  }
  const [sx, sy] = [texture.width / view.width, texture.height / view.height];
  const warped = kernels.createImage(width, height);
  kernels.warpMesh(texture, warped, {
    from: pointsOf(view.mesh, sx, sy),
    to: pointsOf(mesh, 1, 1),
    depth: Float32Array.from({ length: mesh.length / 3 }, (_, i) => mesh[3 * i + 2]!),
    triangles: meshTriangles,
  });
  return kernels.readImage(warped);
}

function pointsOf(mesh: Float32Array, sx: number, sy: number): Float32Array {
  const points = new Float32Array((mesh.length / 3) * 2);
  for (let i = 0; i < mesh.length / 3; i++) {
    points[2 * i] = sx * mesh[3 * i]! + (sx - 1) / 2;
    points[2 * i + 1] = sy * mesh[3 * i + 1]! + (sy - 1) / 2;
  }
  return points;
}

/** What is replaced: clean, and some way inside the outline. */
function regionOf(reached: Plane, clean: Plane, erode: number): Plane {
  return mapPlane(innerDistance(reached), (distance, i) => (distance > erode ? clean.data[i]! : 0));
}

/**
 * Removes what difference remains at the border of the region, and fades the correction inwards. The difference is taken
 * from bare skin along the border; where a brow or an ear stands there, its surroundings speak for it.
 */
function joinBorder(
  face: TonePlanes,
  target: TonePlanes,
  region: Plane,
  anchor: Plane,
  skin: Plane,
  interocular: number,
): TonePlanes {
  const within = innerDistance(region);
  const beyond = innerDistance(mapPlane(region, (value) => 1 - value));
  const near = borderReach * interocular;
  const rim = mapPlane(skin, (value, i) => (within.data[i]! < near && beyond.data[i]! < near ? value : 0));
  const membrane = createMembrane(region, anchor);
  const join = (channel: Plane, wanted: Plane, limit: number): Plane => {
    const difference = mapPlane(subtract(wanted, channel), (value) =>
      Math.min(limit, Math.max(-limit, value)),
    );
    const correction = solveMembrane(
      membrane,
      blurMasked(difference, rim, borderScale * interocular),
      undefined,
      1e-3,
    );
    return mapPlane(channel, (value, i) => value + correction.data[i]!);
  };
  return {
    log: join(face.log, target.log, largestStep.log),
    a: join(face.a, target.a, largestStep.chroma),
    b: join(face.b, target.b, largestStep.chroma),
  };
}

function maskOf(kernels: Kernels, alpha: Plane): Mask {
  return kernels.importMask(
    alpha.width,
    alpha.height,
    Uint8Array.from(alpha.data, (value) => Math.round(255 * value)),
  );
}
