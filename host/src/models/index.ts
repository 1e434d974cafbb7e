export * from './cache-dir.js';
export type { DeclaredModel } from './declared-model.js';
export { modelName } from './declared-model.js';
export * from './store.js';
export type * from './store-contract.js';
export * from './own-model.js';
