import { rm } from 'node:fs/promises';
import { services } from '../../support/environment/services.ts';
import { allBundles, type Bundle } from './bundles.ts';
import { LARGE, MAX_BUNDLE_KB, MAX_LARGE_BUNDLE_KB } from './exceptions.ts';

const FOLDER = '.esbuild/bundle-size-test';

let bundles: Bundle[];

beforeAll(async () => {
  const { orchestrator, shards } = services();
  const [shard] = shards;
  if (!shard) throw new Error('there is a shard');
  bundles = await allBundles({ orchestrator, shard }, FOLDER);
}, 60_000);
afterAll(() => rm(FOLDER, { recursive: true, force: true }));

const larger = () => bundles.filter(({ bytes }) => bytes > MAX_BUNDLE_KB * 1024).map(({ name }) => name);

describe('the bundle of a function', () => {
  it(`has at most ${MAX_BUNDLE_KB} KB, unless docs/performance.md gives a reason`, () => {
    expect(larger().sort()).toEqual(Object.keys(LARGE).sort());
  });

  it('contains nothing of the SDK, which Lambda provides', () => {
    expect(bundles.filter(({ sdk }) => sdk.length > 0).length).toBeGreaterThan(10);
    for (const { bytes } of bundles) expect(bytes).toBeLessThan(MAX_LARGE_BUNDLE_KB * 1024);
  });
});
