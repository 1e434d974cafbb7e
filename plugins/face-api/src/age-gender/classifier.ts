import { sampleToTensor, type Classifier, type Kernels, type Models } from '@facet/api';
import { squareRgb } from '../model-spec.js';
import { classifierRegion, cropSide, frameToClassifierCrop } from './region.js';

const model = 'age-gender';

/** Options of the `age-gender` classifier; the manifest holds their ranges and defaults. */
export interface AgeGenderOptions {
  /** Least probability, 0.5..1, from which a gender is told at all. */
  readonly genderThreshold: number;
}

/** Estimates age in years and gender with face-api's age_gender model. Ages are rough: adults are often taken for younger than they are. */
export function createAgeGenderClassifier(kernels: Kernels, models: Models): Classifier<AgeGenderOptions> {
  return {
    async classify(frame, face, { options }) {
      const frameToCrop = frameToClassifierCrop(classifierRegion(face));
      const input = sampleToTensor(kernels, frame, frameToCrop, squareRgb(cropSide), 'transparent');
      const { inputs } = await models.describe(model);
      const out = await models.run(model, { [inputs[0]!.name]: input }, ['age', 'gender']);
      const age = out.age!.data[0]!;
      const male = out.gender!.data[0]!;
      const certain = Math.max(male, 1 - male) >= options.genderThreshold;
      return {
        ...(Number.isFinite(age) ? { age: Math.max(0, age) } : {}),
        ...(certain ? { gender: male > 0.5 ? ('male' as const) : ('female' as const) } : {}),
      };
    },
  };
}
