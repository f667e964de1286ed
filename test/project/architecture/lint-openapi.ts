// A process: has Redocly look at the OpenAPI document that it is given and prints all that it says. Run by openapi.test.ts; the package has ES modules
// only.
import { text } from 'node:stream/consumers';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const config = await createConfig({
  extends: ['recommended'],
  rules: {
    // What the recommended rules leave to taste and this project has decided.
    'operation-tag-defined': 'error',
    'operation-4xx-problem-details-rfc7807': 'error',
    // `GET /` has nothing but a redirection.
    'operation-2xx-response': 'off',
  },
});

const source = await text(process.stdin);
const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
const said = problems.map(({ severity, ruleId, message, location }) => {
  return `${severity} ${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(', ')})`;
});
console.log(JSON.stringify(said));
