import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { loadConfig } from '../../host/dist/config/index.js';
import { EnvironmentKeeper } from '../../host/dist/engine/environment-keeper.js';
import { PluginWatch } from '../../host/dist/plugins/index.js';
import { fixture, root, tempFolder } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';
import { runWarm } from '../support/warm-jobs.ts';

const kept = { most: 1, idleMs: 600_000 };

test('a job in a warm engine is the job it would be in a new one', () => {
  const folder = tempFolder();
  const job = (output: string, unit: object = {}): Record<string, unknown> => ({
    units: [{ source: fixture('astronaut.png'), ...unit }],
    targets: [fixture('mona_lisa.jpg')],
    output,
  });
  const other = { upscaler: 'slim-x2', sharpen: true };
  const warm = runWarm(folder, {
    jobs: [
      job('a.png'),
      job('b.png', other),
      job('c.png'),
      job('d.png', { swapper: 'nobody' }),
      job('e.png'),
    ],
    limits: kept,
  });
  const cold = runWarm(folder, { jobs: [job('cold.png', other)], limits: { most: 1, idleMs: 0 } });
  const [first, second, third, wrong, last] = warm;
  const picture = (name: string): Buffer => readFileSync(path.join(folder, name));
  expect(picture('b.png').equals(picture('cold.png'))).toBe(true);
  expect(picture('b.png').equals(picture('a.png'))).toBe(false);
  expect(picture('c.png').equals(picture('a.png'))).toBe(true);
  expect(wrong).toMatchObject({ error: { code: 'UNKNOWN_PROVIDER' } });
  expect(picture('e.png').equals(picture('a.png'))).toBe(true);

  const use = ({ plugins, models }: RunReport): object => ({
    plugins: plugins.map(({ id }) => id),
    runs: Object.fromEntries(models.map(({ model, runs }) => [model, runs])),
  });
  expect(use(second!)).toEqual(use(cold[0]!));
  expect(use(third!)).toEqual(use(first!));
  expect(use(last!)).toEqual(use(first!));
  expect(first!.models.every(({ openMs }) => openMs > 0)).toBe(true);
  expect(third!.models.every(({ openMs }) => openMs === 0)).toBe(true);
  expect(third!.peakKernelBytes).toBe(first!.peakKernelBytes);
});

/** Writes down when it is activated and disposed of, and misbehaves on the picture `bad.jpg`. */
const diary = (act: string): string => `
  const { appendFileSync } = await import('node:fs');
  const write = (line) => appendFileSync('diary', line);
  write('activated ');
  ctx.onDispose(() => write('disposed '));
  ctx.hooks.check.tap(async (image, frame) => { if (frame.path.endsWith('bad.jpg')) { ${act} } });`;
const read = (folder: string): string => readFileSync(path.join(folder, 'diary'), 'utf8');
const outcomes = (reports: readonly RunReport[]): readonly unknown[] =>
  reports.map(({ targets }) => targets[0]?.outcome);

const jobs = [{ targets: ['first.jpg'] }, { targets: ['bad.jpg'] }, { targets: ['last.jpg'] }];

test('plugins stay active between jobs, and are disposed of in the end', () => {
  const folder = misbehavingProject(diary(''), 'activate');
  expect(outcomes(runWarm(folder, { jobs, limits: kept }))).toEqual(['written', 'written', 'written']);
  expect(read(folder)).toBe('activated disposed ');
});

test('a plugin that stands in a TypeScript config stays active as well', () => {
  const folder = misbehavingProject('', 'activate');
  const json = path.join(folder, 'facet.config.json');
  const plugin = `{ name: 'inline', version: '1.0.0', facet: '*', manifest: { manifest: 1, hooks: true },
    async activate(ctx) { ${diary('')} } }`;
  const config = readFileSync(json, 'utf8').replace('"./plugin"', `"./plugin", ${plugin}`);
  rmSync(json);
  writeFileSync(path.join(folder, 'facet.config.ts'), `export default ${config};`);
  expect(outcomes(runWarm(folder, { jobs, limits: kept }))).toEqual(['written', 'written', 'written']);
  expect(read(folder)).toBe('activated disposed ');
});

test('an engine in which a plugin has failed is not used again', () => {
  const folder = misbehavingProject(diary(`throw new Error('no');`), 'activate');
  expect(outcomes(runWarm(folder, { jobs, limits: kept }))).toEqual(['written', 'failed', 'written']);
  expect(read(folder)).toBe('activated activated disposed ');
});

test('an engine that has died is replaced', () => {
  const folder = misbehavingProject(diary('process.reallyExit(9);'), 'activate');
  expect(outcomes(runWarm(folder, { jobs, limits: kept }))).toEqual(['written', 'failed', 'written']);
  // The job is tried once more in a new engine, which dies as well.
  expect(read(folder)).toBe('activated activated activated disposed ');
});

test('an activation that fails is tried again with the next job', () => {
  const folder = misbehavingProject(
    `const fs = await import('node:fs');
     if (!fs.existsSync('mended')) { fs.writeFileSync('mended', ''); throw new Error('not yet'); }`,
    'activate',
  );
  const [failed, mended] = runWarm(folder, { jobs: jobs.slice(0, 2), limits: kept });
  expect(failed).toMatchObject({ error: { code: 'PLUGIN_ACTIVATION' } });
  expect(mended?.targets[0]?.outcome).toBe('written');
});

test('an engine without work is ended after a while', () => {
  const folder = misbehavingProject(diary(''), 'activate');
  const until = { file: 'diary', text: 'disposed' };
  runWarm(folder, { jobs: jobs.slice(0, 1), limits: { most: 1, idleMs: 1 }, until });
  expect(read(folder)).toBe('activated disposed ');
});

test('an environment is kept while the config asks for the same and it is small', async () => {
  const keeper = new EnvironmentKeeper();
  const events = { watch: new PluginWatch(), onDiagnostic: () => undefined };
  const open = async (...set: readonly string[]) => {
    const request = { cwd: root, file: false, set: ['device=cpu', ...set], env: process.env } as const;
    return keeper.open(await loadConfig(request), request, events);
  };
  const first = await open();
  await first.dispose();
  const same = await open('detector.size=320', 'unitDefaults.sharpen=true');
  expect(same.kernels).toBe(first.kernels);
  expect(same.loaded.config.detector).toMatchObject({ size: 320 });
  await same.dispose();

  for (const set of ['kernels=reference', 'engine.threads=1', 'plugins=["./examples/facet-plugin-studio"]']) {
    const other = await open(set);
    expect(other.kernels).not.toBe(first.kernels);
    await other.dispose();
  }
  const large = await open();
  large.kernels.createImage(8192, 8193);
  await large.dispose();
  const fresh = await open();
  expect(fresh.kernels).not.toBe(large.kernels);
  await keeper.dispose();
});
