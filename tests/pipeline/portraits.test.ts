import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createKernels } from '@facet/core-wasm';
import type { ManagedKernels } from '@facet/core-wasm';
import type { FacesResult } from '../../host/dist/faces/index.js';
import { runJob } from '../../host/dist/index.js';
import { createImages, decodeFile } from '../../host/dist/media/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';

const portraits = ['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'];

let kernels: ManagedKernels;
beforeAll(async () => {
  kernels = await createKernels('wasm');
});

interface Placed {
  readonly portrait: string;
  /** Where the face's centre comes to lie, and how wide the face becomes. */
  readonly x: number;
  readonly y: number;
  readonly face: number;
}

/** Centre and width of the face of each portrait, in its own pixels. */
const faces: Readonly<Record<string, readonly [number, number, number]>> = {
  'astronaut.png': [222, 118, 100],
  'grace_hopper.jpg': [265, 200, 190],
  'mona_lisa.jpg': [340, 270, 180],
};

/** A picture on grey with parts of portraits in it. */
async function collage(
  file: string,
  width: number,
  height: number,
  placed: readonly Placed[],
): Promise<string> {
  const frame = kernels.importImage({
    width,
    height,
    data: new Uint8ClampedArray(width * height * 4).fill(140),
  });
  for (const { portrait, x, y, face } of placed) {
    const image = kernels.importImage((await decodeFile(fixture(portrait))).pixels);
    const [cx, cy, size] = faces[portrait]!;
    const scale = face / size;
    const small = kernels.createImage(Math.round(image.width * scale), Math.round(image.height * scale));
    kernels.resize(image, small, 'area');
    const mask = kernels.createMask(small.width, small.height);
    kernels.drawEllipse(mask, { x: cx * scale, y: cy * scale }, 0.9 * face, 1.2 * face, 0, 255);
    kernels.paste(frame, small, mask, { a: 1, b: 0, tx: cx * scale - x, c: 0, d: 1, ty: cy * scale - y });
  }
  writeFileSync(file, await createImages().encodePng({ width, height, data: kernels.readImage(frame) }));
  return file;
}

test('on a picture of 256 x 256 pixels with two faces, extraction gives both, the left one first', async () => {
  const folder = tempFolder();
  const file = await collage(path.join(folder, 'pair.png'), 256, 256, [
    { portrait: 'mona_lisa.jpg', x: 190, y: 120, face: 60 },
    { portrait: 'astronaut.png', x: 70, y: 140, face: 60 },
  ]);
  const { code, stdout } = await facet(['faces', 'extract', file, '-o', folder, '--json'], { cwd: folder });
  expect(code).toBe(0);
  const [picture] = (JSON.parse(stdout) as FacesResult).pictures!;
  const centres = picture!.faces.map(({ box }) => box.x + box.width / 2);
  expect(centres).toHaveLength(2);
  for (const [n, x] of [70, 190].entries()) expect(Math.abs(centres[n]! - x)).toBeLessThan(15);
  expect(picture!.outputs.map((output) => path.basename(output))).toEqual(['pair-0.png', 'pair-1.png']);
  const compare = async (output: string, portrait: string): Promise<number> =>
    Number((await facet(['faces', 'compare', output, fixture(portrait)], { cwd: folder })).stdout);
  expect(await compare(file, 'astronaut.png')).toBeGreaterThan(0.5);
});

describe('a swapped face is like its source', () => {
  const pairs = portraits.flatMap((source) =>
    portraits.filter((target) => target !== source).map((target) => [source, target] as const),
  );
  test.each(pairs)('%s on %s', async (source, target) => {
    const folder = tempFolder();
    const flags = {
      units: [{ source: fixture(source), similarity: { compute: true } }],
      targets: [fixture(target)],
      output: path.join(folder, 'out.png'),
    };
    const io = { signal: new AbortController().signal, onEvent: () => undefined };
    const config = { cwd: folder, file: false as const, flags, env: process.env };
    const report = await runJob({ config, inline: true }, io);
    const [swap] = report.targets[0]!.faces.flatMap((face) => face.swaps);
    expect(swap?.similarity).toBeGreaterThan(0.5);
  });
});

test('faces 40 pixels wide are found in a picture of 6000 x 4000', async () => {
  const folder = tempFolder();
  const placed = Array.from({ length: 12 }, (_, n) => ({
    portrait: portraits[n % 3]!,
    x: 300 + 490 * n,
    y: 300 + ((n * 1301) % 3500),
    face: 40,
  }));
  const file = await collage(path.join(folder, 'crowd.png'), 6000, 4000, placed);
  const size = ['--set', 'detector.size=4096'];
  const { stdout } = await facet(['faces', 'detect', file, '--json', ...size], { cwd: folder });
  const [picture] = (JSON.parse(stdout) as FacesResult).pictures!;
  const found = picture!.faces.map(({ box }) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }));
  for (const { x, y } of placed)
    expect(found.some((centre) => Math.hypot(centre.x - x, centre.y - y) < 25)).toBe(true);
  expect(found).toHaveLength(placed.length);
});
