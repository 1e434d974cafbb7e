import type { Image, Kernels } from '@facet/api';
import { boldParts } from './bold.js';
import { coverOf } from './cover.js';
import { meshOnGrid, pixelsOnGrid, type Grid } from './grid.js';
import { findLines } from './lines.js';
import { findMasses } from './masses.js';
import { harmonicsOf } from './mesh/harmonics.js';
import { interocularOf } from './mesh/pose.js';
import { rasterMesh } from './mesh/raster.js';
import { grow, shrink } from './planes/near.js';
import { larger, multiply, without, type Plane } from './planes/plane.js';
import { toneOf } from './planes/tone.js';
import { faceRegions, spreadWithin } from './regions.js';

/** How far beyond the evidence a thing reaches, in IOD: its edge is mixed with skin. */
const reach = 0.03;
/** Slimmer than twice this, in IOD, what has a border of its own is no thing but a shadow along the jaw. */
const leastThing = 0.12;

/** How far from a strand the hair belongs to it, and how wide the edge of a line is, in IOD. */
const [rootReach, edgeReach] = [0.4, 0.05];

/** What lies over a face and must not move by a pixel, on the grid, 0 or 1. */
export interface Occluders {
  /** Hands, a microphone, and the hair that strands hang from. */
  readonly things: Plane;
  /** Strands and the frame of a pair of glasses: the face goes on behind them. */
  readonly lines: Plane;
}

/** Looks for what lies over the target's face on its picture as it is. */
export function findOccluders(
  kernels: Kernels,
  crop: Image,
  meshOfCrop: Float32Array,
  grid: Grid,
): Occluders {
  const { width, height } = grid;
  const mesh = meshOnGrid(meshOfCrop, crop, grid);
  const interocular = interocularOf(mesh);
  const tone = toneOf(kernels, pixelsOnGrid(kernels, crop, grid), width, height);
  const regions = faceRegions(mesh, width, height, interocular);
  const widen = (plane: Plane): Plane => multiply(grow(plane, reach * interocular), regions.oval);
  const raster = rasterMesh(mesh, width, height);
  const masses = findMasses(kernels, tone, mesh, regions);
  const bold = boldParts(
    kernels,
    wideParts(masses, leastThing * interocular),
    tone,
    regions.oval,
    interocular,
  );
  const things = widen(bold);
  const lines = widen(findLines(kernels, tone, mesh, raster, regions, interocular));
  if (!lines.data.includes(1)) return { things, lines };
  const hair = coverOf(kernels, tone, harmonicsOf(mesh, raster), mesh, regions, interocular, Infinity).mask;
  const near = multiply(hair, grow(lines, rootReach * interocular));
  // What lies along a line is its own edge.
  const roots = without(near, grow(lines, edgeReach * interocular));
  return { things: larger(things, roots), lines };
}

/** What a disc of the radius fits into, with its surroundings. */
function wideParts(region: Plane, radius: number): Plane {
  const core = shrink(region, radius);
  const near = grow(core, 1.5 * radius);
  return spreadWithin(multiply(region, near), core);
}
