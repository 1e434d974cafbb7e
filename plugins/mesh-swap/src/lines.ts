import type { MeshRaster } from './mesh/raster.js';
import { solveSymmetric } from './mesh/harmonics.js';
import { innerDistance } from './planes/distance.js';
import { lineRegions } from './line-regions.js';
import { blur } from './planes/blur.js';
import { extreme } from './planes/extreme.js';
import { createPlane, mapPlane, type Plane } from './planes/plane.js';
import { partsOf, shareOf, type Part } from './planes/parts.js';
import { lightnessOfLog, type TonePlanes } from './planes/tone.js';
import type { FaceRegions } from './regions.js';

/** The widest line is twice this and a pixel wide; the smoothing before it is looked for; in IOD. */
const [halfWidth, fine] = [0.09, 0.012];
/** Depth at which a pixel may belong to a line, at which it surely does, and that of a bold one, in lightness on skin of `bright` and more. */
const [faint, sure, boldDepth, bright] = [9, 17, 32, 60];
/** How much a change of colour counts beside depth, and from how far around colours are compared, in IOD. */
const [colourShare, colourReach] = [0.7, 0.2];
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;
/** Least length of a line and of glasses, in IOD. */
const [least, leastGlasses] = [0.35, 0.8];
/** The square of a line's length is this many times its area, and that of a bold one. */
const [slender, boldSlender] = [4, 6];
/** Share of the pixels of a part of glasses that surely belong to a line; of a strand; and of one that are deep, from the outline and anywhere. */
const [sureShare, strandShare, deepShare, boldShare] = [0.35, 0.6, 0.12, 0.6];
/** Largest share of a line near the features, and among the folds of a smile. */
const [nearShare, foldShare] = [0.6, 0.65];
/** Strands come from beyond the outline: they reach this near to it, in IOD. */
const rimWidth = 0.12;
/** A curve through a line leaves its pixels by no more than this, and is followed so far through the features, in IOD. */
const [straight, follow] = [0.035, 0.7];
/** Share of a part that is known as glasses already, so that the rest belongs to them. */
const glassesShare = 0.2;

/** How much darker each pixel is than all that a square of `2 half + 1` pixels can leave out: the depth of lines. */
function valleys(lightness: Plane, half: number): Plane {
  const closed = extreme(extreme(lightness, half, Math.max), half, Math.min);
  return mapPlane(closed, (value, i) => value - lightness.data[i]!);
}

/**
 * Dark lines over a face: strands of hair and the frame of a pair of glasses, which crosses the bridge of the nose. Found as
 * valleys of lightness (black top-hat, F. Meyer, 1979) that are long, slender and no fold of the skin; strands are followed
 * through brows and eyes along their curve.
 * @returns 0/1.
 */
export function findLines(
  tone: TonePlanes,
  mesh: Float32Array,
  raster: MeshRaster,
  regions: FaceRegions,
  interocular: number,
): Plane {
  const { width, height } = tone.log;
  const lightness = blur(mapPlane(tone.log, lightnessOfLog), fine * interocular);
  const half = Math.max(2, Math.round(halfWidth * interocular));
  const skinLevel = medianOver(lightness, regions.nose);
  const scale = Math.min(1, Math.max(0.5, skinLevel / bright));
  const valley = valleys(lightness, half);
  const colour = [tone.a, tone.b].map((plane) => {
    const own = blur(plane, fine * interocular);
    const around = blur(plane, colourReach * interocular);
    return mapPlane(own, (value, i) => toLab * (value - around.data[i]!));
  });
  const depth = mapPlane(
    valley,
    (value, i) =>
      (value < 0.5 * faint * scale
        ? 0
        : value + colourShare * Math.hypot(colour[0]!.data[i]!, colour[1]!.data[i]!)) / scale,
  );
  const seen = mapPlane(depth, (value, i) => (raster.triangle[i]! >= 0 && value > faint ? 1 : 0));
  const rim = rimOf(regions.oval, rimWidth * interocular);
  const out = createPlane(width, height);
  const take = (part: Part): void => {
    for (const i of part.pixels) out.data[i] = 1;
  };
  const plain = partsOf(mapPlane(seen, (value, i) => value * (1 - regions.features.data[i]!)));
  const near = lineRegions(mesh, width, height, interocular);
  const strong = (part: Part): boolean =>
    part.length > least * interocular &&
    part.length ** 2 > slender * part.pixels.length &&
    shareOf(part, (i) => depth.data[i]! > sure) > sureShare;
  for (const part of plain) {
    if (!strong(part)) continue;
    const bridge = shareOf(part, (i) => near.bridge.data[i]! > 0) > 0;
    if (bridge && part.length > leastGlasses * interocular) {
      for (const i of part.pixels) if (near.lenses.data[i]! > 0) out.data[i] = 1;
      const wide = mapPlane(seen, (value, i) =>
        value > 0 && (depth.data[i]! > sure || out.data[i]! > 0) && near.eyes.data[i] === 0
          ? near.lenses.data[i]!
          : 0,
      );
      for (const wider of partsOf(wide)) if (shareOf(wider, (i) => out.data[i]!) > glassesShare) take(wider);
      continue;
    }
    const deep = shareOf(part, (i) => depth.data[i]! > boldDepth);
    if (deep < deepShare || shareOf(part, (i) => depth.data[i]! > sure) < strandShare) continue;
    const bold = part.length ** 2 > boldSlender * part.pixels.length && deep > boldShare;
    if (!bold && shareOf(part, (i) => rim.data[i]!) === 0) continue;
    if (
      shareOf(part, (i) => regions.surroundings.data[i]!) > nearShare ||
      shareOf(part, (i) => near.smile.data[i]!) > foldShare
    )
      continue;
    take(part);
    for (const i of alongCurve(part, width, height, follow * interocular, straight * interocular)) {
      if (seen.data[i]! > 0) out.data[i] = 1;
    }
  }
  return out;
}

function medianOver(plane: Plane, region: Plane): number {
  const values = plane.data.filter((_, i) => region.data[i]! > 0).sort();
  return values[values.length >> 1] ?? 0;
}

function rimOf(oval: Plane, width: number): Plane {
  return mapPlane(innerDistance(oval), (distance) => (distance > 0 && distance < width ? 1 : 0));
}

/** The pixels along a parabola through a part and beyond its ends; none where the part does not follow one. */
function alongCurve(
  { pixels, length }: Part,
  width: number,
  height: number,
  beyond: number,
  tolerance: number,
): number[] {
  let [mx, my, xx, xy, yy] = [0, 0, 0, 0, 0];
  for (const i of pixels) {
    mx += (i % width) / pixels.length;
    my += Math.floor(i / width) / pixels.length;
  }
  for (const i of pixels) {
    const [x, y] = [(i % width) - mx, Math.floor(i / width) - my];
    xx += x * x;
    xy += x * y;
    yy += y * y;
  }
  const angle = Math.atan2(2 * xy, xx - yy) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  // Least squares for across = c0 + c1 t + c2 t^2, t in units of the length.
  const matrix = new Float64Array(9);
  const right = new Float64Array(3);
  let [first, last] = [Infinity, -Infinity];
  const along = (i: number): [number, number] => {
    const [x, y] = [(i % width) - mx, Math.floor(i / width) - my];
    return [(cos * x + sin * y) / length, cos * y - sin * x];
  };
  for (const i of pixels) {
    const [t, across] = along(i);
    first = Math.min(first, t);
    last = Math.max(last, t);
    const row = [1, t, t * t];
    for (let r = 0; r < 3; r++) {
      right[r]! += row[r]! * across;
      for (let c = 0; c < 3; c++) matrix[3 * r + c]! += row[r]! * row[c]!;
    }
  }
  const curve = solveSymmetric(matrix, right, 3);
  const at = (t: number): number => curve[0]! + curve[1]! * t + curve[2]! * t * t;
  let squares = 0;
  for (const i of pixels) {
    const [t, across] = along(i);
    squares += (across - at(t)) ** 2;
  }
  const deviation = Math.sqrt(squares / pixels.length);
  if (deviation > tolerance) return [];
  const reach = beyond / length;
  const halfWidth = 1.8 * deviation + 0.5;
  const found: number[] = [];
  for (let t = first - reach; t <= last + reach; t += 0.5 / length) {
    for (let across = at(t) - halfWidth; across <= at(t) + halfWidth; across += 0.5) {
      const x = Math.round(mx + cos * t * length - sin * across);
      const y = Math.round(my + sin * t * length + cos * across);
      if (x >= 0 && y >= 0 && x < width && y < height) found.push(y * width + x);
    }
  }
  return found;
}
