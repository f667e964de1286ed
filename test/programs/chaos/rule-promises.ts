import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { brokenApproval } from './approval-promises.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';
import { decidedAt, heldLegs } from './held-legs.ts';
import type { TransferRequest } from './orders.ts';
import { type RuledWallet, type SeenRule, type SetRule, textOf } from './rule-changes.ts';

/** Checks the promises of rules that change while their wallets pay. */
export function checkRules(
  wallets: readonly RuledWallet[],
  orders: readonly TransferRequest[],
  { transfers }: Pick<Evidence, 'transfers'>,
): Checked[] {
  const changes = wallets.flatMap((wallet) => wallet.changes);
  const approved = changes.filter(({ decisions }) => decisions.some(isApproval));
  const own = new Map(wallets.map((wallet) => [wallet.account.walletId, wallet]));
  const paid = [...transfers.values()].flatMap((transfer) => {
    const wallet = own.get(transfer.from_id);
    const order = orders.find(({ accepted }) => accepted.has(transfer.TxID));
    return wallet ? [{ transfer, wallet, order }] : [];
  });
  const waited = paid.filter(({ transfer }) => transfer.approval);
  const refused = paid.filter(({ transfer }) => transfer.note === NOTES.approvalNeeded);
  return [
    {
      promise: 'a rule protects less only once an approver has agreed, and no reader sees another than was set',
      on: `${wallets.flatMap(({ rules }) => rules.all).length} rules, ${changes.length} changes that waited, ${approved.length} approved, ${wallets.flatMap(({ seen }) => seen).length} reads`,
      broken: wallets.flatMap((wallet) => [...unset(wallet), ...wronglyDecided(wallet)]),
    },
    {
      promise: 'a payment above each rule of its time waits for a second person, and one above none of them does not',
      on: `${paid.length} payments, ${waited.length} waited, ${refused.length} refused because of a newer rule`,
      broken: paid.flatMap(({ transfer, wallet, order }) => wronglyJudged(transfer, wallet, order)),
    },
    {
      promise: 'a payment that waits moves only once another person has approved it, whatever the rule becomes',
      on: `${waited.length} payments`,
      broken: waited.flatMap(({ transfer, order }) =>
        order?.approval ? brokenApproval(order.approval, transfer) : [],
      ),
    },
    {
      promise: 'the rule of each wallet is at the end as it was set last, and its shard has its amount',
      on: `${wallets.length} wallets`,
      broken: wallets.flatMap(notAsSet),
    },
  ];
}

function isApproval({ what, accepted }: { readonly what: string; readonly accepted: boolean }): boolean {
  return accepted && what === 'approve';
}

/** Rules that were read while they were not in force. */
function unset({ account, rules, seen }: RuledWallet): string[] {
  return seen
    .filter((one) => !rules.possibleWithin(one.asked, one.answered).some((rule) => isSeen(one, rule)))
    .map((one) => `wallet ${account.walletId} has ${shown(one)} in the ${one.in}, which was not in force`);
}

/** Changes that a user approved who may not, or that were decided twice, or after another replaced them. */
function wronglyDecided({ account, changes }: RuledWallet): string[] {
  return changes.flatMap(({ changeId, decisions, late }) => {
    const broken = (what: string) => [`the change ${changeId} of wallet ${account.walletId} ${what}`];
    if (decisions.some((one) => isApproval(one) && one.by === account.owner)) return broken('is approved by its owner');
    if (late.some(({ accepted }) => accepted)) return broken('is approved after another has replaced it');
    const accepted = new Set(decisions.filter((one) => one.accepted).map(({ what }) => what));
    return accepted.size > 1 ? broken('was told to be approved, and to be rejected') : [];
  });
}

/**
 * Whether a payment waited that need not, or did not and had to. Between its request and its hold the directory
 * is read once, and the shard once.
 */
function wronglyJudged(
  transfer: TransactionDetail,
  { rules }: Pick<RuledWallet, 'rules'>,
  order: Pick<TransferRequest, 'asked'> | undefined,
): string[] {
  const { TxID, approval, note, authorised_at } = transfer;
  const amount = -BigInt(transfer.amount);
  const initiated = Date.parse(transfer.initiated_at);
  const until = authorised_at === undefined ? (decidedAt(transfer) ?? Infinity) : Date.parse(authorised_at);
  const needs = (rule: SetRule | null) => rule !== null && amount > rule.above;
  const isHeld = heldLegs(transfer).some(({ side }) => side === 'debits');
  const during = rules.possibleWithin(initiated, until);
  if (isHeld && !approval && during.length > 0 && during.every(needs))
    return [`${TxID} of ${amount} is above each rule of its time, and did not wait`];
  // A request that is repeated may have been judged at its first attempt.
  const judged = rules.possibleWithin(Math.min(order?.asked ?? initiated, initiated), until);
  if (judged.some(needs)) return [];
  if (approval) return [`${TxID} of ${amount} waits, and is above no rule of its time`];
  return note === NOTES.approvalNeeded ? [`${TxID} of ${amount} is refused, and is above no rule of its time`] : [];
}

/** How the last rule that was read differs from the last one that was set. */
function notAsSet({ account, rules, seen }: RuledWallet): string[] {
  const last = rules.all.at(-1);
  // Without a response it may be the one before.
  if (last?.answered === Infinity) return [];
  const rule = last?.value ?? null;
  return (['directory', 'shard'] as const).flatMap((place) => {
    const end = seen.findLast((one) => one.in === place);
    if (end && isSeen(end, rule)) return [];
    return [`wallet ${account.walletId} ends with ${end && shown(end)} in the ${place}, and not with ${textOf(rule)}`];
  });
}

function isSeen({ above, approvers }: SeenRule, rule: SetRule | null): boolean {
  if (above === null || !rule) return above === null && rule === null;
  return above === rule.above && (!approvers || textOf({ above, approvers }) === textOf(rule));
}

function shown({ above, approvers }: SeenRule): string {
  if (above === null) return 'no rule';
  return approvers ? textOf({ above, approvers }) : `above ${above}`;
}
