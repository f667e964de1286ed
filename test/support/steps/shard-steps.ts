import { randomBytes } from 'node:crypto';
import type { InputSchema, ShardRoute } from '../../../lib/api/route.ts';
import * as api from '../../../lib/api/shard.ts';
import * as controls from '../../../lib/api/shard-controls.ts';
import * as moves from '../../../lib/api/shard-moves.ts';
import { openStatement, statement } from '../../../lib/api/shard-statement.ts';
import { stripeWallet } from '../../../lib/api/shard-stripes.ts';
import * as transactions from '../../../lib/api/shard-transactions.ts';
import { type Grant, grantOf } from '../../../lib/domain/grant.ts';
import type { Api, ApiResponse } from './api.ts';
import type { WorldWithShards } from './world.ts';

/** The fields of a hold and of the requests that end it. */
export interface Hold {
  readonly tx: string;
  readonly wallet: string;
  readonly amount: unknown;
  /** In ms since 1970. */
  readonly deadline: unknown;
  /** For credits: the debit of the same transaction is held. */
  readonly debitHeld?: unknown;
}

type By = { readonly token: string | undefined };

/**
 * The requests of the orchestrator to a shard. `by` is a token to send instead of the
 * orchestrator's.
 */
export function shardSteps(world: () => WorldWithShards) {
  async function send(shard: number, method: string, path: string, body: unknown, by?: By): Promise<ApiResponse> {
    const token = by ? by.token : await world().serviceToken(shard, grantFor(path, body));
    return shardOf(world(), shard).request(method, path, { token, ...(body !== undefined && { body }) });
  }
  return {
    send,
    freshTransaction: (): string => randomBytes(16).toString('hex'),
    createWallet: (shard: number, wallet: string, by?: By) =>
      send(shard, 'POST', '/api/createwallet', { wallet_id: wallet }, by),
    reserve: (shard: number, { tx, wallet, amount, deadline, debitHeld: debit_held }: Hold, by?: By) =>
      send(
        shard,
        'POST',
        '/api/reserve',
        { transaction_id: tx, wallet_id: wallet, amount, deadline, ...(debit_held !== undefined && { debit_held }) },
        by,
      ),
    commit: (shard: number, { tx, wallet }: Pick<Hold, 'tx' | 'wallet'>, by?: By) =>
      send(shard, 'POST', '/api/commit', { transaction_id: tx, wallet_id: wallet }, by),
    rollback: (shard: number, { tx, wallet, deadline }: Omit<Hold, 'amount'>, by?: By) =>
      send(shard, 'POST', '/api/rollback', { transaction_id: tx, wallet_id: wallet, deadline }, by),
    balance: (shard: number, wallet: string, by?: By) => send(shard, 'GET', `/api/balance/${wallet}`, undefined, by),
    statement: (shard: number, wallet: string, query = '', by?: By) =>
      send(shard, 'GET', `/api/statement/${wallet}${query}`, undefined, by),
    openStatement: (shard: number, wallet: string, by?: By) =>
      send(shard, 'POST', '/api/openstatement', { wallet_id: wallet }, by),
    controls: (shard: number, wallet: string, by?: By) => send(shard, 'GET', `/api/controls/${wallet}`, undefined, by),
    changeControls: (shard: number, body: object, by?: By) => send(shard, 'POST', '/api/controls', body, by),
    closeWallet: (shard: number, wallet: string, by?: By) =>
      send(shard, 'POST', '/api/closewallet', { wallet_id: wallet, by: 'owner' }, by),
    stripe: (shard: number, wallet: string, stripes: unknown, by?: By) =>
      send(shard, 'POST', '/api/stripewallet', { wallet_id: wallet, stripes }, by),
    wallets: (shard: number, by?: By) => send(shard, 'GET', '/api/wallets', undefined, by),
    place: (shard: number, wallet: string, by?: By) => send(shard, 'GET', `/api/place/${wallet}`, undefined, by),
    entries: (shard: number, wallet: string, query = '', by?: By) =>
      send(shard, 'GET', `/api/entries/${wallet}${query}`, undefined, by),
    copyEntries: (shard: number, wallet: string, entries: unknown, by?: By) =>
      send(shard, 'POST', '/api/copyentries', { wallet_id: wallet, entries }, by),
    mark: (shard: number, wallet: string, move: { op: unknown; to: unknown }, by?: By) =>
      send(shard, 'POST', '/api/markwallet', { wallet_id: wallet, ...move }, by),
    put: (shard: number, wallet: string, put: { op: unknown; from: unknown; item: unknown }, by?: By) =>
      send(shard, 'POST', '/api/putwallet', { wallet_id: wallet, ...put }, by),
    tomb: (shard: number, wallet: string, op: unknown, by?: By) =>
      send(shard, 'POST', '/api/tombwallet', { wallet_id: wallet, op }, by),
    stay: (shard: number, wallet: string, op: unknown, by?: By) =>
      send(shard, 'POST', '/api/staywallet', { wallet_id: wallet, op }, by),
  };
}

/**
 * What the orchestrator's token for a request grants. Invalid requests are refused before the shard
 * compares it.
 */
export function grantFor(target: string, body?: unknown): Grant {
  const { pathname, searchParams } = new URL(target, 'http://shard');
  const [, , name = '', wallet_id] = pathname.split('/');
  const path = { ...(wallet_id !== undefined && { wallet_id: decodeURIComponent(wallet_id) }) };
  const grant = GRANTS.get(body === undefined && name === 'controls' ? 'GET controls' : name)?.({
    body,
    query: Object.fromEntries(searchParams),
    path,
  });
  return grant ?? { operation: 'wallets' };
}

const GRANTS = new Map([
  ['createwallet', of(api.createWallet)],
  ['reserve', of(transactions.reserve)],
  ['commit', of(transactions.commit)],
  ['rollback', of(transactions.rollback)],
  ['balance', of(api.balance)],
  ['statement', of(statement)],
  ['openstatement', of(openStatement)],
  ['GET controls', of(controls.controls)],
  ['controls', of(controls.changeControls)],
  ['closewallet', of(controls.closeWallet)],
  ['stripewallet', of(stripeWallet)],
  ['wallets', of(api.wallets)],
  ['place', of(moves.place)],
  ['entries', of(moves.entries)],
  ['copyentries', of(moves.copyEntries)],
  ['markwallet', of(moves.markWallet)],
  ['putwallet', of(moves.putWallet)],
  ['tombwallet', of(moves.tombWallet)],
  ['staywallet', of(moves.stayWallet)],
]);

function of<S extends InputSchema>({ input, operationId, granted }: ShardRoute<S>) {
  return (request: unknown): Grant => {
    const { success, data } = input.safeParse(request);
    return grantOf(operationId, success ? granted(data) : {});
  };
}

function shardOf(world: WorldWithShards, shard: number): Api {
  const api = world.shards[shard];
  if (!api) throw new Error(`this world has no shard ${shard}`);
  return api;
}
