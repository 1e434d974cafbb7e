import { createPlane, type Plane } from './plane.js';

/**
 * The grid of a Poisson problem: each unknown pixel is coupled to its unknown neighbours and to those whose value is
 * given. `right` and `down` are the couplings to the next pixel, `held` the summed coupling to given values.
 */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly right: Float64Array;
  readonly down: Float64Array;
  readonly held: Float64Array;
  readonly diagonal: Float64Array;
}

/** A blend region to be solved for, ready for any number of channels. */
export interface Membrane {
  readonly region: Plane;
  readonly anchor: Plane;
  readonly levels: readonly Level[];
}

/**
 * Prepares the blend of a region: unknown where `region` is above 0.5; outside of it values are given where `anchor`
 * is above 0.5 (Dirichlet border) and do not count elsewhere (Neumann border, as beside an occluder or the picture's edge).
 */
export function createMembrane(region: Plane, anchor: Plane): Membrane {
  const { width, height } = region;
  const size = width * height;
  const right = new Float64Array(size);
  const down = new Float64Array(size);
  const held = new Float64Array(size);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width) couple(region, anchor, i, i + 1, right, held);
      if (y + 1 < height) couple(region, anchor, i, i + width, down, held);
    }
  }
  const levels = [withDiagonal(width, height, right, down, held)];
  for (let fine = levels[0]!; Math.min(fine.width, fine.height) > 3; fine = levels.at(-1)!) {
    levels.push(coarsen(fine));
  }
  return { region, anchor, levels };
}

/** Couples two neighbours: to each other where both are unknown, or the unknown one to the given one. */
function couple(
  region: Plane,
  anchor: Plane,
  i: number,
  next: number,
  coupling: Float64Array,
  held: Float64Array,
): void {
  const here = region.data[i]! > 0.5;
  const there = region.data[next]! > 0.5;
  if (here && there) coupling[i] = 1;
  else if (here && anchor.data[next]! > 0.5) held[i]! += 1;
  else if (there && anchor.data[i]! > 0.5) held[next]! += 1;
}

/**
 * The membrane through the given values: inside the region the solution of `laplace(u) = source` that meets `values` on
 * the anchored border; outside the region, `values` themselves. A region without any anchor gets the source's own mean, 0.
 * Conjugate gradients, preconditioned by one multigrid cycle, until the residual has fallen by `tolerance`.
 */
export function solveMembrane(membrane: Membrane, values: Plane, source?: Plane, tolerance = 1e-4): Plane {
  const { region, anchor, levels } = membrane;
  const { width, height } = region;
  const grid = levels[0]!;
  const size = width * height;
  const residual = new Float64Array(size);
  let anchored = false;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (region.data[i]! <= 0.5) continue;
      let sum = source === undefined ? 0 : -source.data[i]!;
      if (x > 0) sum += givenAt(region, anchor, values, i - 1);
      if (x + 1 < width) sum += givenAt(region, anchor, values, i + 1);
      if (y > 0) sum += givenAt(region, anchor, values, i - width);
      if (y + 1 < height) sum += givenAt(region, anchor, values, i + width);
      if (grid.held[i]! > 0) anchored = true;
      residual[i] = sum;
    }
  }
  const out = createPlane(width, height);
  out.data.set(values.data);
  const solution = anchored ? conjugateGradients(levels, grid, residual, tolerance) : new Float64Array(size);
  for (let i = 0; i < size; i++) if (region.data[i]! > 0.5) out.data[i] = solution[i]!;
  return out;
}

/** The value of a pixel where it is given, else 0. */
function givenAt(region: Plane, anchor: Plane, values: Plane, i: number): number {
  return region.data[i]! > 0.5 || anchor.data[i]! <= 0.5 ? 0 : values.data[i]!;
}

function conjugateGradients(
  levels: readonly Level[],
  grid: Level,
  residual: Float64Array,
  tolerance: number,
): Float64Array {
  const size = residual.length;
  const solution = new Float64Array(size);
  const product = new Float64Array(size);
  const goal = tolerance * tolerance * dot(residual, residual);
  let preconditioned = cycle(levels, 0, residual);
  const direction = preconditioned.slice();
  let energy = dot(residual, preconditioned);
  for (let round = 0; round < 60 && energy > 0; round++) {
    multiply(grid, direction, product);
    const step = energy / dot(direction, product);
    for (let i = 0; i < size; i++) {
      solution[i]! += step * direction[i]!;
      residual[i]! -= step * product[i]!;
    }
    if (dot(residual, residual) <= goal) break;
    preconditioned = cycle(levels, 0, residual);
    const next = dot(residual, preconditioned);
    const keep = next / energy;
    energy = next;
    for (let i = 0; i < size; i++) direction[i] = preconditioned[i]! + keep * direction[i]!;
  }
  return solution;
}

/** One symmetric V-cycle from zero: Gauss-Seidel forth, correction from the coarser grid, Gauss-Seidel back. */
function cycle(levels: readonly Level[], depth: number, right: Float64Array): Float64Array {
  const grid = levels[depth]!;
  const u = new Float64Array(right.length);
  const coarse = levels[depth + 1];
  if (coarse === undefined) {
    for (let sweep = 0; sweep < 8; sweep++) {
      relax(grid, u, right, true);
      relax(grid, u, right, false);
    }
    return u;
  }
  relax(grid, u, right, true);
  const au = new Float64Array(right.length);
  multiply(grid, u, au);
  const sums = new Float64Array(coarse.width * coarse.height);
  for (let y = 0; y < grid.height; y++) {
    const row = (y >> 1) * coarse.width;
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      if (grid.diagonal[i]! > 0) sums[row + (x >> 1)]! += right[i]! - au[i]!;
    }
  }
  const correction = cycle(levels, depth + 1, sums);
  for (let y = 0; y < grid.height; y++) {
    const row = (y >> 1) * coarse.width;
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      if (grid.diagonal[i]! > 0) u[i]! += correction[row + (x >> 1)]!;
    }
  }
  relax(grid, u, right, false);
  return u;
}

/**
 * Couplings of 2x2 blocks. Across a block border the two couplings are summed and halved: blocks are twice as far apart
 * as pixels, which plain summing (piecewise constant Galerkin) would overlook.
 */
function coarsen(fine: Level): Level {
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
): Level {
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

/** The couplings of a pixel times its neighbours' values; couplings across the picture's edge are 0. */
function neighbours({ width, right, down }: Level, u: Float64Array, i: number): number {
  let sum = 0;
  if (right[i]! > 0) sum += right[i]! * u[i + 1]!;
  if (down[i]! > 0) sum += down[i]! * u[i + width]!;
  if (i >= width) sum += down[i - width]! * u[i - width]!;
  if (i > 0) sum += right[i - 1]! * u[i - 1]!;
  return sum;
}

function multiply(grid: Level, u: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const d = grid.diagonal[i]!;
    out[i] = d > 0 ? d * u[i]! - neighbours(grid, u, i) : 0;
  }
}

function relax(grid: Level, u: Float64Array, right: Float64Array, forward: boolean): void {
  const { diagonal } = grid;
  const last = diagonal.length - 1;
  for (let k = 0; k <= last; k++) {
    const i = forward ? k : last - k;
    const d = diagonal[i]!;
    if (d > 0) u[i] = (right[i]! + neighbours(grid, u, i)) / d;
  }
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i]! * q[i]!;
  return sum;
}
