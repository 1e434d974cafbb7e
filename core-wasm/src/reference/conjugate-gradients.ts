import type { PoissonGrid } from './poisson-grid.js';

/** What is left of the first residual when a solution is good enough. */
const tolerance = 1e-8;
/** A bound for regions like labyrinths, which converge slowly. */
const mostRounds = 200;

/**
 * The values at which each unknown pixel's couplings balance with its source. Conjugate gradients, preconditioned by one
 * multigrid cycle (O. Tatebe, The multigrid preconditioned conjugate gradient method, 1993).
 * @param grids The problem's own grid, then ever coarser ones.
 */
export function conjugateGradients(grids: readonly PoissonGrid[], sources: Float64Array): Float64Array {
  const size = sources.length;
  const residual = sources.slice();
  const solution = new Float64Array(size);
  const product = new Float64Array(size);
  const goal = tolerance * tolerance * dot(residual, residual);
  let preconditioned = cycle(grids, 0, residual);
  const direction = preconditioned.slice();
  let energy = dot(residual, preconditioned);
  for (let round = 0; round < mostRounds && energy > 0; round++) {
    multiply(grids[0]!, direction, product);
    const step = energy / dot(direction, product);
    for (let i = 0; i < size; i++) {
      solution[i]! += step * direction[i]!;
      residual[i]! -= step * product[i]!;
    }
    if (dot(residual, residual) <= goal) break;
    preconditioned = cycle(grids, 0, residual);
    const next = dot(residual, preconditioned);
    const keep = next / energy;
    energy = next;
    for (let i = 0; i < size; i++) direction[i] = preconditioned[i]! + keep * direction[i]!;
  }
  return solution;
}

/** One symmetric V-cycle from zero: Gauss-Seidel forth, correction from the coarser grid, Gauss-Seidel back. */
function cycle(grids: readonly PoissonGrid[], depth: number, sources: Float64Array): Float64Array {
  const grid = grids[depth]!;
  const u = new Float64Array(sources.length);
  const coarse = grids[depth + 1];
  if (coarse === undefined) {
    for (let sweep = 0; sweep < 8; sweep++) {
      relax(grid, u, sources, true);
      relax(grid, u, sources, false);
    }
    return u;
  }
  relax(grid, u, sources, true);
  const au = new Float64Array(sources.length);
  multiply(grid, u, au);
  const sums = new Float64Array(coarse.width * coarse.height);
  for (let y = 0; y < grid.height; y++) {
    const row = (y >> 1) * coarse.width;
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      if (grid.diagonal[i]! > 0) sums[row + (x >> 1)]! += sources[i]! - au[i]!;
    }
  }
  const correction = cycle(grids, depth + 1, sums);
  for (let y = 0; y < grid.height; y++) {
    const row = (y >> 1) * coarse.width;
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      if (grid.diagonal[i]! > 0) u[i]! += correction[row + (x >> 1)]!;
    }
  }
  relax(grid, u, sources, false);
  return u;
}

function neighbours(grid: PoissonGrid, u: Float64Array, x: number, y: number, i: number): number {
  const { width, height, right, down } = grid;
  let sum = 0;
  if (x > 0) sum += right[i - 1]! * u[i - 1]!;
  if (x + 1 < width) sum += right[i]! * u[i + 1]!;
  if (y > 0) sum += down[i - width]! * u[i - width]!;
  if (y + 1 < height) sum += down[i]! * u[i + width]!;
  return sum;
}

function multiply(grid: PoissonGrid, u: Float64Array, out: Float64Array): void {
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const i = y * grid.width + x;
      const d = grid.diagonal[i]!;
      out[i] = d > 0 ? d * u[i]! - neighbours(grid, u, x, y, i) : 0;
    }
  }
}

function relax(grid: PoissonGrid, u: Float64Array, sources: Float64Array, forward: boolean): void {
  const { width, height, diagonal } = grid;
  const size = width * height;
  for (let k = 0; k < size; k++) {
    const i = forward ? k : size - 1 - k;
    const d = diagonal[i]!;
    if (d <= 0) continue;
    const x = i % width;
    u[i] = (sources[i]! + neighbours(grid, u, x, (i - x) / width, i)) / d;
  }
}

function dot(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i]! * q[i]!;
  return sum;
}
