import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { Sharp } from 'sharp';
import sharp from 'sharp';

/** An empty folder that is gone when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'facet-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** RGBA pixels that differ everywhere, smooth enough for lossy formats. */
export function gradient(width: number, height: number, alpha = 255): Uint8Array {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data.set(
        [40 + (150 * x) / width, 60 + (140 * y) / height, 200 - (120 * x) / width, alpha],
        (y * width + x) * 4,
      );
    }
  }
  return data;
}

/** Pixels without any pattern, from a fixed seed: a lossy step anywhere would show. */
export function noise(width: number, height: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length: width * height * 4 }, () => {
    state = (state * 48271) % 2147483647;
    return state & 255;
  });
}

export function fromPixels(data: Uint8Array, width: number, height: number): Sharp {
  return sharp(data, { raw: { width, height, channels: 4 } });
}

/** The largest difference between two pictures, and the mean one, in levels of 255. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): { max: number; mean: number } {
  if (a.length !== b.length) throw new Error(`Expected ${b.length} values but received ${a.length}`);
  let max = 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i]! - b[i]!);
    max = Math.max(max, d);
    sum += d;
  }
  return { max, mean: sum / a.length };
}
