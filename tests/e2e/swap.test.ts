import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeFile, readProvenance } from '../../host/dist/media/index.js';
import type { RunReport } from '../../host/dist/index.js';
import { facet, fixture, tempFolder } from '../support/facet.ts';
import { FaceMeter } from '../support/identity.ts';

const portraits = ['astronaut.png', 'grace_hopper.jpg', 'mona_lisa.jpg'];
/** Wears glasses. They stay, and a recognizer takes them for the target: the likeness is measured without. */
const withGlasses = 'grace_hopper.jpg';
const overGlasses = { use: 'mesh', keepOccluders: false };
const pairs = portraits.flatMap((source) =>
  portraits.filter((target) => target !== source).map((target) => [source, target] as const),
);

describe('a swap from the command line', () => {
  let meter: FaceMeter;
  beforeAll(async () => {
    meter = await FaceMeter.open();
  });
  afterAll(() => meter.close());

  test.each(pairs)('%s onto %s looks more like the source than the target', async (source, target) => {
    const output = path.join(tempFolder(), `out${path.extname(target)}`);
    const { code, stderr } = await facet([
      'swap',
      fixture(target),
      '--source',
      fixture(source),
      '-o',
      output,
      ...(target === withGlasses ? ['--set', `unitDefaults.swapper=${JSON.stringify(overGlasses)}`] : []),
    ]);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const [from, to, result] = await Promise.all(
      [fixture(source), fixture(target), output].map((p) => meter.measure(p)),
    );
    const toSource = meter.similarity(result!.vector, from!.vector);
    const toTarget = meter.similarity(result!.vector, to!.vector);
    console.log(
      `${source} -> ${target}: similarity to source ${toSource.toFixed(3)}, to target ${toTarget.toFixed(3)}`,
    );
    expect(toSource).toBeGreaterThan(toTarget);
  });

  test('changes nothing outside the region the report names, and marks the output', async () => {
    const folder = tempFolder();
    const output = path.join(folder, 'out.png');
    const target = fixture('astronaut.png');
    const { code, stdout } = await facet([
      'swap',
      target,
      '--source',
      fixture('mona_lisa.jpg'),
      '-o',
      output,
      '--json',
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as RunReport;
    const region = report.targets[0]?.faces[0]?.swaps[0]?.region;
    expect(region).toBeDefined();
    const [before, after] = await Promise.all([decodeFile(target), decodeFile(output)]);
    let inside = 0;
    let outside = 0;
    for (let i = 0; i < before.pixels.data.length; i++) {
      if (before.pixels.data[i] === after.pixels.data[i]) continue;
      const x = Math.floor(i / 4) % before.pixels.width;
      const y = Math.floor(i / 4 / before.pixels.width);
      const { x: x0, y: y0, width, height } = region!;
      if (x >= x0 && x < x0 + width && y >= y0 && y < y0 + height) inside++;
      else outside++;
    }
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(1000);
    expect(await readProvenance(readFileSync(output))).toMatchObject({
      digitalSourceType: expect.stringContaining('compositeWithTrainedAlgorithmicMedia') as unknown as string,
    });
  });

  test('reports what ran, on what, and how long', async () => {
    const output = path.join(tempFolder(), 'out.jpg');
    const args = [
      'swap',
      fixture('mona_lisa.jpg'),
      '--source',
      fixture('astronaut.png'),
      '-o',
      output,
      '--device',
      'cpu',
    ];
    const { stdout } = await facet([...args, '--json']);
    const report = JSON.parse(stdout) as RunReport;
    expect(report).toMatchObject({
      report: 1,
      exitCode: 0,
      kernels: 'wasm',
      contentCheck: { threshold: 0.6 },
      device: { requested: 'cpu', device: 'cpu' },
      sources: [{ unit: 0, path: fixture('astronaut.png'), faces: 1, contentCheck: { refused: false } }],
      targets: [
        {
          path: fixture('mona_lisa.jpg'),
          outcome: 'written',
          output,
          size: { width: 743, height: 1155 },
          contentCheck: { input: { refused: false }, result: { refused: false } },
          faces: [{ id: 0, swaps: [{ unit: 0, outcome: 'swapped' }] }],
        },
      ],
    });
    expect(report.plugins.map((plugin) => plugin.id)).toEqual(
      expect.arrayContaining(['mediapipe', 'mesh-swap', 'masks', 'content-check']),
    );
    for (const model of report.models) expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.models.map((model) => model.model)).toEqual(
      expect.arrayContaining(['mediapipe/blazeface-back', 'mediapipe/facemesh', 'content-check/nsfw-mid']),
    );
    const stages = report.targets[0]?.times.map((time) => time.stage);
    expect(stages).toEqual(['decode', 'check', 'detect', 'landmarks', 'align', 'swap', 'mask', 'encode']);
  });

  test('can run on the reference kernels as well', async () => {
    const outputs: string[] = [];
    for (const kernels of ['wasm', 'reference']) {
      const output = path.join(tempFolder(), 'out.png');
      const args = ['swap', fixture('mona_lisa.jpg'), '--source', fixture('astronaut.png'), '-o', output];
      expect((await facet([...args, '--kernels', kernels])).code).toBe(0);
      outputs.push(output);
    }
    const [wasm, reference] = await Promise.all(outputs.map((output) => decodeFile(output)));
    let squares = 0;
    wasm!.pixels.data.forEach((value, i) => (squares += (value - reference!.pixels.data[i]!) ** 2));
    const psnr = 10 * Math.log10(255 ** 2 / (squares / wasm!.pixels.data.length));
    console.log(`wasm against reference kernels: ${psnr.toFixed(1)} dB`);
    // The tolerances of single kernels add up over a swap, to a difference nobody sees.
    expect(psnr).toBeGreaterThan(45);
  });
});

describe('a run from a config file', () => {
  test('does what facet.config.ts says', async () => {
    const folder = tempFolder();
    const { writeFileSync, mkdirSync } = await import('node:fs');
    mkdirSync(path.join(folder, 'out'));
    writeFileSync(
      path.join(folder, 'facet.config.ts'),
      `const source: string = ${JSON.stringify(fixture('astronaut.png'))};
       export default {
         units: [{ source, faces: { index: [0] } }],
         targets: [${JSON.stringify(fixture('mona_lisa.jpg'))}, ${JSON.stringify(fixture('grace_hopper.jpg'))}],
         output: 'out/{name}.{ext}',
         report: 'out/report.json',
       };`,
    );
    const { code, stderr } = await facet(['run'], { cwd: folder });
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    for (const file of ['mona_lisa.jpg', 'grace_hopper.jpg', 'report.json']) {
      expect(existsSync(path.join(folder, 'out', file))).toBe(true);
    }
  });
});
