import { Revocations } from '../../../lib/store/revocations.ts';
import { acceptTransfer } from '../../../lib/usecases/accept-transfer.ts';
import { blockUser, unblockUser } from '../../../lib/usecases/block-user.ts';
import { createUser } from '../../../lib/usecases/claim-looks.ts';
import { createWallet } from '../../../lib/usecases/create-wallet.ts';
import { deleteUser } from '../../../lib/usecases/delete-account.ts';
import { endSessions } from '../../../lib/usecases/end-sessions.ts';
import { eraseAccounts } from '../../../lib/usecases/erase-accounts.ts';
import { Waits } from '../../../lib/usecases/waits.ts';
import { changeMember } from '../../../lib/usecases/wallet-members.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import type { AccountPromises, Change } from './account-promises.ts';
import { type AccountStores, accountStores } from './account-stores.ts';
import { currencyOf } from './currencies.ts';
import type { Faults } from './faults.ts';
import { growthDrawsOf } from './growth-draws.ts';
import { OperatorDesk } from './operator-desk.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import { SimulatedAccess } from './simulated-access.ts';
import { APPROVER, NAMED } from './simulated-payers.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { System } from './system.ts';

/** A user who shares a wallet with the one who leaves, and stays. */
const FRIEND = 'max';
const FRIENDS_WALLET = '940';
const FIRST_OF_NEW = 920;
const FIRST_MET = 930;
const MOST_MET = 4;
const WALLETS_OF_A_USER = 20;
const LOOK_MS = 1_300;
const ERASED_EVERY_MS = 25_000;

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly shards: SimulatedShards;
  readonly workflow: Pick<SimulatedWorkflow, 'start'>;
  readonly accounts: AccountPromises;
}

/**
 * A user who pays, opens wallets, empties and closes them, and is blocked and deleted by operators, in one
 * schedule of ten without a growth. Where payments wait for an approval, the user is who approves them.
 */
export class SimulatedAccounts {
  readonly areDrawn: boolean;
  readonly #environment: Environment;
  readonly #desk: OperatorDesk;
  readonly #random: Random;
  readonly #stores: AccountStores;
  readonly #sleepy: AccountStores;
  readonly #userId: string;
  readonly #loginFreeAfterMs: number;
  #met = 0;
  #sweeps = 0;

  /** @param areApproved whether payments wait for an approval in this schedule */
  constructor(environment: Environment, areApproved: boolean) {
    this.#environment = environment;
    const { plan, system, shards } = environment;
    // The wallets of a growth are other users'.
    this.areDrawn = plan.seed % 10 === 7 && !growthDrawsOf(plan);
    this.#random = new Random(plan.seed + 15);
    this.#desk = new OperatorDesk({ ...environment, random: this.#random });
    this.#stores = accountStores(this.#desk.documents, system, shards.called);
    this.#sleepy = accountStores(this.#desk.sleepyDocuments, system, shards.called);
    this.#userId = areApproved ? APPROVER : 'lea';
    this.#loginFreeAfterMs = this.#random.between(1_000, 3 * FAULTS_MS);
  }

  /** Makes the user, and lets all requests and commands come at drawn times. */
  async begin(): Promise<void> {
    if (!this.areDrawn) return;
    const random = this.#random;
    for (const userId of [this.#userId, FRIEND])
      await this.#desk.untilItEnds(() => createUser(this.#stores.users, this.#user(userId, userId)));
    const own = this.#ownWallet();
    if (own !== undefined) await this.#open(own);
    // Its approver is named by a wallet, which the payers have claimed.
    if (this.#userId === APPROVER) await this.#environment.shards.of(NAMED[APPROVER]).createWallet(NAMED[APPROVER]);
    for (let n = random.between(1, 3); n > 0; n--)
      setTimeout(() => void this.#open(String(FIRST_OF_NEW + n)), random.between(0, FAULTS_MS));
    this.#share();
    if (own !== undefined)
      for (let n = random.between(0, 3); n > 0; n--)
        setTimeout(() => void this.#pay(own), random.between(0, FAULTS_MS / 2));
    const { system, execute } = this.#environment;
    const revocations = new Revocations(memoryDocuments(execute), system.tableNamed('-revocations'));
    const user = { desk: this.#desk, stores: this.#stores, userId: this.#userId, revocations };
    new SimulatedAccess({ ...this.#environment, ...user }).begin();
    this.#operate();
    for (let at = FAULTS_MS / 2; at < 6 * FAULTS_MS; at += ERASED_EVERY_MS) setTimeout(() => void this.#erase(), at);
  }

  /** Blocks and the lifting of them meet. The deletion is asked for until the user has no open wallet. */
  #operate(): void {
    const random = this.#random;
    const together = random.between(0, FAULTS_MS / 2);
    const moment = () => (random.chance(0.7) ? together + random.between(0, 60) : random.between(0, FAULTS_MS));
    for (let n = random.between(0, 4); n > 0; n--) {
      const change = random.chance(0.5) ? ('block' as const) : ('unblock' as const);
      setTimeout(() => void this.#change(change), moment());
    }
    if (!random.chance(0.75)) return;
    const leavesAt = random.between(0, FAULTS_MS / 2);
    setTimeout(() => void this.#leave(), leavesAt);
    setTimeout(() => void this.#change('delete'), random.chance(0.5) ? together + random.between(0, 60) : leavesAt);
    for (let n = random.between(0, 3); n > 0; n--) {
      const name = `new-${n}`;
      const take = () => createUser(this.#stores.users, this.#user(this.#userId, name));
      setTimeout(() => void this.#desk.untilItEnds(take), random.between(leavesAt, 4 * FAULTS_MS));
    }
  }

  async #change(what: Change, stores = this.#stores): Promise<void> {
    const { accounts } = this.#environment;
    const done = accounts.changes(this.#userId, what);
    for (;;) {
      const changed = await this.#desk.untilItEnds(() => this.#perform(what, stores));
      if (changed === true) done();
      if (changed !== undefined || this.#isOver()) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  /** @returns whether it is done: false if the user is another one by now. @throws MibError account_in_use */
  async #perform(what: Change, all: AccountStores): Promise<boolean> {
    const [login, at] = [this.#userId, new Date().toISOString()];
    const user = await all.users.byLogin(login);
    if (user?.userId !== this.#userId) return what === 'delete' && this.#buried(login);
    if (what === 'delete') {
      this.#meet();
      const { schedulePlaces: schedules, ...stores } = all;
      const times = { now: Date.now(), loginFreeAfterMs: this.#loginFreeAfterMs };
      await deleteUser({ ...stores, schedules }, user, times);
      return true;
    }
    if (what === 'unblock') return (await unblockUser(all, login, at)) !== undefined;
    const blocked = await blockUser(all, login, at);
    if (!blocked) return false;
    await endSessions(all, blocked.userId, Date.now());
    return true;
  }

  /** A wallet is begun while the user is deleted, or another operator lifts a block, whose machine sleeps meanwhile. */
  #meet(): void {
    if (this.#met >= MOST_MET || !this.#random.chance(0.5)) return;
    const walletId = String(FIRST_MET + this.#met++);
    const soon = this.#random.between(0, 80);
    if (this.#random.chance(0.5)) setTimeout(() => void this.#open(walletId), soon);
    else setTimeout(() => void this.#change('unblock', this.#sleepy), soon);
  }

  /** A command that died may have deleted the user. Given again it ends the sessions. */
  async #buried(login: string): Promise<boolean> {
    const buried = await this.#stores.deletedUsers.byLogin(login);
    if (buried?.userId !== this.#userId) return false;
    await endSessions(this.#stores, this.#userId, Date.now());
    return true;
  }

  /** Empties the wallets and closes them, until none is open. */
  async #leave(): Promise<void> {
    for (; !this.#isOver(); await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
      try {
        for await (const { walletId } of this.#stores.wallets.all(this.#userId)) await this.#close(walletId);
      } catch {
        // The next look goes on.
      }
    }
  }

  async #close(walletId: string): Promise<void> {
    const { called } = this.#environment.shards;
    const shown = await called.controls(walletId, Date.now());
    if (!shown || shown.closedAt !== undefined) return;
    if (shown.balance > 0n && shown.holds === 0) await this.#transfer(walletId, shown.balance, '0');
    else await called.closeWallet({ walletId, by: 'owner', version: shown.version }, Date.now());
  }

  async #pay(walletId: string): Promise<void> {
    const { funds } = this.#environment.plan;
    const toId = String(this.#random.between(0, funds.length - 1));
    await this.#transfer(walletId, BigInt(this.#random.between(1, 20)), toId).catch(() => {});
  }

  async #transfer(fromId: string, amount: bigint, toId: string): Promise<void> {
    if (fromId === toId) return;
    const { workflow } = this.#environment;
    const now = Date.now();
    const run = {
      start: async (of: { fromId: string; txId: string }) => workflow.start(of),
      runToEnd: async () => true,
    };
    await acceptTransfer(
      { ...this.#stores, workflow: run, waits: new Waits() },
      { userId: this.#userId, key: undefined, fromId, amount, credits: [{ toId, amount }], idempotencyKey: undefined },
      { now, txId: this.#desk.id(now) },
    );
  }

  /** A request that dies may have taken a place, and is sent again. */
  async #open(walletId: string): Promise<void> {
    const { plan, shards } = this.#environment;
    const number = Number(walletId);
    const currency = number < plan.funds.length ? currencyOf(plan, number) : undefined;
    const create = async () => {
      await shards.of(walletId).createWallet(walletId, 0n, { currency });
    };
    const currencies = { byDefault: currency ?? 'XXX', codes: new Set(['XXX', 'EUR']) };
    await this.#desk.untilItEnds(() => {
      const now = Date.now();
      return createWallet(
        { ...this.#stores, workflow: { start: create } },
        { userId: this.#userId, walletId, idempotencyKey: undefined, name: 'mine' },
        { now, shardCount: async () => plan.shards, place: this.#desk.id(now), limit: WALLETS_OF_A_USER, currencies },
      );
    });
  }

  /** The user is shared a wallet with, and shares one, at any time. */
  #share(): void {
    const random = this.#random;
    const entry = { shard: 0, status: 'ACTIVE' as const, createdAt: new Date().toISOString() };
    const claim = () => this.#stores.directory.claim({ ...entry, walletId: FRIENDS_WALLET, owner: FRIEND }, Date.now());
    const of = (owner: string, walletId: string, login: string) => async () => {
      await this.#desk.untilItEnds(claim);
      // Who is deleted asks for nothing: the request is let in before.
      if ((await this.#desk.untilItEnds(() => this.#stores.users.idOf(owner))) !== owner) return;
      const change = { userId: owner, walletId, login, maxPerDay: 10n, ownerLogin: owner };
      await this.#desk.untilItEnds(() => changeMember(this.#stores, change, Date.now()));
    };
    const all = [of(FRIEND, FRIENDS_WALLET, this.#userId), of(this.#userId, String(FIRST_OF_NEW + 1), FRIEND)];
    for (const share of all) setTimeout(() => void share(), random.between(0, 1.5 * FAULTS_MS));
  }

  async #erase(): Promise<void> {
    const moment = { now: Date.now(), sweepId: `erase-${this.#sweeps++}`, loginFreeAfterMs: this.#loginFreeAfterMs };
    // The next run takes what is left.
    await eraseAccounts(this.#stores, moment).catch(() => {});
  }

  /** The wallet of the schedule with the least money from the start, which is nobody's. */
  #ownWallet(): string | undefined {
    const { funds, opened } = this.#environment.plan;
    const open = funds.flatMap((amount, n) => (opened[n] === 0 && n > 0 ? [{ n, amount }] : []));
    const [least, ...more] = open.sort((a, b) => a.amount - b.amount);
    return more.length > 0 ? String(least?.n) : undefined;
  }

  #user(login: string, userId: string) {
    return { login, userId, passwordHash: 'none', createdAt: new Date().toISOString() };
  }

  #isOver(): boolean {
    return Date.now() > this.#environment.faults.until + FAULTS_MS;
  }
}
