/*
 * Gaussian blurs of planes, and local weighted means.
 *
 * Computes: three box blurs (box-blur.ts); with weights `blur(plane * weight) / blur(weight)`, so that what has no weight does not
 *   count (normalised convolution, H. Knutsson, 1993). Where next to no weight is near, views twice as wide fill in, again
 *   and again. Wide blurs are computed on blocks of `factor` x `factor` pixels.
 * Layout: planes of f32, one after another. Scratch: a plane and the lines of a blur; with weights four more planes of the size
 *   blurred at, and as much again for all the wider views together.
 * Rounding: 32-bit floats.
 * Cost: a blur of each plane and one of the weights, a third more for the wider views.
 */
import { boxBlur, boxScratch, planeBytes } from './box-blur';
import { blocksOf, enlargedRow, enlargeScratch, prepareColumns, reducePlane } from './plane-sizes';
import { DONE, EMPTY, holds } from './status';

/** The weight below which a mean has little to say and looks farther around. */
const leastWeight: f32 = 0.02;
/** A weight that stands for none: what is left of it is rounding. */
const noWeight: f32 = 1e-5;

/** One size that means are computed at: its sides, and where its planes lie. */
@unmanaged
class View {
  width: i32;
  height: i32;
  weights: usize;
  blurred: usize;
  sums: usize;
  means: usize;
}

const viewBytes: usize = offsetof<View>() + 8;
/** Sides halve from 65535 to 1. */
const mostViews: usize = 18;

export function blurPlanesScratch(width: i32, height: i32, factor: i32, whole: i32, weighted: bool): usize {
  const columns = blocksOf(width, factor);
  const rows = blocksOf(height, factor);
  const lines = boxScratch(columns, whole) + 2 * enlargeScratch(columns, width) + (<usize>(width + 8) << 2);
  if (!weighted) return 2 * planeBytes(width, height) + lines;
  let planes: usize = planeBytes(columns, rows);
  for (let w = columns, h = rows; ; ) {
    planes += 4 * planeBytes(w, h);
    if (max(w, h) <= 1) break;
    w = blocksOf(w, 2);
    h = blocksOf(h, 2);
  }
  return planes + lines + mostViews * viewBytes + 64;
}

/**
 * Blurs `channels` planes at `field` in place, by boxes of `whole` and `part` on blocks of `factor`.
 * @param weights A plane, or 0: then `factor` is 1.
 */
export function blurPlanes(
  field: usize,
  channels: i32,
  width: i32,
  height: i32,
  weights: usize,
  factor: i32,
  whole: i32,
  part: f32,
  scratch: usize,
): i32 {
  if (width < 1 || height < 1) return EMPTY;
  assert(holds(field, (<usize>channels * <usize>width * <usize>height) << 2), 'the field lies in memory');
  const size = (<usize>width * <usize>height) << 2;
  if (weights === 0) {
    if (whole < 0) return DONE;
    const blurred = scratch + planeBytes(width, height);
    const lines = blurred + planeBytes(width, height);
    for (let channel = 0; channel < channels; channel++) {
      const plane = field + <usize>channel * size;
      // Not in place: what is stored beyond the end of a plane would fall on the next one.
      boxBlur(plane, blurred, scratch, width, height, whole, part, lines);
      memory.copy(plane, blurred, size);
    }
    return DONE;
  }
  const columns = blocksOf(width, factor);
  const rows = blocksOf(height, factor);
  const lines = scratch + mostViews * viewBytes;
  const between = alignUp(lines + boxScratch(columns, whole));
  const last = spreadWeights(scratch, weights, width, height, factor, whole, part, between, lines);
  const spare = alignUp(endOf(changetype<View>(scratch + <usize>last * viewBytes)));
  for (let channel = 0; channel < channels; channel++) {
    const plane = field + <usize>channel * size;
    const view = changetype<View>(scratch);
    reducePlane(plane, weights, view.sums, width, height, factor);
    meansOf(scratch, last, whole, part, between, lines, spare);
    if (factor === 1) {
      memory.copy(plane, view.means, size);
      continue;
    }
    prepareColumns(columns, width, factor, spare);
    for (let y = 0; y < height; y++) {
      enlargedRow(view.means, columns, rows, factor, y, plane + ((<usize>y * <usize>width) << 2), width, spare);
    }
  }
  return DONE;
}

function alignUp(at: usize): usize {
  return (at + 15) & ~15;
}

/** First byte behind the planes of a view. */
function endOf(view: View): usize {
  return view.means + planeBytes(view.width, view.height);
}

/** Lays the views out from behind `between` on, with blurred weights, until every place has weight. @returns The number of the last one. */
function spreadWeights(
  views: usize,
  weights: usize,
  width: i32,
  height: i32,
  factor: i32,
  whole: i32,
  part: f32,
  between: usize,
  lines: usize,
): i32 {
  let columns = blocksOf(width, factor);
  let rows = blocksOf(height, factor);
  let at = alignUp(between + planeBytes(columns, rows));
  let n = 0;
  while (true) {
    const view = changetype<View>(views + <usize>n * viewBytes);
    const bytes = planeBytes(columns, rows);
    view.width = columns;
    view.height = rows;
    view.weights = at;
    view.blurred = at + bytes;
    view.sums = at + 2 * bytes;
    view.means = at + 3 * bytes;
    at += 4 * bytes;
    if (n === 0) {
      reducePlane(weights, 0, view.weights, width, height, factor);
    } else {
      const finer = changetype<View>(views + <usize>(n - 1) * viewBytes);
      reducePlane(finer.weights, 0, view.weights, finer.width, finer.height, 2);
    }
    boxBlur(view.weights, view.blurred, between, columns, rows, whole, part, lines);
    if (max(columns, rows) <= 1 || allAtLeast(view.blurred, columns * rows)) return n;
    columns = blocksOf(columns, 2);
    rows = blocksOf(rows, 2);
    n++;
  }
}

function allAtLeast(plane: usize, count: i32): bool {
  for (let i = 0; i < count; i++) if (load<f32>(plane + (<usize>i << 2)) < leastWeight) return false;
  return true;
}

/** Fills the means of the first view from its sums. */
function meansOf(
  views: usize,
  last: i32,
  whole: i32,
  part: f32,
  between: usize,
  lines: usize,
  spare: usize,
): void {
  for (let n = 0; n <= last; n++) {
    const view = changetype<View>(views + <usize>n * viewBytes);
    if (n > 0) {
      const finer = changetype<View>(views + <usize>(n - 1) * viewBytes);
      reducePlane(finer.sums, 0, view.sums, finer.width, finer.height, 2);
    }
    boxBlur(view.sums, view.means, between, view.width, view.height, whole, part, lines);
  }
  divide(changetype<View>(views + <usize>last * viewBytes));
  for (let n = last - 1; n >= 0; n--) {
    fill(
      changetype<View>(views + <usize>n * viewBytes),
      changetype<View>(views + <usize>(n + 1) * viewBytes),
      spare,
    );
  }
}

/** Sums over their weights; 0 where there is no weight. */
function divide(view: View): void {
  const count = view.width * view.height;
  for (let i = 0; i < count; i++) {
    const at = view.means + (<usize>i << 2);
    const weight = load<f32>(view.blurred + (<usize>i << 2));
    store<f32>(at, weight > noWeight ? load<f32>(at) / weight : 0);
  }
}

/** Sums over their weights; the less weight there is, the more of the wider view. */
function fill(view: View, wider: View, spare: usize): void {
  const width = view.width;
  const line = spare + alignUp(enlargeScratch(wider.width, width));
  prepareColumns(wider.width, width, 2, spare);
  for (let y = 0; y < view.height; y++) {
    const means = view.means + ((<usize>y * <usize>width) << 2);
    const weights = view.blurred + ((<usize>y * <usize>width) << 2);
    if (!allAtLeast(weights, width)) {
      enlargedRow(wider.means, wider.width, wider.height, 2, y, line, width, spare);
    }
    for (let x: usize = 0; x < <usize>width << 2; x += 4) {
      const weight = load<f32>(weights + x);
      const sum = load<f32>(means + x);
      if (weight >= leastWeight) {
        store<f32>(means + x, sum / weight);
      } else {
        const share = max<f32>(0, weight) / leastWeight;
        store<f32>(means + x, (weight > 0 ? sum / leastWeight : 0) + (1 - share) * load<f32>(line + x));
      }
    }
  }
}
