import { WalletControls } from '../../../lib/api/wallet-controls.ts';
import { changeAsOperator, type OperatedWallets } from '../../../lib/cli/operator/controls.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { type Controller, type ControlsChange, FROZEN } from '../../../lib/domain/wallet-controls.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import { ControlSettings } from './control-settings.ts';
import { pause } from './pause.ts';
import type { Account, Client } from './people.ts';
import { insist } from './public-api.ts';

/** The number of concurrent owners and operators, and the longest pause of one, in ms. */
const CHANGERS = 3;
const MAX_PAUSE_MS = 1_500;
/** How long a freeze or a limit stays, in ms. */
const STAYS_MS = [2_000, 9_000] as const;
const RETRY_AFTER_MS = 300;
/** A change that is sent several times at the same time. */
const REPEATED = 0.2;
/** A freeze that stays until something else changes it. */
const LEFT = 0.1;

/** Owners and operators: they freeze wallets, limit them, and record the responses. */
export class ControlChanges {
  readonly settings = new ControlSettings();
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  /** The number of changes that have a response, and of those of owners that an operator's limits refuse. */
  changed = 0;
  refused = 0;
  /** The wallets whose limit of a day holds from before their first payment to the end. */
  readonly limited: readonly Account[];
  readonly #wallets: readonly Account[];
  readonly #client: Client;
  readonly #operated: OperatedWallets;
  readonly #busy = new Set<string>();

  /**
   * @param client waits longer for a response than a function runs, so that no request without one goes
   *   on
   * @param operated as an operator calls them
   */
  constructor(wallets: readonly Account[], client: Client, operated: OperatedWallets) {
    this.#wallets = wallets;
    this.#client = client;
    this.#operated = operated;
    this.limited = wallets.filter((_, n) => n % 4 === 3);
  }

  /** Sets the limits of a day before there are payments: half of them by an operator. */
  async limitDays(random: Random, giveUp: AbortSignal): Promise<void> {
    await sideBySide(CHANGERS, this.limited, (account) =>
      this.#set(account, this.#limiterOf(account), { maxPerDay: dayLimit(random) }, random, giveUp),
    );
  }

  /** Changes controls until `closing`. Resolves when each change has its response, or at `giveUp`. */
  async work(random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const worker = async () => {
      for (; !closing.aborted; await pause(random.between(0, MAX_PAUSE_MS), closing)) {
        const account = this.#wallets[random.between(0, this.#wallets.length - 1)];
        const by = random.chance(0.5) ? 'owner' : 'operator';
        const key = `${account?.walletId} ${by}`;
        // Each control has one writer at a time, so that the order of its settings is known.
        if (!account || this.#busy.has(key)) continue;
        this.#busy.add(key);
        await this.#change(account, by, random, closing, giveUp);
        this.#busy.delete(key);
      }
    };
    await Promise.all(Array.from({ length: CHANGERS }, worker));
  }

  async #change(account: Account, by: Controller, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    const isLimiter = by === this.#limiterOf(account);
    if (random.chance(0.6) || (!isLimiter && by === 'operator')) {
      const frozen = FROZEN[random.between(0, FROZEN.length - 1)] ?? 'all';
      await this.#set(account, by, { frozen }, random, giveUp);
      await pause(random.between(...STAYS_MS), closing);
      if (!random.chance(LEFT)) await this.#set(account, by, { frozen: null }, random, giveUp);
      return;
    }
    if (!isLimiter) return this.#setInVain(account, giveUp);
    const isLimited = this.limited.includes(account);
    const limits = {
      maxPayment: random.chance(0.7) ? BigInt(random.between(5, 40)) : null,
      minimum: random.chance(0.7) ? BigInt(random.between(10, 150)) : null,
      ...(isLimited && random.chance(0.5) && { maxPerDay: dayLimit(random) }),
    };
    await this.#set(account, by, limits, random, giveUp);
    await pause(random.between(...STAYS_MS), closing);
    if (random.chance(0.6)) await this.#set(account, by, { maxPayment: null, minimum: null }, random, giveUp);
  }

  /** Who limits the wallet. Once an operator has, the owner does not. */
  #limiterOf(account: Account): Controller {
    return this.limited.indexOf(account) % 2 === 1 ? 'operator' : 'owner';
  }

  async #set(account: Account, by: Controller, change: ControlsChange, random: Random, giveUp: AbortSignal) {
    const { walletId } = account;
    const answered = this.settings.asked(walletId, by, change, Date.now());
    const senders = random.chance(REPEATED) ? 2 : 1;
    const send = () =>
      by === 'owner' ? this.#asOwner(account, change, giveUp) : this.#asOperator(account, change, giveUp);
    const isDone = await Promise.all(Array.from({ length: senders }, send));
    if (!isDone.every(Boolean)) return;
    answered(Date.now());
    this.changed += 1;
  }

  /** @returns whether there is a response */
  async #asOwner({ owner, walletId }: Account, change: ControlsChange, giveUp: AbortSignal): Promise<boolean> {
    const asked = bodyOf(change);
    const response = await insist(() => this.#client.changeControls(owner, walletId, asked), giveUp);
    if (!response) return false;
    const { data } = WalletControls.safeParse(response.body);
    const differs = Object.entries(asked).some(([name, value]) => Object(data)[name] !== value);
    if (response.status !== 200 || !data || differs)
      this.surprises.push(`${walletId}: ${JSON.stringify(asked)}: ${response.status} ${response.text}`);
    return true;
  }

  /** @returns whether there is a response */
  async #asOperator({ walletId }: Account, change: ControlsChange, giveUp: AbortSignal): Promise<boolean> {
    for (; !giveUp.aborted; await pause(RETRY_AFTER_MS, giveUp)) {
      try {
        const shown = await changeAsOperator(this.#operated, { walletId, reason: 'chaos' }, change, Date.now());
        const now = { ...shown, frozen: shown.operatorFreeze?.frozen };
        const names = ['frozen', 'minimum', 'maxPayment', 'maxPerDay'] as const;
        const differs = names.filter((name) => change[name] !== undefined && (now[name] ?? null) !== change[name]);
        if (differs.length > 0) this.surprises.push(`${walletId}: an operator has set ${differs}, and it is another`);
        return true;
      } catch (error) {
        if (!isOutage(error)) throw error;
      }
    }
    return false;
  }

  /** The owner tries to change limits that an operator has set. */
  async #setInVain({ owner, walletId }: Account, giveUp: AbortSignal): Promise<void> {
    const response = await insist(() => this.#client.changeControls(owner, walletId, { max_per_day: '1' }), giveUp);
    if (!response) return;
    this.refused += 1;
    if (response.status !== 409 || Object(response.body).code !== 'limits_by_operator')
      this.surprises.push(`${walletId}: its owner changes an operator's limits: ${response.status} ${response.text}`);
  }
}

/** Little enough that some payments exceed it. */
function dayLimit(random: Random): bigint {
  return BigInt(random.between(40, 400));
}

function bodyOf({ frozen, minimum, maxPayment, maxPerDay }: ControlsChange): Record<string, string | null> {
  const text = (name: string, value: bigint | null | undefined) =>
    value === undefined ? {} : { [name]: value === null ? null : value.toString() };
  return {
    ...(frozen !== undefined && { frozen }),
    ...text('minimum_balance', minimum),
    ...text('max_payment', maxPayment),
    ...text('max_per_day', maxPerDay),
  };
}

function isOutage(error: unknown): boolean {
  // Any other is of a shard, the database or a queue that gives no response.
  return !(error instanceof MibError) || error.code === 'unavailable';
}
