import type { Face } from '@facet/api';
import type { FoundFace } from './requests.js';

/** A face as plain numbers, with what is known of it. */
export function describeFound(face: Face, index: number): FoundFace {
  const { box, score, presence, pose, landmarks, age, gender, embedding } = face;
  const { five, points68, mesh468 } = landmarks;
  return {
    index,
    box,
    score,
    ...(presence !== undefined && { presence }),
    ...(pose && { pose }),
    five,
    ...(age !== undefined && { age }),
    ...(gender && { gender }),
    ...(embedding && {
      embedding: { model: embedding.model, vector: [...embedding.vector] },
      ...(points68 && { points68: [...points68] }),
      ...(mesh468 && { mesh468: [...mesh468] }),
    }),
  };
}
