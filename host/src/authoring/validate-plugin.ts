import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiVersion } from '@facet/api';
import { Catalogue } from '../plugins/catalogue.js';
import { discoverPlugin } from '../plugins/discover.js';
import type { DiscoveredPlugin } from '../plugins/discover.js';
import { OptionSchemas } from '../plugins/options.js';
import { problem } from './checks.js';
import type { PluginCheck, ValidationMessage } from './checks.js';

export interface ValidationRequest {
  /** Absolute path of the plugin's folder. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** How long activation, or one contribution, may take once the process has started; 60 000 by default. */
  readonly limitMs?: number;
}

/**
 * Checks a plugin: first what it says about itself, without running its code, then what it registers and returns.
 * Its code runs in a process of its own, so that one that hangs or crashes is a problem with a name too.
 */
export async function validatePluginAt(request: ValidationRequest): Promise<readonly PluginCheck[]> {
  const checks: PluginCheck[] = [];
  let plugin: DiscoveredPlugin;
  try {
    plugin = await discoverPlugin({ spec: request.dir, from: request.dir }, apiVersion);
    checks.push(ok('manifest', `${plugin.id} ${plugin.version} works with Facet ${apiVersion}.`));
    const contributions = new Catalogue([plugin], []).list();
    new OptionSchemas().check(plugin, contributions);
    checks.push(ok('options', 'Every schema compiles and the defaults fit.'));
  } catch (error) {
    return [...checks, problem(checks.length === 0 ? 'manifest' : 'options', error)];
  }
  checks.push(describePackage(plugin));
  return [...checks, ...(await runChecks(request))];
}

function describePackage({ dir }: DiscoveredPlugin): PluginCheck {
  if (existsSync(path.join(dir, 'README.md'))) return ok('readme', 'There is a README.md.');
  return {
    name: 'readme',
    state: 'problem',
    detail: 'There is no README.md, so nobody learns what the plugin does.',
    remedy: 'Write one that says what it does and what its options mean.',
  };
}

/** How long the process may take to start, however slow the machine. */
const startLimitMs = 60_000;

/** Collects what the process finds; a process that ends or stops early is blamed on what it had begun. */
function runChecks({
  dir,
  env,
  signal,
  limitMs = 60_000,
}: ValidationRequest): Promise<readonly PluginCheck[]> {
  const script = fileURLToPath(new URL('validation-process.js', import.meta.url));
  const child = fork(script, [dir], {
    cwd: dir,
    env: { ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const checks: PluginCheck[] = [];
  let running = 'activation';
  let ended = false;
  let stderr = '';
  let timer: NodeJS.Timeout | undefined;
  const fail = (detail: string, remedy: string): void => {
    if (ended) return;
    ended = true;
    checks.push({ name: running, state: 'problem', detail, remedy });
    child.kill('SIGKILL');
  };
  const restartLimit = (ms: number): void => {
    clearTimeout(timer);
    const remedy = 'Look for a loop without an end, or a promise that never settles.';
    timer = setTimeout(() => fail(`It did not finish within ${ms} ms and was ended.`, remedy), ms);
  };
  const abort = (): void => fail('It was interrupted.', 'Run it again.');
  restartLimit(startLimitMs);
  child.stderr?.on('data', (data: Buffer) => (stderr = `${stderr}${data.toString()}`.slice(-2000)));
  child.on('message', (message: ValidationMessage) => {
    if (ended) return;
    restartLimit(limitMs);
    if (message.type === 'start') running = message.name;
    if (message.type === 'check') checks.push(message.check);
    if (message.type === 'end') ended = true;
  });
  signal.addEventListener('abort', abort, { once: true });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      const how = killed ?? `exit code ${code ?? 'unknown'}`;
      const said = stderr.trim() === '' ? '' : ` It said: ${stderr.trim().split('\n').slice(-3).join(' ')}`;
      fail(
        `The process that ran it ended before it was done (${how}).${said}`,
        'A plugin must not end its process.',
      );
      resolve(checks);
    });
  });
}

function ok(name: string, detail: string): PluginCheck {
  return { name, state: 'ok', detail };
}
