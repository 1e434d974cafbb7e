import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RunReport } from '../../host/dist/index.js';
import { root } from './facet.ts';

const script = `
  import { existsSync, readFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { WarmEngine } from ${JSON.stringify(path.join(root, 'host/dist/index.js'))};
  const { jobs, limits, until } = JSON.parse(process.argv[1]);
  const engine = new WarmEngine(limits);
  const io = { signal: new AbortController().signal, onEvent: () => undefined };
  const reports = [];
  for (const flags of jobs) {
    const config = { cwd: process.cwd(), env: process.env, flags };
    reports.push(await engine.runJob({ config }, io).catch(({ code }) => ({ targets: [], error: { code } })));
  }
  while (until && !(existsSync(until.file) && readFileSync(until.file, 'utf8').includes(until.text))) {
    await setTimeout(10);
  }
  await engine.dispose();
  console.log(JSON.stringify(reports));
`;

export interface WarmJobs {
  /** Settings of one job after the other. */
  readonly jobs: readonly Readonly<Record<string, unknown>>[];
  readonly limits: { readonly most: number; readonly idleMs: number };
  /** Waits for this before it ends the engine. */
  readonly until?: { readonly file: string; readonly text: string };
}

/** Runs jobs one after the other in one warm engine, in a process of its own. */
export function runWarm(cwd: string, order: WarmJobs): readonly RunReport[] {
  const args = ['--input-type=module', '-e', script, JSON.stringify(order)];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as readonly RunReport[];
}
