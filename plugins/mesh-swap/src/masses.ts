import type { Kernels } from '@facet/api';
import { fitHead, interocularOf, yawDegOf } from './mesh/pose.js';
import { rasterMesh } from './mesh/raster.js';
import { blur } from './planes/blur.js';
import { minCut } from './planes/min-cut.js';
import { partsOf, type Part } from './planes/parts.js';
import { mapPlane, multiply, scaled, type Plane } from './planes/plane.js';
import { enlarge, reduce } from './planes/reduce.js';
import { lightnessOf, type TonePlanes } from './planes/tone.js';
import { spreadWithin, type FaceRegions } from './regions.js';
import { mirrorPixels, oddityOf, unlikeSkin } from './unlike-skin.js';

/** Side of the cells that are judged, in IOD. */
const cellSize = 0.04;
/** Relative chroma in units of Lab a and b at middle lightness. */
const toLab = 66;
/**
 * Deviations at which a cell is as likely skin as not: of plain skin; and around the features, and on them, where both the
 * deviation and the difference from the other half of the face must say so. Source: measured on 25 faces with and without
 * drawn hands and microphones, as the figures below.
 */
const [onSkin, nearFeatures, onFeatures] = [4, 2.2, 3];
/** The largest evidence a cell has, in units of that of plain skin. */
const most = 3;
/** At this yaw the other half of a face says half as much, in degrees. */
const turnedDeg = 25;
/** Lightness from which a cell is blown out, and what its deviation counts then. */
const [blown, blownShare] = [88, 0.4];
/** What an IOD of border costs where no edge is, in units of a square IOD of plain skin. */
const borderCost = 0.6;
/** The step from cell to cell, in deviations, at which a border costs half. */
const edge = 0.8;
/** How strongly a face hangs together with what lies beyond its outline at the forehead and the chin, where that is skin. */
const skinTie = 0.2;
/** Between these heights (0 forehead, 1 chin) what lies beyond the outline is no skin of the head. */
const [cheekTop, cheekEnd] = [0.4, 0.88];
/** At the chin, what also differs from skin and the other half by this many deviations is given up. */
const unlike = 1.2;
/** Cells that are at least given up together there. */
const leastPart = 20;
/** What settled beforehand outweighs everything else. */
const settled = 1e4;

/**
 * Things before the lower half of a face that are wider than a line (hands, a microphone); hair above is known by its
 * colour. Cells are kept for the face or given up by a minimum cut (D. Greig et al., 1989): given up is what deviates from
 * lit skin and, around the features, from the other half of the face as well, or what goes on beyond the outline of the
 * face without an edge but has one towards the face.
 * @param mesh The face's mesh in the picture's pixels.
 * @returns 0/1.
 */
export function findMasses(
  kernels: Kernels,
  tone: TonePlanes,
  mesh: Float32Array,
  regions: FaceRegions,
): Plane {
  const factor = Math.max(1, Math.round(cellSize * interocularOf(mesh)));
  const lab = [
    reduce(lightnessOf(tone.log), factor),
    scaled(reduce(tone.a, factor), toLab),
    scaled(reduce(tone.b, factor), toLab),
  ];
  const cells = mesh.map((value, i) => (i % 3 === 2 ? value / factor : (value + 0.5) / factor - 0.5));
  const { width, height } = lab[0]!;
  const raster = rasterMesh(cells, width, height);
  const features = reduce(regions.features, factor);
  const { rest, units } = unlikeSkin(lab, cells, raster, features);
  const { deviation, oddHalf } = oddityOf(rest, mirrorPixels(cells, raster));
  const inside = mapPlane(features, (_, i) => (raster.triangle[i]! >= 0 ? 1 : 0));
  const near = reduce(regions.surroundings, factor);
  const nose = reduce(regions.nose, factor);
  const turned = 1 + Math.abs(yawDegOf(fitHead(mesh))) / turnedDeg;
  const gain = new Float64Array(inside.data.length).fill(-settled);
  for (let i = 0; i < gain.length; i++) {
    if (inside.data[i] === 0) continue;
    const onFeature = features.data[i]! > 0.5;
    const value =
      onFeature || near.data[i]! > 0.5
        ? oddHalf.data[i]! / ((onFeature ? onFeatures : nearFeatures) * turned)
        : deviation.data[i]! / onSkin;
    const share = lab[0]!.data[i]! > blown ? blownShare : 1;
    gain[i] = nose.data[i]! > 0.5 ? settled : Math.max(-most, 1 - (share * value) ** 2);
  }
  const places = {
    inside,
    heights: mapPlane(inside, (_, i) => heightOf(cells, i % width, Math.floor(i / width))),
    rest,
    deviations: lab.map((plane, k) => scaled(plane, 1 / units[k]!)),
    cost: (borderCost * interocularOf(mesh)) / factor,
  };
  const givenUp = (cheeksEnd: number): Plane => {
    const kept = minCut({ width, height, gain, ...bordersOf(places, cheeksEnd) });
    const given = mapPlane(inside, (value, i) => value * (1 - kept[i]!));
    const rim = mapPlane(given, (value, i) => (value > 0 && besideOutside(inside, i) ? value : 0));
    return spreadWithin(given, rim);
  };
  const found = givenUp(cheekEnd);
  const odd = blur(
    kernels,
    mapPlane(oddHalf, (value, i) => (features.data[i]! > 0.5 ? 0 : value)),
    0.1 * interocularOf(cells),
  );
  const left = mapPlane(inside, (value, i) => (odd.data[i]! > unlike ? value * (1 - found.data[i]!) : 0));
  if (largeParts(left).length > 0) {
    for (const { pixels } of largeParts(multiply(givenUp(Infinity), left))) {
      for (const i of pixels) found.data[i] = 1;
    }
  }
  const low = mapPlane(found, (value, i) => (places.heights.data[i]! > cheekTop ? value : 0));
  const whole = enlarge(low, factor, tone.log.width, tone.log.height);
  return multiply(
    mapPlane(whole, (value) => (value > 0.4 ? 1 : 0)),
    regions.oval,
  );
}

/** The parts of a chin that are no speck. */
function largeParts(region: Plane): Part[] {
  return partsOf(region).filter(({ pixels }) => pixels.length > leastPart);
}

/** How far down the face a place lies: 0 at the top of the forehead, 1 at the chin. */
function heightOf(mesh: Float32Array, x: number, y: number): number {
  const [top, chin] = [3 * 10, 3 * 152];
  const [dx, dy] = [mesh[chin]! - mesh[top]!, mesh[chin + 1]! - mesh[top + 1]!];
  return ((x - mesh[top]!) * dx + (y - mesh[top + 1]!) * dy) / (dx * dx + dy * dy);
}

function besideOutside({ width, data }: Plane, i: number): boolean {
  return data[i - 1] !== 1 || data[i + 1] !== 1 || data[i - width] !== 1 || data[i + width] !== 1;
}

/** What borders between cells cost by. */
interface Places {
  /** 1 on the mesh. */
  readonly inside: Plane;
  /** How far down the face each cell lies. */
  readonly heights: Plane;
  /** What shading leaves unexplained, and what is seen, in deviations. */
  readonly rest: readonly Plane[];
  readonly deviations: readonly Plane[];
  /** Of a border where no edge is. */
  readonly cost: number;
}

/** What it costs to part each cell from its right and its lower neighbour. */
function bordersOf(places: Places, cheeksEnd: number): { right: Float64Array; down: Float64Array } {
  const { data, width } = places.inside;
  const [right, down] = [new Float64Array(data.length), new Float64Array(data.length)];
  for (let i = 0; i < data.length; i++) {
    // Between two cells beyond the face a border costs what it likes.
    if (i % width < width - 1 && data[i]! + data[i + 1]! > 0) right[i] = border(places, cheeksEnd, i, i + 1);
    if (i + width < data.length && data[i]! + data[i + width]! > 0) {
      down[i] = border(places, cheeksEnd, i, i + width);
    }
  }
  return { right, down };
}

function border(
  { inside, heights, rest, deviations, cost }: Places,
  cheeksEnd: number,
  i: number,
  j: number,
): number {
  const both = inside.data[i]! > 0 && inside.data[j]! > 0;
  const beside = heights.data[i]! > cheekTop && heights.data[i]! < cheeksEnd;
  const square = squareOf(both ? rest : deviations, i, j) / (edge * edge);
  return ((both || beside ? 1 : skinTie) * cost) / (1 + square * square);
}

/** The square of the step from one cell to another. */
function squareOf(planes: readonly Plane[], i: number, j: number): number {
  let squares = 0;
  for (const { data } of planes) {
    const difference = data[i]! - data[j]!;
    squares += difference * difference;
  }
  return squares;
}
