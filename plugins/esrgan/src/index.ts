import { definePlugin } from '@facet/api';
import { createSlimUpscaler } from './slim-upscaler.js';

export default definePlugin({
  activate({ register, kernels, models }) {
    register.upscaler('slim-x2', createSlimUpscaler(kernels, models));
  },
});
