import type { FacetConfig } from '@facet/api';

/** Time for detail: the detector searches twice as fine, in overlapping windows, which finds small faces. */
export const quality = {
  detector: { use: 'blazeface', size: 1280, threshold: 0.5, autoSize: true, tiling: 'auto' },
  landmarker: { use: 'facemesh', passes: 2 },
} as const satisfies FacetConfig;
