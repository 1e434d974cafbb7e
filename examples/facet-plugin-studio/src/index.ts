import { definePlugin } from '@facet/api';
import { createCompare } from './compare.js';
import { createCrowd } from './crowd.js';
import type { CrowdOptions } from './crowd.js';
import { createLabel } from './label.js';
import type { LabelOptions } from './label.js';
import { createSharp } from './sharp.js';
import type { SharpOptions } from './sharp.js';
import { createSmooth } from './smooth.js';
import type { SmoothOptions } from './smooth.js';
import { createTimed } from './timed.js';

export default definePlugin({
  activate: ({ register, kernels, models, images, log, onDispose }) => {
    register.detector<CrowdOptions>('crowd', createCrowd(kernels, models));
    register.restorer<SmoothOptions>('smooth', createSmooth(kernels));
    register.checker<SharpOptions>('sharp', createSharp(kernels));
    register.finisher<LabelOptions>('label', createLabel(kernels));
    register.command('compare', createCompare(images));
    register.kernels(
      'timed',
      createTimed(onDispose, (line) => log.warn(line)),
    );
  },
});
