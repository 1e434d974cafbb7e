import type { Kernels, Mask } from '@facet/api';
import { describe, expect, test } from '@jest/globals';
import { bothBackends } from '../builds.ts';

describe.each(await bothBackends())('known results of the %s kernels: masks', (_, kernels) => {
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

  test('multiplying masks rounds their product over 255', () => {
    const p = Uint8Array.from({ length: 256 * 256 }, (_, i) => i & 255);
    const q = Uint8Array.from({ length: 256 * 256 }, (_, i) => i >> 8);
    const dst = kernels.importMask(256, 256, p);
    kernels.combineMasks(dst, kernels.importMask(256, 256, q), 'multiply');
    expect(kernels.readMask(dst)).toEqual(p.map((value, i) => Math.round((value * q[i]!) / 255)));
  });
});

function row(kernels: Kernels, mask: Mask): string {
  return Array.from(kernels.readMask(mask), (value) => (value === 0 ? '.' : '#')).join('');
}
