import type { Face, Image, Recognizer } from '@facet/api';
import type { Environment } from '../engine/environment.js';
import type { Plan } from '../pipeline/plan.js';
import type { Stage } from '../pipeline/providers.js';
import type { StageRunner, StageScope } from '../pipeline/stage-runner.js';
import type { Identity, Likeness } from './records.js';

/** Embeddings of a face, by the recognizer's full name. */
export type Embeddings = ReadonlyMap<string, Float32Array>;

/** The plan's recognizer, and every other one whose models are in the cache: a second opinion costs nothing but time. */
export async function loadRecognizers(
  plan: Plan,
  { plugins, store }: Environment,
): Promise<readonly Stage<Recognizer>[]> {
  const own = plugins.resolve('recognizer', plan.recognizer.use);
  const loaded = [
    {
      name: own.name,
      provider: (await plugins.activate(own)) as Recognizer,
      options: plan.recognizer.options,
    },
  ];
  for (const { name } of plugins.contributions('recognizer')) {
    if (name === own.name) continue;
    const ref = plugins.resolve('recognizer', name);
    const states = await Promise.all(ref.models.map((model) => store.status(model)));
    if (states.some(({ state }) => state !== 'ok')) continue;
    const provider = (await plugins.activate(ref)) as Recognizer;
    loaded.push({ name, provider, options: plugins.options(ref, {}, 'the quality report') });
  }
  return loaded;
}

export async function embed(
  frame: Image,
  face: Face,
  recognizers: readonly Stage<Recognizer>[],
  runner: StageRunner,
  scope: StageScope,
): Promise<Embeddings> {
  const vectors = new Map<string, Float32Array>();
  for (const { name, provider, options } of recognizers) {
    const { vector } = await runner.run('recognize', name, { ...scope, face }, options, (call) =>
      provider.embed(frame, face, call),
    );
    vectors.set(name, vector);
  }
  return vectors;
}

/** Whom each recognizer sees in the result. */
export function compareIdentities(
  recognizers: readonly Stage<Recognizer>[],
  source: Embeddings,
  target: Embeddings,
  result: Embeddings,
): readonly Identity[] {
  return recognizers.map(({ name, provider }) => {
    const compare = (p: Embeddings, q: Embeddings): Likeness =>
      likenessOf(p.get(name)!, q.get(name)!, (a, b) => provider.similarity(a, b));
    const toSource = compare(result, source);
    const toTarget = compare(result, target);
    return {
      recognizer: name,
      toSource,
      toTarget,
      sourceToTarget: compare(source, target),
      nearerSource: isNearer(toSource, toTarget),
    };
  });
}

/** By calibrated similarity; by distance where both are beyond what it tells apart. */
export function isNearer(one: Likeness, other: Likeness): boolean {
  return one.similarity === other.similarity
    ? one.distance < other.distance
    : one.similarity > other.similarity;
}

function likenessOf(
  a: Float32Array,
  b: Float32Array,
  similarity: (a: Float32Array, b: Float32Array) => number,
): Likeness {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return { distance: Math.sqrt(sum), similarity: similarity(a, b) };
}
