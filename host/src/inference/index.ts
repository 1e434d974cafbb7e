export * from './broker.js';
export * from './devices.js';
export type { Provider } from './onnxruntime.js';
