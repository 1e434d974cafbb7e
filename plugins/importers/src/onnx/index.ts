export * from './attribute.js';
export * from './graph-builder.js';
export * from './model.js';
export * from './protobuf.js';
export * from './tensor.js';
export * from './value.js';
