import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const fixture = (name: string): string => path.join(root, 'tests', 'fixtures', name);
const cli = path.join(root, 'host', 'bin', 'facet.js');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface FacetOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Makes it a process group, all of which gets the signals, as a terminal does it. */
  readonly group?: boolean;
  /** Called with each piece of stderr, with the process to act on. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the command line as a process of its own, as a user does. */
export function facet(args: readonly string[], options: FacetOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: options.cwd ?? tempFolder(),
      // Projects of tests are written by tests; those about trust take this back.
      env: { ...process.env, NO_COLOR: '1', FACET_TRUST: '1', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: options.group === true,
    });
    const kill = (signal: NodeJS.Signals): void => {
      if (options.group === true) process.kill(-child.pid!, signal);
      else child.kill(signal);
    };
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      options.onStderr?.(data.toString(), kill);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export function tempFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'facet-test-'));
}
