import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device } from '@facet/api';
import { deviceUnavailable } from '../errors/inference.js';
import type { Provider } from './onnxruntime.js';
import { knownProviders } from './onnxruntime.js';

/** One device that was considered, and how that ended. */
export interface DeviceAttempt {
  readonly device: Provider;
  readonly ok: boolean;
  /** Why it was taken or left, as a phrase. */
  readonly reason: string;
  /** How long the try took in milliseconds; 0 when there was nothing to try. */
  readonly ms: number;
}

/** Which device inference runs on, and why. */
export interface DeviceChoice {
  readonly requested: Device;
  readonly device: Provider;
  readonly attempts: readonly DeviceAttempt[];
}

/** The order in which `auto` considers devices. */
const order: readonly Provider[] = ['cuda', 'webgpu', 'coreml', 'dml', 'cpu'];

/** How long a device may take to show that it works; drivers compile shaders on first use. */
const probeTimeoutMs = 60_000;

const remedies: Readonly<Record<Provider, string>> = {
  cuda: 'Install the CUDA libraries of onnxruntime-node ("ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node") and an NVIDIA driver, or set "device" to "auto" or "cpu".',
  webgpu:
    'Install a Vulkan, Metal or Direct3D 12 driver for the graphics card, or set "device" to "auto" or "cpu".',
  coreml: 'CoreML needs macOS; set "device" to "auto" or "cpu".',
  dml: 'DirectML needs Windows; set "device" to "auto" or "cpu".',
  cpu: 'Install onnxruntime-node again for this platform.',
};

/**
 * Chooses the device. `auto` takes the first that is there and passes a test inference; a device asked for by name is
 * used or refused, never replaced.
 * @throws FacetError `DEVICE_UNAVAILABLE`.
 */
export async function chooseDevice(requested: Device, signal?: AbortSignal): Promise<DeviceChoice> {
  const attempts: DeviceAttempt[] = [];
  for (const device of requested === 'auto' ? order : [requested]) {
    const attempt = await tryDevice(device, requested === 'auto', signal);
    attempts.push(attempt);
    if (attempt.ok) return { requested, device, attempts };
  }
  const last = attempts.at(-1)!;
  // The name may have come past the config's check, from a program.
  const known: Readonly<Record<string, string>> = remedies;
  throw deviceUnavailable(last.device, last.reason, known[last.device] ?? 'Set "device" to "auto" or "cpu".');
}

/** Every device and whether it could be used, for `facet doctor`. */
export async function inspectDevices(
  signal?: AbortSignal,
): Promise<readonly (DeviceAttempt & { readonly remedy: string })[]> {
  const found: (DeviceAttempt & { readonly remedy: string })[] = [];
  for (const device of order) {
    found.push({ ...(await tryDevice(device, true, signal)), remedy: remedies[device] });
  }
  return found;
}

/** @param hardwareFirst Whether a missing graphics card is reason enough not to try: a software renderer is slower than the CPU. */
async function tryDevice(
  device: Provider,
  hardwareFirst: boolean,
  signal?: AbortSignal,
): Promise<DeviceAttempt> {
  const started = performance.now();
  const absent = absence(device, hardwareFirst);
  if (absent !== undefined) return { device, ok: false, reason: absent, ms: 0 };
  if (device === 'cpu') return { device, ok: true, reason: 'it is always there', ms: 0 };
  const { ok, reason } = await probe(device, signal);
  return { device, ok, reason, ms: performance.now() - started };
}

/** Why a device cannot be there, found without loading a driver; `undefined` when it has to be tried. */
function absence(device: Provider, hardwareFirst: boolean): string | undefined {
  if (!knownProviders().includes(device)) {
    return `this build of onnxruntime (${process.platform}-${process.arch}) does not have it`;
  }
  if (device === 'cuda' && !existsSync(join(runtimeFolder(), cudaLibrary()))) {
    return `the CUDA libraries of onnxruntime-node are not installed (no ${cudaLibrary()})`;
  }
  if (device === 'webgpu' && hardwareFirst && process.platform === 'linux' && !hasGraphicsCard()) {
    return 'the system shows no graphics card (nothing in /dev/dri, /dev/nvidia0 or /dev/dxg)';
  }
  return undefined;
}

function cudaLibrary(): string {
  return process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
}

function runtimeFolder(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch);
}

function hasGraphicsCard(): boolean {
  if (existsSync('/dev/nvidia0') || existsSync('/dev/dxg')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

const probes = new Map<Provider, Promise<{ ok: boolean; reason: string }>>();

/** Tries a device once per thread, in a child process because a driver may end the process it fails in. */
function probe(device: Provider, signal?: AbortSignal): Promise<{ ok: boolean; reason: string }> {
  const known = probes.get(device);
  if (known) return known;
  const running = runProbe(device, signal);
  probes.set(device, running);
  running.catch(() => probes.delete(device));
  return running;
}

function runProbe(device: Provider, signal?: AbortSignal): Promise<{ ok: boolean; reason: string }> {
  const script = fileURLToPath(new URL('probe.js', import.meta.url));
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [script, device],
      { timeout: probeTimeoutMs, killSignal: 'SIGKILL', ...(signal && { signal }) },
      (error, stdout) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const line = stdout.trim().split('\n').at(-1) ?? '';
        if (line.startsWith('{')) {
          const result = JSON.parse(line) as { ok: boolean; reason?: string };
          resolve({ ok: result.ok, reason: result.reason ?? 'a test inference came out right' });
          return;
        }
        const end = error?.killed
          ? `did not finish within ${probeTimeoutMs / 1000} seconds`
          : `ended the process (${error?.signal ?? `exit code ${error?.code ?? 0}`})`;
        resolve({ ok: false, reason: `a test inference ${end}` });
      },
    );
  });
}
