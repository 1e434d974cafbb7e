import type { FacetConfig } from '@facet/api';

/** Time for detail: the detector also looks at tiles, which finds small faces, and swapped faces are sharpened. */
export const quality = {
  detector: { use: 'blazeface', size: 640, threshold: 0.5, tiles: true },
  landmarker: { use: 'facemesh', passes: 2 },
  unitDefaults: { sharpen: true },
} as const satisfies FacetConfig;
