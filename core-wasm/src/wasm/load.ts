import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { argumentError, loadError } from '../errors.js';
import type { WasmBuild } from '../managed-kernels.js';
import { webAssembly, type WasmMemory, type WasmModule } from '../web-assembly.js';
import type { WasmExports } from './exports.js';

const files: Readonly<Record<WasmBuild, string>> = {
  simd: 'facet-core.simd.wasm',
  'relaxed-simd': 'facet-core.relaxed.wasm',
  debug: 'facet-core.debug.wasm',
};

interface Loaded {
  readonly build: WasmBuild;
  readonly module: WasmModule;
}

/** Compiled once per thread; instances are cheap. */
const compiled = new Map<WasmBuild | 'best', Promise<Loaded>>();

/**
 * A fresh instance with a memory of its own.
 * @param wanted by default the relaxed SIMD build where the engine can run it (Node 22 and later), else the plain SIMD one
 * @throws FacetError `KERNEL_LOAD`, or `KERNEL_ARGUMENT` for a build this engine cannot run.
 */
export async function instantiate(
  wanted?: WasmBuild,
): Promise<{ readonly exports: WasmExports; readonly build: WasmBuild }> {
  const key = wanted ?? 'best';
  let loading = compiled.get(key);
  if (loading === undefined) {
    loading = wanted === undefined ? compileBest() : compile(wanted);
    compiled.set(key, loading);
    loading.catch(() => compiled.delete(key));
  }
  const { build, module } = await loading;
  const abort = (message: number, file: number, line: number, column: number): never => {
    const where = `${textAt(exports.memory, file)}:${line}:${column}`;
    throw new Error(`${textAt(exports.memory, message) || 'A kernel check failed'} (${where})`);
  };
  const exports = new webAssembly.Instance(module, { env: { abort } }).exports as unknown as WasmExports;
  exports.prepare();
  return { exports, build };
}

async function compileBest(): Promise<Loaded> {
  const bytes = await read('relaxed-simd');
  if (!webAssembly.validate(bytes)) return compile('simd');
  return { build: 'relaxed-simd', module: await webAssembly.compile(bytes) };
}

async function compile(build: WasmBuild): Promise<Loaded> {
  const bytes = await read(build);
  if (!webAssembly.validate(bytes)) {
    throw argumentError('createKernels', 'build', 'a build this engine can run', build);
  }
  return { build, module: await webAssembly.compile(bytes) };
}

async function read(build: WasmBuild): Promise<Uint8Array> {
  const path = fileURLToPath(new URL(`../${files[build]}`, import.meta.url));
  try {
    return await readFile(path);
  } catch (cause) {
    throw loadError(path, cause);
  }
}

/** An AssemblyScript string: UTF-16, its length in bytes in the four bytes before it. */
function textAt(memory: WasmMemory, pointer: number): string {
  if (pointer === 0) return '';
  const bytes = new DataView(memory.buffer).getUint32(pointer - 4, true);
  return String.fromCharCode(...new Uint16Array(memory.buffer, pointer, bytes >> 1));
}
