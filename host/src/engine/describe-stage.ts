import type { StageScope } from '../pipeline/stage-runner.js';
import type { Activity, PluginHost } from '../plugins/index.js';

/** What a stage is to those who watch over it: whose code runs, where, and for how long at most. */
export function describeStage(
  name: string,
  provider: string,
  { frame, face }: StageScope,
  plugins: PluginHost,
  limitMs: number,
): Activity {
  const plugin = plugins.plugins.find(({ id }) => id === provider.split('/')[0]);
  return {
    kind: 'stage',
    name,
    provider,
    ...(plugin && { plugin: { id: plugin.id, version: plugin.version } }),
    target: frame.path,
    ...(face && { face: face.id }),
    limitMs,
  };
}
