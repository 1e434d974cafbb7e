import { identity, type Kernels, type Mask } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from './builds.ts';
import { generator, levels } from './pictures.ts';

/** A grey, opaque picture. */
function grey(kernels: Kernels, width: number, values: readonly number[]) {
  const data = Uint8Array.from(values.flatMap((value) => [value, value, value, 255]));
  return kernels.importImage({ width, height: values.length / width, data });
}

function reds(pixels: ArrayLike<number>): number[] {
  return Array.from(pixels).filter((_, i) => i % 4 === 0);
}

describe.each(await bothBackends())('known results of the %s kernels', (_, kernels) => {
  test('a warp follows cv2.warpAffine: srcToDst is inverted, pixel centres are whole numbers', () => {
    const src = grey(kernels, 4, [10, 20, 30, 40]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'transparent');
    expect(reds(kernels.readImage(dst))).toEqual([0, 10, 20, 30]);
    kernels.warpAffine(src, dst, { ...identity, tx: 0.5 }, 'bilinear', 'transparent');
    expect(reds(kernels.readImage(dst))).toEqual([5, 15, 25, 35]);
    kernels.warpAffine(src, dst, { ...identity, a: 2 }, 'bilinear', 'edge');
    expect(reds(kernels.readImage(dst))).toEqual([10, 15, 20, 25]);
  });

  test('outside is transparent black, or the nearest edge pixel', () => {
    const src = grey(kernels, 2, [100, 200]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'edge');
    expect(reds(kernels.readImage(dst))).toEqual([100, 100, 200, 200]);
    kernels.warpAffine(src, dst, { ...identity, tx: 1 }, 'bilinear', 'transparent');
    expect([...kernels.readImage(dst).subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test('a bicubic warp by half a pixel weighs -3/32, 19/32, 19/32, -3/32', () => {
    const src = grey(kernels, 4, [0, 100, 200, 50]);
    const dst = kernels.createImage(4, 1);
    kernels.warpAffine(src, dst, { ...identity, tx: 0.5 }, 'bicubic', 'edge');
    expect(reds(kernels.readImage(dst))[2]).toBe(Math.round((-3 * 0 + 19 * 100 + 19 * 200 - 3 * 50) / 32));
  });

  test('a tensor holds (pixel * scale - mean) / std in the layout and order asked for', () => {
    const src = kernels.importImage({
      width: 2,
      height: 1,
      data: Uint8Array.of(10, 20, 30, 255, 40, 50, 60, 255),
    });
    const dst = kernels.createTensor([3, 1, 2]);
    const spec = { width: 2, height: 1, scale: 0.1, mean: [1, 2, 3], std: [2, 4, 8] } as const;
    kernels.warpToTensor(src, dst, identity, { ...spec, layout: 'chw', order: 'rgb' }, 'edge');
    expectClose(kernels.readTensor(dst), [0, 1.5, 0, 0.75, 0, 0.375]);
    kernels.warpToTensor(src, dst, identity, { ...spec, layout: 'hwc', order: 'bgr' }, 'edge');
    expectClose(kernels.readTensor(dst), [1, 0, -0.25, 2.5, 0.75, 0.125]);
  });

  test('a tensor of a part of a picture holds its pixels, whichever way the part is reached', () => {
    const data = levels(11 * 9 * 4, 5, 'noise');
    const src = kernels.importImage({ width: 11, height: 9, data });
    for (const layout of ['chw', 'hwc'] as const) {
      for (const order of ['rgb', 'bgr'] as const) {
        const dst = kernels.createTensor([3, 6, 7]);
        const spec = {
          width: 7,
          height: 6,
          layout,
          order,
          scale: 1,
          mean: [0, 0, 0],
          std: [1, 1, 1],
        } as const;
        kernels.warpToTensor(src, dst, { ...identity, tx: -3, ty: -2 }, spec, 'edge');
        const found = kernels.readTensor(dst);
        found.forEach((value, i) => {
          const channel = layout === 'chw' ? Math.floor(i / 42) : i % 3;
          const pixel = layout === 'chw' ? i % 42 : Math.floor(i / 3);
          const at = ((Math.floor(pixel / 7) + 2) * 11 + (pixel % 7) + 3) * 4;
          expect(value).toBe(data[at + (order === 'rgb' ? channel : 2 - channel)]);
        });
      }
    }
  });

  test('a tensor of a picture turns back into that picture', () => {
    const data = levels(7 * 5 * 4, 3, 'noise').map((value, i) => (i % 4 === 3 ? 255 : value));
    const src = kernels.importImage({ width: 7, height: 5, data });
    const tensor = kernels.createTensor([3 * 7 * 5]);
    const dst = kernels.createImage(7, 5);
    for (const layout of ['chw', 'hwc'] as const) {
      const spec = {
        width: 7,
        height: 5,
        layout,
        order: 'bgr',
        scale: 1 / 255,
        mean: [0.4, 0.5, 0.6],
        std: [0.2, 0.3, 0.4],
      } as const;
      kernels.warpToTensor(src, tensor, identity, spec, 'edge');
      kernels.tensorToImage(tensor, dst, spec);
      expect([...kernels.readImage(dst)]).toEqual([...data]);
    }
  });

  test('resizing aligns outer edges, not centres', () => {
    const dst = kernels.createImage(4, 1);
    kernels.resize(grey(kernels, 2, [0, 100]), dst, 'bilinear');
    expect(reds(kernels.readImage(dst))).toEqual([0, 25, 75, 100]);
    const half = kernels.createImage(2, 1);
    kernels.resize(grey(kernels, 4, [0, 100, 30, 50]), half, 'area');
    expect(reds(kernels.readImage(half))).toEqual([50, 40]);
    kernels.resize(grey(kernels, 4, [0, 100, 30, 50]), half, 'nearest');
    expect(reds(kernels.readImage(half))).toEqual([100, 50]);
  });

  test.each(['nearest', 'bilinear', 'bicubic', 'lanczos', 'area'] as const)(
    'resizing with %s keeps a flat colour, and a picture of the same size',
    (filter) => {
      const flat = kernels.importImage({ width: 9, height: 7, data: new Uint8Array(9 * 7 * 4).fill(201) });
      const dst = kernels.createImage(23, 4);
      kernels.resize(flat, dst, filter);
      expect(new Set(kernels.readImage(dst))).toEqual(new Set([201]));
      const data = levels(9 * 7 * 4, 8, 'noise');
      const same = kernels.createImage(9, 7);
      kernels.resize(kernels.importImage({ width: 9, height: 7, data }), same, filter);
      expect([...kernels.readImage(same)]).toEqual([...data]);
    },
  );

  test('a Lanczos reduction does not alias: stripes of one pixel become grey', () => {
    const dst = kernels.createImage(8, 1);
    kernels.resize(
      grey(
        kernels,
        64,
        Array.from({ length: 64 }, (_, x) => (x % 2) * 255),
      ),
      dst,
      'lanczos',
    );
    for (const value of reds(kernels.readImage(dst)).slice(1, -1)) {
      expect(Math.abs(value - 127.5)).toBeLessThan(5);
    }
  });

  test('an even window removes more at the left and top, as in OpenCV', () => {
    const mask = kernels.createMask(12, 1);
    kernels.drawBox(mask, { x: 3, y: 0, width: 7, height: 1 }, 255);
    kernels.erode(mask, 4, 1);
    expect(row(kernels, mask)).toBe('.....####...');
    kernels.dilate(mask, 4, 1);
    expect(row(kernels, mask)).toBe('....#######.');
  });

  test('what lies outside does not erode', () => {
    const mask = kernels.createMask(6, 6);
    kernels.drawBox(mask, { x: 0, y: 0, width: 6, height: 6 }, 255);
    kernels.erode(mask, 5, 5);
    expect(new Set(kernels.readMask(mask))).toEqual(new Set([255]));
  });

  test('a box covers the centres from its left edge to before its right one', () => {
    const mask = kernels.createMask(6, 1);
    kernels.drawBox(mask, { x: 1.2, y: 0, width: 3, height: 1 }, 255);
    expect(row(kernels, mask)).toBe('..###.');
  });

  test('an ellipse has its area and turns clockwise', () => {
    const mask = kernels.createMask(101, 101);
    kernels.drawEllipse(mask, { x: 50, y: 50 }, 40, 15, 45, 1);
    const bytes = kernels.readMask(mask);
    expect(Math.abs(bytes.reduce((sum, value) => sum + value, 0) - Math.PI * 40 * 15)).toBeLessThan(20);
    expect(bytes[75 * 101 + 75]).toBe(1);
    expect(bytes[25 * 101 + 75]).toBe(0);
  });

  test('blending is linear and exact at its ends', () => {
    const under = levels(33 * 4, 1, 'noise');
    const over = levels(33 * 4, 2, 'noise');
    const at = (opacity: number, level: number): number[] => {
      const dst = kernels.importImage({ width: 33, height: 1, data: under });
      const mask = kernels.importMask(33, 1, new Uint8Array(33).fill(level));
      kernels.blend(dst, kernels.importImage({ width: 33, height: 1, data: over }), opacity, mask);
      return [...kernels.readImage(dst)];
    };
    expect(at(1, 255)).toEqual([...over]);
    expect(at(1, 0)).toEqual([...under]);
    expect(at(0, 255)).toEqual([...under]);
    at(0.5, 255).forEach((value, i) => {
      expect(Math.abs(value - (under[i]! + over[i]!) / 2)).toBeLessThanOrEqual(1);
    });
  });

  test('multiplying masks rounds their product over 255', () => {
    const p = Uint8Array.from({ length: 256 * 256 }, (_, i) => i & 255);
    const q = Uint8Array.from({ length: 256 * 256 }, (_, i) => i >> 8);
    const dst = kernels.importMask(256, 256, p);
    kernels.combineMasks(dst, kernels.importMask(256, 256, q), 'multiply');
    expect(kernels.readMask(dst)).toEqual(p.map((value, i) => Math.round((value * q[i]!) / 255)));
  });

  test('colours take on the mean and deviation of the reference', () => {
    const random = generator(4);
    const make = (mean: number, spread: number) =>
      kernels.importImage({
        width: 60,
        height: 60,
        data: Uint8Array.from({ length: 60 * 60 * 4 }, (_, i) =>
          i % 4 === 3 ? 255 : mean + (random() - 0.5) * spread,
        ),
      });
    const image = make(90, 80);
    const reference = make(150, 40);
    kernels.transferColorMeanStd(image, reference);
    const [found, wanted] = [reds(kernels.readImage(image)), reds(kernels.readImage(reference))];
    expect(Math.abs(mean(found) - mean(wanted))).toBeLessThan(2);
    expect(Math.abs(deviation(found) - deviation(wanted))).toBeLessThan(2);
  });

  test('an empty mask leaves colours as they are', () => {
    const data = levels(64, 9, 'noise');
    const image = kernels.importImage({ width: 4, height: 4, data });
    kernels.transferColorMeanStd(image, kernels.createImage(4, 4), kernels.createMask(4, 4));
    expect([...kernels.readImage(image)]).toEqual([...data]);
  });

  test('histogram matching takes the hue of the reference and keeps the luminance of the picture', () => {
    const random = generator(11);
    const make = (tint: readonly number[]) =>
      kernels.importImage({
        width: 50,
        height: 50,
        data: Uint8Array.from({ length: 50 * 50 * 4 }, (_, i) =>
          i % 4 === 3 ? 255 : 60 + tint[i % 4]! + random() * 90,
        ),
      });
    const image = make([0, 0, 30]);
    const reference = make([60, 10, 0]);
    const before = kernels.readImage(image);
    kernels.transferColorHistogram(image, reference);
    const after = kernels.readImage(image);
    const channel = (pixels: ArrayLike<number>, index: number) =>
      mean(Array.from(pixels).filter((_, i) => i % 4 === index));
    expect(channel(after, 0)).toBeGreaterThan(channel(after, 2) + 25);
    const luminance = (pixels: ArrayLike<number>, i: number) =>
      0.299 * pixels[i]! + 0.587 * pixels[i + 1]! + 0.114 * pixels[i + 2]!;
    for (let i = 0; i < after.length; i += 4) {
      expect(Math.abs(luminance(after, i) - luminance(before, i))).toBeLessThan(1.01);
    }
  });

  test('a mesh of two triangles covers its square once, without hole or overlap', () => {
    const src = kernels.importImage({ width: 4, height: 4, data: new Uint8Array(64).fill(255) });
    const from = Float32Array.of(0, 0, 3, 0, 0, 3, 3, 3);
    const to = Float32Array.of(1, 1, 7, 1, 1, 7, 7, 7);
    const cover = (triangles: number[]): number[] => {
      const dst = kernels.createImage(9, 9);
      kernels.warpMesh(src, dst, { from, to, triangles: Uint16Array.from(triangles) });
      return reds(kernels.readImage(dst)).map((value) => value / 255);
    };
    const first = cover([0, 1, 2]);
    const second = cover([1, 3, 2]);
    const sums = first.map((value, i) => value + second[i]!);
    expect(Math.max(...sums)).toBe(1);
    expect(sums.reduce((a, b) => a + b)).toBe(36);
    expect(cover([0, 1, 2, 1, 3, 2])).toEqual(sums);
    expect(cover([0, 2, 1]).every((value) => value === 0)).toBe(true);
  });

  test('the nearer triangle wins, whichever comes first', () => {
    const src = grey(kernels, 2, [50, 200]);
    const from = Float32Array.of(0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0);
    const to = Float32Array.of(0, 0, 9, 0, 0, 9, 0, 0, 9, 0, 0, 9);
    const depth = Float32Array.of(1, 1, 1, 2, 2, 2);
    for (const triangles of [Uint16Array.of(0, 1, 2, 3, 4, 5), Uint16Array.of(3, 4, 5, 0, 1, 2)]) {
      const dst = kernels.createImage(8, 8);
      kernels.warpMesh(src, dst, { from, to, depth, triangles });
      expect([...kernels.readImage(dst).subarray(0, 4)]).toEqual([50, 50, 50, 255]);
    }
  });

  test('pasting touches nothing where the mask is 0, and says what it touched', () => {
    const data = levels(30 * 20 * 4, 21, 'noise');
    const frame = kernels.importImage({ width: 30, height: 20, data });
    const crop = kernels.importImage({ width: 10, height: 10, data: new Uint8Array(400).fill(255) });
    const mask = kernels.createMask(10, 10);
    kernels.drawBox(mask, { x: 2, y: 3, width: 4, height: 5 }, 255);
    const touched = kernels.paste(frame, crop, mask, { ...identity, tx: -12, ty: -6 });
    expect(touched).toEqual({ x: 14, y: 9, width: 4, height: 5 });
    const after = kernels.readImage(frame);
    for (let i = 0; i < after.length; i++) {
      const x = (i >> 2) % 30;
      const y = Math.floor((i >> 2) / 30);
      const inside = x >= 14 && x < 18 && y >= 9 && y < 14;
      expect(after[i]).toBe(inside && i % 4 !== 3 ? 255 : data[i]);
    }
  });

  test('paste reports one rectangle around everything it touched, however wide', () => {
    const [width, height] = [400, 60];
    const frame = kernels.createImage(width, height);
    const crop = grey(
      kernels,
      width,
      Array.from({ length: width * height }, () => 200),
    );
    const mask = kernels.createMask(width, height);
    kernels.drawBox(mask, { x: 10, y: 5, width: 50, height: 50 }, 255);
    kernels.drawBox(mask, { x: 150, y: 20, width: 240, height: 10 }, 255);
    expect(kernels.paste(frame, crop, mask, identity)).toEqual({ x: 10, y: 5, width: 380, height: 50 });
  });

  test('an 8K frame is worked on in its last corner', () => {
    const mark = kernels.mark();
    const frame = kernels.createImage(7680, 4320);
    const crop = kernels.importImage({ width: 8, height: 8, data: new Uint8Array(256).fill(200) });
    const mask = kernels.importMask(8, 8, new Uint8Array(64).fill(255));
    const toCorner = { ...identity, tx: -7672, ty: -4312 };
    expect(kernels.paste(frame, crop, mask, toCorner)).toEqual({ x: 7672, y: 4312, width: 8, height: 8 });
    const back = kernels.createImage(8, 8);
    kernels.warpAffine(frame, back, toCorner, 'bilinear', 'transparent');
    expect(new Set(reds(kernels.readImage(back)))).toEqual(new Set([200]));
    kernels.release(mark);
  });

  test('pasting outside the frame, or through an empty mask, touches nothing', () => {
    const data = levels(12 * 12 * 4, 2, 'noise');
    const frame = kernels.importImage({ width: 12, height: 12, data });
    const crop = kernels.createImage(5, 5);
    const full = kernels.createMask(5, 5);
    kernels.drawBox(full, { x: 0, y: 0, width: 5, height: 5 }, 255);
    const nowhere = { x: 0, y: 0, width: 0, height: 0 };
    expect(kernels.paste(frame, crop, full, { ...identity, tx: 400 })).toEqual(nowhere);
    expect(kernels.paste(frame, crop, kernels.createMask(5, 5), identity)).toEqual(nowhere);
    expect([...kernels.readImage(frame)]).toEqual([...data]);
  });
});

function row(kernels: Kernels, mask: Mask): string {
  return Array.from(kernels.readMask(mask), (value) => (value === 0 ? '.' : '#')).join('');
}

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}
