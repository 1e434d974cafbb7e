import { spawn } from 'node:child_process';
import { npmNotStarted, scriptFailed } from '../errors/authoring.js';

export interface NpmCall {
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Takes what npm and the script say, as they say it. */
  readonly onOutput: (text: string) => void;
}

/**
 * Runs npm in a folder.
 * @returns What it wrote to stdout.
 * @throws FacetError `PLUGIN_SCRIPT`.
 */
export function npm(args: readonly string[], { dir, env, signal, onOutput }: NpmCall): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', args, {
      cwd: dir,
      env: { ...env },
      signal,
      // On Windows npm is a script that only a shell can run.
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
      onOutput(data.toString());
    });
    child.stderr.on('data', (data: Buffer) => onOutput(data.toString()));
    child.on('error', (error) => reject(npmNotStarted(dir, error)));
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else reject(scriptFailed(`npm ${args.join(' ')}`, dir, code));
    });
  });
}
