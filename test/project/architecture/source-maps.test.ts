import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import * as z from 'zod';
import { allBundles } from '../../programs/bench/bundles.ts';
import { services } from '../../support/environment/services.ts';

const FOLDER = '.esbuild/source-maps-test';
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

const Failed = z.object({ stderr: z.string() });

describe('the stack trace of a function that fails', () => {
  const { orchestrator, shards } = services();
  it.each([
    ['the orchestrator', orchestrator, 'wallets'],
    ['a shard', shards[0], 'balance'],
  ])('of %s names its source and the line, as it is bundled and configured', async (_what, service, key) => {
    const declared = service?.functions.find((one) => one.key === key);
    if (!service || !declared) throw new Error(`there is no function ${key}`);
    const [bundle] = await allBundles({ [service.name]: { ...service, functions: [declared] } }, FOLDER);
    // Without what it reads from its environment it fails when it is loaded.
    const env = { ...process.env, NODE_OPTIONS: declared.environment.NODE_OPTIONS ?? '' };
    for (const name of Object.keys(declared.environment))
      if (name !== 'NODE_OPTIONS') Reflect.deleteProperty(env, name);
    const load = `require(${JSON.stringify(bundle?.file)})`;
    const { stderr } = await promisify(execFile)('node', ['--eval', load], { env }).then(
      () => ({ stderr: 'it did not fail' }),
      (error) => Failed.parse(error),
    );
    const source = declared.handler.replace(/\.handler$/, '.ts');
    expect(stderr).toMatch(new RegExp(`\\bat .*${source}:\\d+:\\d+`));
  });
});
