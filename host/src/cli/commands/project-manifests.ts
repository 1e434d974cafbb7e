import { isFacetError } from '@facet/api';
import { loadConfig } from '../../config/index.js';
import type { ReadManifests } from '../../plugins/read-manifests.js';
import type { CommandContext } from '../command-context.js';

/**
 * The manifests of the bundled plugins and of those of the config. What cannot be read is left out with a warning: an editor needs to
 * know the rest most while the config is wrong.
 */
export async function readProjectManifests(context: CommandContext): Promise<ReadManifests> {
  // Reading manifests takes a schema compiler, which other commands need not wait for.
  const { readManifests } = await import('../../plugins/read-manifests.js');
  const warn = (error: unknown): void => {
    if (!isFacetError(error)) throw error;
    context.terminal.diagnostic({ level: 'warning', code: error.code, message: error.message });
  };
  const specs = await context
    .request()
    .then(loadConfig)
    .then(
      ({ plugins }) => plugins,
      (error: unknown) => {
        warn(error);
        return [];
      },
    );
  return readManifests(specs, warn);
}
