export * from './decode.js';
export * from './encode.js';
export * from './formats.js';
export * from './images.js';
export * from './provenance.js';
export * from './result-file.js';
export * from './temp-files.js';
export * from './write-atomic.js';
