import { definePlugin } from '@facet/api';
import { createAreaMasker } from './area/masker.js';
import { createBoxMasker } from './box-masker.js';

export default definePlugin({
  activate({ register, kernels }) {
    register.masker('box', createBoxMasker(kernels));
    register.masker('area', createAreaMasker(kernels));
  },
});
