import { definePlugin } from '@facet/api';
import { createMeshSwapper } from './mesh-swapper.js';

export default definePlugin({
  activate(ctx) {
    ctx.register.swapper('mesh', createMeshSwapper(ctx.kernels));
  },
});
