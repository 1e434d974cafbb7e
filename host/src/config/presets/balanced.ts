import type { FacetConfig } from '@facet/api';

/** The defaults, by name: faces of a twentieth of the picture and larger, landmarks in two passes. */
export const balanced = {
  detector: { use: 'blazeface', size: 640, threshold: 0.5 },
  landmarker: { use: 'facemesh', passes: 2 },
} as const satisfies FacetConfig;
