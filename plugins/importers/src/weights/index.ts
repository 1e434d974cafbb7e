export * from './json.js';
export * from './read-weights.js';
export * from './source-files.js';
export * from './module-literal.js';
