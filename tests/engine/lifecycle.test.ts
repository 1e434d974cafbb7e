import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { Inspection, RunReport } from '../../host/dist/index.js';
import { facet, tempFolder } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

const short = { engine: { activationTimeoutMs: 300, stageTimeoutMs: 8000 } };

test.each([
  ['loops without end', 'for (;;);', 'STAGE_TIMEOUT'],
  ['never settles', 'await new Promise(() => undefined);', 'PLUGIN_ACTIVATION_TIMEOUT'],
  ['calls process.exit', 'process.exit(0);', 'PLUGIN_EXIT'],
])('an activation that %s ends the run, and names the plugin', async (_, act, code) => {
  const folder = misbehavingProject(act, 'activate', short);
  const { code: exit, stderr } = await facet(['run'], { cwd: folder });
  expect(exit).toBe(1);
  expect(stderr).toContain(code);
  expect(stderr).toContain('Plugin "rogue" 1.2.3');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test.each([
  ['throws in runEnd', 'runEnd', `throw new Error('no summary');`, 'HOOK_FAILED'],
  ['throws when it is disposed of', 'dispose', `throw new Error('still busy');`, 'PLUGIN_DISPOSE'],
  ['hangs when it is disposed of', 'dispose', 'for (;;);', 'STAGE_TIMEOUT'],
] as const)('a plugin that %s takes no result away', async (_, where, act, code) => {
  const folder = misbehavingProject(act, where, { ...short, report: 'report.json' });
  const ran = await facet(['run', 'first.jpg'], { cwd: folder });
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain(code);
  expect(ran.stderr).toContain('Plugin "rogue" 1.2.3');
  const report = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as RunReport;
  expect(report).toMatchObject({ exitCode: 1, error: { code }, targets: [{ outcome: 'written' }] });
  expect(existsSync(path.join(folder, 'out', 'first.png'))).toBe(true);
});

test('three failures put a plugin into quarantine', async () => {
  const targets = ['first.jpg', 'a/bad.jpg', 'b/bad.jpg', 'c/bad.jpg', 'last.jpg'];
  const folder = misbehavingProject(`throw new Error('again');`, 'hook', {
    targets,
    output: 'out/{index}.png',
  });
  const { stdout, stderr } = await facet(['run', '--json'], { cwd: folder });
  const report = JSON.parse(stdout) as RunReport;
  expect(report.targets.map(({ error }) => error?.code)).toEqual([
    undefined,
    'HOOK_FAILED',
    'HOOK_FAILED',
    'HOOK_FAILED',
    'PLUGIN_QUARANTINED',
  ]);
  expect(report.targets[4]?.error).toMatchObject({ plugin: 'rogue', version: '1.2.3' });
  expect(report.targets[4]?.error?.message).toContain('again');
  expect(report.faults).toMatchObject([{ plugin: 'rogue', version: '1.2.3', count: 3 }]);
  // When it happens, at the target it costs, and in the list of failures at the end.
  expect(stderr.match(/PLUGIN_QUARANTINED/g)).toHaveLength(3);
  expect(existsSync(path.join(folder, 'out', '0.png'))).toBe(true);
});

test.each([
  ['throws', `throw new Error('again');`, 'KERNEL_FAILED', 3],
  // Each picture is tried twice, so that the second one brings the third hang.
  ['loops without end', 'for (;;);', 'STAGE_TIMEOUT', 2],
])(
  'an operation of kernels that %s puts their plugin into quarantine, and not the one that calls it',
  async (_, act, code, pictures) => {
    const bad = ['a/bad.jpg', 'b/bad.jpg', 'c/bad.jpg'].slice(0, pictures);
    const targets = [...bad, 'last.jpg'];
    const folder = misbehavingProject(act, 'operation', {
      engine: { stageTimeoutMs: 8000 },
      targets,
      output: 'out/{index}.png',
    });
    const ran = await facet(['run', '--json'], { cwd: folder });
    const report = JSON.parse(ran.stdout) as RunReport;
    expect(report.targets.map(({ error }) => error)).toMatchObject([
      ...bad.map(() => ({ code, plugin: 'pixels', version: '2.1.0' })),
      { code: 'PLUGIN_QUARANTINED', plugin: 'pixels', version: '2.1.0' },
    ]);
    expect(report.faults).toMatchObject([{ plugin: 'pixels', version: '2.1.0', count: 3 }]);

    const without = await facet(['run', '--kernels', 'wasm', '--json'], { cwd: folder });
    expect(without.code).toBe(0);
  },
);

test('a worker that a plugin ends in another way is replaced', async () => {
  const folder = misbehavingProject('process.reallyExit(9);', 'stage');
  const { stdout } = await facet(['run', '--json'], { cwd: folder });
  const { targets } = JSON.parse(stdout) as RunReport;
  expect(targets.map(({ outcome }) => outcome)).toEqual(['written', 'failed', 'written']);
  expect(targets[1]?.error).toMatchObject({ code: 'WORKER_DIED', plugin: 'rogue', version: '1.2.3' });
});

test('facet plugins list shows why a plugin failed, and the state of the others', async () => {
  const folder = misbehavingProject(`throw new Error('no licence');`, 'activate');
  const { code, stdout } = await facet(['plugins', 'list', '--json'], { cwd: folder });
  const { plugins } = JSON.parse(stdout) as Inspection;
  expect(code).toBe(0);
  const states = Object.fromEntries(plugins.map(({ id, state }) => [id, state]));
  expect(states).toMatchObject({ rogue: 'failed', 'content-check': 'active', esrgan: 'known' });
  expect(plugins.find(({ id }) => id === 'rogue')?.reason).toContain('no licence');
  expect(plugins.find(({ id }) => id === 'content-check')?.activationMs).toBeGreaterThan(0);

  const all = await facet(['plugins', 'list', '--json', '--activate'], { cwd: folder });
  expect((JSON.parse(all.stdout) as Inspection).plugins.find(({ id }) => id === 'esrgan')?.state).toBe(
    'active',
  );
});

test('facet plugins list shows a plugin that cannot be read among the others', async () => {
  const folder = tempFolder();
  writeFileSync(path.join(folder, 'facet.config.json'), '{ "plugins": ["facet-plugin-gone"] }');
  const { code, stdout } = await facet(['plugins', 'list'], { cwd: folder });
  expect(code).toBe(0);
  expect(stdout).toMatch(/facet-plugin-gone unknown {2}\(failed\)\n {2}.*was not found/);
  expect(stdout).toContain('mediapipe');
});
