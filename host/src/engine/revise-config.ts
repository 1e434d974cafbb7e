import type { LoadedConfig } from '../config/index.js';
import { configFixed } from '../errors/run.js';
import type { RunHooks } from '../plugins/index.js';

/** What is already in use when plugins get to change the config. */
const fixed = ['device', 'kernels', 'engine'] as const;

/**
 * Lets plugins change the config as the user wrote it; the result is validated like any other.
 * @throws FacetError `CONFIG_FIXED` for a change that comes too late, and those of validation.
 */
export async function reviseConfig(loaded: LoadedConfig, hooks: RunHooks): Promise<LoadedConfig> {
  const raw = await hooks.call.config(loaded.raw);
  if (raw === loaded.raw) return loaded;
  const names = [
    ...new Set(
      hooks
        .order()
        .filter((tap) => tap.hook === 'config')
        .map((tap) => tap.plugin),
    ),
  ].join(', ');
  const revised = loaded.revise(raw, names);
  for (const key of fixed) {
    if (JSON.stringify(revised.config[key]) === JSON.stringify(loaded.config[key])) continue;
    throw configFixed(key, names);
  }
  return revised;
}
