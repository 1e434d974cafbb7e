import type { PullResult } from '../models/index.js';
import { modelName } from '../models/index.js';
import { unknownModel } from '../errors/run.js';
import { suggest } from '../config/suggest.js';
import type { DeclaredModel, PluginHost } from '../plugins/index.js';
import type { Environment } from './environment.js';
import type { FromWorker } from './protocol.js';
import type { PullRequest } from './services.js';

/** Pulls the models named, or every one that is not optional. */
export async function pullModels(
  { plugins, store }: Environment,
  { ids, force = false }: PullRequest,
  post: (message: FromWorker) => void,
  signal: AbortSignal,
): Promise<PullResult> {
  const models = ids
    ? ids.map((id) => modelOf(id, plugins))
    : plugins.models().filter((m) => m.declaration.optional !== true);
  return store.pull(models, { signal, force, onProgress: (event) => post({ type: 'progress', event }) });
}

/** A model by its full name, or by its id while that is unique. */
function modelOf(name: string, plugins: PluginHost): DeclaredModel {
  const models = plugins.models();
  const exact = models.filter((model) => modelName(model) === name);
  const [match, other] = exact.length > 0 ? exact : models.filter((model) => model.declaration.id === name);
  if (match && !other) return match;
  const names = models.map(modelName);
  throw unknownModel(name, suggest(name, [...names, ...models.map((model) => model.declaration.id)]), names);
}
