import { isDeepStrictEqual } from 'node:util';
import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import type { TransferEvent } from '../../../lib/domain/transfer-event.ts';
import type { Checked } from './checked.ts';
import type { Clients } from './clients.ts';
import { checkControls, type KnownControls } from './control-promises.ts';
import { checkCurrencies } from './currency-promises.ts';
import type { Evidence } from './evidence.ts';
import { brokenEnds, movedBy } from './held-payments.ts';
import { isAtRest, isAuthorised, isFinal, type Observer } from './observer.ts';
import type { AuditReport } from './operator-audit.ts';
import { type TransferRequest, totalOf } from './orders.ts';
import { brokenSchedules, type Scheduled } from './scheduled-payments.ts';

/** The content of a received event. */
export interface Heard extends Pick<TransferEvent, 'TxID' | 'from_id' | 'to' | 'amount'> {
  readonly status: string;
}

/** All facts at the end of a run. */
export interface Known {
  readonly clients: Pick<Clients, 'orders' | 'surprises' | 'responses'>;
  readonly observer: Pick<
    Observer,
    'statusChanges' | 'statusesCompared' | 'wrongBalances' | 'balancesSeen' | 'surprises'
  >;
  readonly evidence: Evidence;
  /** The transfers that operators have made. */
  readonly byOperators?: readonly TransferRequest[];
  /** The payments that were scheduled. */
  readonly scheduled?: readonly Scheduled[];
  /** The currencies of the wallets, as they were created. */
  readonly currencies: ReadonlyMap<string, string>;
  /** What was frozen, limited and closed, and unexpected responses to that. */
  readonly controls?: KnownControls & { readonly surprises: readonly string[] };
  readonly audit: AuditReport;
  /** The number of sweeps until every transfer was final; undefined if two were not enough. */
  readonly sweeps: number | undefined;
  /** The events received at the webhook. */
  readonly events: { readonly heard: readonly Heard[]; readonly forgeries: readonly string[] };
  /** What the webhook of a user heard, and of which wallets. */
  readonly userListener?: {
    readonly wallets: ReadonlySet<string>;
    readonly heard: readonly { readonly type: string; readonly wallet: string; readonly TxID: string }[];
    readonly forgeries: readonly string[];
  };
  /** Processes that exited without being killed. */
  readonly unexpectedExits: readonly string[];
}

/** Checks every promise that is visible from outside, and the audit from inside. */
export function checkPromises(known: Known): Checked[] {
  const { clients, observer, evidence, audit, sweeps, events, unexpectedExits } = known;
  const { balances, lists, transfers } = evidence;
  const orders = [...clients.orders, ...(known.byOperators ?? [])];
  const keyed = orders.filter(({ key }) => key !== undefined);
  const accepted = orders.flatMap((order) => [...order.accepted].map((txId) => ({ txId, order })));
  const all = [...transfers.values()];
  const money = [...balances.values()];
  return [
    {
      promise: 'every response to a client is the expected one, or an outage',
      on: `${clients.responses + observer.balancesSeen} responses`,
      broken: [...clients.surprises, ...observer.surprises, ...(known.controls?.surprises ?? [])],
    },
    {
      promise: 'every accepted transfer exists as requested',
      on: `${accepted.length} TxIDs`,
      broken: accepted.filter(({ txId, order }) => !isAsRequested(transfers.get(txId), order)).map(({ txId }) => txId),
    },
    {
      promise: 'every request with an Idempotency-Key makes exactly one transfer, however often it is sent',
      on: `${keyed.length} keys`,
      broken: keyed
        .filter(({ accepted: ids, refused }) => (refused ? ids.size > 1 : ids.size !== 1))
        .map(({ key, accepted: ids }) => `${key}: ${ids.size === 0 ? 'no response' : [...ids].join(', ')}`),
    },
    {
      promise: 'no two requests make one transfer, and every transfer was requested',
      on: `${all.length} transfers`,
      broken: unordered(evidence, [...orders, ...(known.scheduled ?? [])]),
    },
    {
      promise: 'every scheduled payment that is due happens exactly once, and none that was cancelled before',
      on: `${known.scheduled?.length ?? 0} scheduled payments`,
      broken: brokenSchedules(known.scheduled ?? [], transfers),
    },
    {
      promise: 'every transfer is final within two sweeps after the faults, or held for a person',
      on: `${all.length} transfers, ${sweeps ?? 'more than two'} sweeps`,
      broken: [
        ...(sweeps === undefined ? ['two sweeps were not enough'] : []),
        ...all.filter((transfer) => !isAtRest(transfer)).map(({ TxID, status }) => `${TxID} is ${status}`),
      ],
    },
    {
      promise: 'a final status never changes',
      on: `${observer.statusesCompared} sightings of final transfers`,
      broken: observer.statusChanges,
    },
    {
      promise: 'an impossible transfer never succeeds: without funds, to a missing wallet, of a closed one',
      on: `${orders.filter(isImpossible).length} requests`,
      broken: accepted
        .filter(({ txId, order }) => isImpossible(order) && transfers.get(txId)?.status === 'SUCCESSFUL')
        .map(({ txId, order }) => `${txId} (${order.kind}) is SUCCESSFUL`),
    },
    {
      promise: 'a split happens for every payee or for none, and no payee sees another',
      on: `${accepted.filter(({ order }) => order.credits.length > 1).length} splits`,
      broken: accepted
        .filter(({ order }) => order.credits.length > 1)
        .flatMap(({ txId, order }) => halfSplit(txId, order, evidence)),
    },
    {
      promise: 'the refunds of a payment together never give back more than was received, and both sides see them',
      on: `${all.filter(({ refund_of }) => refund_of !== undefined).length} refunds`,
      broken: wrongRefunds(evidence),
    },
    {
      promise: 'a held payment ends in one way: as its payee asked, up to what was held, or by its expiry',
      on: `${orders.filter(({ held }) => held).length} held payments`,
      broken: accepted.flatMap(({ txId, order }) => brokenEnds(order, transfers.get(txId))),
    },
    {
      promise: 'no balance is ever below its limit, and each is the sum of available and reserved',
      on: `${observer.balancesSeen} responses`,
      broken: observer.wrongBalances,
    },
    ...checkCurrencies(evidence, orders, known.currencies),
    ...(known.controls ? checkControls(known.controls, evidence) : []),
    {
      promise: 'no wallet has a hold but those of payments that wait for a person',
      on: `${money.length} balances`,
      broken: money.flatMap(({ wallet_id, reserved }) => {
        const held = all.filter((transfer) => transfer.from_id === wallet_id && isAuthorised(transfer));
        const expected = -sum(held.map(({ amount }) => amount));
        return BigInt(reserved) === expected ? [] : [`${wallet_id} holds ${reserved} and not ${expected}`];
      }),
    },
    {
      promise: 'every balance is the sum of the list of its wallet',
      on: `${money.length} wallets`,
      broken: money.flatMap(({ wallet_id, balance }) => {
        const happened = (lists.get(wallet_id) ?? []).filter(({ status }) => status === 'SUCCESSFUL');
        const listed = sum(happened.map(movedBy));
        return listed === BigInt(balance) ? [] : [`${wallet_id} has ${balance}, the sum of its list is ${listed}`];
      }),
    },
    {
      promise: 'the books balance, every transfer is final, no hold is left: the audit finds nothing',
      on: `${audit.wallets} wallets, ${audit.transfers} transfers`,
      broken: [
        ...audit.findings.map((finding) => JSON.stringify(finding)),
        ...(audit.balanced ? [] : ['the books do not balance']),
        ...(audit.open === 0 ? [] : [`${audit.open} unfinished`]),
        ...(audit.sumAtRest === '0' ? [] : [`the sum of all balances is ${audit.sumAtRest}`]),
        ...(audit.transfers === all.length ? [] : [`clients see ${all.length} transfers`]),
      ],
    },
    {
      promise: 'every final transfer is published truly and signed, and nothing else is',
      on: `${events.heard.length} events`,
      broken: [...events.forgeries, ...untrueEvents(evidence, events.heard)],
    },
    ...(known.userListener ? [toldToUser(known.userListener, evidence)] : []),
    {
      promise: 'money moves in spite of the faults',
      on: `${all.length} transfers`,
      broken: all.some(({ status }) => status === 'SUCCESSFUL') ? [] : ['no transfer is SUCCESSFUL'],
    },
    { promise: 'no process exits unless killed', on: 'all processes', broken: unexpectedExits },
  ];
}

function isImpossible({ kind }: TransferRequest): boolean {
  return kind === 'without funds' || kind === 'to a missing wallet' || kind === 'of a closed wallet';
}

function isAsRequested(transfer: TransactionDetail | undefined, order: TransferRequest): boolean {
  const credits = order.credits.map(({ toId, amount }) => ({ to_id: toId, amount: amount.toString() }));
  return (
    transfer?.from_id === order.payer.walletId &&
    transfer.amount === `-${totalOf(order)}` &&
    isDeepStrictEqual(payeesOf(transfer), credits)
  );
}

/** The payees as the payer sees them. */
function payeesOf({ to_id, to, amount }: TransactionDetail): TransferEvent['to'] {
  return to ?? [{ to_id: to_id ?? '', amount: amount.slice(1) }];
}

/** What the lists of a split's payees show that its status does not say. */
function halfSplit(txId: string, { credits }: TransferRequest, { lists, transfers }: Evidence): string[] {
  const happened = transfers.get(txId)?.status === 'SUCCESSFUL';
  return credits.flatMap(({ toId, amount }) => {
    const listed = lists.get(toId)?.find(({ TxID }) => TxID === txId);
    if (listed?.to !== undefined) return [`${toId} sees the other payees of ${txId}`];
    const expected = happened && lists.has(toId) ? `+${amount}` : undefined;
    return listed?.amount === expected ? [] : [`${txId}: ${toId} sees ${listed?.amount} and not ${expected}`];
  });
}

/** Payments whose refunds exceed them, or are not what their payee or payer sees. */
function wrongRefunds({ lists, transfers }: Evidence): string[] {
  const refunds = [...transfers.values()].filter(
    ({ status, refund_of }) => status === 'SUCCESSFUL' && refund_of !== undefined,
  );
  const byPart = Map.groupBy(refunds, ({ refund_of, from_id }) => `${refund_of} ${from_id}`);
  return [...byPart].flatMap(([part, parts]) => {
    const [{ refund_of: txId = '', from_id: walletId } = { from_id: '' }] = parts;
    const seen = lists.get(walletId)?.find(({ TxID }) => TxID === txId);
    const refunded = sum(parts.map(({ amount }) => amount.slice(1)));
    const linked = new Set(transfers.get(txId)?.refunds?.map(({ TxID }) => TxID));
    return [
      ...(refunded > BigInt(seen?.amount ?? 0) ? [`${part}: ${refunded} of ${seen?.amount} is refunded`] : []),
      ...(BigInt(seen?.refunded ?? 0) === refunded
        ? []
        : [`${part}: ${refunded} refunded, its list says ${seen?.refunded}`]),
      ...parts.filter(({ TxID }) => !linked.has(TxID)).map(({ TxID }) => `${txId} does not show its payer ${TxID}`),
    ];
  });
}

/**
 * TxIDs in responses to two requests, and transfers that no request explains. A request without a
 * key and without a response explains one, and so does one that is refused after an attempt without a response.
 */
function unordered({ transfers }: Evidence, orders: readonly TransferRequest[]): string[] {
  const responded = new Map<string, number>();
  for (const txId of orders.flatMap(({ accepted }) => [...accepted]))
    responded.set(txId, (responded.get(txId) ?? 0) + 1);
  const found = [...responded]
    .filter(([, count]) => count > 1)
    .map(([txId]) => `${txId} is the response to two requests`);
  const isUnknown = ({ key, accepted, refused, isUncertain }: TransferRequest) =>
    accepted.size === 0 && (key === undefined || (refused === true && isUncertain === true));
  const withoutResponse = new Set(orders.filter(isUnknown));
  for (const [txId, transfer] of transfers) {
    if (responded.has(txId)) continue;
    const explanation = [...withoutResponse].find((order) => isAsRequested(transfer, order));
    if (explanation) withoutResponse.delete(explanation);
    else found.push(`${txId}: ${transfer.amount} from ${transfer.from_id} to ${transfer.to_id} was not requested`);
  }
  return found;
}

/** One event of a user, as a text. */
export function toldOf(type: string, wallet: string, TxID: string): string {
  return `${type} of ${TxID} for ${wallet}`;
}

/** What the owner of these wallets must hear: each final transfer in their lists, and each of their entries. */
export function wantedBy(wallets: ReadonlySet<string>, { lists }: Pick<Evidence, 'lists'>): ReadonlySet<string> {
  const wanted = [...wallets].flatMap((wallet) =>
    (lists.get(wallet) ?? []).flatMap(({ TxID, status, amount }) => {
      if (status === 'SUCCESSFUL')
        return ['transfer.final', 'statement.posted'].map((type) => toldOf(type, wallet, TxID));
      // A payee has a row of a held payment that was voided or has expired, and hears of money alone.
      const isOver = status === 'FAILED' || status === 'INVALID';
      return isOver && amount.startsWith('-') ? [toldOf('transfer.final', wallet, TxID)] : [];
    }),
  );
  return new Set(wanted);
}

function toldToUser(
  { wallets, heard, forgeries }: NonNullable<Known['userListener']>,
  evidence: Pick<Evidence, 'lists'>,
): Checked {
  const wanted = wantedBy(wallets, evidence);
  const told = new Set(heard.map(({ type, wallet, TxID }) => toldOf(type, wallet, TxID)));
  return {
    promise: "every final transfer and every entry of a user's wallets reaches their webhook, signed, and no other",
    on: `${heard.length} events of ${wallets.size} wallets`,
    broken: [
      ...forgeries,
      ...[...wanted].filter((one) => !told.has(one)).map((one) => `not heard: ${one}`),
      ...[...told].filter((one) => !wanted.has(one)).map((one) => `heard: ${one}`),
    ],
  };
}

/** Final transfers without an event, and events that differ from their transfer. */
function untrueEvents({ transfers }: Evidence, heard: readonly Heard[]): string[] {
  const known = new Set(heard.map(({ TxID }) => TxID));
  const unheard = [...transfers.values()].filter((transfer) => isFinal(transfer) && !known.has(transfer.TxID));
  const untrue = heard.filter(({ TxID, from_id, to, amount, status }) => {
    const transfer = transfers.get(TxID);
    if (transfer?.from_id !== from_id || transfer.status !== status) return true;
    // Of a held payment the event has what was captured.
    const moved = { ...transfer, amount: movedBy(transfer) };
    return moved.amount !== `-${amount}` || !isDeepStrictEqual(payeesOf(moved), to);
  });
  return [
    ...unheard.map(({ TxID, status }) => `no event says that ${TxID} is ${status}`),
    ...untrue.map(({ TxID, status }) => `the event that ${TxID} is ${status} is wrong`),
  ];
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}
