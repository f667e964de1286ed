import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Accepted } from '../../../lib/api/accepted.ts';
import { createClient, type MibClient } from '../../../lib/client/index.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import { type Api, httpApi } from '../../support/steps/api.ts';
import { counted } from './counts.ts';

const SIDE_BY_SIDE = 8;
const PATIENCE_MS = 10 * 60_000;

/** The outcome of transfers that were all sent at once. */
export type Burst = z.infer<typeof Burst>;
export const Burst = z.strictObject({
  name: z.string(),
  sent: z.int(),
  /**
   * Responses by their status. `429 without Retry-After` and `503 without Retry-After` are
   * separate, because they would be errors.
   */
  responses: z.record(z.string(), z.int()),
  /** The accepted ones by final status and note. */
  ends: z.record(z.string(), z.int()),
  /**
   * Entries in the journal beyond the accepted ones: refused transfers that were written
   * nevertheless.
   */
  writtenUnasked: z.int(),
  /** From the first request to the last response, and to the last final status, in s. */
  seconds: z.strictObject({ toLastResponse: z.number(), toLastEnd: z.number() }),
});

export interface Target {
  readonly url: string;
  readonly treasury: { readonly login: string; readonly password: string; readonly walletId: string };
}

/**
 * Sends `count` transfers at once out of one wallet to `others`. When all are final, sends as many
 * from those into the one.
 */
export async function overload(
  { url, treasury }: Target,
  { count, others = 16, say }: { count: number; others?: number; say: (line: string) => void },
): Promise<Burst[]> {
  const api = httpApi(url);
  const { login, password } = treasury;
  const banker = createClient({ baseUrl: url, credentials: { login, password } });
  const owner = createClient({ baseUrl: url });
  const { token } = await owner.register({ login: `burst-${randomUUID()}`, password: `long enough ${randomUUID()}` });
  const base = BigInt(randomInt(1e9)) * 1_000_000n;
  const wallet = async (n: number): Promise<string> => {
    const id = String(base + BigInt(n));
    await owner.createWallet(id);
    const { TxID } = await banker.transfer({ from: treasury.walletId, to: id, amount: BigInt(count) });
    await banker.waitForFinal(TxID, { walletId: treasury.walletId });
    return id;
  };
  say(`creating ${others + 1} wallets`);
  const [one = '', ...rest] = await sideBySide(
    SIDE_BY_SIDE,
    Array.from({ length: others + 1 }, (_, n) => n),
    wallet,
  );
  const other = (n: number) => rest[n % rest.length] ?? '';
  const outOfOne = await burst(
    'out of one wallet',
    Array.from({ length: count }, (_, n) => [one, other(n)] as const),
  );
  const intoOne = await burst(
    'into one wallet',
    Array.from({ length: count }, (_, n) => [other(n), one] as const),
  );
  return [outOfOne, intoOne];

  async function burst(name: string, pairs: readonly (readonly [from: string, to: string])[]): Promise<Burst> {
    const payers = [...new Set(pairs.map(([from]) => from))];
    const entries = () => countAll(owner, payers);
    const before = await entries();
    say(`${name}: ${pairs.length} at once`);
    const begun = performance.now();
    const since = () => Math.round((performance.now() - begun) / 100) / 10;
    const responses = await Promise.all(pairs.map((pair) => transfer(api, token, pair)));
    const toLastResponse = since();
    const accepted = responses.flatMap(({ status, from, txId }) => (status === '202' && txId ? [{ from, txId }] : []));
    const ends = await sideBySide(SIDE_BY_SIDE, accepted, async ({ from, txId }) => {
      const { status, note } = await owner.waitForFinal(txId, {
        walletId: from,
        timeoutMs: PATIENCE_MS,
      });
      return `${status}, ${note}`;
    });
    const toLastEnd = since();
    const found: Burst = {
      name,
      sent: pairs.length,
      responses: counted(responses.map(({ status }) => status)),
      ends: counted(ends),
      writtenUnasked: (await entries()) - before - accepted.length,
      seconds: { toLastResponse, toLastEnd },
    };
    say(JSON.stringify(found));
    return found;
  }
}

async function transfer(api: Api, token: string, [from, to]: readonly [string, string]) {
  const body = { from_id: from, to_id: to, amount: '1' };
  try {
    const { status, headers, body: accepted } = await api.request('POST', '/api/user/do_transaction', { token, body });
    const mustSayWhen = status === 429 || status === 503;
    const kind = mustSayWhen && headers['retry-after'] === undefined ? `${status} without Retry-After` : `${status}`;
    return { from, status: kind, txId: Accepted.safeParse(accepted).data?.TxID };
  } catch (error) {
    return { from, status: error instanceof Error ? `no response (${causeOf(error)})` : 'no response' };
  }
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function countAll(owner: MibClient, wallets: readonly string[]): Promise<number> {
  const counts = await sideBySide(SIDE_BY_SIDE, wallets, async (wallet) => {
    const all = await Array.fromAsync(owner.transactions(wallet));
    return all.filter(({ amount }) => amount.startsWith('-')).length;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}
