import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

const ACTIVE_WITHIN_MS = 60_000;
const POLL_EVERY_MS = 250;

const Token = z.object({ token: z.string().min(1) });
const Balance = z.object({ balance: z.literal('0') });

/**
 * Registers a user, creates a wallet on every shard, and reads the balances, which must be zero.
 * @throws Error with the first unexpected response
 */
export async function smokeTest(api: string, shardCount: number): Promise<void> {
  const secret = randomBytes(12).toString('hex');
  const registered = await call(api, 'POST', '/auth/register', 200, {
    body: { login: `smoke-${secret}`, password: secret },
  });
  const { token } = Token.parse(registered);
  for (let shard = 0; shard < shardCount; shard++) {
    const walletId = String(BigInt(randomInt(2 ** 40)) * BigInt(shardCount) + BigInt(shard + shardCount));
    await call(api, 'POST', '/api/user/create_wallet', 202, { token, body: { wallet_id: walletId } });
    await waitUntilActive(api, token, walletId);
  }
}

/** Waits for the workflow that creates the wallet. */
async function waitUntilActive(api: string, token: string, walletId: string): Promise<void> {
  const end = performance.now() + ACTIVE_WITHIN_MS;
  const Wallets = z.array(z.object({ wallet_id: z.string(), status: z.string() }));
  for (;;) {
    const wallets = Wallets.parse(await call(api, 'GET', '/api/user/wallets', 200, { token }));
    if (wallets.some((wallet) => wallet.wallet_id === walletId && wallet.status === 'ACTIVE')) break;
    if (performance.now() > end)
      throw new Error(`wallet ${walletId} was not created within ${ACTIVE_WITHIN_MS / 1_000} s`);
    await wait(POLL_EVERY_MS);
  }
  Balance.parse(await call(api, 'GET', `/api/user/balance/${walletId}`, 200, { token }));
}

async function call(
  api: string,
  method: string,
  path: string,
  expected: number,
  { token, body }: { token?: string; body?: unknown },
): Promise<unknown> {
  const response = await fetch(api + path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  if (response.status !== expected) {
    throw new Error(`${method} ${path} returned ${response.status}, not ${expected}: ${text.slice(0, 500)}`);
  }
  return JSON.parse(text);
}
