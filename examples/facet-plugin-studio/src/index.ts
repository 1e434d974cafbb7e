import { definePlugin } from '@facet/api';
import { createCrowd } from './crowd.js';
import type { CrowdOptions } from './crowd.js';
import { createSmooth } from './smooth.js';
import type { SmoothOptions } from './smooth.js';

export default definePlugin({
  activate: ({ register, kernels, models }) => {
    register.detector<CrowdOptions>('crowd', createCrowd(kernels, models));
    register.restorer<SmoothOptions>('smooth', createSmooth(kernels));
  },
});
