import { FacetError } from '@facet/api';
import type { Activity } from '../plugins/activity.js';
import { describeWho, describeWork, detailsOf, remedyFor } from './activity.js';
import { messageOf } from './cause.js';
import type { PluginName } from './plugins.js';

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

/** @param activity The operation, with the stage or hook that called it. */
export const kernelFailed = (activity: Activity, cause: unknown): FacetError =>
  new FacetError(
    'KERNEL_FAILED',
    `The kernels ${describeWho(activity)} failed ${describeWork(activity)}: ${messageOf(cause)}`,
    { remedy: remedyFor(activity), cause, details: detailsOf(activity) },
  );

/** @param activity The operation, with the stage or hook that called it. */
export const kernelResult = (activity: Activity, expected: string, received: string): FacetError =>
  new FacetError(
    'KERNEL_FAILED',
    `Expected ${expected} from the kernels ${describeWho(activity)} ${describeWork(activity)} but received ${received}.`,
    { remedy: remedyFor(activity), details: { ...detailsOf(activity), expected, received } },
  );
