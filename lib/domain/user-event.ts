import * as z from 'zod/mini';
import { formatSigned } from './amount.ts';
import { type AuthorisedEvent, authorised } from './authorised-event.ts';
import { type AwaitsApprovalEvent, awaitsApproval } from './awaits-approval-event.ts';
import { CurrencyCode } from './currency.ts';
import { component, doc } from './doc.ts';
import { type KeyEvent, ofKey } from './key-event.ts';
import { amountFor } from './legs.ts';
import {
  isAwaitsApprovalEvent,
  isFinalEvent,
  isTransferEvent,
  type PublishedEvent,
  type PublishedTransferEvent,
  timestampOf,
  typeOf,
} from './published-event.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { isKeyEvent, isRuleEvent, isSharingEvent } from './recorded-kind.ts';
import { former_approvers, ofRule, type RuleEvent, ruleInForce } from './rule-event.ts';
import { payeesSeenBy } from './seen-by.ts';
import { ofShare } from './sharing-event.ts';
import type { StatementEntry } from './statement.ts';
import { TxId } from './transfer.ts';
import { FinalStatus, PaidBy, type TransferEvent } from './transfer-event.ts';
import { UserEvent, userEventId } from './user-event-envelope.ts';
import type { UserEventType } from './user-webhook.ts';
import { ofWallet } from './wallet-event.ts';

const wallet_id = doc(z.string(), 'Your wallet, from whose side the event is told.', '41');
const TxID = doc(TxId, 'Id of the transfer.');
const time = (description: string) => doc(z.iso.datetime(), description, '2026-11-23T09:00:00.412Z');
const SignedAmount = doc(
  z.string().check(z.regex(/^(0|[+-][1-9]\d*)$/)),
  'Amount in whole minor units. It is negative if the money leaves your wallet.',
  '-50',
);
const Payee = z.object({
  to_id: doc(z.string(), 'Id of the wallet that receives this part.', '42'),
  amount: doc(z.string(), 'What it receives, in whole minor units.', '50'),
});

/** What one of its wallets sees of a transfer in each event. */
const seen = {
  wallet_id,
  TxID,
  amount: SignedAmount,
  currency: doc(z.optional(CurrencyCode), 'The currency of its wallets. `XXX` is no currency.', 'EUR'),
  reference: doc(z.optional(z.string()), "The payer's reference, if there is one.", 'INV-2026-118'),
  payer_note: doc(z.optional(z.string()), "The payer's message to the payee, if there is one.", 'rent'),
  from_id: doc(z.string(), 'Id of the wallet that pays.', '41'),
  paid_by: doc(
    z.optional(PaidBy),
    'The member of your wallet, or your key, that asked for it. Only the payer has it, and not if you did by a session or a schedule.',
  ),
  initiated_at: time('RFC 3339, in UTC.'),
};

/** A final transfer as one of its wallets sees it. */
export const UserTransferEvent = component(
  'UserTransferEvent',
  z.object({
    ...seen,
    status: doc(FinalStatus, 'The final status. A payee hears of SUCCESSFUL alone.', 'SUCCESSFUL'),
    note: doc(z.string(), 'Explanation of the status for people.', 'transaction completed'),
    to_id: doc(z.optional(z.string()), 'Id of the wallet that is paid. A payer of several has `to` instead.', '42'),
    to: doc(z.optional(z.array(Payee)), 'The payees, if there are several. Only the payer has it.', [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ]),
    refund_of: doc(z.optional(TxId), 'Id of the transfer that this one refunds, if it is a refund.'),
    finished_at: time('RFC 3339, in UTC.'),
  }),
  { description: 'A final transfer from the side of one of your wallets.' },
);

/** An authorised transfer as one of its wallets sees it. */
export const UserAuthorisedEvent = component(
  'UserAuthorisedEvent',
  z.object({ ...seen, to_id: doc(z.string(), 'Id of the wallet that may capture the money.', '42'), ...authorised }),
  { description: 'The money of a transfer is held, from the side of one of your wallets.' },
);

/** A payment that waits for an approval, as the owner and the approvers of its wallet see it. */
export const UserAwaitsApprovalEvent = component(
  'UserAwaitsApprovalEvent',
  z.object({
    ...seen,
    wallet_id: doc(z.string(), 'The wallet that pays. You are its owner, or an approver of it.', '41'),
    to_id: doc(z.optional(z.string()), 'Id of the wallet that is paid. A payment to several has `to` instead.', '42'),
    to: doc(z.optional(z.array(Payee)), 'The payees, if there are several.', [
      { to_id: '42', amount: '30' },
      { to_id: '43', amount: '20' },
    ]),
    ...awaitsApproval,
  }),
  { description: 'A payment waits for an approval. Its money is held.' },
);

/** An entry of a statement. */
export const UserStatementEvent = component(
  'UserStatementEvent',
  z.object({
    wallet_id,
    seq: doc(z.int(), 'Number of the entry in the statement of the wallet.', 1041),
    TxID: doc(z.optional(TxId), 'Id of the transfer that posted the amount.'),
    amount: SignedAmount,
    currency: doc(z.optional(CurrencyCode), 'The currency of the wallet. `XXX` is no currency.', 'EUR'),
    balance: doc(z.string(), 'The balance after the entry.', '1200'),
    posted_at: time('When it was posted (RFC 3339).'),
  }),
  { description: 'An entry was posted to the statement of one of your wallets.' },
);

/** A change of what is frozen of a wallet, or its closing. */
export const UserWalletEvent = component('UserWalletEvent', z.object({ wallet_id, ...ofWallet }), {
  description: 'What is frozen of one of your wallets has changed, or the wallet was closed.',
});

/** A change of a share, as the owner of the wallet and the member whose share it is see it. */
export const UserSharingEvent = component('UserSharingEvent', z.object(ofShare), {
  description: 'With whom one of your wallets is shared has changed, or what another user shares with you.',
});

/** A change of a rule. Who is an approver no more does not see who is one now. */
export const UserRuleEvent = component(
  'UserRuleEvent',
  z.object({
    ...ofRule,
    approval_above: z.optional(ruleInForce.approval_above),
    approvers: z.optional(ruleInForce.approvers),
    waits: z.optional(ruleInForce.waits),
    former_approvers,
  }),
  {
    description:
      'Which payments need an approval has changed, or a change waits: of one of your wallets, or of one that you approve for. If you are an approver no more, you see yourself alone in `former_approvers`, and not the rule.',
  },
);

/** A key that was made or revoked. */
export const UserKeyEvent = component('UserKeyEvent', z.object(ofKey), {
  description: 'One of your keys was made or revoked.',
});

/** Sent on request, so that a user can try a receiver. */
export const UserTestEvent = component(
  'UserTestEvent',
  z.object({ webhook_id: doc(z.string(), 'Id of the webhook.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P') }),
  { description: 'A test that you asked for.' },
);

/** A wallet with the event that its owner may see. */
export interface SeenByWallet {
  readonly walletId: string;
  readonly event: UserEvent;
}

/** Whose webhooks an event is for: those of whoever owns the wallet, or of these users. */
export type Readers = { readonly walletId: string } | { readonly userIds: readonly string[] };

/** An event with those who may see it. */
export interface SeenEvent {
  readonly readers: Readers;
  readonly event: UserEvent;
}

/**
 * What users see of an event: of a transfer and a freeze the owners of the wallets, of a share the owner and
 * its member, of a rule the owner, the approvers and those who are approvers no more, of a key its user.
 */
export function seenByUsers(event: PublishedEvent): SeenEvent[] {
  if (!isTransferEvent(event)) return recordedSeen(event);
  return transferSeenByWallets(event).map(({ walletId, event }) => ({ readers: { walletId }, event }));
}

/**
 * What each wallet of a transfer sees of its event. A payee sees itself alone. It hears of money that is
 * held for it or that has moved. It hears of no refused attempt, and of no payment that waits for an
 * approval.
 */
export function transferSeenByWallets(event: PublishedTransferEvent): SeenByWallet[] {
  const isOfPayees = isFinalEvent(event) ? event.status === 'SUCCESSFUL' : !isAwaitsApprovalEvent(event);
  const paid = isOfPayees ? event.to.map(({ to_id }) => to_id) : [];
  return [event.from_id, ...paid].map((walletId) => ({ walletId, event: seenBy(walletId, event) }));
}

function seenBy(walletId: string, event: PublishedTransferEvent): UserEvent {
  const credits = event.to.map(({ to_id, amount }) => ({ toId: to_id, amount: BigInt(amount) }));
  const legs = { fromId: event.from_id, amount: BigInt(event.amount), credits };
  const payees = payeesSeenBy(walletId, legs);
  const [first] = payees;
  const { TxID, currency, status, note, reference, payer_note, from_id, initiated_at, paid_by } = event;
  const data = {
    wallet_id: walletId,
    TxID,
    amount: formatSigned(amountFor(walletId, legs)),
    ...(currency !== undefined && { currency }),
    status,
    note,
    ...(reference !== undefined && { reference }),
    ...(payer_note !== undefined && { payer_note }),
    from_id,
    ...(walletId === from_id && paid_by && { paid_by }),
    ...(payees.length === 1 && first
      ? { to_id: first.toId }
      : { to: payees.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() })) }),
    initiated_at,
    ...(isFinalEvent(event) ? ofFinal(event) : ofHeld(event)),
  };
  return userEvent(typeOf(event), walletId, TxID, timestampOf(event), data);
}

function ofFinal({ refund_of, finished_at }: TransferEvent): object {
  return { ...(refund_of !== undefined && { refund_of }), finished_at };
}

function ofHeld(event: AuthorisedEvent | AwaitsApprovalEvent): object {
  const { authorised_at, expires_at } = event;
  return { authorised_at, expires_at, ...(isAwaitsApprovalEvent(event) && { asked_by: event.asked_by }) };
}

function recordedSeen(event: RecordedEvent): SeenEvent[] {
  if (isKeyEvent(event)) return [keySeen(event)];
  if (isRuleEvent(event)) return ruleSeen(event);
  const { version: _, status: _status, ...data } = event;
  const { wallet_id: walletId, change, changed_at } = event;
  const seen = userEvent(typeOf(event), walletId, String(change), changed_at, data);
  const readers = isSharingEvent(event) ? { userIds: [event.owner_id, event.member_id] } : { walletId };
  return [{ readers, event: seen }];
}

function keySeen(event: KeyEvent): SeenEvent {
  const { version: _, status: _status, user_id, ...data } = event;
  const seen = userEvent(typeOf(event), event.key_id, event.status, event.changed_at, data);
  return { readers: { userIds: [user_id] }, event: seen };
}

function ruleSeen(event: RuleEvent): SeenEvent[] {
  const { version: _, status: _status, ...data } = event;
  const { wallet_id, change, owner_id, approvers, former_approvers, changed_at } = event;
  const seen = (shown: object) => userEvent(typeOf(event), wallet_id, String(change), changed_at, shown);
  const { approval_above: _above, approvers: _approvers, waits: _waits, ...left } = data;
  return [
    { readers: { userIds: [...new Set([owner_id, ...approvers])] }, event: seen(data) },
    ...former_approvers.map((id) => ({ readers: { userIds: [id] }, event: seen({ ...left, former_approvers: [id] }) })),
  ];
}

/**
 * The event of an entry of a statement.
 * @param currency that of the wallet; undefined if it is not known, in messages of the version before
 */
export function statementEvent(
  { walletId, seq, txId, amount, balance, postedAt }: StatementEntry,
  currency?: string,
): UserEvent {
  const posted_at = new Date(postedAt).toISOString();
  const data: z.infer<typeof UserStatementEvent> = {
    wallet_id: walletId,
    seq,
    ...(txId !== undefined && { TxID: txId }),
    amount: formatSigned(amount),
    ...(currency !== undefined && { currency }),
    balance: balance.toString(),
    posted_at,
  };
  return userEvent('statement.posted', walletId, String(seq), posted_at, data);
}

function userEvent(type: UserEventType, walletId: string, key: string, timestamp: string, data: object): UserEvent {
  const id = userEventId(Date.parse(timestamp), type, walletId, key);
  return UserEvent.parse({ id, type, timestamp, data });
}
