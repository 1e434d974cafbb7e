import { access, constants, mkdir } from 'node:fs/promises';
import os from 'node:os';
import { apiVersion, isFacetError } from '@facet/api';
import { createKernels } from '@facet/core-wasm';
import semver from 'semver';
import type { ConfigRequest } from '../config/index.js';
import { messageOf } from '../errors/cause.js';
import { inspectDevices } from '../inference/index.js';
import { defaultCacheDir } from '../models/index.js';
import type { PluginWatch } from '../plugins/index.js';
import type { Project } from './environment.js';
import { buildEnvironment } from './environment.js';
import { listModels } from './list-models.js';

export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'problem';
  readonly detail: string;
  /** What to do about a problem. */
  readonly remedy?: string;
}

/** The Node versions Facet runs on. */
const nodeRange = '>=20.19';

/** Looks at everything a run stands on. A problem in one place does not keep the others from being looked at. */
export async function examine(project: Project, watch: PluginWatch): Promise<readonly Check[]> {
  return [
    checkNode(),
    checkCpu(),
    await checkSimd(),
    ...(await checkDevices()),
    await checkCache(project.request),
    ...(await checkProject(project, watch)),
  ];
}

function checkNode(): Check {
  const { version } = process;
  if (semver.satisfies(version, nodeRange)) return ok('node', `${version} (Facet ${apiVersion})`);
  return problem('node', `${version} is too old`, `Install Node ${nodeRange}.`);
}

function checkCpu(): Check {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return ok(
    'cpu',
    `${cpus[0]?.model.trim() ?? process.arch}, ${os.availableParallelism()} threads, ${memory} GiB memory`,
  );
}

/** Starting the kernels shows that their file is there and that this Node runs its SIMD instructions. */
async function checkSimd(): Promise<Check> {
  try {
    const { build } = await createKernels('wasm');
    return ok('simd', build === 'relaxed-simd' ? 'WebAssembly relaxed SIMD' : 'WebAssembly SIMD');
  } catch (error) {
    return problem('simd', messageOf(error), 'Reinstall Facet, or set kernels to "reference" (slow).');
  }
}

async function checkDevices(): Promise<readonly Check[]> {
  const devices = await inspectDevices();
  return devices.map(({ device, ok: usable, reason, remedy }) => {
    if (device === 'cpu' && !usable) return problem('device cpu', reason, remedy);
    // Another device that is not there is a fact, not a fault.
    return ok(`device ${device}`, usable ? 'available' : `not available: ${reason}`);
  });
}

async function checkCache(request: ConfigRequest): Promise<Check> {
  const folder = defaultCacheDir(request.env);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return ok('cache', folder);
  } catch (error) {
    return problem(
      'cache',
      `${folder} cannot be written: ${messageOf(error)}`,
      'Set FACET_CACHE to a folder you can write.',
    );
  }
}

async function checkProject(project: Project, watch: PluginWatch): Promise<readonly Check[]> {
  try {
    const environment = await buildEnvironment(await project.loaded, project.request, {
      watch,
      onDiagnostic: () => undefined,
    });
    try {
      const config = ok('config', environment.loaded.file ?? 'no config file; the defaults hold');
      const plugins = environment.plugins.plugins.map(({ id, version, state, reason }) =>
        state === 'failed' || state === 'incompatible'
          ? problem(`plugin ${id}`, `${version}: ${reason ?? 'it failed'}`, 'Mend or remove the plugin.')
          : ok(`plugin ${id}`, version),
      );
      const models = (await listModels(environment)).map(({ id, plugin, status, optional, file }) => {
        const name = `model ${plugin}/${id}`;
        if (status === 'ok') return ok(name, file);
        if (optional && status === 'missing') return ok(name, 'optional, not pulled');
        return problem(name, status, `Run "facet models pull ${id}".`);
      });
      return [config, ...plugins, ...models];
    } finally {
      await environment.dispose();
    }
  } catch (error) {
    return [
      problem(
        'config',
        messageOf(error),
        isFacetError(error) ? (error.remedy ?? '') : 'Report this as a bug.',
      ),
    ];
  }
}

function ok(name: string, detail: string): Check {
  return { name, state: 'ok', detail };
}

function problem(name: string, detail: string, remedy: string): Check {
  return { name, state: 'problem', detail, remedy };
}
