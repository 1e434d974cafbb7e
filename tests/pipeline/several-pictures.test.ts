import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readTensorFile, writeTensorFile } from '../../host/dist/checkpoints/safetensors.js';
import { createImages, decodeFile } from '../../host/dist/media/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';

const [source, target] = [fixture('astronaut.png'), fixture('mona_lisa.jpg')];
const cwd = tempFolder();

interface Strip {
  readonly from: number;
  readonly to: number;
}
/** What of the portrait hair is drawn over, in its pixels: beside either eye, and down to the jaw. */
const [left, right]: [Strip, Strip] = [
  { from: 150, to: 196 },
  { from: 254, to: 300 },
];

/** The portrait with hair over one cheek. */
async function covered(name: string, { from, to }: Strip): Promise<string> {
  const { pixels } = await decodeFile(source);
  for (let y = 95; y < 175; y++) {
    for (let x = from; x < to; x++) pixels.data.set([38, 27, 22, 255], 4 * (y * pixels.width + x));
  }
  writeFileSync(path.join(cwd, name), await createImages().encodePng(pixels));
  return name;
}

async function swap(output: string, sources: readonly string[]): Promise<Uint8ClampedArray | Uint8Array> {
  const { code, stderr } = await facet(
    ['swap', target, ...sources.flatMap((file) => ['-s', file]), '-o', output],
    { cwd },
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return (await decodeFile(path.join(cwd, output))).pixels.data;
}

/** Mean distance between two results, in levels, where a swap changes the target. */
function apart(p: ArrayLike<number>, q: ArrayLike<number>, plain: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    if (p[i] === plain[i] && q[i] === plain[i]) continue;
    sum += Math.abs(p[i]! - q[i]!);
    count++;
  }
  return sum / count;
}

describe('a source of two pictures, with hair over one cheek each', () => {
  let both: readonly string[];
  beforeAll(async () => {
    both = [await covered('a.png', left), await covered('b.png', right)];
  });

  test('swaps more like the whole face than either picture by itself', async () => {
    const plain = (await decodeFile(target)).pixels.data;
    const whole = await swap('whole.png', [source]);
    const merged = apart(await swap('merged.png', both), whole, plain);
    const alone = await Promise.all(
      both.map(async (file, k) => apart(await swap(`alone-${k}.png`, [file]), whole, plain)),
    );
    console.log(
      `from the whole face: merged ${merged.toFixed(2)}, alone ${alone.map((v) => v.toFixed(2)).join()}`,
    );
    for (const distance of alone) expect(merged).toBeLessThan(distance);
  });

  test('saved as a face swaps to the level as the pictures do', async () => {
    const built = await facet(['faces', 'build', ...both, '--name', 'both'], { cwd });
    expect(built.code).toBe(0);
    const saved = await swap('saved.png', ['both.safetensors']);
    expect(Buffer.compare(Buffer.from(saved), Buffer.from(await swap('direct.png', both)))).toBe(0);
  });

  test('saved in a form this version does not read is refused before the run', async () => {
    const { metadata, tensors } = readTensorFile(readFileSync(path.join(cwd, 'both.safetensors')), 'both');
    const { 'facet.swapper.format': format, ...older } = metadata;
    expect(Number(format)).toBeGreaterThan(1);
    writeFileSync(path.join(cwd, 'older.safetensors'), writeTensorFile({ tensors, metadata: older }));
    const refused = await facet(['swap', target, '-s', 'older.safetensors', '-o', 'none.png'], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('CHECKPOINT_OUTDATED');
    expect(refused.stderr).toContain('facet faces build');
  });
});
