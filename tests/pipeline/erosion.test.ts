import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runJob } from '../../host/dist/index.js';
import { decodeFile } from '../../host/dist/media/index.js';
import { colorAt, colorWorld, runColors } from '../support/color-faces.ts';
import { fixture, tempFolder } from '../support/facet.ts';

describe('erosion', () => {
  /** How many pixels from its left edge the red square, 48 pixels wide, begins to be more blue than red. */
  async function borderOf(settings: string): Promise<number> {
    const { folder, at } = await colorWorld();
    await runColors(folder, `units: [{ source: 'blue.png', faces: { index: [0] }, masks: [], ${settings} }]`);
    const { data, width } = (await decodeFile(at('out.png'))).pixels;
    const row = (x: number): readonly number[] => [...data.subarray(4 * (64 * width + x)).subarray(0, 3)];
    return Array.from({ length: 48 }, (_, n) => n).find((n) => row(20 + n)[2]! > row(20 + n)[0]!) ?? 48;
  }

  test('is left to the masks unless it is set', async () => {
    expect(await borderOf('')).toBe(0);
  });

  test.each([
    [0, 0],
    [1, 4],
    [2, 9],
    [10, 48],
  ])('of %d moves the edge of the face inwards by %d pixels', async (erosion, border) => {
    expect(await borderOf(`erosion: ${erosion}`)).toBe(border);
  });

  test('leaves the masks of a unit in force', async () => {
    const { folder, at } = await colorWorld();
    const hole = `masks: [{ use: 'box', padding: [0, 0, 0, 50], blur: 0 }]`;
    await runColors(folder, `units: [{ source: 'blue.png', faces: { index: [0] }, erosion: 0.5, ${hole} }]`);
    expect(await colorAt(at('out.png'), [36, 64])).toBe('red');
    expect(await colorAt(at('out.png'), [52, 64])).toBe('blue');
  });

  test('reaches a swapper with a mask of its own', async () => {
    const before = (await decodeFile(fixture('mona_lisa.jpg'))).pixels;
    const folder = tempFolder();
    const changed = async (erosion: number): Promise<number> => {
      const output = path.join(folder, `${erosion}.png`);
      const flags = {
        units: [{ source: fixture('astronaut.png'), masks: [], erosion }],
        targets: [fixture('mona_lisa.jpg')],
        output,
      };
      const io = { signal: new AbortController().signal, onEvent: () => undefined };
      const config = { cwd: folder, file: false as const, flags, env: process.env };
      const report = await runJob({ config, inline: true }, io);
      expect(report.targets[0]?.outcome).toBe('written');
      const { data } = (await decodeFile(output)).pixels;
      let count = 0;
      for (let i = 0; i < data.length; i += 4)
        if (Math.abs(data[i]! - before.data[i]!) + Math.abs(data[i + 1]! - before.data[i + 1]!) > 8) count++;
      return count;
    };
    const [narrow, usual, wide] = [await changed(0.1), await changed(1), await changed(3)];
    expect(usual).toBeLessThan(0.99 * narrow);
    expect(wide).toBeLessThan(0.9 * usual);
  });
});
