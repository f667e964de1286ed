import { ApprovalRule } from '../../../lib/api/approvals.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import type { ApprovalDecision, ApprovalPlan, Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { insist } from './public-api.ts';

/** The most that a payment of a guarded wallet takes without an approval. */
export const APPROVAL_ABOVE = 20n;

const WALLETS = 4;
const FIRST_GUARDED = 201;
const FIRST_OF_APPROVERS = 301;
/** The number of payers at the same time, and the longest pause of one, in ms. */
const PAYERS = 2;
const MAX_PAUSE_MS = 1_500;
const FUNDED = 600n;
/** How often a payer fills up what the wallet has paid. */
const FUNDED_AGAIN = 0.1;
const MAX_AFTER_MS = 3_000;
/** A payment waits for its approval once its money is held. Deciders look so often, and give up then. */
const LOOK_MS = 500;
const MAX_LOOKS = 40;
/** The end of its time comes so soon after a payment waits, in ms. */
const CUT_SHORT_MS = [200, 1_500] as const;
/** What comes too late, or is not for the one who asked. */
const LATE: ReadonlySet<string> = new Set(['already_approved', 'already_rejected', 'approval_expired', 'own_request']);

/** The waiting of payments is cut short: seven days do not pass in a run. */
export interface Clock {
  /**
   * Lets the time of a payment end, if it waits and nobody has decided.
   * @param expiresAt ms since 1970
   * @returns whether it does
   */
  endSoon(payment: { readonly walletId: string; readonly txId: string }, expiresAt: number): Promise<boolean>;
}

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
  readonly clock: Clock;
}

/** Wallets whose larger payments need an approval, their owner, and those who approve. */
export class GuardedPayments {
  /** The wallets with the rule, and those of the approvers. */
  readonly accounts: readonly Account[];
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  readonly #guarded: readonly Account[];
  readonly #owner: Person;
  readonly #approvers: readonly Person[];
  readonly #endings: Promise<void>[] = [];

  private constructor(guarded: readonly Account[], others: readonly Account[], people: readonly [Person, ...Person[]]) {
    this.#guarded = guarded;
    this.accounts = [...guarded, ...others];
    [this.#owner, ...this.#approvers] = people;
  }

  /** Opens the wallets, with a rule each. @throws Error if a request is refused */
  static async open(client: Client): Promise<GuardedPayments> {
    const owner = await Person.register(client, 'guarded-owner');
    const approvers = [await Person.register(client, 'approver-1'), await Person.register(client, 'approver-2')];
    const of = (first: number) => (one: Person, n: number) => {
      return { owner: one, walletId: String(first + n), currency: NO_CURRENCY };
    };
    const guarded = Array.from({ length: WALLETS }, () => owner).map(of(FIRST_GUARDED));
    const others = approvers.map(of(FIRST_OF_APPROVERS));
    await sideBySide(WALLETS, [...guarded, ...others], (account) => createWallet(client, account));
    const rule = { approval_above: String(APPROVAL_ABOVE), approvers: others.map(({ walletId }) => walletId) };
    for (const { walletId } of guarded) ApprovalRule.parse((await client.setApprovalRule(owner, walletId, rule)).body);
    return new GuardedPayments(guarded, others, [owner, ...approvers]);
  }

  get wallets(): readonly string[] {
    return this.#guarded.map(({ walletId }) => walletId);
  }

  /** The requests that fund the wallets. */
  funding(orders: Orders): TransferRequest[] {
    return this.#guarded.map((account) => orders.fundingOf(account, FUNDED));
  }

  /** Pays, approves and rejects until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    const payer = async () => {
      for (; !closing.aborted; await pause(random.between(0, MAX_PAUSE_MS), closing)) {
        const account = this.#guarded[random.between(0, this.#guarded.length - 1)];
        if (!account) continue;
        if (random.chance(FUNDED_AGAIN)) await cast.clients.place(cast.orders.fundingOf(account, 100n), giveUp);
        await this.#pay(cast, account, random, giveUp);
      }
    };
    await Promise.all(Array.from({ length: PAYERS }, payer));
    await Promise.all(this.#endings);
  }

  async #pay(cast: Cast, account: Account, random: Random, giveUp: AbortSignal): Promise<void> {
    const amount = BigInt(random.between(5, 45));
    const approval = amount > APPROVAL_ABOVE ? this.#plan(random) : undefined;
    const to = cast.orders.anyIn(account).walletId;
    const order = cast.orders.special('guarded', account, to, amount, { approval });
    await cast.clients.place(order, giveUp);
    this.#endings.push(this.#decide(cast, order, random, giveUp));
  }

  #plan(random: Random): ApprovalPlan {
    const [one = this.#owner, other = this.#owner] = this.#approvers;
    const approve = (by: Person): ApprovalDecision => ({ by, what: 'approve' });
    const reject = (by: Person): ApprovalDecision => ({ by, what: 'reject' });
    const all: readonly (readonly ApprovalDecision[])[] = [
      [approve(one)],
      [approve(other), approve(one)],
      [reject(one)],
      [reject(this.#owner)],
      [approve(one), reject(other), approve(other), reject(this.#owner)],
      [approve(this.#owner)],
      [],
    ];
    return {
      decisions: all[random.between(0, all.length - 1)] ?? [],
      afterMs: random.between(0, MAX_AFTER_MS),
      expires: random.chance(0.25),
      accepted: new Set(),
    };
  }

  /** Does what becomes of a payment: all at the same time. */
  async #decide(cast: Cast, order: TransferRequest, random: Random, giveUp: AbortSignal): Promise<void> {
    const { approval, accepted, payer } = order;
    const [txId] = accepted;
    if (!approval || txId === undefined) return;
    await pause(approval.afterMs, giveUp);
    const key = (n: number) => `decision-${txId}-${n}`;
    await Promise.all([
      ...approval.decisions.map(async (decision, n) => {
        const payment = { walletId: payer.walletId, txId };
        if (await this.#send(cast, payment, { approval, decision, key: key(n) }, giveUp))
          approval.accepted.add(decision);
      }),
      approval.expires ? this.#cutShort(cast, order, txId, random, giveUp) : undefined,
    ]);
  }

  /** @returns whether the API accepted it */
  async #send(
    { client }: Cast,
    { walletId, txId }: { readonly walletId: string; readonly txId: string },
    {
      approval,
      decision,
      key,
    }: { readonly approval: ApprovalPlan; readonly decision: ApprovalDecision; readonly key: string },
    giveUp: AbortSignal,
  ): Promise<boolean> {
    const { by, what } = decision;
    for (let looks = 0; looks < MAX_LOOKS && !giveUp.aborted; looks++) {
      if (what === 'approve' && by !== this.#owner) approval.approvalAsked ??= Date.now();
      const response = await insist(() => client[what](by, walletId, txId, undefined, key), giveUp);
      if (!response) return false;
      if (response.status === 200 || response.status === 202) return true;
      const code = Problem.safeParse(response.body).data?.code ?? '';
      if (LATE.has(code)) return false;
      if (code !== 'not_awaiting_approval') {
        this.surprises.push(`${by.login} would ${what} ${txId}: ${response.status} ${response.text}`);
        return false;
      }
      await pause(LOOK_MS, giveUp);
    }
    return false;
  }

  async #cutShort(
    { clock }: Cast,
    { approval, payer: { walletId } }: TransferRequest,
    txId: string,
    random: Random,
    giveUp: AbortSignal,
  ): Promise<void> {
    for (let looks = 0; approval && looks < MAX_LOOKS && !giveUp.aborted; looks++) {
      const expiresAt = Date.now() + random.between(...CUT_SHORT_MS);
      // Without a response it may be so.
      const isCut = await clock.endSoon({ walletId, txId }, expiresAt).catch(() => undefined);
      if (isCut !== false) approval.expiresAt ??= expiresAt;
      if (isCut) {
        approval.isCut = true;
        return;
      }
      await pause(LOOK_MS, giveUp);
    }
  }
}
