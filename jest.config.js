/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testTimeout: 60_000,
  // Most of them wait for processes and servers, not for the processor.
  maxWorkers: 5,
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } }],
  },
};
