import type { FacetConfig } from '@facet/api';

/** Time for detail: the detector also looks at tiles of the picture, which finds small faces. */
export const quality = {
  detector: { use: 'blazeface', size: 640, threshold: 0.5, tiles: true },
  landmarker: { use: 'facemesh', passes: 2 },
} as const satisfies FacetConfig;
