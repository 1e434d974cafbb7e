import { FacetError, sampleToTensor, type Kernels, type Models, type Recognizer } from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { cropSide, frameToDescriptorCrop } from './alignment.js';
import { descriptorDistance, similarityOfDistance } from './similarity.js';

const model = 'face-recognition';

/** Length of a descriptor. */
export const descriptorLength = 128;

/**
 * Turns a face into dlib's 128-value descriptor (face_recognition_resnet_model_v1 as face-api packs it). Its length is not 1: descriptors are compared
 * by distance, as the model was trained.
 */
export function createFaceRecognizer(kernels: Kernels, models: Models): Recognizer {
  return {
    model: 'face-api/face-recognition@1',
    async embed(frame, face) {
      const frameToCrop = frameToDescriptorCrop(face.landmarks);
      const input = sampleToTensor(kernels, frame, frameToCrop, squareRgb(cropSide), 'edge');
      const { inputs, outputs } = await models.describe(model);
      const out = await models.run(model, { [inputs[0]!.name]: input });
      return { model: this.model, vector: out[outputs[0]!.name]!.data };
    },
    similarity(a, b) {
      if (a.length !== descriptorLength || b.length !== descriptorLength) throw wrongLength(a, b);
      return similarityOfDistance(descriptorDistance(a, b));
    },
  };
}

function wrongLength(a: Float32Array, b: Float32Array): FacetError {
  return new FacetError(
    'EMBEDDING_LENGTH',
    `Expected two descriptors of ${descriptorLength} values but received ${a.length} and ${b.length}.`,
    { remedy: 'Compare embeddings that the face-recognition recognizer made.' },
  );
}
