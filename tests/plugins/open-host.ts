import { fileURLToPath } from 'node:url';
import type { Diagnostic, InlinePlugin, PluginContext } from '@facet/api';
import { createPluginHost } from '../../host/dist/plugins/index.js';
import type { PluginHost, PluginHostRequest } from '../../host/dist/plugins/index.js';

export interface OpenHost {
  readonly host: PluginHost;
  /** What plugins logged. */
  readonly log: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const here = fileURLToPath(import.meta.url);

/** A host whose services do nothing, with the plugins named from this folder. */
export async function openHost(
  plugins: readonly (string | InlinePlugin)[],
  settings: Partial<PluginHostRequest> = {},
): Promise<OpenHost> {
  const log: string[] = [];
  const diagnostics: Diagnostic[] = [];
  const host = await createPluginHost({
    specs: plugins.map((spec) => ({ spec, from: here })),
    apiVersion: '0.1.0',
    services: {
      kernels: {} as PluginContext['kernels'],
      images: {} as PluginContext['images'],
      models: () => ({}) as PluginContext['models'],
      log: { debug: (message) => log.push(message), warn: (message) => log.push(message) },
      diagnostic: (diagnostic) => diagnostics.push(diagnostic),
    },
    ...settings,
  });
  return { host, log, diagnostics };
}

/** A plugin object with one masker `paint`. */
export function painter(name: string, changes: Partial<InlinePlugin> = {}): InlinePlugin {
  return {
    name,
    version: '3.1.4',
    facet: '^0.1.0',
    manifest: { manifest: 1, contributes: { maskers: [{ id: 'paint', title: 'Paint' }] } },
    activate: ({ register }) =>
      register.masker('paint', { mask: ({ crop }) => Promise.resolve(crop as never) }),
    ...changes,
  };
}

/** A plugin object that only taps hooks. */
export function tapper(name: string, activate: InlinePlugin['activate']): InlinePlugin {
  return painter(name, { manifest: { manifest: 1, hooks: true }, activate });
}
