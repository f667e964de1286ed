import type { components, operations } from './schema.ts';

type Schemas = components['schemas'];
type Query<Operation extends { parameters: { query?: unknown } }> = NonNullable<Operation['parameters']['query']>;

export type Accepted = Schemas['Accepted'];
export type Balance = Schemas['Balance'];
export type CreatedWallet = Schemas['CreatedWallet'];
export type PastBalance = Schemas['PastBalance'];
export type Problem = Schemas['Problem'];
export type Session = Schemas['Session'];
export type Transaction = Schemas['Transaction'];
export type TransactionDetail = Schemas['TransactionDetail'];
export type TransactionStatus = Schemas['TransactionStatus'];
export type Wallet = Schemas['Wallet'];

/** Which transactions a list has, in which order, and how many come with one request. */
export type TransactionsQuery = Query<operations['transactions']>;
/** Which transactions an export has, in which order, and how many come with one part. */
export type CsvQuery = Query<operations['transactionsCsv']>;
export type WalletsQuery = Query<operations['wallets']>;

/** Who somebody is. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call; it then throws the signal's reason. What was sent may have been done nevertheless. */
  readonly signal?: AbortSignal | null | undefined;
}

/** What every call takes that changes something. */
export interface WriteOptions extends CallOptions {
  /**
   * By default a new one for each call, under which the client repeats it safely. One of your own (the number of an invoice, say) makes
   * the call safe to repeat by yourself, even by another program: for 24 hours the same key gives the same answer.
   */
  readonly idempotencyKey?: string | undefined;
}
