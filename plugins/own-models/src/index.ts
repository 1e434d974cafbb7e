import { definePlugin } from '@facet/api';
import { createParsingMasker } from './parsing/masker.js';
import { createFaceRestorer } from './restorer.js';

export default definePlugin({
  activate({ register, kernels, models }) {
    register.masker('face-parsing', createParsingMasker(kernels, models));
    register.restorer('face-restorer', createFaceRestorer(kernels, models));
  },
});
