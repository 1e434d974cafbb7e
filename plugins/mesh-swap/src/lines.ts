import type { Kernels } from '@facet/api';
import type { MeshRaster } from './mesh/raster.js';
import { bridgeOf, glassesRegions, smileOf, type GlassesRegions } from './line-regions.js';
import { blur } from './planes/blur.js';
import { boxOf, rimOf } from './planes/near.js';
import { largestNear, leastNear } from './planes/extreme.js';
import {
  createPlane,
  cutOut,
  larger,
  mapPlane,
  scaled,
  valuesWhere,
  without,
  type Plane,
} from './planes/plane.js';
import { partsOf, shareOf } from './planes/parts.js';
import { lightnessOf, type TonePlanes } from './planes/tone.js';
import type { FaceRegions } from './regions.js';
import { findStrands } from './strands.js';

/** The widest frame is twice this and a pixel wide; the smoothing before lines are looked for; in IOD. */
const [halfWidth, fine] = [0.09, 0.012];
/** Depth at which a pixel may belong to a frame, and at which it surely does, in lightness on skin of `bright` and more. */
const [faint, sure, bright] = [9, 17, 60];
/** How much a change of colour counts beside depth, and from how far around colours are compared, in IOD. */
const [colourShare, colourReach] = [0.7, 0.2];
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;
/** Least length of a pair of glasses, in IOD; the square of the length is this many times its area at least. */
const [leastGlasses, slender] = [0.8, 4];
/** Share of the pixels of a part of glasses that surely belong to a line. */
const sureShare = 0.35;
/** Strands come from beyond the outline: they reach this near to it, in IOD. */
const rimWidth = 0.12;
/** Share of a part that is known as glasses already, so that the rest belongs to them. */
const glassesShare = 0.2;

/**
 * Dark lines over a face: strands of hair, and the frame of a pair of glasses, which crosses the bridge of the nose.
 * @returns 0/1.
 */
export function findLines(
  kernels: Kernels,
  tone: TonePlanes,
  mesh: Float32Array,
  raster: MeshRaster,
  regions: FaceRegions,
  interocular: number,
): Plane {
  const { width, height } = tone.log;
  const smooth = (plane: Plane): Plane => blur(kernels, plane, fine * interocular);
  const lightness = smooth(lightnessOf(tone.log));
  const chroma = [tone.a, tone.b].map((plane) => scaled(smooth(plane), toLab));
  const lab = [lightness, chroma[0]!, chroma[1]!] as const;
  const scale = Math.min(1, Math.max(0.5, medianOver(lightness, regions.nose) / bright));
  const face = faceOf(raster);
  const bridge = bridgeOf(mesh, width, height);
  let glasses: Plane | undefined;
  if (isCrossed(lightness, bridge, faint * scale, interocular)) {
    const near = glassesRegions(mesh, width, height, interocular);
    const depth = frameDepth(kernels, lab, scale, interocular);
    glasses = findGlasses(depth, face, regions.features, bridge, near, interocular);
    // Through lenses a line would go on from one side of the frame to the other.
    if (glasses) near.lenses.data.forEach((inside, i) => (face[i]! *= 1 - inside));
  }
  const strands = findStrands(
    lab,
    {
      face,
      features: regions.features,
      folds: larger(regions.surroundings, smileOf(mesh, width, height, interocular)),
      rim: rimOf(regions.oval, rimWidth * interocular),
    },
    scale,
    interocular,
  );
  return glasses ? larger(strands, glasses) : strands;
}

/** How much of a frame's depth has to be darkness, and not colour. */
const darkShare = 0.5;

/** Whether anything along the bridge of the nose is dark enough for a frame of the depth. */
function isCrossed(lightness: Plane, bridge: Plane, depth: number, interocular: number): boolean {
  const half = frameHalf(interocular);
  const around = boxOf(bridge, 2 * half);
  if (around === undefined) return false;
  const [own, on] = [cutOut(lightness, around), cutOut(bridge, around)];
  const { data } = closed(own, half);
  return data.some((value, i) => on.data[i]! > 0 && value - own.data[i]! >= darkShare * depth);
}

function frameHalf(interocular: number): number {
  return Math.max(2, Math.round(halfWidth * interocular));
}

/** A plane without what is dark and no wider than twice `half` and a pixel. */
function closed(plane: Plane, half: number): Plane {
  return leastNear(largestNear(plane, half), half);
}

/** How much darker, and of another colour, each pixel is than what its surroundings can leave out (black top-hat, F. Meyer, 1979). */
function frameDepth(
  kernels: Kernels,
  [lightness, a, b]: readonly [Plane, Plane, Plane],
  scale: number,
  interocular: number,
): Plane {
  const depth = closed(lightness, frameHalf(interocular));
  const [aroundA, aroundB] = [a, b].map((plane) => blur(kernels, plane, colourReach * interocular));
  const { data } = depth;
  for (let i = 0; i < data.length; i++) {
    const valley = data[i]! - lightness.data[i]!;
    const [da, db] = [a.data[i]! - aroundA!.data[i]!, b.data[i]! - aroundB!.data[i]!];
    data[i] =
      valley < darkShare * faint * scale ? 0 : (valley + colourShare * Math.sqrt(da * da + db * db)) / scale;
  }
  return depth;
}

/** The frame of a pair of glasses, if there is one: a long, slender line across the bridge of the nose, and what hangs together with it. */
function findGlasses(
  depth: Plane,
  face: Uint8Array,
  features: Plane,
  bridge: Plane,
  near: GlassesRegions,
  interocular: number,
): Plane | undefined {
  const out = createPlane(depth.width, depth.height);
  const seen = mapPlane(depth, (value, i) => (face[i]! > 0 && value > faint ? 1 : 0));
  const plain = partsOf(without(seen, features));
  for (const part of plain) {
    if (
      part.length < leastGlasses * interocular ||
      part.length ** 2 < slender * part.pixels.length ||
      shareOf(part, (i) => depth.data[i]! > sure) < sureShare ||
      shareOf(part, (i) => bridge.data[i]!) === 0
    )
      continue;
    for (const i of part.pixels) if (near.lenses.data[i]! > 0) out.data[i] = 1;
  }
  if (!out.data.includes(1)) return undefined;
  const wide = mapPlane(seen, (value, i) =>
    value > 0 && (depth.data[i]! > sure || out.data[i]! > 0) && near.eyes.data[i] === 0
      ? near.lenses.data[i]!
      : 0,
  );
  for (const part of partsOf(wide)) {
    if (shareOf(part, (i) => out.data[i]!) > glassesShare) for (const i of part.pixels) out.data[i] = 1;
  }
  return out;
}

/** 1 where the mesh is. */
function faceOf({ triangle }: MeshRaster): Uint8Array {
  const out = new Uint8Array(triangle.length);
  for (let i = 0; i < out.length; i++) if (triangle[i]! >= 0) out[i] = 1;
  return out;
}

function medianOver(plane: Plane, region: Plane): number {
  const values = valuesWhere(plane, region).sort();
  return values[values.length >> 1] ?? 0;
}
