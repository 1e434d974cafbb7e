export { contentCheckBounds } from './content-check-bounds.js';
export { configFileNames } from './find-config-file.js';
export { formatOrigin, originOf } from './format-origin.js';
export { configJsonSchema } from './json-schema.js';
export { loadConfig } from './load-config.js';
export { providerOptions } from './provider-options.js';
export { presets } from './presets/index.js';
export type * from './types.js';
