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
