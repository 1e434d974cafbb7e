import { definePlugin } from '@facet/api';
import { createNsfwChecker } from './checker.js';

export default definePlugin({
  activate({ register, kernels, models }) {
    register.checker('nsfw', createNsfwChecker(kernels, models));
  },
});
