// A process: lints OpenAPI documents with Redocly and prints the problems of each. openapi.test.ts
// runs it, because the package has ES modules only.
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

/** @returns a line for each problem */
async function lint(document: object): Promise<string[]> {
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/openapi.json', config });
  return problems.map(({ severity, ruleId, message, location }) => {
    return `${severity} ${ruleId}: ${message} (${location.map(({ pointer }) => pointer).join(', ')})`;
  });
}

const documents: object[] = JSON.parse(await text(process.stdin));
const said: string[][] = [];
for (const document of documents) said.push(await lint(document));
console.log(JSON.stringify(said));
