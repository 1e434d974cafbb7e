import { definePlugin } from '@facet/api';
import { createAgeGenderClassifier } from './age-gender/classifier.js';
import { createFaceresRecognizer } from './recognition/faceres.js';
import { createFaceRecognizer } from './recognition/recognizer.js';
import { createSsdDetector } from './ssd/detector.js';

export default definePlugin({
  activate({ register, kernels, models }) {
    register.detector('ssd', createSsdDetector(kernels, models));
    register.recognizer('face-recognition', createFaceRecognizer(kernels, models));
    register.recognizer('faceres', createFaceresRecognizer(kernels, models));
    register.classifier('age-gender', createAgeGenderClassifier(kernels, models));
  },
});
