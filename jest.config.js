/** @type {import('jest').Config} */
export default {
  transform: { '\\.(ts|js|mjs)$': ['@swc/jest', { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } }] },
  transformIgnorePatterns: ['node_modules/(?!(@middy|jose|aws-local-stepfunctions|p-limit|yocto-queue)/)'],
  moduleNameMapper: { '^@middy/([^/]+)$': '<rootDir>/node_modules/@middy/$1/index.js' },
  testMatch: ['<rootDir>/test/**/*.test.ts'],
};
