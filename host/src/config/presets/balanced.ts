import type { FacetConfig } from '@facet/api';

/** The defaults, by name. */
export const balanced = {
  detector: { use: 'blazeface', size: 640, threshold: 0.5, autoSize: true },
  landmarker: { use: 'facemesh', passes: 2 },
  recognizer: { use: 'face-recognition' },
  classifier: { use: 'age-gender' },
  unitDefaults: { swapper: { use: 'mesh' }, masks: [{ use: 'box' }] },
} as const satisfies FacetConfig;
