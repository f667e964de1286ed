import { ApprovalRule } from '../../../lib/api/approvals.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { WalletControls } from '../../../lib/api/wallet-controls.ts';
import type { Random } from '../../support/random.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import type { User } from '../../support/steps/world.ts';
import { pause } from './pause.ts';
import type { Account, Client, Person } from './people.ts';
import { attempt, insist } from './public-api.ts';
import { Timeline } from './timeline.ts';

/** A rule that was set. */
export interface SetRule {
  /** The most that a payment takes without an approval. */
  readonly above: bigint;
  /** The wallets that name who may approve. */
  readonly approvers: readonly string[];
}

/** A rule that was read: that of the directory, or the amount that the shard has. Times are ms since 1970. */
export interface SeenRule {
  readonly in: 'directory' | 'shard';
  readonly asked: number;
  readonly answered: number;
  readonly above: bigint | null;
  /** The shard does not have them. */
  readonly approvers?: readonly string[];
}

/** What a person says of a change that waits. */
export interface RuleDecision {
  readonly by: User;
  readonly what: 'approve' | 'reject';
  /** Whether the API accepted it. */
  accepted: boolean;
}

/** A change that protects less, and so waits for an approver. */
export interface AskedChange {
  readonly changeId: string;
  readonly decisions: RuleDecision[];
  /** The decisions about it after another request took its place: all in vain. */
  readonly late: RuleDecision[];
}

/** A wallet whose owner changes its rule, with the rules that were in force. */
export interface RuledWallet {
  readonly account: Account;
  /** null: no payment needs an approval. A change that waits is a setting from when it is approved. */
  readonly rules: Timeline<SetRule | null>;
  readonly seen: SeenRule[];
  readonly changes: AskedChange[];
}

/** How long a rule stays, in ms. */
const STAYS_MS = [400, 3_000] as const;
const LOOK_MS = 150;
const MAX_DECIDED_AFTER_MS = 1_200;
const MOST = 40;
const ENDED = 0.2;
const OTHER_APPROVERS = 0.25;
/** A request that is sent several times at the same time. */
const REPEATED = 0.2;
/** How often a client decides about a change that another has replaced. */
const DECIDED_LATE = 0.5;
/** What comes too late, or is not for the one who asked. */
const IN_VAIN: ReadonlySet<string> = new Set(['already_approved', 'already_rejected', 'own_request']);

/** The owner sets, raises, lowers and ends the rules of wallets, and approvers agree or do not. */
export class RuleChanges {
  /** Unexpected responses. */
  readonly surprises: string[] = [];
  readonly wallets: readonly RuledWallet[];
  readonly #client: Client;
  readonly #owner: Person;
  /** By the wallet that names each. */
  readonly #approvers: ReadonlyMap<string, Person>;

  /** @param client waits longer for a response than a function runs, so that no request without one goes on */
  constructor(client: Client, owner: Person, accounts: readonly Account[], approvers: ReadonlyMap<string, Person>) {
    this.#client = client;
    this.#owner = owner;
    this.#approvers = approvers;
    this.wallets = accounts.map((account) => {
      const rules = new Timeline<SetRule | null>();
      // No wallet begins with one.
      rules.asked(null, 0).answered(0);
      return { account, rules, seen: [], changes: [] };
    });
  }

  /** Changes and reads rules until `closing`. Resolves when each request has its response, or at `giveUp`. */
  async work(random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    await Promise.all([
      ...this.wallets.map((wallet) => this.#live(wallet, random, closing, giveUp)),
      this.#look(closing),
    ]);
  }

  /** The rules at the end, as the directory and the shards have them. @throws Error without a response */
  async atTheEnd(giveUp: AbortSignal): Promise<void> {
    for (const wallet of this.wallets) {
      const rule = () => this.#readRule(wallet);
      const controls = () => this.#readControls(wallet);
      for (const read of [rule, controls])
        while (!(await read())) {
          giveUp.throwIfAborted();
          await pause(LOOK_MS, giveUp);
        }
    }
  }

  /** Each wallet has one writer, so that the order of its settings is known. */
  async #live(wallet: RuledWallet, random: Random, closing: AbortSignal, giveUp: AbortSignal): Promise<void> {
    let left: AskedChange | undefined;
    for (; !closing.aborted; await pause(random.between(...STAYS_MS), closing)) {
      const next = this.#draw(random);
      const changeId = await this.#set(wallet, next, random, giveUp);
      const replaced = left?.changeId === changeId ? undefined : left;
      if (replaced && random.chance(DECIDED_LATE)) await this.#decideLate(wallet, replaced, giveUp);
      const again = left?.changeId === changeId ? left : undefined;
      left = undefined;
      if (changeId === undefined || giveUp.aborted) continue;
      const change = again ?? { changeId, decisions: [], late: [] };
      if (!again) wallet.changes.push(change);
      await pause(random.between(0, MAX_DECIDED_AFTER_MS), closing);
      await this.#decide(wallet, change, next, random, giveUp);
      left = change.decisions.some(({ accepted }) => accepted) ? undefined : change;
    }
  }

  #draw(random: Random): SetRule | null {
    const all = [...this.#approvers.keys()];
    if (random.chance(ENDED)) return null;
    return {
      above: BigInt(random.between(0, MOST)),
      approvers: random.chance(OTHER_APPROVERS) ? all.slice(0, 1) : all,
    };
  }

  /** @returns the id of the change that waits now, if one does */
  async #set(wallet: RuledWallet, next: SetRule | null, random: Random, giveUp: AbortSignal) {
    const { account, rules } = wallet;
    const present = presentOf(wallet);
    const waits = protectsLess(present, next);
    const asked = Date.now();
    const setting = waits ? undefined : rules.asked(next, asked);
    const body = next ? { approval_above: String(next.above), approvers: next.approvers } : { approval_above: null };
    const send = () => insist(() => this.#client.setApprovalRule(this.#owner, account.walletId, body), giveUp);
    const responses = await Promise.all(Array.from({ length: random.chance(REPEATED) ? 2 : 1 }, send));
    if (responses.every((response) => response !== undefined)) setting?.answered(Date.now());
    const changes = responses.map((response) => {
      const shown = response && this.#note(wallet, asked, response);
      if (!shown) return undefined;
      const isAsAsked = waits
        ? shown.change !== null && textOf(ruleOf(shown.change)) === textOf(next)
        : shown.change === null;
      if (!isAsAsked) this.#surprise(wallet, `${textOf(present)} becomes ${textOf(next)}`, response);
      return shown.change?.change_id;
    });
    if (responses.every(Boolean) && new Set(changes).size > 1)
      this.surprises.push(`${account.walletId}: one request makes the changes ${changes.join(', ')}`);
    return changes[0];
  }

  /** Several people decide at the same time. From when an approver is asked the change may be in force. */
  async #decide(
    wallet: RuledWallet,
    change: AskedChange,
    next: SetRule | null,
    random: Random,
    giveUp: AbortSignal,
  ): Promise<void> {
    const decisions = this.#plan(wallet, random);
    change.decisions.push(...decisions);
    const approvals = decisions.filter(({ by, what }) => what === 'approve' && by !== this.#owner);
    const setting = approvals.length > 0 ? wallet.rules.asked(next, Date.now()) : undefined;
    const codes = await Promise.all(decisions.map((decision) => this.#send(wallet, change, decision, giveUp)));
    for (const [n, code] of codes.entries()) {
      // An approver whom the change has removed is a stranger afterwards.
      const isGone = code === 'wallet_not_found' && approvals.some(({ accepted }) => accepted);
      if (code !== undefined && code !== '' && !IN_VAIN.has(code) && !isGone)
        this.surprises.push(`${wallet.account.walletId}: ${decisions[n]?.what} of ${change.changeId}: ${code}`);
    }
    if (codes.includes(undefined)) return;
    if (approvals.some(({ accepted }) => accepted)) setting?.answered(Date.now());
    else setting?.refused();
  }

  #plan(wallet: RuledWallet, random: Random): RuleDecision[] {
    const [one = this.#owner, other = one] = this.#approversOf(wallet);
    const approve = (by: Person): RuleDecision => ({ by, what: 'approve', accepted: false });
    const reject = (by: Person): RuleDecision => ({ by, what: 'reject', accepted: false });
    const all: readonly RuleDecision[][] = [
      [approve(one)],
      [approve(other)],
      [approve(other), approve(one)],
      [reject(one)],
      [reject(this.#owner)],
      [approve(one), reject(other), approve(other), reject(this.#owner)],
      [approve(this.#owner)],
      [],
    ];
    return all[random.between(0, all.length - 1)] ?? [];
  }

  /** An approver agrees to a change that is none any more. */
  async #decideLate(wallet: RuledWallet, change: AskedChange, giveUp: AbortSignal): Promise<void> {
    const [by] = this.#approversOf(wallet);
    if (!by) return;
    const decision: RuleDecision = { by, what: 'approve', accepted: false };
    change.late.push(decision);
    const code = await this.#send(wallet, change, decision, giveUp);
    if (code !== undefined && code !== '' && code !== 'change_not_found')
      this.surprises.push(`${wallet.account.walletId}: approves the replaced ${change.changeId}: ${code}`);
  }

  /** @returns the code of a refusal, '' if it is accepted, undefined without a response */
  async #send(
    wallet: RuledWallet,
    { changeId }: Pick<AskedChange, 'changeId'>,
    decision: RuleDecision,
    giveUp: AbortSignal,
  ): Promise<string | undefined> {
    const { by, what } = decision;
    const asked = Date.now();
    const response = await insist(() => this.#client.decideChange(by, wallet.account.walletId, changeId, what), giveUp);
    if (!response) return undefined;
    const { data } = Problem.safeParse(response.body);
    if (data && response.status !== 200) return data.code;
    decision.accepted = response.status === 200;
    this.#note(wallet, asked, response);
    return '';
  }

  async #look(closing: AbortSignal): Promise<void> {
    for (let n = 0; !closing.aborted; n++) {
      const wallet = this.wallets[Math.floor(n / 2) % this.wallets.length];
      if (wallet) await (n % 2 === 0 ? this.#readRule(wallet) : this.#readControls(wallet));
      await pause(LOOK_MS, closing);
    }
  }

  /** @returns whether there is a response */
  async #readRule(wallet: RuledWallet): Promise<boolean> {
    const asked = Date.now();
    const response = await attempt(() => this.#client.approvalRule(this.#owner, wallet.account.walletId));
    if (response) this.#note(wallet, asked, response);
    return response !== undefined;
  }

  /** @returns whether there is a response */
  async #readControls(wallet: RuledWallet): Promise<boolean> {
    const asked = Date.now();
    const response = await attempt(() => this.#client.controls(this.#owner, wallet.account.walletId));
    const { data } = WalletControls.safeParse(response?.body);
    if (data) {
      const above = data.approval_above === null ? null : BigInt(data.approval_above);
      wallet.seen.push({ in: 'shard', asked, answered: Date.now(), above });
    } else if (response) this.#surprise(wallet, 'the controls', response);
    return response !== undefined;
  }

  /** @returns the rule in the response */
  #note(wallet: RuledWallet, asked: number, response: ApiResponse): ApprovalRule | undefined {
    const { data } = ApprovalRule.safeParse(response.body);
    if (response.status !== 200 || !data) {
      this.#surprise(wallet, 'the rule', response);
      return undefined;
    }
    const { above = null, approvers = [] } = ruleOf(data) ?? {};
    wallet.seen.push({ in: 'directory', asked, answered: Date.now(), above, approvers });
    return data;
  }

  #approversOf(wallet: RuledWallet): Person[] {
    return (presentOf(wallet)?.approvers ?? []).flatMap((walletId) => this.#approvers.get(walletId) ?? []);
  }

  #surprise({ account }: Pick<RuledWallet, 'account'>, what: string, { status, text }: ApiResponse): void {
    this.surprises.push(`${account.walletId}: ${what}: ${status} ${text}`);
  }
}

/** A rule in words, to compare two. */
export function textOf(rule: SetRule | null): string {
  return rule ? `above ${rule.above} by ${rule.approvers.toSorted().join(' and ')}` : 'no rule';
}

function presentOf({ rules }: Pick<RuledWallet, 'rules'>): SetRule | null {
  return rules.all.at(-1)?.value ?? null;
}

/** A higher amount, no rule any more, or other approvers. */
function protectsLess(before: SetRule | null, after: SetRule | null): boolean {
  if (!before) return false;
  if (!after || after.above > before.above) return true;
  return textOf({ ...after, above: 0n }) !== textOf({ ...before, above: 0n });
}

function ruleOf({ approval_above, approvers }: Pick<ApprovalRule, 'approval_above' | 'approvers'>): SetRule | null {
  if (approval_above === null) return null;
  return { above: BigInt(approval_above), approvers: approvers.map(({ wallet_id }) => wallet_id) };
}
