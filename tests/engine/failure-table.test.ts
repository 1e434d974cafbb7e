import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import type { RunReport } from '../../host/dist/index.js';
import { facet } from '../support/facet.ts';
import { misbehavingProject } from '../support/misbehaving.ts';

const limits = { engine: { stageTimeoutMs: 8000, memoryMb: 256 } };

const forever = 'for (;;);';
const reject = `void Promise.reject(new Error('nobody waits')); await new Promise((go) => setTimeout(go, 20));`;
const rejectAlone = `void Promise.reject(new Error('nobody waits'));`;
const throwLater = `setTimeout(() => { throw new Error('too late'); }); await new Promise((go) => setTimeout(go, 50));`;
const hoard = 'const all = []; for (;;) all.push(new Array(100_000).fill(Math.random()));';
const never = 'await new Promise(() => undefined);';
const signal = (name: string): string => `process.kill(process.pid, '${name}'); for (;;);`;
/** As native code does that waits for something: no JavaScript of this thread can be ended meanwhile. */
const block = `const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, ['-e', 'setTimeout(() => undefined, 60_000)']);`;

/** What a plugin does, where, and what the report must say of it. */
const table = [
  ['loops without end', 'stage', forever, 'STAGE_TIMEOUT', '"finish"'],
  ['loops without end', 'hook', forever, 'STAGE_TIMEOUT', 'hook "finish"'],
  ['throws', 'stage', `throw new TypeError('a bug');`, 'STAGE_FAILED', 'a bug'],
  ['throws', 'hook', `throw new TypeError('a bug');`, 'HOOK_FAILED', 'a bug'],
  ['leaves a rejected promise', 'stage', reject, 'PLUGIN_STRAY', 'nobody waits'],
  ['leaves a rejected promise', 'hook', reject, 'PLUGIN_STRAY', 'nobody waits'],
  ['throws in a timer', 'stage', throwLater, 'PLUGIN_STRAY', 'too late'],
  ['fills the heap', 'stage', hoard, 'WORKER_MEMORY', '256 MB'],
  ['calls process.exit', 'stage', 'process.exit(7);', 'PLUGIN_EXIT', 'process.exit(7)'],
  ['calls process.exit', 'hook', 'process.exit(7);', 'PLUGIN_EXIT', 'process.exit(7)'],
  ['never settles', 'stage', never, 'STAGE_TIMEOUT', '"finish"'],
  ['never settles', 'hook', never, 'STAGE_TIMEOUT', 'hook "finish"'],
  ['loops without end', 'operation', forever, 'STAGE_TIMEOUT', 'dilate()'],
  ['throws', 'operation', `throw new TypeError('a bug');`, 'KERNEL_FAILED', 'dilate()'],
  ['leaves a rejected promise', 'operation', rejectAlone, 'PLUGIN_STRAY', 'dilate()'],
  ['fills the heap', 'operation', hoard, 'WORKER_MEMORY', 'dilate()'],
  ['calls process.exit', 'operation', 'process.exit(7);', 'PLUGIN_EXIT', 'dilate()'],
] as const;

/** What a thread cannot outlive. */
const crashes = [
  ['crashes (SIGSEGV)', 'stage', signal('SIGSEGV'), 'WORKER_DIED', 'SIGSEGV'],
  ['crashes (SIGSEGV)', 'hook', signal('SIGSEGV'), 'WORKER_DIED', 'hook "finish"'],
  ['aborts (SIGABRT)', 'stage', signal('SIGABRT'), 'WORKER_DIED', 'SIGABRT'],
  ['crashes (SIGSEGV)', 'operation', signal('SIGSEGV'), 'WORKER_DIED', 'dilate()'],
  ['is killed for want of memory (SIGKILL)', 'stage', signal('SIGKILL'), 'WORKER_DIED', 'SIGKILL'],
  ['blocks in native code', 'stage', block, 'STAGE_TIMEOUT', '"finish"'],
] as const;

// Most of the time of a row is waiting for a limit.
test.concurrent.each([
  ...table.map((row) => ['thread', ...row] as const),
  ...[...table, ...crashes].map((row) => ['process', ...row] as const),
])('in a %s, a plugin that %s in its %s', async (isolate, _, where, act, code, part) => {
  const folder = misbehavingProject(act, where, limits);
  const ran = await facet(['run', '--json', '--isolate', isolate], { cwd: folder });
  const { targets, faults, exitCode } = JSON.parse(ran.stdout) as RunReport;
  expect(ran.code).toBe(1);
  expect(exitCode).toBe(1);
  expect(targets.map(({ outcome }) => outcome)).toEqual(['written', 'failed', 'written']);
  const { error } = targets[1]!;
  // An operation of kernels is called by the finisher of "rogue", which cannot help it.
  const [plugin, version] = where === 'operation' ? ['pixels', '2.1.0'] : ['rogue', '1.2.3'];
  expect(error).toMatchObject({ code, plugin, version });
  expect(faults.map((fault) => fault.plugin)).toEqual([plugin]);
  for (const name of [plugin, version, 'finish', part]) expect(error?.message).toContain(name);
  expect(readdirSync(path.join(folder, 'out')).sort()).toEqual(['first.png', 'last.png']);

  const next = await facet(['run', 'first.jpg', '-o', 'out/next.png'], { cwd: folder });
  expect(next).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(path.join(folder, 'out', 'next.png'))).toBe(true);
});
