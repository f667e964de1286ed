import { ConfigurationError } from '../../../config/configuration-error.ts';
import type { Keys, OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { createKeys, goneKeys, retireKeys, rotateKeys } from '../keys/actions.ts';
import { type NextStep, nextStep, type RotationStep } from '../keys/next-step.ts';
import { KEY_SETS, type KeySetName } from '../keys/parameters.ts';
import { roleOf, type StoredKeySet } from '../keys/rotation.ts';
import type { StoredKeys } from '../keys/store.ts';
import { ConsoleProblem } from './problems.ts';
import { REASON } from './views.ts';

type SetView = Keys['sets'][number];

/** The keys of a stage, as the wizard of their rotation sees them. */
export interface KeysOfStage {
  readonly of: (name: KeySetName) => StoredKeys;
  /** False on a local stack: the start gives its keys. */
  readonly changeable: boolean;
  /** How the operators' program is called for this stage. */
  readonly command: string;
  /** ms since 1970 */
  readonly now: () => number;
}

/** Every set of keys with the next step of each. */
export async function keysView(keys: KeysOfStage): Promise<OutputOf<'keys'>> {
  const sets = await Promise.all(KEY_SETS.map((name) => setView(keys, name)));
  return { at: iso(keys.now()), changeable: keys.changeable, sets: sets.filter((one) => one !== undefined) };
}

/**
 * Takes the next step of a rotation.
 * @throws ConsoleProblem not_now if another step is next, or it is too soon and not forced
 */
export async function takeKeyStep(
  keys: KeysOfStage,
  { set: name, step, force }: Omit<ReadInputOf<'keyStep'>, 'reason'>,
): Promise<OutputOf<'keyStep'>> {
  if (!keys.changeable)
    throw new ConsoleProblem('not_now', 'The keys of a local stack are in its data folder, and its start gives them.');
  const stored = keys.of(name);
  const found = await look(keys, name);
  if (!found) throw new ConsoleProblem('not_now', `The stage has no keys of ${name}.`);
  if (found.next.step !== step)
    throw new ConsoleProblem('not_now', `The next step of the keys of ${name} is "${found.next.step}", not "${step}".`);
  const options = { now: keys.now, force };
  try {
    switch (step) {
      case 'publish':
        await createKeys(stored, found.set.shard_regions, keys.now);
        return { kids: found.set.keys.map(({ kid }) => kid) };
      case 'add':
      case 'promote':
        return { kids: [(await rotateKeys(stored, options)).kid] };
      case 'retire':
        return { kids: await retireKeys(stored, options) };
    }
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConsoleProblem('not_now', error.problems.join('; '));
    throw error;
  }
}

async function setView(keys: KeysOfStage, name: KeySetName): Promise<SetView | undefined> {
  const found = await look(keys, name);
  if (!found) return undefined;
  const { set, missing, next } = found;
  return {
    set: name,
    keys: [
      ...set.keys.map((key, index) => ({
        kid: key.kid,
        role: roleOf(key, index),
        ...(key.added_at !== undefined && { added_at: key.added_at }),
        ...(key.replaced_at !== undefined && { replaced_at: key.replaced_at }),
        missing_at: missing[index] ?? [],
      })),
      ...goneKeys(set).map((key) => ({ ...key, missing_at: [] })),
    ],
    next: {
      step: next.step,
      safe_at: iso(next.safeAt),
      safe: keys.now() >= next.safeAt,
      then_wait_ms: next.thenWaitMs,
      command: `${keys.command} ${commandOf(next.step, name, set)} ${REASON}`,
    },
  };
}

async function look(
  { of, changeable, now }: KeysOfStage,
  name: KeySetName,
): Promise<{ set: StoredKeySet; missing: string[][]; next: NextStep } | undefined> {
  const stored = of(name);
  const found = await stored.find();
  if (!found) return undefined;
  const { set } = found;
  // The start of a local stack gives the keys to all verifiers.
  const missing = changeable ? await Promise.all(set.keys.map(({ kid }) => stored.missingAt(kid, set))) : [];
  const next = nextStep(
    name,
    set,
    missing.some((titles) => titles.length > 0),
    now(),
  );
  return { set, missing, next };
}

function commandOf(step: RotationStep, name: KeySetName, { shard_regions }: StoredKeySet): string {
  if (step === 'publish') return `keys create --shards ${Math.max(1, shard_regions.length)}`;
  return `keys ${step === 'retire' ? 'retire' : 'rotate'} --set ${name}`;
}
