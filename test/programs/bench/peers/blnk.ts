import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { sideBySide } from '../../../support/environment/side-by-side.ts';
import { type Api, type ApiResponse, httpApi } from '../../../support/steps/api.ts';
import { postgresDeadlocks, postgresSettings, redisSettings } from './database-settings.ts';
import { FUNDS, type Ledger, type Outcome } from './ledger.ts';
import { cpuOfPort } from './processes.ts';

const NewLedger = z.object({ ledger_id: z.string() });
const Balance = z.object({ balance_id: z.string(), balance: z.int() });
const Transaction = z.object({ transaction_id: z.string(), status: z.string() });
const Refused = z.object({ error_detail: z.object({ code: z.string() }) });

const CURRENCY = 'COIN';
/** The way of a transfer: one request, or a hold and a commit, as mib does. */
export type Way = 'single write' | 'inflight and commit';

const SIDE_BY_SIDE = 8;

/**
 * A new ledger in a running Blnk. Nothing takes the way through Blnk's queue (`skip_queue`), because
 * then the response is the end of the transfer. Source: Blnk's API reference.
 */
export async function blnk(
  way: Way,
  url: string,
  databases: { readonly postgres: string | undefined; readonly redis: string | undefined },
  api: Api = httpApi(url),
): Promise<Ledger> {
  const name = `bench-${randomUUID()}`;
  const { ledger_id } = NewLedger.parse((await api.request('POST', '/ledgers', { body: { name } })).body);
  const post = (transaction: Readonly<Record<string, unknown>>) =>
    api.request('POST', '/transactions', {
      body: {
        precision: 1,
        currency: CURRENCY,
        reference: randomUUID(),
        description: 'bench',
        skip_queue: true,
        ...transaction,
      },
    });
  const commit = (id: string) =>
    api.request('PUT', `/transactions/inflight/${id}`, { body: { status: 'commit', skip_queue: true } });
  const settings = [
    await postgresSettings(databases.postgres, 'BLNK_POSTGRES'),
    await redisSettings(databases.redis, 'BLNK_REDIS'),
  ];

  const create = async (): Promise<string> => {
    const body = { ledger_id, currency: CURRENCY };
    return Balance.parse((await api.request('POST', '/balances', { body })).body).balance_id;
  };
  const fund = async (wallet: string): Promise<void> => {
    const source = `@${name}`;
    const funded = await post({ precise_amount: FUNDS, source, destination: wallet, allow_overdraft: true });
    if (funded.status !== 201) throw new Error(`Blnk gives ${wallet} no money: ${funded.status} ${funded.text}`);
  };
  const transfer = async (source: string, destination: string): Promise<Omit<Outcome, 'ms'>> => {
    if (way === 'single write') return endOf(await post({ precise_amount: 1, source, destination }), '');
    const held = await post({ precise_amount: 1, source, destination, inflight: true });
    const id = Transaction.safeParse(held.body).data?.transaction_id;
    if (held.status !== 201 || id === undefined) return endOf(held, 'hold: ');
    return endOf(await commit(id), 'commit: ');
  };

  return {
    name: `Blnk, ${way}`,
    settings: `Blnk, skip_queue. ${settings.join('. ')}`,
    async createWallets(count) {
      const wallets = await sideBySide(SIDE_BY_SIDE, Array.from({ length: count }), create);
      // One after the other: each takes the lock of the balance that they have in common.
      for (const wallet of wallets) await fund(wallet);
      return wallets;
    },
    async transfer(from, to) {
      const sent = performance.now();
      return { ...(await transfer(from, to)), ms: performance.now() - sent };
    },
    async balance(wallet) {
      return BigInt(Balance.parse((await api.request('GET', `/balances/${wallet}`)).body).balance);
    },
    cpu: () => cpuOfPort(url),
    deadlocks: () => postgresDeadlocks(databases.postgres),
    during: (job) => job(),
  };
}

function endOf({ status: code, body }: ApiResponse, step: string): Omit<Outcome, 'ms'> {
  const status = Transaction.safeParse(body).data?.status;
  if (code < 300 && status !== undefined) return { moved: status === 'APPLIED', status };
  return { moved: false, status: `${step}${code} ${Refused.safeParse(body).data?.error_detail.code ?? ''}`.trim() };
}
