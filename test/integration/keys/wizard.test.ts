import { type KeysOfStage, keysView, takeKeyStep } from '../../../lib/cli/operator/console/keys.ts';
import { createKeys } from '../../../lib/cli/operator/keys/actions.ts';
import { KEY_SETS, type KeySetName, publicKeysParameter } from '../../../lib/cli/operator/keys/parameters.ts';
import { StoredKeys } from '../../../lib/cli/operator/keys/store.ts';
import { ROUTES } from '../../../lib/web/console/contract.ts';
import { MemoryParameters } from './memory-parameters.ts';

const HOME = 'eu-central-1';
const REGIONS = [HOME, 'us-west-2'];

/** A stage with every set of keys, as the wizard sees it. The test moves its clock. */
async function aStage() {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const parameters = new MemoryParameters();
  const keys: KeysOfStage = {
    of: (name) => new StoredKeys(parameters, { stage: 'test', region: HOME }, name),
    changeable: true,
    command: 'npm run operator -- --stage test',
    now: () => clock.now,
  };
  for (const name of KEY_SETS) await createKeys(keys.of(name), REGIONS, keys.now);
  const view = async (name: KeySetName) => {
    const { sets } = ROUTES.keys.output.parse(await keysView(keys));
    const found = sets.find(({ set }) => set === name);
    if (!found) throw new Error(`there are no keys of ${name}`);
    return found;
  };
  return { clock, parameters, keys, view };
}

describe.each(KEY_SETS)('the wizard of the keys of %s', (set) => {
  it('leads through a rotation: each step works from the time on that it names, and not before', async () => {
    const { clock, keys, view } = await aStage();
    const roles = async () => (await view(set)).keys.map(({ role }) => role);
    const refused = (step: 'add' | 'promote' | 'retire') => takeKeyStep(keys, { set, step, force: false });

    expect((await view(set)).next).toMatchObject({ step: 'add', safe: true });
    await takeKeyStep(keys, { set, step: 'add', force: false });
    expect(await roles()).toEqual(['signs', 'next']);

    for (const step of ['promote', 'retire'] as const) {
      const { next } = await view(set);
      expect(next).toMatchObject({ step, safe: false });
      clock.now = Date.parse(next.safe_at) - 1;
      await expect(refused(step)).rejects.toMatchObject({ code: 'not_now' });
      clock.now += 1;
      expect((await view(set)).next).toMatchObject({ step, safe: true });
      await takeKeyStep(keys, { set, step, force: false });
    }
    expect(await roles()).toEqual(set === 'receipts' ? ['signs', 'retired'] : ['signs']);
    expect((await view(set)).next).toMatchObject({ step: 'add', safe: true });
  });

  it('says how long to wait after a step, before it is taken', async () => {
    const { keys, view, clock } = await aStage();
    const { next } = await view(set);
    await takeKeyStep(keys, { set, step: 'add', force: false });
    expect(Date.parse((await view(set)).next.safe_at)).toBe(clock.now + next.then_wait_ms);
  });

  it('takes no other step than the next one, and a forced one at once', async () => {
    const { keys } = await aStage();
    await expect(takeKeyStep(keys, { set, step: 'retire', force: true })).rejects.toMatchObject({
      code: 'not_now',
      message: `The next step of the keys of ${set} is "add", not "retire".`,
    });
    await takeKeyStep(keys, { set, step: 'add', force: false });
    expect((await takeKeyStep(keys, { set, step: 'promote', force: true })).kids).toHaveLength(1);
  });
});

it('gives a verifier the key that it lacks before anything else', async () => {
  const { keys, parameters, view } = await aStage();
  const others = await aStage();
  const [home, away] = [publicKeysParameter('test', 0), publicKeysParameter('test', 1)];
  const otherKeys = await others.parameters.in(HOME).get(home);
  await parameters.write({ name: away, region: 'us-west-2' }, otherKeys, 'public');
  const { next, keys: listed } = await view('services');
  expect(listed[0]?.missing_at).toEqual(['shard 1']);
  const command = 'npm run operator -- --stage test keys create --shards 2 --reason "…"';
  expect(next).toMatchObject({ step: 'publish', command });
  await takeKeyStep(keys, { set: 'services', step: 'publish', force: false });
  expect((await view('services')).next.step).toBe('add');
});
