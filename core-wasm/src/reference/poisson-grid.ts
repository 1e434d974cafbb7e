import type { Raster } from './raster.js';

/**
 * The grid of a Laplace problem: each unknown pixel is coupled to its unknown neighbours and to those whose value is
 * given. `right` and `down` are the couplings to the next pixel, `held` the summed coupling to given values.
 */
export interface PoissonGrid {
  readonly width: number;
  readonly height: number;
  readonly right: Float64Array;
  readonly down: Float64Array;
  readonly held: Float64Array;
  readonly diagonal: Float64Array;
}

/** Where a membrane is unknown, and where it is held: 1 or 0 per pixel. */
export interface Region {
  readonly width: number;
  readonly height: number;
  readonly unknown: Uint8Array;
  readonly held: Uint8Array;
}

/**
 * Unknown is what is set in `mask` and connected with a held pixel; held is what is not set, where `anchor` (if there is one)
 * is set.
 */
export function regionOf(mask: Raster, anchor: Raster | undefined): Region {
  const { width, height } = mask;
  const held = mask.data.map((value, i) => (value === 0 && (anchor?.data[i] ?? 1) !== 0 ? 1 : 0));
  const unknown = new Uint8Array(width * height);
  const found = [...held.keys()].filter((i) => held[i] === 1);
  for (let i = found.pop(); i !== undefined; i = found.pop()) {
    for (const next of neighboursOf(i, width, height)) {
      if (mask.data[next] === 0 || unknown[next] === 1) continue;
      unknown[next] = 1;
      found.push(next);
    }
  }
  return { width, height, unknown, held };
}

/** The pixels to the left and right, above and below, as far as they lie in the picture. */
export function neighboursOf(i: number, width: number, height: number): number[] {
  const x = i % width;
  const y = (i - x) / width;
  const found = [];
  if (x > 0) found.push(i - 1);
  if (x + 1 < width) found.push(i + 1);
  if (y > 0) found.push(i - width);
  if (y + 1 < height) found.push(i + width);
  return found;
}

/** The grids of a region, each half as wide and high as the one before. */
export function gridsOf({ width, height, unknown, held: given }: Region): readonly PoissonGrid[] {
  const right = new Float64Array(width * height);
  const down = new Float64Array(width * height);
  const held = new Float64Array(width * height);
  for (let i = 0; i < unknown.length; i++) {
    if (unknown[i] === 0) continue;
    for (const next of neighboursOf(i, width, height)) {
      if (given[next] === 1) held[i]! += 1;
      else if (unknown[next] === 1 && next === i + width) down[i] = 1;
      else if (unknown[next] === 1 && next === i + 1) right[i] = 1;
    }
  }
  const grids = [withDiagonal(width, height, right, down, held)];
  for (let fine = grids[0]!; Math.max(fine.width, fine.height) > 3; fine = grids.at(-1)!) {
    grids.push(coarsen(fine));
  }
  return grids;
}

/**
 * Couplings of 2x2 blocks. Across a block border the two couplings are summed and halved: blocks are twice as far apart
 * as pixels, which plain summing (piecewise constant Galerkin) would overlook.
 */
function coarsen(fine: PoissonGrid): PoissonGrid {
  const width = (fine.width + 1) >> 1;
  const height = (fine.height + 1) >> 1;
  const right = new Float64Array(width * height);
  const down = new Float64Array(width * height);
  const held = new Float64Array(width * height);
  for (let y = 0; y < fine.height; y++) {
    for (let x = 0; x < fine.width; x++) {
      const i = y * fine.width + x;
      const c = (y >> 1) * width + (x >> 1);
      held[c]! += fine.held[i]!;
      if ((x & 1) === 1) right[c]! += fine.right[i]! / 2;
      if ((y & 1) === 1) down[c]! += fine.down[i]! / 2;
    }
  }
  return withDiagonal(width, height, right, down, held);
}

function withDiagonal(
  width: number,
  height: number,
  right: Float64Array,
  down: Float64Array,
  held: Float64Array,
): PoissonGrid {
  const diagonal = held.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      diagonal[i]! += right[i]! + down[i]!;
      if (x > 0) diagonal[i]! += right[i - 1]!;
      if (y > 0) diagonal[i]! += down[i - width]!;
    }
  }
  return { width, height, right, down, held, diagonal };
}
