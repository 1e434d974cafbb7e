import type { FacetConfig } from '@facet/api';

/** Previews and many pictures: the detector looks once and small, landmarks come from a single pass. */
export const fast = {
  detector: { use: 'blazeface', size: 320 },
  landmarker: { use: 'facemesh', passes: 1 },
} as const satisfies FacetConfig;
