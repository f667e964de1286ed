import type { ShardWallet } from '../domain/shard-wallet.ts';
import { type Controller, freezeChange, type WalletControls } from '../domain/wallet-controls.ts';
import { type ControlAttributes, controlAttributes, storedControls } from './control-items.ts';
import type { Write } from './shard-wallet-writes.ts';

/**
 * The writes that change a wallet's controls. Each is one conditional UpdateItem, which holds only if
 * the controls have the version that was read. Money may move meanwhile.
 *
 * Of the controls, the stripes of a wallet have the freezes and the closing alone. The version of a stripe is that
 * of the change of freezes which it has.
 */

/** Closed wallets change no more. */
const IS_OPEN = 'attribute_exists(spendable) AND attribute_not_exists(closed_at)';

const FREEZES = ['owner_freeze', 'operator_freeze'] as const;

/** Whether the change is one of the freezes, which the stripes of a wallet have, too. */
function changesFreezes({ controls = {} }: ShardWallet, after: WalletControls): boolean {
  const [before, next] = [storedControls(controls), storedControls(after)];
  return FREEZES.some((name) => before[name] !== next[name]);
}

/**
 * Freezes a stripe as its wallet is. A stripe that has this change of freezes, or a later one, stays as it is: so
 * the write may be repeated, and may come late.
 * @param controls those of the main item, with a change of freezes
 */
export function stripeFreeze(controls: WalletControls): Write {
  const write = new Parts();
  write.follows(controls.freezeChange?.version);
  asFrozenAs(write, controls);
  return write.done();
}

/**
 * Closes a stripe without money and holds.
 * @param stripe as it was read: nothing of its money may have changed
 * @param main the controls of the main item after the closing
 */
export function stripeClosing({ given }: ShardWallet, main: WalletControls): Write {
  const write = new Parts();
  write.isStill('spendable', 0n);
  write.isStill('holds', {});
  write.isStill('given', given);
  write.becomes('closed_at', main.closedAt);
  // It is not behind then.
  write.becomes('controls_version', main.freezeChange?.version);
  asFrozenAs(write, main);
  return write.done();
}

function asFrozenAs(write: Parts, controls: WalletControls): void {
  const stored = storedControls(controls);
  for (const name of FREEZES) write.becomes(name, stored[name]);
}

/**
 * Changes the controls that differ. `spendable` follows the minimum by the difference, and what the day
 * leaves follows its limit: both change while money moves. A debit may begin another day meanwhile.
 */
export function controlChange(wallet: ShardWallet, after: WalletControls): Write {
  const { controls: before = {}, stripes } = wallet;
  const old = storedControls(before);
  const next = storedControls({ ...after, version: (before.version ?? 0) + 1 });
  const write = new Parts();
  write.isStill('controls_version', before.version);
  if (changesFreezes(wallet, after)) write.isStill('stripes', stripes);
  const names = namesOf({ ...old, ...next }).filter((name) => old[name] !== next[name]);
  for (const name of names) if (name !== 'day_left') write.becomes(name, next[name]);
  if (names.includes('day_limit')) {
    write.isStill('counted_day', old.counted_day);
    const more = (next.day_left ?? 0n) - (old.day_left ?? 0n);
    if (old.counted_day !== next.counted_day) write.becomes('day_left', next.day_left);
    else write.set('day_left = day_left + :day_more', { ':day_more': more });
  }
  const less = (next.minimum_balance ?? 0n) - (old.minimum_balance ?? 0n);
  if (less !== 0n) write.set('spendable = spendable - :less', { ':less': less });
  return write.done();
}

/** The controls of a wallet that is closed. */
export function closedControls({ controls = {} }: ShardWallet, by: Controller, now: number): WalletControls {
  const change = freezeChange(controls, by, now);
  return { ...controls, closedAt: now, version: change.version, freezeChange: change };
}

/**
 * Closes a wallet without money and holds. It never was a treasury.
 * @param wallet its own item as it was read: nothing of its money may have changed
 * @param closed its controls after it
 */
export function closing(wallet: ShardWallet, closed: WalletControls): Write {
  const { spendable, authorised, controls = {}, stripes, taken } = wallet;
  const write = new Parts();
  // No freeze is overwritten that its controller does not know of.
  write.isStill('controls_version', controls.version);
  write.isStill('minimum_balance', controls.minimum);
  write.isStill('spendable', spendable);
  write.isStill('credit_limit', 0n);
  write.isStill('holds', {});
  write.isStill('authorised', authorised && {});
  write.isStill('stripes', stripes);
  write.isStill('taken', taken);
  const { closed_at, controls_version, freeze_change, freeze_changed_by, freeze_changed_at } = storedControls(closed);
  const after = { closed_at, controls_version, freeze_change, freeze_changed_by, freeze_changed_at };
  for (const [name, value] of Object.entries(after)) write.becomes(name, value);
  return write.done();
}

function namesOf(attributes: ControlAttributes): (keyof ControlAttributes)[] {
  const isName = (name: string): name is keyof ControlAttributes => Object.hasOwn(controlAttributes, name);
  return Object.keys(attributes).filter(isName);
}

/** The parts of a write, as they come together. */
class Parts {
  readonly #sets: string[] = [];
  readonly #removes = ['posting'];
  readonly #conditions = [IS_OPEN];
  readonly #values: Record<string, unknown> = {};

  isStill(name: string, value: unknown): void {
    this.#conditions.push(value === undefined ? `attribute_not_exists(${name})` : `${name} = :old_${name}`);
    if (value !== undefined) this.#values[`:old_${name}`] = value;
  }

  /** The item has an earlier version of its controls, or none. It gets this one. */
  follows(version: number | undefined): void {
    this.#conditions.push('(attribute_not_exists(controls_version) OR controls_version < :controls_version)');
    this.becomes('controls_version', version);
  }

  becomes(name: string, value: unknown): void {
    if (value === undefined) this.#removes.push(name);
    else this.set(`${name} = :${name}`, { [`:${name}`]: value });
  }

  set(expression: string, values: Record<string, unknown>): void {
    this.#sets.push(expression);
    Object.assign(this.#values, values);
  }

  done(): Write {
    return {
      UpdateExpression: `${this.#sets.length > 0 ? `SET ${this.#sets.join(', ')} ` : ''}REMOVE ${this.#removes.join(', ')}`,
      ConditionExpression: this.#conditions.join(' AND '),
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: this.#values }),
      ReturnValues: 'ALL_NEW',
    };
  }
}
