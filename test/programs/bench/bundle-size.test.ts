import { rm } from 'node:fs/promises';
import { services } from '../../support/environment/services.ts';
import { allBundles, type Bundle } from './bundles.ts';
import { LARGE, MAX_BUNDLE_KB } from './exceptions.ts';

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

/** The functions whose bundles have a part of a package. */
const carriers = (one: string) => bundles.filter(({ packages }) => packages.includes(one)).map(({ name }) => name);

describe('the bundle of a function', () => {
  it(`has at most ${MAX_BUNDLE_KB} KB, unless docs/performance.md gives a reason`, () => {
    expect(larger().sort()).toEqual(Object.keys(LARGE).sort());
  });

  it('contains nothing of the SDK, which Lambda provides', () => {
    expect(bundles.filter(({ sdk }) => sdk.length > 0).length).toBeGreaterThan(10);
    expect(carriers('zod').length).toBe(bundles.length);
    const carried = bundles.flatMap(({ packages }) => packages);
    expect(carried.filter((name) => /^@(aws-sdk|smithy)\//.test(name))).toEqual([]);
  });

  it('computes times of repetitions only where payments are scheduled', () => {
    expect(carriers('rrule-temporal').sort()).toEqual([
      'orchestrator/change_scheduled_transfer',
      'orchestrator/pay_scheduled',
      'orchestrator/schedule_transfer',
    ]);
  });
});
