import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Affine } from '@facet/api';
import { invertAffine } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import type { ManagedKernels } from '@facet/core-wasm';
import { pasteFace } from '../../host/dist/pipeline/paste/paste-face.js';

/*
 * FaceSwapLab's paste as its formula reads, over the whole frame and in double precision: an implementation that shares nothing with the one under test.
 */

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

type Levels = Float64Array;

/** One channel of a picture seen through `frameToCrop`, bilinear, 0 outside; positions in steps of 1/32, rounded as OpenCV's warpAffine rounds them. */
function warp(crop: Picture, channel: number, frameToCrop: Affine, width: number, height: number): Levels {
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= crop.width || y >= crop.height
      ? 0
      : crop.data[4 * (y * crop.width + x) + channel]!;
  const { a, b, tx, c, d, ty } = frameToCrop;
  const fixed = (across: number, down: number): number =>
    (Math.round(across * 1024) + Math.round(down * 1024) + 16) >> 5;
  return Float64Array.from({ length: width * height }, (_, i) => {
    const [column, row] = [i % width, Math.floor(i / width)];
    const [x, y] = [fixed(a * column, b * row + tx) / 32, fixed(c * column, d * row + ty) / 32];
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - x0, y - y0];
    return (
      (1 - v) * ((1 - u) * at(x0, y0) + u * at(x0 + 1, y0)) +
      v * ((1 - u) * at(x0, y0 + 1) + u * at(x0 + 1, y0 + 1))
    );
  });
}

function erode(mask: Levels, width: number, height: number, size: number): Levels {
  const k = size === 0 ? 3 : size;
  const before = Math.floor(k / 2);
  const along = (levels: Levels, length: number, step: number): Levels =>
    levels.map((_, i) => {
      const at = Math.floor(i / step) % length;
      let least = 255;
      for (let t = Math.max(0, at - before); t < Math.min(length, at - before + k); t++)
        least = Math.min(least, levels[i + (t - at) * step]!);
      return least;
    });
  return along(along(mask, width, 1), height, width);
}

function blur(mask: Levels, width: number, height: number, radius: number): Levels {
  if (radius === 0) return mask;
  const n = 2 * radius + 1;
  const sigma = 0.3 * ((n - 1) * 0.5 - 1) + 0.8;
  const taps = Array.from({ length: n }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = taps.reduce((a, b) => a + b);
  const mirror = (i: number, length: number): number => {
    while (i < 0 || i >= length) i = i < 0 ? -i : 2 * (length - 1) - i;
    return i;
  };
  const rows = mask.map((_, i) => {
    const [x, row] = [i % width, Math.floor(i / width) * width];
    return taps.reduce((s, tap, t) => s + (tap / sum) * mask[row + mirror(x + t - radius, width)]!, 0);
  });
  return rows.map((_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    return taps.reduce((s, tap, t) => s + (tap / sum) * rows[mirror(y + t - radius, height) * width + x]!, 0);
  });
}

function reference(
  frame: Picture,
  crop: Picture,
  frameToCrop: Affine,
  f: number,
): { data: number[]; mask: Levels } {
  const { width, height } = frame;
  const white = { ...crop, data: new Uint8ClampedArray(crop.data.length).fill(255) };
  const full = warp(white, 0, frameToCrop, width, height).map((level) => (level > 20 ? 255 : level));
  const xs = [...full.keys()].filter((i) => full[i] === 255).map((i) => i % width);
  const ys = [...full.keys()].filter((i) => full[i] === 255).map((i) => Math.floor(i / width));
  const extent = (values: number[]): number => Math.max(...values) - Math.min(...values);
  const s = Math.trunc(Math.sqrt(extent(ys) * extent(xs)));
  const kErode = Math.max(Math.trunc(Math.floor(s / 10) * f), Math.trunc(10 * f));
  const kBlur = Math.max(Math.trunc(Math.floor(s / 20) * f), Math.trunc(5 * f));
  const mask = blur(erode(full, width, height, kErode), width, height, kBlur);
  const data = [...frame.data];
  for (let channel = 0; channel < 3; channel++) {
    const fake = warp(crop, channel, frameToCrop, width, height);
    mask.forEach((level, i) => {
      const m = level / 255;
      data[4 * i + channel] = Math.trunc(m * Math.round(fake[i]!) + (1 - m) * frame.data[4 * i + channel]!);
    });
  }
  return { data, mask };
}

/** Slow waves, so that a step of 1/32 pixel is less than a level. */
function waves(width: number, height: number, phase: number): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    data.set(
      [
        128 + 120 * Math.sin(x / 15 + phase),
        128 + 120 * Math.cos(y / 13 - phase),
        40 + 170 * ((phase + 1) % 2),
        255,
      ],
      4 * i,
    );
  }
  return { width, height, data };
}

/** Crop of `side` pixels onto a square of `size` pixels at a place of the frame, turned by `angleDeg`. */
function placed(side: number, size: number, x: number, y: number, angleDeg = 0): Affine {
  const [scale, angle] = [size / side, (angleDeg * Math.PI) / 180];
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  return invertAffine({ a: c, b: -s, tx: x, c: s, d: c, ty: y });
}

let kernels: ManagedKernels;
beforeAll(async () => {
  kernels = await createKernels('wasm');
});

function paste(
  frame: Picture,
  crop: Picture,
  frameToCrop: Affine,
  f: number,
): { data: Uint8ClampedArray; width: number } {
  const mark = kernels.mark();
  try {
    const image = kernels.importImage(frame);
    const outline = kernels.createMask(crop.width, crop.height);
    kernels.drawBox(outline, { x: 0, y: 0, width: crop.width, height: crop.height }, 255);
    const region = pasteFace(image, kernels.importImage(crop), { outline }, frameToCrop, f, kernels);
    return { data: kernels.readImage(image), width: region.width };
  } finally {
    kernels.release(mark);
  }
}

// A corner whose warped white lies right at the threshold of 20 may fall on either side, as a step of 1/32 pixel decides; no corner here does.
describe('a face is pasted as FaceSwapLab pastes it', () => {
  const frame = waves(150, 130, 0);
  test.each([
    ['in the middle', placed(128, 80, 40, 20, 10), 1],
    ['a large one, whose erosion follows its size', placed(128, 126, 15, 2), 1],
    ['over the left and top edge, where it is not feathered', placed(128, 80, -30, -20), 1],
    ['over the right and bottom edge', placed(128, 80, 100, 80, 5), 1],
    ['covering the frame', placed(128, 260, -50, -60), 1],
    ['with an even window, whose anchor is not its centre', placed(128, 50, 60, 50), 0.4],
    ['without a window, which is three pixels', placed(128, 60, 70, 40, 30), 0],
    ['with neither erosion nor blur', placed(128, 64, 60.25, 40.75), 0.1],
    ['wide', placed(128, 100, 30, 20), 2.5],
    ['so wide that nothing is left', placed(128, 50, 60, 50), 10],
    ['tiny', placed(128, 14, 90, 80, -20), 1],
  ])('%s', (_, frameToCrop, f) => {
    const crop = waves(128, 128, 1);
    const expected = reference(frame, crop, frameToCrop, f);
    const { data } = paste(frame, crop, frameToCrop, f);
    let worst = 0;
    for (const [i, level] of data.entries()) worst = Math.max(worst, Math.abs(level - expected.data[i]!));
    expect(worst).toBeLessThanOrEqual(2);
    const untouched = [...expected.mask].every((m, i) => m > 0 || data[4 * i] === frame.data[4 * i]);
    expect(untouched).toBe(true);
  });

  test('a face beyond the frame leaves it alone', () => {
    const { data, width } = paste(frame, waves(128, 128, 1), placed(128, 60, 400, 10), 1);
    expect(width).toBe(0);
    expect(Buffer.from(data).equals(Buffer.from(frame.data))).toBe(true);
  });

  test('the anchor of an even window takes more from the left and the top', () => {
    const black = { ...waves(100, 100, 0), data: new Uint8ClampedArray(40_000).fill(0) };
    const white = { width: 40, height: 40, data: new Uint8ClampedArray(6400).fill(255) };
    const { data } = paste(black, white, placed(40, 40, 30, 30), 0.4);
    const on = [...Array(100).keys()].filter((x) => data[4 * (50 * 100 + x)]! > 127);
    expect([on[0], on.at(-1)]).toEqual([32, 68]);
  });
});
