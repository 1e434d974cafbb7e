import type { FacetConfig } from '@facet/api';

/** Previews and many pictures: the detector sees the frame as a whole, landmarks come from a single pass. */
export const fast = {
  detector: { use: 'blazeface', size: 320 },
  landmarker: { use: 'facemesh', passes: 1 },
} as const satisfies FacetConfig;
