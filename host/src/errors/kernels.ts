import { FacetError } from '@facet/api';
import type { PluginName } from './plugins.js';
import { messageOf } from './cause.js';

/** Codes of kernels that come from plugins. */
export const pluginKernelCodes = {
  KERNEL_BACKEND: {
    exit: 1,
    meaning: 'A plugin’s kernels could not be opened, or lack operations that kernels must have.',
  },
  KERNEL_FAILED: { exit: 1, meaning: 'An operation of a plugin’s kernels failed or broke its contract.' },
} as const;

const named = (plugin: PluginName, name: string): string =>
  `The kernels "${name}" of plugin "${plugin.id}" ${plugin.version}`;
const remedy = (plugin: PluginName): string =>
  `Report this to the author of "${plugin.id}", or set "kernels" to "wasm".`;

export const kernelsNotOpened = (plugin: PluginName, name: string, cause: unknown): FacetError =>
  new FacetError('KERNEL_BACKEND', `${named(plugin, name)} could not be opened: ${messageOf(cause)}`, {
    remedy: remedy(plugin),
    cause,
    details: { plugin: plugin.id, version: plugin.version },
  });

export const kernelsIncomplete = (plugin: PluginName, name: string, missing: readonly string[]): FacetError =>
  new FacetError(
    'KERNEL_BACKEND',
    `${named(plugin, name)} lack ${missing.map((operation) => `${operation}()`).join(', ')}, which the host calls: open() must return every operation.`,
    {
      remedy: `${remedy(plugin)} Its author can begin with { ...setup.wasm }.`,
      details: { plugin: plugin.id, version: plugin.version, missing: [...missing] },
    },
  );

export const kernelFailed = (
  plugin: PluginName,
  name: string,
  operation: string,
  cause: unknown,
): FacetError =>
  new FacetError('KERNEL_FAILED', `${named(plugin, name)} failed in ${operation}(): ${messageOf(cause)}`, {
    remedy: remedy(plugin),
    cause,
    details: { plugin: plugin.id, version: plugin.version, operation },
  });

export const kernelResult = (
  plugin: PluginName,
  name: string,
  operation: string,
  expected: string,
  received: string,
): FacetError =>
  new FacetError(
    'KERNEL_FAILED',
    `Expected ${expected} from ${operation}() but received ${received}. ${named(plugin, name)} broke the contract.`,
    { remedy: remedy(plugin), details: { plugin: plugin.id, version: plugin.version, operation } },
  );
