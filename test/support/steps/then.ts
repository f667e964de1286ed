import * as z from 'zod';
import { Session } from '../../../lib/api/accounts.ts';
import { Problem } from '../../../lib/api/problem.ts';
import { Accepted, Transaction, TransactionDetail } from '../../../lib/api/transfers.ts';
import { Balance, PastBalance, Wallet } from '../../../lib/api/wallets.ts';
import type { Answer } from './api.ts';
import { clientOf } from './client.ts';
import type { User, World } from './world.ts';

// What came of it. Each step reads an answer to the field and says what stands in it.

/** It is problem details with this status and code and, for a 400, names exactly these fields. */
export function isProblem(answer: Answer, status: number, code: string, fields?: readonly string[]): Problem {
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status, body: { status, code } });
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = Problem.parse(answer.body);
  expect(problem.errors?.map((error) => error.field)).toEqual(fields);
  return problem;
}

/** It is the 401 of a missing or worthless token. */
export function isUnauthenticated(answer: Answer): void {
  isProblem(answer, 401, 'unauthenticated');
  expect(answer.headers['www-authenticate']).toBe('Bearer');
}

/** It is a token, the same in the body and in the header, which no cache may keep. */
export function isSession(answer: Answer): string {
  expect(answer).toMatchObject({ status: 200 });
  const { token } = Session.parse(answer.body);
  expect(answer.headers).toMatchObject({ authorization: `Bearer ${token}`, 'cache-control': 'no-store' });
  return token;
}

/** The transfer is accepted. @returns its id */
export function isAccepted(answer: Answer): string {
  expect(answer).toMatchObject({ status: 202 });
  return Accepted.parse(answer.body).TxID;
}

export function isBalance(answer: Answer): Balance {
  expect(answer).toMatchObject({ status: 200 });
  return Balance.parse(answer.body);
}

/** It is the balance at a past time. */
export function isPastBalance(answer: Answer): PastBalance {
  expect(answer).toMatchObject({ status: 200 });
  return PastBalance.parse(answer.body);
}

export function isWallets(answer: Answer): Wallet[] {
  expect(answer).toMatchObject({ status: 200 });
  return z.array(Wallet).parse(answer.body);
}

export function isTransactions(answer: Answer): Transaction[] {
  expect(answer).toMatchObject({ status: 200 });
  return z.array(Transaction).parse(answer.body);
}

export function isTransaction(answer: Answer): TransactionDetail {
  expect(answer).toMatchObject({ status: 200 });
  return TransactionDetail.parse(answer.body);
}

/** How `eventually` waits for something in this world. */
export function patience({ askEveryMs }: World): { timeoutMs: number; everyMs: number } {
  return { timeoutMs: Math.max(15_000, 150 * askEveryMs), everyMs: askEveryMs };
}

/** Waits until the transfer is final, as its payer sees it. */
export async function isFinal(world: () => World, payer: User, from: string, txId: string): Promise<TransactionDetail> {
  const client = clientOf(world(), payer);
  return TransactionDetail.parse(await client.waitForFinal(txId, { walletId: from, ...patience(world()) }));
}
