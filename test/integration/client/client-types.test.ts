import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../../..');

it('The types of the client match the API. If not, run `npm run client:types`', () => {
  const committed = readFileSync(path.join(PROJECT, 'lib/client/schema.ts'), 'utf8');
  // In its own process, because jest cannot load some of its packages.
  const now = execFileSync(process.execPath, ['lib/client/build/write-types.ts', '--print'], { cwd: PROJECT });
  expect(committed).toBe(now.toString());
});
