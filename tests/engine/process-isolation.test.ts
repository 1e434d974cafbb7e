import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Inspection, RunReport } from '../../host/dist/index.js';
import { facet } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

const crash = `process.kill(process.pid, 'SIGSEGV'); for (;;);`;
const inProcess = { engine: { isolate: 'process' } };

const report = (stdout: string): RunReport => JSON.parse(stdout) as RunReport;

test('the config asks for it, too, and every worker gets a process of its own', async () => {
  const folder = misbehavingProject(crash, 'stage', { engine: { isolate: 'process', workers: 2 } });
  const { targets } = report((await facet(['run', '--json'], { cwd: folder })).stdout);
  expect(targets.map(({ outcome }) => outcome)).toEqual(['written', 'failed', 'written']);
  expect(targets[1]?.error).toMatchObject({ code: 'WORKER_DIED', plugin: 'rogue', version: '1.2.3' });
});

test('progress and warnings come through as they happen', async () => {
  const folder = misbehavingProject(`ctx.log.warn('rather dark');`, 'stage', inProcess);
  const { stderr, stdout } = await facet(['run', '--json'], { cwd: folder });
  expect(stderr).toContain('rather dark');
  expect(report(stdout).targets.map(({ outcome }) => outcome)).toEqual(['written', 'written', 'written']);
});

test('crashes count as failures: the third puts a plugin into quarantine', async () => {
  const targets = ['first.jpg', 'a/bad.jpg', 'b/bad.jpg', 'c/bad.jpg'];
  const folder = misbehavingProject(crash, 'hook', { ...inProcess, targets, output: 'out/{index}.png' });
  const { stdout } = await facet(['run', '--json'], { cwd: folder });
  const { targets: reports, faults } = report(stdout);
  // Each picture is tried twice, so that the second one brings the third crash.
  expect(reports.map(({ error }) => error?.code)).toEqual([
    undefined,
    'WORKER_DIED',
    'WORKER_DIED',
    'PLUGIN_QUARANTINED',
  ]);
  expect(faults).toMatchObject([{ plugin: 'rogue', version: '1.2.3', count: 3 }]);
});

test('a plugin that crashes while it is activated ends the run with its name', async () => {
  const folder = misbehavingProject(crash, 'activate', inProcess);
  const { code, stderr } = await facet(['run'], { cwd: folder });
  expect(code).toBe(1);
  expect(stderr).toContain('WORKER_DIED');
  expect(stderr).toContain('Plugin "rogue" 1.2.3');
  expect(stderr).toContain('SIGSEGV');
});

test('facet plugins list shows a plugin that crashes as failed, among the others', async () => {
  const folder = misbehavingProject(crash, 'activate', inProcess);
  const { code, stdout } = await facet(['plugins', 'list', '--json'], { cwd: folder });
  expect(code).toBe(0);
  const { plugins } = JSON.parse(stdout) as Inspection;
  expect(plugins.find(({ id }) => id === 'rogue')).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('SIGSEGV') as unknown,
  });
  expect(plugins.find(({ id }) => id === 'content-check')?.state).toBe('active');
});

test('a process that dies in the middle of a write leaves no piece of it, and others keep theirs', async () => {
  const dieWriting = `
    const files = (await import('node:fs/promises')).default;
    const { open } = files;
    files.open = async (...args) => {
      const file = await open(...args);
      if (String(args[0]).endsWith('.tmp')) ${crash}
      return file;
    };
    (await import('node:module')).syncBuiltinESMExports();`;
  // Where pictures overlap, results are written outside of the process.
  const folder = misbehavingProject(dieWriting, 'stage', { engine: { isolate: 'process', overlap: false } });
  writeFileSync(path.join(folder, 'out', '.facet-1-other-1.tmp'), 'of another run');
  const { targets } = report((await facet(['run', '--json'], { cwd: folder })).stdout);
  expect(targets.map(({ outcome }) => outcome)).toEqual(['written', 'failed', 'written']);
  expect(readdirSync(path.join(folder, 'out')).sort()).toEqual([
    '.facet-1-other-1.tmp',
    'first.png',
    'last.png',
  ]);
});

/** The streams of `facet` close when the last process that has them has ended, so that these end shows that no process is left. */
test.each([
  ['Ctrl-C', 'SIGINT', 130],
  ['kill -9', 'SIGKILL', null],
] as const)('%s leaves no process behind, even one that loops', async (_, signal, exitCode) => {
  const looping = `process.stderr.write('REACHED\\n'); for (;;);`;
  const folder = misbehavingProject(looping, 'stage', { ...inProcess, report: 'report.json' });
  const { code, stderr } = await facet(['run'], {
    cwd: folder,
    group: signal === 'SIGINT',
    onStderr: (text, kill) => {
      if (text.includes('REACHED')) kill(signal);
    },
  });
  expect(stderr).toContain('REACHED');
  expect(code).toBe(exitCode);
  if (signal === 'SIGKILL') return;
  // Once, however many pictures are left.
  expect(stderr.split('INTERRUPTED')).toHaveLength(2);
  // The engine could not write the first result any more; it was written all the same.
  expect(readdirSync(path.join(folder, 'out'))).toEqual(['first.png']);
  const { targets } = report(readFileSync(path.join(folder, 'report.json'), 'utf8'));
  expect(targets.map(({ outcome }) => outcome)).toEqual(['written', 'interrupted', 'interrupted']);
});
