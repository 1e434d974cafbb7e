export { contentCheckBounds } from './content-check-bounds.js';
export { loadConfig } from './load-config.js';
export { providerOptions } from './provider-options.js';
export { presets } from './presets/index.js';
export type * from './types.js';
