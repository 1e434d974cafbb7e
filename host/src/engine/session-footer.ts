import type { Environment } from './environment.js';
import { modelName } from '../models/index.js';
import type { HeldPictures } from '../pipeline/look-ahead.js';
import type { SessionFooter } from './protocol.js';

/** Which plugins, models and device a session really used. */
export function describeUse(
  { plugins, broker, kernels }: Environment,
  pictures: HeldPictures,
): SessionFooter {
  const { models: used, ...device } = broker.report();
  const declared = new Map(plugins.models().map((model) => [modelName(model), model]));
  return {
    plugins: plugins.used
      .filter((plugin) => plugin.state === 'active')
      .map(({ id, version, activationMs }) => ({
        id,
        version,
        ...(activationMs !== undefined && { activationMs }),
      })),
    models: used.map(({ model, ...usage }) => ({
      model,
      license: declared.get(model)?.declaration.license ?? 'unknown',
      ...usage,
    })),
    device: { ...device },
    peakKernelBytes: kernels.peakBytes,
    unplannedKernelGrowths: kernels.unplannedGrowths,
    peakPictures: pictures.peak,
  };
}
