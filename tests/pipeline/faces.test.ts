import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FacesResult } from '../../host/dist/faces/index.js';
import { decodeFile, readProvenance } from '../../host/dist/media/index.js';
import { colorAt, colorConfig, colorWorld, drawFaces, pixel, side } from '../support/color-faces.ts';
import { facet, fixture, tempFolder } from '../support/facet.ts';

/** A face tool on the colour world, as a process. */
async function faces(folder: string, ...args: string[]): Promise<FacesResult & { code: number | null }> {
  writeFileSync(path.join(folder, 'facet.config.mjs'), colorConfig(''));
  const { code, stdout, stderr } = await facet(['faces', ...args, '--json'], { cwd: folder });
  expect({ args, stderr: stdout === '' ? stderr : '' }).toEqual({ args, stderr: '' });
  return { ...(JSON.parse(stdout) as FacesResult), code };
}

describe('facet faces', () => {
  let world: Awaited<ReturnType<typeof colorWorld>>;
  beforeAll(async () => {
    world = await colorWorld();
  });

  test('detect lists faces from the left, and draws numbered boxes', async () => {
    const folder = tempFolder();
    const { code, pictures } = await faces(world.folder, 'detect', 'group.png', '--annotate', folder);
    expect(code).toBe(0);
    const [picture] = pictures!;
    expect(picture!.faces.map(({ box }) => Math.round(box.x))).toEqual([20, 130, 240]);
    expect(picture!.faces[0]).not.toHaveProperty('embedding');
    expect(picture!.outputs).toEqual([path.join(folder, 'group-faces.png')]);
    expect(await pixel(picture!.outputs[0]!, [177, 67])).toEqual([255, 220, 0]);
    expect(await colorAt(picture!.outputs[0]!, [154, 54])).toBe('green');
  });

  test('detect exits 4 when there is no face', async () => {
    await drawFaces(world.at('empty.png'), []);
    expect(await faces(world.folder, 'detect', 'empty.png')).toMatchObject({ code: 4 });
  });

  test('analyze adds age, gender and identity', async () => {
    const { pictures } = await faces(world.folder, 'analyze', 'red.png');
    expect(pictures![0]!.faces[0]).toMatchObject({
      gender: 'female',
      age: 30,
      embedding: { model: 'color/rgb@1' },
    });
  });

  test('extract writes the box of each face, plain or enlarged', async () => {
    const folder = tempFolder();
    const plain = await faces(world.folder, 'extract', 'group.png', '-o', folder);
    const outputs = plain.pictures![0]!.outputs;
    expect(outputs.map((file) => path.basename(file))).toEqual(['group-0.png', 'group-1.png', 'group-2.png']);
    const { pixels } = await decodeFile(outputs[1]!);
    expect(Math.abs(pixels.width - side)).toBeLessThanOrEqual(1);
    expect(await colorAt(outputs[1]!, [24, 24])).toBe('green');
    expect(await readProvenance(readFileSync(outputs[1]!))).toEqual({});
    const large = await faces(
      world.folder,
      'extract',
      'group.png',
      '-o',
      folder,
      '--upscaler',
      'lanczos',
      '--overwrite',
    );
    expect(await readProvenance(readFileSync(large.pictures![0]!.outputs[1]!))).toHaveProperty(
      'digitalSourceType',
    );
    const enlarged = (await decodeFile(large.pictures![0]!.outputs[1]!)).pixels;
    expect(enlarged.width).toBe(pixels.width * Math.floor(512 / pixels.width));
  });

  test('compare says the calibrated score', async () => {
    expect((await faces(world.folder, 'compare', 'red.png', 'red.png')).similarity).toBe(1);
    expect((await faces(world.folder, 'compare', 'red.png', 'blue.png')).similarity).toBeLessThan(0.2);
  });

  test('build saves the mean of the pictures, and the checkpoint compares and swaps', async () => {
    const { checkpoint } = await faces(
      world.folder,
      'build',
      'red.png',
      'blue.png',
      '--name',
      'Mix 1/2',
      '--gender',
      'male',
      '--preview',
    );
    expect(checkpoint).toMatchObject({
      path: world.at('Mix_12.safetensors'),
      sources: 2,
      gender: 'male',
      age: 30,
      swapper: 'color/paint',
    });
    expect(existsSync(world.at('Mix_12.safetensors.png'))).toBe(true);
    const { similarity } = await faces(world.folder, 'compare', 'red.png', 'Mix_12.safetensors');
    expect(similarity).toBeGreaterThan(0.3);
    expect(similarity).toBeLessThan(0.7);
    const { code } = await facet(['swap', 'green.png', '-s', 'Mix_12.safetensors', '-o', 'mixed.png'], {
      cwd: world.folder,
    });
    expect(code).toBe(0);
    const [r, , b] = await pixel(world.at('mixed.png'), [64, 54]);
    expect(Math.abs(r! - 125)).toBeLessThan(12);
    expect(Math.abs(b! - 130)).toBeLessThan(12);
  });

  test('build shows the face on a portrait, and saves it even if that has no face', async () => {
    await drawFaces(world.at('empty.png'), []);
    const build = (...more: string[]): ReturnType<typeof faces> =>
      faces(
        world.folder,
        'build',
        'blue.png',
        '--name',
        'p',
        '--overwrite',
        '--no-texture',
        '--preview',
        ...more,
      );
    const preview = world.at('p.safetensors.png');
    expect((await build('green.png')).checkpoint!.preview).toBe(preview);
    expect(await colorAt(preview, [64, 54])).toBe('blue');
    expect(await readProvenance(readFileSync(preview))).toHaveProperty('digitalSourceType');
    expect((await decodeFile(preview)).pixels).toMatchObject({ width: 128, height: 108 });
    const { code, checkpoint } = await build('empty.png');
    expect({ code, size: statSync(checkpoint!.path).size < 2048 }).toEqual({ code: 0, size: true });
    expect((await decodeFile(preview)).pixels.width).toBeLessThan(128);
  });

  test('build numbers taken names unless it may overwrite, and can leave the texture out', async () => {
    const build = (...more: string[]): ReturnType<typeof faces> =>
      faces(world.folder, 'build', 'red.png', '--name', 'r', ...more);
    await build();
    expect((await build('--no-texture')).checkpoint!.path).toBe(world.at('r_1.safetensors'));
    expect((await build('--overwrite')).checkpoint!.path).toBe(world.at('r.safetensors'));
    const ran = await facet(['swap', 'green.png', '-s', 'r_1.safetensors', '-o', 'no.png'], {
      cwd: world.folder,
    });
    expect(ran).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('CHECKPOINT_NO_TEXTURE') as unknown,
    });
  });
});

describe('with the embedded models', () => {
  test('a picture compared with itself gives more than 0.90, a checkpoint of it swaps, and without texture it is small', async () => {
    const cwd = tempFolder();
    const source = fixture('astronaut.png');
    const same = await facet(['faces', 'compare', source, source], { cwd });
    expect(Number(same.stdout)).toBeGreaterThan(0.9);
    const previewed = ['--preview', '--json'];
    const other = await facet(
      ['faces', 'build', fixture('grace_hopper.jpg'), '--name', 'grace', ...previewed],
      { cwd },
    );
    expect(other.stderr).not.toContain('shows the source itself');
    const likeness = await facet(['faces', 'compare', 'grace.safetensors.png', fixture('grace_hopper.jpg')], {
      cwd,
    });
    expect(Number(likeness.stdout)).toBeGreaterThan(0.5);
    await facet(['faces', 'build', source, '--name', 'eileen'], { cwd });
    await facet(['faces', 'build', source, '--name', 'small', '--no-texture'], { cwd });
    expect(statSync(path.join(cwd, 'small.safetensors')).size).toBeLessThan(2048);
    const out = ['-o', 'a.png', '--similarity', '--json'];
    const swapped = await facet(['swap', fixture('mona_lisa.jpg'), '-s', 'eileen.safetensors', ...out], {
      cwd,
    });
    expect(swapped.code).toBe(0);
    const refused = await facet(
      ['swap', fixture('mona_lisa.jpg'), '-s', 'small.safetensors', '-o', 'b.png'],
      { cwd },
    );
    expect(refused.stderr).toContain('CHECKPOINT_NO_TEXTURE');
  });
});
