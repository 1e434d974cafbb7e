import { writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createImages, decodeFile } from '../../host/dist/media/index.js';
import { colorWorld, green, red, runColors } from '../support/color-faces.ts';

/** The face is this wide and high in its picture, and 64 pixels in its crop. */
const faceSide = 320;
const margin = 24;

/** A face of upright stripes, three pixels each, of two colours whose average is neither. */
async function stripedFace(file: string): Promise<void> {
  const side = faceSide + 2 * margin;
  const data = new Uint8Array(side * side * 4).fill(128);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [(i % side) - margin, Math.floor(i / side) - margin];
    if (x >= 0 && y >= 0 && x < faceSide && y < faceSide) data.set(x % 6 < 3 ? red : green, 4 * i);
    data[4 * i + 3] = 255;
  }
  writeFileSync(file, await createImages().encodePng({ width: side, height: side, data }));
}

describe('a face much larger than its crop shows no false pattern', () => {
  test.each([
    ['aligned', ''],
    ['given back the colours of the target', `colorCorrection: true,`],
  ])('%s', async (_, settings) => {
    const { folder, at } = await colorWorld();
    await stripedFace(at('striped.png'));
    // A swap of no strength: what comes out is the crop, enlarged again.
    const swapper = `swapper: { use: 'paint', strength: 0 }`;
    const unit = `{ source: 'blue.png', masks: [], ${settings} ${swapper} }`;
    const { targets } = await runColors(folder, `targets: 'striped.png', units: [${unit}]`);
    expect(targets[0]).toMatchObject({ outcome: 'written' });
    const { data, width } = (await decodeFile(at('out.png'))).pixels;
    const reds = Array.from({ length: 240 }, (_value, x) => data[4 * (180 * width + 64 + x)]!);
    // Five pixels of stripes of three hold two or three of each colour.
    const share = (part: number): number => part * red[0] + (1 - part) * green[0];
    expect(Math.min(...reds)).toBeGreaterThan(share(0.4) - 3);
    expect(Math.max(...reds)).toBeLessThan(share(0.6) + 3);
  });
});

describe('a crop much larger than its face pastes no false pattern', () => {
  test.each([
    ['with the edge of its masks', ''],
    ['with an edge of its own', 'erosion: 1,'],
  ])('%s', async (_, settings) => {
    const { folder, at, group } = await colorWorld();
    // Stripes two pixels wide; ten of the crop's pixels fall on one of the face's.
    const swapper = `swapper: { use: 'paint', side: 500, stripes: true }`;
    const unit = `{ source: 'blue.png', masks: [], ${settings} ${swapper} }`;
    const { targets } = await runColors(folder, `targets: ${JSON.stringify(group)}, units: [${unit}]`);
    expect(targets[0]).toMatchObject({ outcome: 'written' });
    const { data, width } = (await decodeFile(at('out.png'))).pixels;
    const reds = Array.from({ length: 24 }, (_value, x) => data[4 * (44 * width + 142 + x)]!);
    expect(Math.min(...reds)).toBeGreaterThan(100);
    expect(Math.max(...reds)).toBeLessThan(156);
  });
});
