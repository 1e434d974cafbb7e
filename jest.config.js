/** @type {import('jest').Config} */
export default {
  testEnvironment: './tests/support/environment.mjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/examples/'],
  globalSetup: './tests/support/pull-models.mjs',
  testTimeout: 300_000,
};
