import {
  FacetError,
  fitSimilarity,
  sampleToTensor,
  templatePoints,
  type Kernels,
  type Models,
  type Recognizer,
} from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { cosineOf, similarityOfCosine } from './similarity.js';

const model = 'faceres';
/** Side of the crop, in which the face lies as ArcFace has it. */
const side = 224;
const output = 'global_pooling_Mean';

/** Length of a description. */
export const descriptionLength = 1024;

/** Turns a face into the 1024 values that `@vladmandic/human`'s face description computes before it tells age and gender. */
export function createFaceresRecognizer(kernels: Kernels, models: Models): Recognizer {
  return {
    model: 'face-api/faceres@1',
    async embed(frame, face) {
      const frameToCrop = fitSimilarity(face.landmarks.five, templatePoints('arcface_112_v2', side));
      const input = sampleToTensor(kernels, frame, frameToCrop, squareRgb(side), 'edge');
      const { inputs } = await models.describe(model);
      const out = await models.run(model, { [inputs[0]!.name]: input }, [output]);
      return { model: this.model, vector: out[output]!.data };
    },
    similarity(a, b) {
      if (a.length !== descriptionLength || b.length !== descriptionLength) throw wrongLength(a, b);
      return similarityOfCosine(cosineOf(a, b));
    },
  };
}

function wrongLength(a: Float32Array, b: Float32Array): FacetError {
  return new FacetError(
    'EMBEDDING_LENGTH',
    `Expected two descriptions of ${descriptionLength} values but received ${a.length} and ${b.length}.`,
    { remedy: 'Compare embeddings that the faceres recognizer made.' },
  );
}
