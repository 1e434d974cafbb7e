import { definePlugin } from '@facet/api';
import { createInpainter } from './inpainter.js';

export default definePlugin({
  activate({ register, kernels, images }) {
    register.inpainter('a1111', createInpainter(kernels, images));
  },
});
