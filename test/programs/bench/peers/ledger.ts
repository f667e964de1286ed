/** The smallest units that each wallet has before the transfers. */
export const FUNDS = 1_000_000;

/** The end of one transfer. */
export interface Outcome {
  /** Whether the money has moved. */
  readonly moved: boolean;
  readonly status: string;
  /** From sending the first request to the final status. */
  readonly ms: number;
}

/** A ledger that makes the same transfers as the others: mib or a peer. */
export interface Ledger {
  readonly name: string;
  /** What it is and how durably it stores, in the words of its own settings. */
  readonly settings: string;
  /** Creates wallets with FUNDS each. @returns their ids */
  createWallets(count: number): Promise<string[]>;
  /** Moves 1 from a wallet to another. */
  transfer(from: string, to: string): Promise<Outcome>;
  /** What a wallet has, in the smallest unit. */
  balance(wallet: string): Promise<bigint>;
  /** The CPU time of its processes so far, in ms, by name; empty where they are not found here. */
  cpu(): Promise<Record<string, number>>;
  /** Deadlocks that its database has broken so far; undefined where the database is not asked. */
  deadlocks(): Promise<number | undefined>;
  /** Runs the job with what only measured transfers need. */
  during<T>(job: () => Promise<T>): Promise<T>;
}
