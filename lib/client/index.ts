import { Accounts, type SecondFactor } from './accounts.ts';
import { MibClient } from './client.ts';
import { type Clock, systemClock } from './clock.ts';
import { newKey as randomKey } from './new-key.ts';
import { POLLING, type Polling } from './polling.ts';
import { RETRIES, type RetryPolicy } from './retries.ts';
import { routesAt } from './routes.ts';
import type { SessionStore } from './session-store.ts';
import { Tokens } from './tokens.ts';
import { type Fetch, transport } from './transport.ts';
import type { Credentials, CurrentSession } from './types.ts';

export type { SecondFactor } from './accounts.ts';
export type { Approvals } from './approvals.ts';
export { MibUnsupported } from './bytes.ts';
export { type ChainedEntry, type EntryBefore, verifyEntries } from './chain.ts';
export { MibClient } from './client.ts';
export type { Clock } from './clock.ts';
export { MibProblem, MibTimeout, MibUnreachable, type ProblemCode } from './errors.ts';
export { type FeeOptions, withFee } from './fees.ts';
export { type IncludedReceipt, type VerifiedRoot, verifyInclusion, verifyRoot } from './inclusion.ts';
export type { Keys } from './keys.ts';
export { type AmountFault, type CurrencyFormat, formatAmount, MibAmountInvalid, parseAmount } from './money.ts';
export { newKey } from './new-key.ts';
export type { FollowOptions, Polling, WaitOptions } from './polling.ts';
export type { ReceiptOf } from './receipt-requests.ts';
export { type ReceiptEntry, type VerifiedReceipt, verifyReceipt } from './receipts.ts';
export type { RetryPolicy } from './retries.ts';
export type { Routes } from './routes.ts';
export type { components, operations, paths } from './schema.ts';
export type { SecondFactors } from './second-factors.ts';
export type { SessionStore } from './session-store.ts';
export type { Sharing } from './sharing.ts';
export { type InvalidReason, type KeySet, MibInvalid, type SignedClaims, type VerifyOptions } from './signed.ts';
export type { Fetch } from './transport.ts';
export type * from './types.ts';
export type { Webhooks } from './webhooks.ts';

export interface ClientOptions {
  /** The address of the API, such as `https://api.example` or `http://localhost:8080`. */
  readonly baseUrl: string;
  /** A token that another client or program got, or a key of a program. */
  readonly token?: string | undefined;
  /** The session that another client had, in place of `token`: it also says when the token expires. */
  readonly session?: CurrentSession | undefined;
  /** Where the session is stored. Clients that share a store share its session: see SessionStore. */
  readonly store?: SessionStore | undefined;
  /**
   * Is called when the session is over: it has expired, or was ended, or the API refuses a token that
   * came without a session. It is called once for each session, and not if the client has credentials.
   * The call that was refused throws MibProblem with the code `unauthenticated`.
   */
  readonly onSessionEnded?: (() => void) | undefined;
  /**
   * With credentials the client logs in by itself: at first, and whenever its session is over.
   * They stay in memory. They are for programs, not for a page on which a person logs in.
   */
  readonly credentials?: Credentials | undefined;
  /**
   * Returns a code of the user's authenticator app, or a recovery code, when a login needs one. Without it
   * such a login throws MibProblem with the code `second_factor_required`: see `loginWithCode`.
   */
  readonly secondFactor?: SecondFactor | undefined;
  readonly retries?: Partial<RetryPolicy> | undefined;
  readonly polling?: Partial<Polling> | undefined;
  /** By default the global `fetch`. */
  readonly fetch?: Fetch | undefined;
  /** For tests. By default the system's clock, random numbers and UUIDs. */
  readonly clock?: Clock | undefined;
  readonly random?: (() => number) | undefined;
  readonly newKey?: (() => string) | undefined;
}

/** Makes a client of the API for one user, in Node or a browser. It sends nothing yet. */
export function createClient(options: ClientOptions): MibClient {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const runtime = { clock: options.clock ?? systemClock, random: options.random ?? Math.random };
  const retries = { ...RETRIES, ...options.retries };
  const newKey = options.newKey ?? randomKey;
  const { credentials, token, store, onSessionEnded } = options;
  const logIn = credentials && (() => accounts.logIn(credentials));
  const session = options.session ?? (token === undefined ? undefined : { token });
  const refresh = (refreshToken: string) => accounts.refresh(refreshToken);
  const tokens = new Tokens(runtime.clock, { session, store, refresh, logIn, onSessionEnded });
  const fetch = options.fetch ?? ((request: Request) => globalThis.fetch(request));
  const routes = routesAt(baseUrl, transport({ baseUrl, fetch, tokens, retries, newKey, ...runtime }));
  const accounts = new Accounts(routes, retries, runtime, options.secondFactor);
  return new MibClient({ routes, accounts, tokens, newKey, retries, ...runtime, ...POLLING, ...options.polling });
}
