import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(__dirname, '../../..');

it('the types of the client are those of the API as it is now (else: npm run client:types)', () => {
  const committed = readFileSync(path.join(PROJECT, 'lib/client/schema.ts'), 'utf8');
  // In a process of its own: some of its packages cannot be loaded here.
  const now = execFileSync(process.execPath, ['lib/client/build/write-types.ts', '--print'], { cwd: PROJECT });
  expect(committed).toBe(now.toString());
});
