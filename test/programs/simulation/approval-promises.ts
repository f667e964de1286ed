import { isDeepStrictEqual } from 'node:util';
import { RESERVE_WINDOW_MS } from '../../../lib/domain/deadline.ts';
import {
  type ApprovalRule,
  isSameRule,
  mayApprove,
  takesProtection,
  type WalletApproval,
} from '../../../lib/domain/payment-approval.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { DirectoryItem } from '../../../lib/store/directory-item.ts';
import { plainOf } from '../../support/memory-dynamodb/attribute-values.ts';
import { authorisedOf, holdsOf, number } from './items.ts';

/** How a payment was decided, as a person was told. */
interface Told {
  readonly userId: string;
  readonly what: 'approve' | 'reject';
}

/**
 * Checks the rules of wallets, and the payments that need an approval: none moves money without another
 * person, and each is decided once.
 */
export class ApprovalPromises {
  readonly #break: (what: string) => void;
  /** Who has asked for a payment, by the id that it gets if its request is the first. */
  readonly #askers = new Map<string, string>();
  readonly #transfers = new Map<string, Item>();
  readonly #told = new Map<string, Told>();
  /** Those who may ever have decided about the payments of a wallet. */
  readonly #deciders = new Set<string>();
  #rule: Item | undefined;
  #wallet: Item | undefined;

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** A payment is asked for. */
  asked(txId: string, userId: string): void {
    this.#askers.set(txId, userId);
  }

  /** A person was told that a payment is approved, or rejected. */
  told(txId: string, userId: string, what: Told['what']): void {
    const before = this.#told.get(txId);
    if (before && (before.what !== what || before.userId !== userId))
      this.#break(`${before.userId} was told ${before.what} of ${txId}, and ${userId} ${what}`);
    this.#told.set(txId, { userId, what });
  }

  /** A wallet of the directory changes. What protects less needs another person. */
  onDirectory(before: Item | undefined, after: Item | undefined): void {
    const id = after?.wallet_id?.S ?? '';
    const [was, is] = [before, after].map((item) => DirectoryItem.safeParse(item && plainOf(item)).data);
    if (!is) return;
    if (!is.approval) return;
    this.#rule = after;
    for (const userId of [is.owner, ...(is.approval.rule?.approvers ?? []).map((one) => one.userId)])
      this.#deciders.add(userId);
    const { approval = { version: 0 } } = was ?? {};
    if (is.approval.version < approval.version) this.#break(`the rule of wallet ${id} went back`);
    if (is.approval.version === approval.version && !isDeepStrictEqual(is.approval, was?.approval))
      this.#break(`the rule of wallet ${id} is written over one that was not read`);
    if (!takesProtection(approval.rule, is.approval.rule) || isDeparture(approval.rule, is.approval.rule)) return;
    if (!isApproved({ owner: is.owner, approval }, is.approval))
      this.#break(`the rule of wallet ${id} protects less, and nobody else has approved it`);
  }

  /** A wallet of a shard changes. It holds above its rule only what waits for an approval. */
  onWallet(before: Item | undefined, after: Item | undefined): void {
    if (before?.approval_above ?? after?.approval_above) this.#wallet = after;
    if (after?.approval_above === undefined) return;
    for (const [tx, { M }] of Object.entries(holdsOf(after))) {
      if (tx in holdsOf(before) || number(M?.rollback_adds) <= number(after.approval_above)) continue;
      const waits = tx in authorisedOf(after) && this.#transfers.get(tx)?.approval_by !== undefined;
      if (!waits) this.#break(`wallet ${after.wallet_id?.S} holds ${tx} above its rule, which nobody will approve`);
    }
  }

  /** An item of the journal changes. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    const id = after?.tx_id?.S ?? '';
    if (after?.payer_id) {
      const transfer = this.#transfers.get(id);
      if (transfer?.approval_by && transfer.decision?.S !== 'COMMIT')
        this.#break(`payee ${after.from_id?.S} sees ${id}, which waits for an approval`);
      return;
    }
    if (!after) return;
    this.#transfers.set(id, after);
    if (!after.approval_by) return;
    for (const name of ['approved_by', 'approved_at', 'rejected_by', 'rejected_at'])
      if (before?.[name] && before[name].S !== after[name]?.S) this.#break(`${name} of ${id} changed`);
    if (after.approved_by && !before?.approved_by) this.#onApproval(id, before, after);
    if (after.decision && !before?.decision) this.#onDecision(id, after);
  }

  #onApproval(id: string, before: Item | undefined, after: Item): void {
    const by = after.approved_by?.S ?? '';
    if (by === this.#askers.get(id)) this.#break(`${by} has approved ${id}, and asked for it`);
    if (!this.#deciders.has(by)) this.#break(`${by} has approved ${id}, and may not decide about it`);
    if (before?.decision || after.rejected_by) this.#break(`${id} is approved, and was decided`);
    if ((after.approved_at?.S ?? '') >= (after.expires_at?.S ?? '')) this.#break(`${id} is approved after its time`);
    if (!after.authorised_at) this.#break(`${id} is approved before its money is held`);
  }

  #onDecision(id: string, { decision, note, approved_by, rejected_by, authorised_at }: Item): void {
    if (decision?.S === 'COMMIT' && !approved_by) this.#break(`${id} moves money, and nobody has approved it`);
    if (approved_by && (rejected_by || note?.S === NOTES.notApproved))
      this.#break(`${id} is approved, and ends ${note?.S}`);
    if (!authorised_at || approved_by || decision?.S === 'COMMIT') return;
    if (rejected_by ? note?.S !== NOTES.rejected : note?.S !== NOTES.notApproved)
      this.#break(`${id} waits for an approval, and ends ${note?.S}`);
  }

  /**
   * Nothing waits that was approved: only what nobody has decided. Where two clocks are further apart than
   * the time to hold a credit, an attempt may be in vain, and the sweeper makes another one.
   */
  atRest(skewMs: number): void {
    if (2 * skewMs >= RESERVE_WINDOW_MS) return;
    for (const [id, item] of this.#transfers)
      if (item.approved_by && !item.decision) this.#break(`${id} is approved, and neither ends nor moves money`);
  }

  /** Each payment is what a person was told about it, and the shard has the rule of the directory. */
  atTheEnd(): void {
    for (const [id, { what, userId }] of this.#told) {
      const item = this.#transfers.get(id);
      const by = what === 'approve' ? item?.approved_by?.S : item?.rejected_by?.S;
      if (by !== userId) this.#break(`${userId} was told ${what} of ${id}, and it is by ${by}`);
    }
    const above = DirectoryItem.safeParse(this.#rule && plainOf(this.#rule)).data?.approval?.rule?.above;
    const wallet = this.#wallet;
    if (wallet && !wallet.closed_at && above?.toString() !== wallet.approval_above?.N)
      this.#break(
        `the rule of wallet ${wallet.wallet_id?.S} is ${above}, and its shard has ${wallet.approval_above?.N}`,
      );
  }
}

/** Whether a rule differs only by what it says of approvers who have deleted their accounts. */
function isDeparture(before: ApprovalRule | undefined, after: ApprovalRule | undefined): boolean {
  const stays = (rule: ApprovalRule | undefined) => rule?.approvers.map(({ userId, walletId }) => [userId, walletId]);
  return before?.above === after?.above && isDeepStrictEqual(stays(before), stays(after));
}

/** Whether a change of a rule is the one that waited, and another person who decides has approved it. */
function isApproved(before: { owner: string; approval: WalletApproval }, after: WalletApproval): boolean {
  const { change } = before.approval;
  const { decided } = after;
  return (
    change !== undefined &&
    decided?.id === change.id &&
    decided.decision === 'approve' &&
    isSameRule(after.rule, change.rule) &&
    mayApprove(decided.by, before, change.askedBy)
  );
}
