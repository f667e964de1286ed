import * as z from 'zod';
import { Accepted } from '../../../lib/api/accepted.ts';
import { Session } from '../../../lib/api/accounts.ts';
import { Hold } from '../../../lib/api/holds.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { OwnSession, OwnSignIn } from '../../../lib/api/sessions.ts';
import { StatementEntry } from '../../../lib/api/statement-entry.ts';
import { Transaction } from '../../../lib/api/transaction.ts';
import { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { Balance, PastBalance, Wallet } from '../../../lib/api/wallets.ts';
import { eventually } from '../environment/eventually.ts';
import type { ApiResponse } from './api.ts';
import { clientOf } from './client.ts';
import type { User, World } from './world.ts';

// The steps after a request. Each step checks a response and returns its content.

/** The response is problem details with this status and code. A 400 names exactly these fields. */
export function isProblem(response: ApiResponse, status: number, code: string, fields?: readonly string[]): Problem {
  expect({ status: response.status, body: response.body }).toMatchObject({ status, body: { status, code } });
  expect(response.headers['content-type']).toBe('application/problem+json');
  const problem = Problem.parse(response.body);
  expect(problem.errors?.map((error) => error.field)).toEqual(fields);
  return problem;
}

/** The response is the 401 of a missing or invalid token. */
export function isUnauthenticated(response: ApiResponse): void {
  isProblem(response, 401, 'unauthenticated');
  expect(response.headers['www-authenticate']).toBe('Bearer');
}

/** The response has one token, in its body and in its header, and must not be cached. */
export function isSession(response: ApiResponse): string {
  expect(response).toMatchObject({ status: 200 });
  const { token } = Session.parse(response.body);
  expect(response.headers).toMatchObject({ authorization: `Bearer ${token}`, 'cache-control': 'no-store' });
  return token;
}

/** The response has the tokens of a session. */
export function hasTokens(response: ApiResponse): Session {
  isSession(response);
  return Session.parse(response.body);
}

/** The response lists sessions. */
export function isSessions(response: ApiResponse): OwnSession[] {
  expect(response).toMatchObject({ status: 200 });
  return z.array(OwnSession).parse(response.body);
}

/** The response lists sign-ins. */
export function isSignIns(response: ApiResponse): OwnSignIn[] {
  expect(response).toMatchObject({ status: 200 });
  return z.array(OwnSignIn).parse(response.body);
}

/** The response accepts a transfer. @returns its id */
export function isAccepted(response: ApiResponse): string {
  expect(response).toMatchObject({ status: 202 });
  return Accepted.parse(response.body).TxID;
}

export function isBalance(response: ApiResponse): Balance {
  expect(response).toMatchObject({ status: 200 });
  return Balance.parse(response.body);
}

/** The response has a balance at a past time. */
export function isPastBalance(response: ApiResponse): PastBalance {
  expect(response).toMatchObject({ status: 200 });
  return PastBalance.parse(response.body);
}

export function isWallets(response: ApiResponse): Wallet[] {
  expect(response).toMatchObject({ status: 200 });
  return z.array(Wallet).parse(response.body);
}

export function isTransactions(response: ApiResponse): Transaction[] {
  expect(response).toMatchObject({ status: 200 });
  return z.array(Transaction).parse(response.body);
}

/** The response has entries of a statement. 204 has none. */
export function isStatement(response: ApiResponse): StatementEntry[] {
  if (response.status === 204) return [];
  expect(response).toMatchObject({ status: 200 });
  return z.array(StatementEntry).parse(response.body);
}

/** The response has holds. 204 has none. */
export function isHolds(response: ApiResponse): Hold[] {
  if (response.status === 204) return [];
  expect(response).toMatchObject({ status: 200 });
  return z.array(Hold).parse(response.body);
}

export function isTransaction(response: ApiResponse): TransactionDetail {
  expect(response).toMatchObject({ status: 200 });
  return TransactionDetail.parse(response.body);
}

/** How long `eventually` waits in this world. */
export function patience({ askEveryMs }: World): { timeoutMs: number; everyMs: number } {
  return { timeoutMs: Math.max(30_000, 150 * askEveryMs), everyMs: askEveryMs };
}

/** Waits until the transfer is final for its payer. */
export async function isFinal(world: () => World, payer: User, from: string, txId: string): Promise<TransactionDetail> {
  const client = clientOf(world(), payer);
  return TransactionDetail.parse(await client.waitForFinal(txId, { walletId: from, ...patience(world()) }));
}

/** Waits until a check holds. It must be safe to repeat. */
export async function comesTrue(check: () => Promise<boolean>): Promise<void> {
  await eventually(check);
}
