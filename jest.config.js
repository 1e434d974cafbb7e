/** @type {import('jest').Config} */
export default {
  testEnvironment: './tests/support/environment.mjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './tests/support/transform-typescript.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/examples/'],
  globalSetup: './tests/support/pull-models.mjs',
  testTimeout: 300_000,
};
