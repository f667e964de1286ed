import { ulid } from 'ulid';
import type { ApiKey } from '../../../lib/domain/api-key.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { acceptTransfer } from '../../../lib/usecases/accept-transfer.ts';
import { decideRuleChange, setApprovalRule } from '../../../lib/usecases/approval-rule.ts';
import { approvePayment, rejectPayment } from '../../../lib/usecases/approve.ts';
import { Waits } from '../../../lib/usecases/waits.ts';
import { changeMember } from '../../../lib/usecases/wallet-members.ts';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import { Random } from '../../support/random.ts';
import type { ApprovalPromises } from './approval-promises.ts';
import { currencyOf } from './currencies.ts';
import type { Faults } from './faults.ts';
import { type PayerStores, payerStores } from './payer-stores.ts';
import { FAULTS_MS, type Plan } from './plan.ts';
import { LONG_MS } from './planned-holds.ts';
import type { SimulatedDatabase } from './simulated-database.ts';
import type { SimulatedShards } from './simulated-shards.ts';
import type { SimulatedWorkflow } from './simulated-workflow.ts';
import type { SpendingPromises } from './spending-promises.ts';
import type { System } from './system.ts';
import type { WrittenItems } from './written-items.ts';

const OWNER = 'ann';
/** Who approves the payments. */
export const APPROVER = 'bob';
const MEMBER = 'cyd';
/** Neither a person of the wallet nor of its rule. */
const STRANGER = 'eve';
/** The wallets by which users are named. They have no money, and no shard. */
export const NAMED = { [APPROVER]: '900', [MEMBER]: '901' } as const;
const ASKED_AGAIN_MS = 900;
/** What an approver hears that asks too early. */
const TOO_EARLY: readonly string[] = ['transaction_not_found', 'not_awaiting_approval', 'unavailable'];

interface Environment {
  readonly system: System;
  readonly plan: Plan;
  readonly faults: Faults;
  readonly execute: Execute;
  readonly database: SimulatedDatabase;
  readonly shards: SimulatedShards;
  readonly workflow: Pick<SimulatedWorkflow, 'start'>;
  readonly approvals: ApprovalPromises;
  readonly spending: SpendingPromises;
  readonly written: WrittenItems;
}

/** A payment that is asked for: by its owner, by a member, or by a key. */
interface Payment {
  readonly userId: string;
  readonly key: ApiKey | undefined;
  readonly toId: string;
  readonly amount: bigint;
  readonly idempotencyKey: string | undefined;
  /** How long an approval of it may take, instead of seven days. */
  readonly waitsMs: number;
  readonly isDecided: boolean;
}

/**
 * The people of one wallet: its owner, who sets the rule of its payments, approvers, a member and a key
 * with a sum of a day. They are drawn by themselves in one plan of four, so that the others stay what
 * they are.
 */
export class SimulatedPayers {
  readonly #environment: Environment;
  readonly #random: Random;
  readonly #walletId: string | undefined;
  readonly #key: ApiKey;
  #lastExpiry = 0;

  constructor(environment: Environment) {
    this.#environment = environment;
    const { plan } = environment;
    this.#random = new Random(plan.seed + 11);
    this.#walletId = plan.seed % 4 === 1 ? richest(plan) : undefined;
    this.#key = {
      ...{ id: 'key', name: 'shop', read: 'all', createdAt: new Date().toISOString() },
      pay: [{ walletId: this.#walletId ?? '', maxPerDay: BigInt(this.#random.between(10, 60)) }],
    };
  }

  /** Whether payments may wait for an approval. */
  get areDrawn(): boolean {
    return this.#walletId !== undefined;
  }

  /** When the last payment has expired, in ms since 1970. */
  get lastExpiry(): number {
    return this.#lastExpiry;
  }

  /** Writes the wallets to the directory, and lets all requests come at drawn times. */
  async begin(): Promise<void> {
    const walletId = this.#walletId;
    if (walletId === undefined) return;
    const { plan, spending } = this.#environment;
    const random = this.#random;
    await this.#claim(walletId, OWNER, currencyOf(plan, Number(walletId)));
    for (const [user, id] of Object.entries(NAMED)) await this.#claim(id, user, undefined);
    spending.allowed(this.#key.id, this.#key.pay[0]?.maxPerDay ?? 0n);
    this.#changeMember(walletId, 0);
    if (random.chance(0.5)) this.#changeMember(walletId, random.between(1, FAULTS_MS));
    this.#setRule(walletId, random.chance(0.6) ? 0 : random.between(0, 2_000));
    const together = random.between(500, FAULTS_MS / 2);
    for (let n = random.between(0, 3); n > 0; n--) {
      // Many at one moment, so that they meet.
      const meets = random.chance(0.6);
      this.#setRule(walletId, meets ? together + random.between(0, 40) : random.between(500, FAULTS_MS));
    }
    for (let n = random.between(2, 6); n > 0; n--) {
      const payment = this.#draw(walletId);
      const at = random.chance(0.6) ? random.between(0, 1_500) : random.between(0, FAULTS_MS / 2);
      for (let sent = random.chance(0.3) ? 2 : 1; sent > 0; sent--)
        setTimeout(() => void this.#pay(walletId, payment), at + random.between(0, 20));
    }
  }

  async #claim(walletId: string, owner: string, currency: string | undefined): Promise<void> {
    const { system, execute, database } = this.#environment;
    const createdAt = new Date().toISOString();
    const entry = { walletId, owner, shard: database.homeOf(walletId), status: 'ACTIVE' as const, createdAt };
    const directory = new Directory(memoryDocuments(execute), system.directory);
    await directory.claim({ ...entry, ...(currency !== undefined && { currency }) }, Date.now());
  }

  #draw(walletId: string): Payment {
    const random = this.#random;
    const count = this.#environment.plan.funds.length;
    const by = random.between(0, 3);
    const key = by === 1 ? this.#key : undefined;
    return {
      userId: by >= 2 ? MEMBER : OWNER,
      key,
      toId: String((Number(walletId) + random.between(1, count - 1)) % count),
      amount: BigInt(random.between(1, 30)),
      idempotencyKey: random.chance(0.7) ? `key-${random.between(0, 1_000_000)}` : undefined,
      waitsMs: random.chance(0.3) ? LONG_MS : random.between(800, FAULTS_MS / 2),
      isDecided: random.chance(0.85),
    };
  }

  /** With a key it is asked for until there is a response; without one, once. */
  async #pay(walletId: string, payment: Payment): Promise<void> {
    const { faults, spending, approvals } = this.#environment;
    const { userId, key, amount, toId, idempotencyKey } = payment;
    const now = Date.now();
    const txId = this.#id();
    this.#lastExpiry = Math.max(this.#lastExpiry, now + payment.waitsMs + FAULTS_MS);
    const spender = key ? key.id : userId === OWNER ? undefined : `member#${userId}`;
    const request = spending.asked(txId, {
      ...{ spender, amount },
      // Without a key each is a request of its own.
      request: idempotencyKey === undefined ? {} : payment,
    });
    approvals.asked(txId, userId);
    try {
      const accepted = await acceptTransfer(
        { ...this.#stores(payment.waitsMs), ...this.#runs() },
        { userId, key, fromId: walletId, amount, credits: [{ toId, amount }], idempotencyKey },
        { now, txId },
      );
      request.answered();
      if (payment.isDecided) this.#decide(walletId, accepted.txId);
    } catch (error) {
      if (error instanceof MibError) {
        request.answered();
        if (error.code === 'spending_limit_exceeded') request.exceeded();
        return;
      }
      // After the faults somebody with a key asks once more.
      if (idempotencyKey !== undefined && Date.now() < this.#over() + FAULTS_MS)
        setTimeout(() => void this.#pay(walletId, payment), faults.over() ? 1 : ASKED_AGAIN_MS);
    }
  }

  #over(): number {
    return this.#environment.faults.until;
  }

  /** Several people decide about one payment, some of whom may not. */
  #decide(walletId: string, txId: string): void {
    const random = this.#random;
    // Most at the same moment, so that they meet.
    const together = random.between(0, 1_500);
    for (let n = random.between(1, 3); n > 0; n--) {
      const userId = [OWNER, APPROVER, APPROVER, MEMBER, STRANGER][random.between(0, 4)] ?? APPROVER;
      const what = random.chance(0.7) ? 'approve' : 'reject';
      const at = random.chance(0.7) ? together : random.between(0, FAULTS_MS / 2);
      setTimeout(() => void this.#ask(walletId, txId, userId, what), at);
    }
  }

  /** A person asks until they hear how the payment stands, or the faults are over. */
  async #ask(walletId: string, txId: string, userId: string, what: 'approve' | 'reject', seen?: number): Promise<void> {
    const { faults, plan, approvals, written } = this.#environment;
    const writes = written.countOf(walletId, txId);
    const again = () => {
      if (!faults.over()) setTimeout(() => void this.#ask(walletId, txId, userId, what, writes), ASKED_AGAIN_MS);
    };
    // Whoever has heard how it stands asks again once somebody has written it.
    if (seen === writes) return again();
    const request = { userId, walletId, txId, idempotencyKey: undefined };
    const now = faults.reading(plan.skewMs);
    const stores = { ...this.#stores(), ...this.#runs() };
    try {
      if (what === 'approve') await approvePayment(stores, request, now);
      else await rejectPayment(stores, request, now);
      approvals.told(txId, userId, what);
    } catch (error) {
      if (!(error instanceof MibError) || TOO_EARLY.includes(error.code)) again();
    }
  }

  #setRule(walletId: string, at: number): void {
    const random = this.#random;
    const isRemoved = random.chance(0.15);
    const named = random.chance(0.7) ? [NAMED[APPROVER]] : [NAMED[APPROVER], NAMED[MEMBER]];
    const asked = { above: isRemoved ? null : BigInt(random.between(0, 25)), approvers: named };
    const decision = random.chance(0.7) ? ('approve' as const) : ('reject' as const);
    const set = async () => {
      const { approval } = await this.#until((stores) =>
        setApprovalRule(
          { ...stores, shards: this.#environment.shards.called },
          { userId: OWNER, walletId, asked },
          { now: Date.now(), changeId: this.#id() },
        ),
      );
      const { change } = approval ?? {};
      if (!change) return;
      const by = random.chance(0.2) ? OWNER : APPROVER;
      setTimeout(() => void decide(change.id, by).catch(() => {}), random.between(0, 3_000));
    };
    const decide = (changeId: string, userId: string) =>
      this.#until((stores) =>
        decideRuleChange(
          { ...stores, shards: this.#environment.shards.called },
          { userId, walletId, changeId, decision },
          Date.now(),
        ),
      );
    setTimeout(() => void set().catch(() => {}), at);
  }

  #changeMember(walletId: string, at: number): void {
    const { spending } = this.#environment;
    const maxPerDay = BigInt(this.#random.between(10, 60));
    spending.allowed(`member#${MEMBER}`, maxPerDay);
    const change = () =>
      this.#until(({ directory, members }) =>
        changeMember(
          {
            ...{ directory, members },
            memberships: { add: async () => {}, remove: async () => {} },
            users: { idOf: async () => MEMBER },
          },
          { userId: OWNER, walletId, login: MEMBER, maxPerDay },
          Date.now(),
        ),
      );
    setTimeout(() => void change().catch(() => {}), at);
  }

  /** A request that may be repeated is, until it has a response. @throws MibError */
  async #until<T>(request: (stores: PayerStores) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await request(this.#stores());
      } catch (error) {
        const isResponse = error instanceof MibError && error.code !== 'unavailable';
        if (isResponse || Date.now() > this.#over() + FAULTS_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN_MS));
      }
    }
  }

  #stores(waitsMs?: number): PayerStores {
    const { system, execute } = this.#environment;
    return payerStores({ system, execute, random: this.#random, happens: (often) => this.#happens(often) }, waitsMs);
  }

  #runs() {
    const workflow = {
      start: async (run: { fromId: string; txId: string }) => {
        if (this.#happens(0.1)) throw new Error('the workflow does not start');
        this.#environment.workflow.start(run);
      },
      runToEnd: async () => true,
    };
    return { workflow, waits: new Waits() };
  }

  #happens(probability: number): boolean {
    const { plan, faults } = this.#environment;
    return this.#random.chance(probability * plan.faults) && !faults.over();
  }

  #id(): string {
    return ulid(Date.now(), () => this.#random.next());
  }
}

/** The wallet that has the most money from the start. */
function richest({ funds, opened }: Plan): string | undefined {
  const most = Math.max(...funds.map((amount, n) => (opened[n] === 0 ? amount : -1)));
  return most > 0 ? String(funds.findIndex((amount, n) => amount === most && opened[n] === 0)) : undefined;
}
