import { identity } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';
import { levels } from '../pictures.ts';
import { grey, reds } from './greys.ts';

describe.each(await bothBackends())('known results of the %s kernels: pasting', (_, kernels) => {
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

  test('pasting with other colours is changing the colours and then pasting', () => {
    const size = { width: 9, height: 7 };
    const data = levels(9 * 7 * 4, 4, 'noise');
    const colors = { gain: [1.2, 0.5, -1], offset: [-20, 30.5, 255] } as const;
    const changed = data.map((level, i) => {
      if (i % 4 === 3) return level;
      const channel = (i % 4) as 0 | 1 | 2;
      return Math.min(
        Math.max(Math.floor(level * colors.gain[channel] + colors.offset[channel] + 0.5), 0),
        255,
      );
    });
    const mask = kernels.importMask(9, 7, levels(9 * 7, 3, 'noise'));
    const turned = { a: 0.9, b: 0.2, tx: -3, c: -0.2, d: 0.9, ty: 1 };
    const [one, other] = [kernels.createImage(14, 12), kernels.createImage(14, 12)];
    const touched = kernels.paste(one, kernels.importImage({ ...size, data }), mask, turned, { colors });
    const before = kernels.paste(other, kernels.importImage({ ...size, data: changed }), mask, turned);
    expect(touched).toEqual(before);
    expect(kernels.readImage(one)).toEqual(kernels.readImage(other));
  });

  test('ranges of rows pasted one after another give what one paste gives, and each touches its rows only', () => {
    const under = { width: 30, height: 41, data: levels(30 * 41 * 4, 9, 'noise') };
    const crop = kernels.importImage({ width: 20, height: 20, data: levels(1600, 2, 'ramp') });
    const mask = kernels.createMask(20, 20);
    kernels.drawBox(mask, { x: 1, y: 1, width: 18, height: 18 }, 200);
    const turned = { a: 0.6, b: 0.2, tx: -2, c: -0.2, d: 0.6, ty: 1 };
    const [whole, parts] = [kernels.importImage(under), kernels.importImage(under)];
    const box = kernels.paste(whole, crop, mask, turned);
    const boxes = [0, 7, 8, 20].map((from, i, all) => {
      const before = kernels.readImage(parts);
      const rows = { from, to: all[i + 1] ?? 41 };
      const touched = kernels.paste(parts, crop, mask, turned, { rows });
      const after = kernels.readImage(parts);
      after.forEach((level, at) => {
        const y = Math.floor(at / 120);
        if (y < rows.from || y >= rows.to) expect(level).toBe(before[at]);
      });
      return touched;
    });
    expect(kernels.readImage(parts)).toEqual(kernels.readImage(whole));
    expect(Math.min(...boxes.map(({ y }) => y))).toBe(box.y);
    expect(Math.max(...boxes.map(({ y, height }) => y + height))).toBe(box.y + box.height);
    expect(boxes.reduce((sum, { height }) => sum + height, 0)).toBe(box.height);
    const none = kernels.paste(parts, crop, mask, turned, { rows: { from: 5, to: 5 } });
    expect(none).toEqual({ x: 0, y: 0, width: 0, height: 0 });
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
