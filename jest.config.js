// @ts-check
/** @type {import('jest').Config} */
export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/environment/global-setup.ts',
  globalTeardown: '<rootDir>/test/environment/global-teardown.ts',
  testTimeout: 20_000,
  maxWorkers: 2,
  transform: {
    '\\.(ts|js|mjs)$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These packages have ES modules only.
  transformIgnorePatterns: ['node_modules/(?!(@middy|jose|aws-local-stepfunctions|p-limit|yocto-queue)/)'],
  moduleNameMapper: { '^@middy/([^/]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
};
