import type { Embedding, Recognizer } from '@facet/api';
import { embeddingModels } from '../errors/run.js';

/**
 * Calibrated likeness of two faces, 0..1.
 * @throws FacetError `EMBEDDING_MODEL` when another recognizer made one of them.
 */
export function likeness(recognizer: Recognizer, a: Embedding, b: Embedding): number {
  for (const { model } of [a, b]) {
    if (model !== recognizer.model) throw embeddingModels(recognizer.model, model);
  }
  return recognizer.similarity(a.vector, b.vector);
}

/** The mean of raw, un-normalised embeddings, as FaceSwapLab blends faces. */
export function meanEmbedding(embeddings: readonly Embedding[]): Embedding | undefined {
  const [first] = embeddings;
  if (!first) return undefined;
  const vector = new Float32Array(first.vector.length);
  for (const { model, vector: one } of embeddings) {
    if (model !== first.model) throw embeddingModels(first.model, model);
    one.forEach((value, i) => (vector[i]! += value / embeddings.length));
  }
  return { model: first.model, vector };
}
