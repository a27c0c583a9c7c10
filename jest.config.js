/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  // A limit for what hangs: no test depends on how fast the machine is.
  testTimeout: 300_000,
  // Most of them wait for processes and servers, not for the processor.
  maxWorkers: 5,
  maxConcurrency: 4,
  testSequencer: '<rootDir>/__tests__/support/slow-first.cjs',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  setupFilesAfterEnv: ['<rootDir>/__tests__/support/judge-exchanges.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
};
