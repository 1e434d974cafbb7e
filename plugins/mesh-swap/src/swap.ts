import type { Image, Kernels, Mask, SwapResult } from '@facet/api';
import { meshTriangles } from './mesh/triangles.js';
import { interocularOf } from './mesh/pose.js';
import { rasterMesh } from './mesh/raster.js';
import { keepsInterior, mouthOpening } from './mouth.js';
import type { MeshSwapOptions } from './options.js';
import { matchGrain } from './grain.js';
import { blurMasked } from './planes/blur.js';
import { innerDistance } from './planes/distance.js';
import { labFromRgba, labToRgba, type LabPlanes } from './planes/lab.js';
import { createMembrane, solveMembrane } from './planes/membrane.js';
import { mapPlane, smoothstep, type Plane } from './planes/plane.js';
import { faceRegions, soften } from './regions.js';
import { relight, subtract } from './relight.js';
import type { MeshView } from './source.js';

/** A source larger than the target by more than this is reduced before it is warped, or it would alias. */
const reduceBelow = 0.85;
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
  const target = labFromRgba(pixels, width, height);
  const raster = rasterMesh(mesh, width, height);
  const regions = faceRegions(mesh, width, height, interocular);
  const covered = mapPlane(regions.oval, (value, i) => (raster.triangle[i]! >= 0 ? value : 0));
  const skin = mapPlane(covered, (value, i) => value * (1 - regions.features.data[i]!));

  const warped = warpView(kernels, view, mesh, width, height, interocular);
  let face = labFromRgba(warped, width, height);
  face = relight(face, target, skin, interocular, options.relight);
  face = { ...face, L: matchGrain(face.L, target.L, skin, options.grain) };

  const inside = innerDistance(covered);
  const region = mapPlane(inside, (distance) => (distance > options.erode * interocular ? 1 : 0));
  if (options.blend === 'poisson') face = joinBorder(face, target, region, covered, interocular);
  const depth = innerDistance(region);
  let alpha = mapPlane(depth, (distance) => smoothstep(0, options.feather * interocular, distance));
  if (
    options.keepMouthInterior &&
    keepsInterior(mouthOpening(mesh, interocular), mouthOpening(view.mesh, view.interocular))
  ) {
    const mouth = soften(regions.mouth, 0.015 * interocular);
    alpha = mapPlane(alpha, (value, i) => value * (1 - mouth.data[i]!));
  }

  const painted = pixels.slice();
  labToRgba(face, painted);
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

/** Removes what difference remains at the border of the region, and fades the correction inwards. */
function joinBorder(
  face: LabPlanes,
  target: LabPlanes,
  region: Plane,
  covered: Plane,
  interocular: number,
): LabPlanes {
  const rim = mapPlane(covered, (value, i) => value * (1 - region.data[i]!));
  const membrane = createMembrane(region, covered);
  const join = (channel: Plane, wanted: Plane): Plane => {
    const difference = blurMasked(subtract(wanted, channel), rim, borderScale * interocular);
    const correction = solveMembrane(membrane, difference, undefined, 1e-3);
    return mapPlane(channel, (value, i) => value + correction.data[i]!);
  };
  return { L: join(face.L, target.L), a: join(face.a, target.a), b: join(face.b, target.b) };
}

function maskOf(kernels: Kernels, alpha: Plane): Mask {
  return kernels.importMask(
    alpha.width,
    alpha.height,
    Uint8Array.from(alpha.data, (value) => Math.round(255 * value)),
  );
}
