// @ts-check
const shared = {
  runtime: '<rootDir>/test/support/environment/jest-runtime.js',
  testEnvironment: '<rootDir>/test/support/environment/jest-environment.ts',
  transform: {
    '\\.(ts|tsx|js|mjs)$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  // These packages have ES modules only.
  transformIgnorePatterns: [
    'node_modules/(?!(@middy|jose|aws-local-stepfunctions|p-limit|yocto-queue|chokidar|readdirp|commander)/)',
  ],
  // The built client has the project's name.
  modulePathIgnorePatterns: ['<rootDir>/.client/'],
  moduleNameMapper: { '^@middy/([^/]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
};

/** @type {import('jest').Config} */
export default {
  globalSetup: '<rootDir>/test/support/environment/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/environment/global-teardown.ts',
  testSequencer: '<rootDir>/test/support/environment/longest-first.js',
  // Longer than eventually() waits: it then says for what.
  testTimeout: 45_000,
  // One more than the two cores of a small machine: a worker often waits for processes.
  maxWorkers: 3,
  projects: [{ ...shared, displayName: 'mib', testMatch: ['<rootDir>/test/**/*.test.ts'] }],
};
