import * as z from 'zod';
import { WaitingApproval } from '../../../lib/api/approvals.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { Random } from '../../support/random.ts';
import type { Clients } from './clients.ts';
import type { ApprovalDecision, Orders, TransferRequest } from './orders.ts';
import { pause } from './pause.ts';
import { type Account, type Client, createWallet, Person } from './people.ts';
import { attempt, insist } from './public-api.ts';
import { RuleChanges } from './rule-changes.ts';

const WALLETS = 3;
const FIRST_RULED = 701;
const FIRST_OF_APPROVERS = 711;
const FUNDED = 600n;
const FUNDED_AGAIN = 0.1;
const MAX_PAUSE_MS = 1_000;
/** Approvers look at what waits so often, in ms. */
const LOOK_MS = [500, 1_500] as const;
/** What comes too late, is not for the one who asked, or was taken from the one who decides. */
const LATE: ReadonlySet<string> = new Set([
  'already_approved',
  'already_rejected',
  'approval_expired',
  'own_request',
  'wallet_not_found',
]);

interface Cast {
  readonly client: Client;
  readonly clients: Pick<Clients, 'place'>;
  readonly orders: Orders;
}

/** Wallets whose rule changes while they pay: their owner, and approvers who look at what waits for them. */
export class RuledPayments {
  /** The wallets whose rule changes, and those of the approvers. */
  readonly accounts: readonly Account[];
  readonly changes: RuleChanges;
  readonly #surprises: string[] = [];
  readonly #ruled: readonly Account[];
  readonly #owner: Person;
  readonly #approvers: readonly Person[];
  /** Every payment, with what was decided about it so far. */
  readonly #payments: { readonly order: TransferRequest; readonly decisions: ApprovalDecision[] }[] = [];
  readonly #decided = new Set<string>();

  private constructor(client: Client, owner: Person, ruled: readonly Account[], named: ReadonlyMap<Account, Person>) {
    this.#ruled = ruled;
    this.#owner = owner;
    this.#approvers = [...named.values()];
    this.accounts = [...ruled, ...named.keys()];
    const approvers = new Map([...named].map(([{ walletId }, person]) => [walletId, person] as const));
    this.changes = new RuleChanges(client, owner, ruled, approvers);
  }

  /** Opens the wallets, without a rule. @throws Error if a request is refused */
  static async open(client: Client): Promise<RuledPayments> {
    const owner = await Person.register(client, 'ruling-owner');
    const approvers = [await Person.register(client, 'agreeing-1'), await Person.register(client, 'agreeing-2')];
    const of = (first: number) => (one: Person, n: number) => {
      return { owner: one, walletId: String(first + n), currency: NO_CURRENCY };
    };
    const ruled = Array.from({ length: WALLETS }, () => owner).map(of(FIRST_RULED));
    const named = new Map(approvers.map((person, n) => [of(FIRST_OF_APPROVERS)(person, n), person] as const));
    await sideBySide(WALLETS, [...ruled, ...named.keys()], (account) => createWallet(client, account));
    return new RuledPayments(client, owner, ruled, named);
  }

  /** Unexpected responses. */
  get surprises(): readonly string[] {
    return [...this.#surprises, ...this.changes.surprises];
  }

  /** The requests that fund the wallets. */
  funding(orders: Orders): TransferRequest[] {
    return this.#ruled.map((account) => orders.fundingOf(account, FUNDED));
  }

  /** Pays, decides and changes rules until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(cast: Cast, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await Promise.all([
      this.changes.work(random, closing, giveUp),
      ...this.#ruled.map((account) => this.#payFrom(cast, account, random, closing, giveUp)),
      ...this.#approvers.map((approver) => this.#approve(cast, approver, random, closing, giveUp)),
    ]);
  }

  async #payFrom(cast: Cast, account: Account, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    for (; !closing.aborted; await pause(random.between(0, MAX_PAUSE_MS), closing)) {
      if (random.chance(FUNDED_AGAIN)) await cast.clients.place(cast.orders.fundingOf(account, 200n), giveUp);
      const decisions: ApprovalDecision[] = [];
      const approval = { decisions, afterMs: 0, expires: false, accepted: new Set<ApprovalDecision>() };
      const [to, amount] = [cast.orders.anyIn(account).walletId, BigInt(random.between(1, 45))];
      const order = cast.orders.special('under a changing rule', account, to, amount, { approval });
      this.#payments.push({ order, decisions });
      await cast.clients.place(order, giveUp);
    }
  }

  async #approve(cast: Cast, approver: Person, random: Random, closing: AbortSignal, giveUp: AbortSignal) {
    for (; !closing.aborted; await pause(random.between(...LOOK_MS), closing)) {
      const response = await attempt(() => cast.client.approvals(approver, '?limit=100'));
      if (!response || response.status === 204) continue;
      const { data } = z.array(WaitingApproval).safeParse(response.body);
      if (!data) this.#surprises.push(`what waits for ${approver.login}: ${response.status} ${response.text}`);
      const waiting = (data ?? []).flatMap((one) => (one.kind === 'payment' ? [one.TxID] : []));
      await Promise.all(waiting.map((txId) => this.#decide(cast, approver, txId, random, giveUp)));
    }
  }

  /** Does what becomes of a payment that waits: all at the same time. */
  async #decide(cast: Cast, approver: Person, txId: string, random: Random, giveUp: AbortSignal): Promise<void> {
    const payment = this.#payments.find(({ order }) => order.accepted.has(txId));
    if (!payment || this.#decided.has(txId)) return;
    this.#decided.add(txId);
    const approve: ApprovalDecision = { by: approver, what: 'approve' };
    const reject: ApprovalDecision = { by: approver, what: 'reject' };
    const withdraw: ApprovalDecision = { by: this.#owner, what: 'reject' };
    const own: ApprovalDecision = { by: this.#owner, what: 'approve' };
    const all = [[approve], [approve], [approve], [reject], [withdraw], [approve, reject, withdraw], [own], []];
    const decisions = all[random.between(0, all.length - 1)] ?? [];
    payment.decisions.push(...decisions);
    await Promise.all(decisions.map((decision, n) => this.#send(cast, payment.order, { decision, txId, n }, giveUp)));
  }

  async #send(
    { client }: Cast,
    { approval, payer: { walletId } }: TransferRequest,
    { decision, txId, n }: { readonly decision: ApprovalDecision; readonly txId: string; readonly n: number },
    giveUp: AbortSignal,
  ): Promise<void> {
    const { by, what } = decision;
    if (approval && what === 'approve' && by !== this.#owner) approval.approvalAsked ??= Date.now();
    const key = `ruled-${txId}-${n}`;
    const response = await insist(() => client[what](by, walletId, txId, undefined, key), giveUp);
    if (!response) return;
    if (response.status === 200 || response.status === 202) approval?.accepted.add(decision);
    else if (!LATE.has(Problem.safeParse(response.body).data?.code ?? ''))
      this.#surprises.push(`${by.login} would ${what} ${txId}: ${response.status} ${response.text}`);
  }
}
