import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { decodeFile, readProvenance } from '../../host/dist/media/index.js';
import { facet, fixture } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

const unit = (more: object = {}) => ({
  source: fixture('grace_hopper.jpg'),
  swapper: 'same',
  masks: [{ use: 'box' }],
  ...more,
});

async function run(folder: string, ...args: readonly string[]) {
  const { code, stdout } = await facet(['run', '--json', ...args], { cwd: folder });
  return { code, report: JSON.parse(stdout) as RunReport };
}

const sizeOf = async (file: string) => {
  const { width, height } = (await decodeFile(file, { maxPixels: 1e8 })).pixels;
  return [width, height];
};

describe('--inspect', () => {
  test('writes the face after every stage, the mask and the pasted frame, and names them in the report', async () => {
    const folder = misbehavingProject('', 'stage', {
      targets: ['first.jpg', 'last.jpg'],
      units: [unit({ upscaler: { use: 'lanczos', scale: 2 }, sharpen: true, colorCorrection: true }), unit()],
    });
    const { report } = await run(folder, '--inspect', 'look');
    const look = path.join(folder, 'look');
    expect(readdirSync(look).sort()).toEqual(['0000-first', '0001-last']);
    const files = [
      'unit0-face0-01-align.png',
      'unit0-face0-02-swap.png',
      'unit0-face0-03-upscale.png',
      'unit0-face0-04-sharpen.png',
      'unit0-face0-05-colors.png',
      'unit0-face0-06-mask.png',
      'unit0-face0-07-paste.png',
      'unit1-face0-01-align.png',
      'unit1-face0-02-swap.png',
      'unit1-face0-03-mask.png',
      'unit1-face0-04-paste.png',
      'frame-01-finish.png',
      'frame-02-result.png',
    ];
    const first = path.join(look, '0000-first');
    expect(report.targets[0]!.inspection).toEqual(files.map((file) => path.join(first, file)));
    expect(readdirSync(first).sort()).toEqual([...files].sort());

    const at = (name: string): string => path.join(first, name);
    expect(await sizeOf(at('unit0-face0-01-align.png'))).toEqual([64, 64]);
    expect(await sizeOf(at('unit0-face0-03-upscale.png'))).toEqual([128, 128]);
    expect(await sizeOf(at('unit0-face0-06-mask.png'))).toEqual([128, 128]);
    expect(await sizeOf(at('unit0-face0-07-paste.png'))).toEqual(await sizeOf(fixture('grace_hopper.jpg')));
    const { data } = (await decodeFile(at('unit1-face0-03-mask.png'), { maxPixels: 1e8 })).pixels;
    const [red, green, blue, alpha] = data;
    expect([green, blue, alpha]).toEqual([red, red, 255]);
    expect(red).toBeLessThan(8);
    expect(Math.max(...data)).toBe(255);
    expect((await decodeFile(at('frame-02-result.png'))).pixels).toEqual(
      (await decodeFile(path.join(folder, 'out', 'first.png'))).pixels,
    );
    const provenance = await readProvenance(readFileSync(at('unit0-face0-02-swap.png')));
    expect(provenance.digitalSourceType).toContain('compositeWithTrainedAlgorithmicMedia');
  });

  test('keeps what came before a failure, and replaces what an earlier run left', async () => {
    const folder = misbehavingProject(`throw new Error('a bug');`, 'stage', {
      targets: ['bad.jpg'],
      units: [unit()],
      inspect: 'look',
    });
    const dir = path.join(folder, 'look', '0000-bad');
    const first = await run(folder);
    expect(first.code).toBe(1);
    expect(readdirSync(dir)).toContain('unit0-face0-04-paste.png');
    expect(readdirSync(dir)).not.toContain('frame-01-finish.png');
    writeFileSync(path.join(dir, 'unit0-face0-09-restore.png'), 'old');
    writeFileSync(path.join(dir, 'notes.txt'), 'mine');
    const second = await run(folder);
    expect(second.report.targets[0]!.inspection).toHaveLength(4);
    expect(readdirSync(dir)).not.toContain('unit0-face0-09-restore.png');
    expect(readdirSync(dir)).toContain('notes.txt');
  });

  test('leaves nothing of a result that the content check refuses', async () => {
    const pattern = JSON.stringify(fixture('refused-pattern.jpg'));
    const act = `const { readFileSync } = await import('node:fs');
      return ctx.kernels.importImage(await ctx.images.decode(readFileSync(${pattern})));`;
    const folder = misbehavingProject(act, 'stage', { targets: ['bad.jpg'], units: [unit()] });
    const { code, report } = await run(folder, '--inspect', 'look');
    expect(code).toBe(3);
    expect(report.targets[0]).not.toHaveProperty('inspection');
    expect(readdirSync(path.join(folder, 'look', '0000-bad'))).toEqual([]);
  });

  test('is not asked for by default', async () => {
    const folder = misbehavingProject('', 'stage', { targets: ['first.jpg'] });
    const { report } = await run(folder);
    expect(report.targets[0]).not.toHaveProperty('inspection');
    expect(existsSync(path.join(folder, 'look'))).toBe(false);
  });

  test('names the folder that takes no files', async () => {
    const folder = misbehavingProject('', 'stage', { targets: ['first.jpg'] });
    const { report } = await run(folder, '--inspect', 'first.jpg');
    expect(report.targets[0]).toMatchObject({ outcome: 'failed', error: { code: 'OUTPUT_NOT_WRITABLE' } });
  });
});
