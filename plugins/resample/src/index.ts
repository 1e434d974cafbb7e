import { definePlugin } from '@facet/api';
import { createUpscaler, filters } from './upscaler.js';

export default definePlugin({
  activate({ register, kernels }) {
    for (const filter of filters) register.upscaler(filter, createUpscaler(kernels, filter));
  },
});
