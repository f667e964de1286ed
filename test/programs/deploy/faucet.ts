import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { eventually } from '../../support/environment/eventually.ts';

const STAGES = 'lib/stack/stages.yml';
const Session = z.object({ token: z.string(), refresh_token: z.string() });
const WAIT = { timeoutMs: 60_000, everyMs: 500 };

/** A stage whose treasury logs in. */
interface Place {
  readonly MIB_URL: string;
  readonly TREASURY_PASSWORD: string;
}

/** Takes the faucet out of the stage table of the copy, for the next deployment. */
export function takeFaucetAway(folder: string, stage: string): void {
  const file = path.join(folder, STAGES);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(`\n${stage}: *withFaucet\n`, `\n${stage}: *other\n`);
  assert.notEqual(after, before, `${STAGES} has no faucet for ${stage}`);
  writeFileSync(file, after);
}

/** Logs the treasury in, and shows that its tokens work. */
export async function logTreasuryIn(place: Place): Promise<z.infer<typeof Session>> {
  const login = await post(place, '/auth/login', { login: 'treasury', password: place.TREASURY_PASSWORD });
  assert.equal(login.status, 200);
  const session = Session.parse(await login.json());
  assert.equal((await balance(place, session.token, '0')).status, 200);
  return session;
}

/**
 * Shows that the treasury is out: its password, its refresh token and its access token are refused.
 * @param session from before the deployment
 */
export async function assertTreasuryIsOut(place: Place, session: z.infer<typeof Session>): Promise<void> {
  const login = await post(place, '/auth/login', { login: 'treasury', password: place.TREASURY_PASSWORD });
  assert.deepEqual([login.status, await codeOf(login)], [401, 'wrong_credentials']);
  const refreshed = await post(place, '/auth/refresh', { refresh_token: session.refresh_token });
  assert.deepEqual([refreshed.status, await codeOf(refreshed)], [401, 'session_ended']);
  await eventually(async () => (await balance(place, session.token, '0')).status === 401, WAIT);
}

/**
 * Shows that an operator issues money to a new wallet, once.
 * @param issue runs the command with these flags
 */
export async function assertOperatorIssues(place: Place, issue: (...flags: string[]) => Promise<void>): Promise<void> {
  const name = `issued-${Date.now()}`;
  const user = await post(place, '/auth/register', { login: name, password: 'nineteen red herons' });
  const { token } = Session.parse(await user.json());
  const wallet = `${Date.now()}`;
  const created = await post(place, '/api/user/create_wallet', { wallet_id: wallet }, token);
  assert.equal(created.status, 202);
  await eventually(async () => (await balance(place, token, wallet)).status === 200, WAIT);
  for (let n = 0; n < 2; n++) await issue('--to', wallet, '--amount', '70', '--reason', 'a test');
  const seen = await balance(place, token, wallet);
  assert.equal(z.object({ balance: z.string() }).parse(await seen.json()).balance, '70');
}

function post({ MIB_URL }: Place, route: string, body: object, token?: string): Promise<Response> {
  return fetch(`${MIB_URL}${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
}

function balance({ MIB_URL }: Place, token: string, wallet: string): Promise<Response> {
  return fetch(`${MIB_URL}/api/user/balance/${wallet}`, { headers: { authorization: `Bearer ${token}` } });
}

async function codeOf(response: Response): Promise<string> {
  return z.object({ code: z.string() }).parse(await response.json()).code;
}
