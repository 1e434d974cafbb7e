import path from 'node:path';
import { entryOf } from '../plugins/load.js';
import { pluginInvalid } from '../errors/authoring.js';
import type { NpmCall } from './npm.js';
import { npm } from './npm.js';

/** A package file, as npm describes it. */
export interface PackedPlugin {
  readonly file: string;
  readonly sizeBytes: number;
  readonly integrity: string;
  readonly files: readonly string[];
}

/**
 * Writes the package file, unless what it would hold cannot be loaded.
 * @throws FacetError `PLUGIN_INVALID`, `PLUGIN_SCRIPT`.
 */
export async function packPluginAt(call: NpmCall, out: string): Promise<PackedPlugin> {
  const quiet = { ...call, onOutput: () => undefined };
  const pack = ['pack', '--json', '--ignore-scripts'];
  const preview = describe(await npm([...pack, '--dry-run'], quiet));
  const entry = path.relative(call.dir, entryOf(call.dir)).replaceAll('\\', '/');
  if (!preview.files.includes(entry)) {
    throw pluginInvalid(call.dir, [
      `its main entry ${entry} is not among the files that "files" takes along.`,
    ]);
  }
  const packed = describe(await npm([...pack, '--pack-destination', out], quiet));
  return { ...packed, file: path.join(out, packed.file) };
}

function describe(stdout: string): PackedPlugin {
  const [packed] = JSON.parse(stdout) as readonly {
    readonly filename: string;
    readonly size: number;
    readonly integrity: string;
    readonly files: readonly { readonly path: string }[];
  }[];
  const { filename, size, integrity, files } = packed!;
  // Some versions of npm give the name of a scoped package with a slash.
  const file = filename.replace(/^@/, '').replaceAll('/', '-');
  return { file, sizeBytes: size, integrity, files: files.map((entry) => entry.path) };
}
