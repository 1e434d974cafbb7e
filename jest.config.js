import { existsSync } from 'node:fs';

/** The software renderer that comes with Debian's chromium; continuous integration installs it. */
const webgpu = process.env.CI !== undefined || existsSync('/usr/lib/chromium/vk_swiftshader_icd.json');

/** @type {import('jest').Config} */
export default {
  testEnvironment: './tests/support/environment.mjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': './tests/support/transform-typescript.mjs' },
  modulePathIgnorePatterns: ['<rootDir>/examples/'],
  testPathIgnorePatterns: ['/node_modules/', ...(webgpu ? [] : ['webgpu\\.test'])],
  globalSetup: './tests/support/pull-models.mjs',
  testTimeout: 300_000,
  // Half of the time is waiting for processes and limits.
  maxWorkers: 2,
  // Of tests in one file that may run at once.
  maxConcurrency: 4,
};
