import type { TransactionDetail } from '../../../lib/api/transfers.ts';
import type { TransferEvent } from '../../../lib/domain/transfer-event.ts';
import type { Clients } from './clients.ts';
import type { Evidence } from './evidence.ts';
import { isFinal, type Observer } from './observer.ts';
import type { AuditReport } from './operator-audit.ts';
import type { TransferRequest } from './orders.ts';

/** A promise, how much it was checked on, and where it did not hold. */
export interface Checked {
  readonly promise: string;
  readonly on: string;
  readonly broken: readonly string[];
}

/** What an event says. */
export interface Heard extends Pick<TransferEvent, 'TxID' | 'from_id' | 'to_id' | 'amount'> {
  readonly status: string;
}

/** Everything that is known when all is over. */
export interface Known {
  readonly clients: Pick<Clients, 'orders' | 'surprises' | 'responses'>;
  readonly observer: Pick<
    Observer,
    'statusChanges' | 'statusesCompared' | 'wrongBalances' | 'balancesSeen' | 'surprises'
  >;
  readonly evidence: Evidence;
  readonly audit: AuditReport;
  /** How many sweeps it took until nothing was open, or undefined if two were not enough. */
  readonly sweeps: number | undefined;
  /** What came to the webhook. */
  readonly events: { readonly heard: readonly Heard[]; readonly forgeries: readonly string[] };
  /** Processes that nobody killed. */
  readonly endedByThemselves: readonly string[];
}

/** Checks every promise that can be checked from outside, and the books from inside. */
export function checkPromises(known: Known): Checked[] {
  const { clients, observer, evidence, audit, sweeps, events, endedByThemselves } = known;
  const { balances, lists, transfers } = evidence;
  const { orders } = clients;
  const keyed = orders.filter(({ key }) => key !== undefined);
  const accepted = orders.flatMap((order) => [...order.accepted].map((txId) => ({ txId, order })));
  const all = [...transfers.values()];
  const money = [...balances.values()];
  return [
    {
      promise: 'every answer to a client is the one it should get, or an outage',
      on: `${clients.responses + observer.balancesSeen} answers`,
      broken: [...clients.surprises, ...observer.surprises],
    },
    {
      promise: 'what is accepted exists, as it was ordered',
      on: `${accepted.length} TxIDs`,
      broken: accepted.filter(({ txId, order }) => !isAsOrdered(transfers.get(txId), order)).map(({ txId }) => txId),
    },
    {
      promise: 'every order with an Idempotency-Key makes exactly one transfer, however often it is sent',
      on: `${keyed.length} keys`,
      broken: keyed
        .filter(({ accepted: ids }) => ids.size !== 1)
        .map(({ key, accepted: ids }) => `${key}: ${ids.size === 0 ? 'never answered' : [...ids].join(', ')}`),
    },
    {
      promise: 'no two orders are one transfer, and no transfer is there that nobody ordered',
      on: `${all.length} transfers`,
      broken: unordered(evidence, orders),
    },
    {
      promise: 'every transfer is final within two sweeps after the faults',
      on: `${all.length} transfers, ${sweeps ?? 'more than two'} sweeps`,
      broken: [
        ...(sweeps === undefined ? ['two sweeps were not enough'] : []),
        ...all.filter((transfer) => !isFinal(transfer)).map(({ TxID, status }) => `${TxID} is ${status}`),
      ],
    },
    {
      promise: 'a final status never changes',
      on: `${observer.statusesCompared} sightings of final transfers`,
      broken: observer.statusChanges,
    },
    {
      promise: 'what cannot happen does not: without funds, to nobody',
      on: `${orders.filter(isImpossible).length} orders`,
      broken: accepted
        .filter(({ txId, order }) => isImpossible(order) && transfers.get(txId)?.status === 'SUCCESSFUL')
        .map(({ txId, order }) => `${txId} (${order.kind}) is SUCCESSFUL`),
    },
    {
      promise: 'no balance is ever below its limit, and each is what is available and reserved',
      on: `${observer.balancesSeen} answers`,
      broken: observer.wrongBalances,
    },
    {
      promise: 'all balances with the treasury come to 0',
      on: `${money.length} balances`,
      broken: sum(money.map(({ balance }) => balance)) === 0n ? [] : [`${sum(money.map(({ balance }) => balance))}`],
    },
    {
      promise: 'nothing is held any more',
      on: `${money.length} balances`,
      broken: money.filter(({ reserved }) => reserved !== '0').map((one) => `${one.wallet_id} holds ${one.reserved}`),
    },
    {
      promise: "every balance is what its wallet's list comes to",
      on: `${money.length} wallets`,
      broken: money.flatMap(({ wallet_id, balance }) => {
        const happened = (lists.get(wallet_id) ?? []).filter(({ status }) => status === 'SUCCESSFUL');
        const listed = sum(happened.map(({ amount }) => amount));
        return listed === BigInt(balance) ? [] : [`${wallet_id} has ${balance}, its list comes to ${listed}`];
      }),
    },
    {
      promise: 'the books balance, nothing is open, no hold is left: the audit finds nothing',
      on: `${audit.wallets} wallets, ${audit.transfers} transfers`,
      broken: [
        ...audit.findings.map((finding) => JSON.stringify(finding)),
        ...(audit.balanced ? [] : ['the books do not balance']),
        ...(audit.open === 0 ? [] : [`${audit.open} open`]),
        ...(audit.sumAtRest === '0' ? [] : [`all balances come to ${audit.sumAtRest}`]),
        ...(audit.transfers === all.length ? [] : [`clients see ${all.length} transfers`]),
      ],
    },
    {
      promise: 'every final transfer is published, as it is and signed, and nothing else',
      on: `${events.heard.length} events`,
      broken: [...events.forgeries, ...untrueEvents(evidence, events.heard)],
    },
    {
      promise: 'in spite of all this money does move',
      on: `${all.length} transfers`,
      broken: all.some(({ status }) => status === 'SUCCESSFUL') ? [] : ['none is SUCCESSFUL'],
    },
    { promise: 'no process ends that is not killed', on: 'all processes', broken: endedByThemselves },
  ];
}

function isImpossible({ kind }: TransferRequest): boolean {
  return kind === 'without funds' || kind === 'to nobody';
}

function isAsOrdered(transfer: TransactionDetail | undefined, order: TransferRequest): boolean {
  return (
    transfer?.from_id === order.payer.walletId && transfer.to_id === order.to && transfer.amount === `-${order.amount}`
  );
}

/** TxIDs that two orders were answered with, or that no order explains: not by an answer, not by one without key that got none. */
function unordered({ transfers }: Evidence, orders: readonly TransferRequest[]): string[] {
  const answered = new Map<string, number>();
  for (const txId of orders.flatMap(({ accepted }) => [...accepted])) answered.set(txId, (answered.get(txId) ?? 0) + 1);
  const found = [...answered].filter(([, count]) => count > 1).map(([txId]) => `${txId} is the answer to two orders`);
  const unanswered = new Set(orders.filter(({ key, accepted }) => key === undefined && accepted.size === 0));
  for (const [txId, transfer] of transfers) {
    if (answered.has(txId)) continue;
    const explanation = [...unanswered].find((order) => isAsOrdered(transfer, order));
    if (explanation) unanswered.delete(explanation);
    else found.push(`${txId}: ${transfer.amount} from ${transfer.from_id} to ${transfer.to_id} was not ordered`);
  }
  return found;
}

/** Final transfers of which nobody has heard, and events that are not what the transfer is. */
function untrueEvents({ transfers }: Evidence, heard: readonly Heard[]): string[] {
  const known = new Set(heard.map(({ TxID }) => TxID));
  const unheard = [...transfers.values()].filter((transfer) => isFinal(transfer) && !known.has(transfer.TxID));
  const untrue = heard.filter(({ TxID, from_id, to_id, amount, status }) => {
    const transfer = transfers.get(TxID);
    const same = transfer?.from_id === from_id && transfer.to_id === to_id && transfer.amount === `-${amount}`;
    return !same || transfer.status !== status;
  });
  return [
    ...unheard.map(({ TxID, status }) => `nobody has heard that ${TxID} is ${status}`),
    ...untrue.map(({ TxID, status }) => `the event that ${TxID} is ${status} is not true`),
  ];
}

function sum(amounts: readonly string[]): bigint {
  return amounts.reduce((total, amount) => total + BigInt(amount), 0n);
}
