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

/** The filter, the order and the page size of a list of transactions. */
export type TransactionsQuery = Query<operations['transactions']>;
/** The filter, the order and the part size of an export. */
export type CsvQuery = Query<operations['transactionsCsv']>;
export type WalletsQuery = Query<operations['wallets']>;

/** The login and the password of a user. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call, which throws the signal's reason. The request may have had its effect. */
  readonly signal?: AbortSignal | null | undefined;
}

/** The options of every call that changes something. */
export interface WriteOptions extends CallOptions {
  /**
   * By default each call has a new key, so that the client can retry it safely. With a key of your
   * own, such as the number of an invoice, another program can repeat the call safely too. A key is
   * valid for 24 hours.
   */
  readonly idempotencyKey?: string | undefined;
}
