import type { components, operations } from './schema.ts';

type Schemas = components['schemas'];
type Given<Operation extends { parameters: { query?: unknown } }> = NonNullable<Operation['parameters']['query']>;
/** A parameter that is undefined is not sent. */
type Query<Operation extends { parameters: { query?: unknown } }> = {
  [Name in keyof Given<Operation>]: Given<Operation>[Name] | undefined;
};

export type Accepted = Schemas['Accepted'];
export type BatchResults = Schemas['BatchResults'];
export type ApprovalRule = Schemas['ApprovalRule'];
export type WaitingApproval = Schemas['WaitingApproval'];
export type AddedWebhook = Schemas['AddedWebhook'];
export type Balance = Schemas['Balance'];
/** The currencies of a stage. */
export type Currencies = Schemas['Currencies'];
export type Confirmation = Schemas['Confirmation'];
export type CreatedWallet = Schemas['CreatedWallet'];
export type Payee = Schemas['Payee'];
export type Refund = Schemas['Refund'];
export type EntryReceipt = Schemas['EntryReceipt'];
export type Hold = Schemas['Hold'];
export type Inclusion = Schemas['Inclusion'];
export type Key = Schemas['Key'];
export type MadeKey = Schemas['MadeKey'];
export type Member = Schemas['Member'];
export type PastBalance = Schemas['PastBalance'];
export type Problem = Schemas['Problem'];
export type OwnSession = Schemas['OwnSession'];
export type OwnSignIn = Schemas['OwnSignIn'];
export type OwnPasskey = Schemas['OwnPasskey'];
export type AddedPasskey = Schemas['AddedPasskey'];
/** What `PublicKeyCredential.parseCreationOptionsFromJSON` takes. */
export type PasskeyCreationOptions = Schemas['PasskeyCreationOptions'];
/** What `PublicKeyCredential.parseRequestOptionsFromJSON` takes. */
export type PasskeyRequestOptions = Schemas['PasskeyRequestOptions'];
/** The `toJSON()` of what `navigator.credentials.create` returns. */
export type PasskeyRegistration = Schemas['PasskeyRegistration'];
/** The `toJSON()` of what `navigator.credentials.get` returns. */
export type PasskeyAssertion = Schemas['PasskeyAssertion'];
export type PublishedKeys = Schemas['PublishedKeys'];
export type RecoveryCodes = Schemas['RecoveryCodes'];
export type RotatedSecret = Schemas['RotatedSecret'];
export type ScheduledTransfer = Schemas['ScheduledTransfer'];
/** What a login of the user needs beside the password. */
export type SecondFactorsOfUser = Schemas['SecondFactors'];
export type Session = Schemas['Session'];
export type StatementEntry = Schemas['StatementEntry'];
export type TimelineEntry = Schemas['TimelineEntry'];
export type TotpEnrolment = Schemas['TotpEnrolment'];
export type Transaction = Schemas['Transaction'];
export type TransactionDetail = Schemas['TransactionDetail'];
export type TransactionStatus = Schemas['TransactionStatus'];
export type Wallet = Schemas['Wallet'];
export type Webhook = Schemas['Webhook'];
export type WebhookDelivery = Schemas['WebhookDelivery'];

/** The filter, the order and the page size of a list of transactions. */
export type TransactionsQuery = Query<operations['transactions']>;
/** The filter, the order and the part size of an export. */
export type CsvQuery = Query<operations['transactionsCsv']>;
export type WalletsQuery = Query<operations['wallets']>;
/** The page size of a list of deliveries. */
export type WebhookDeliveriesQuery = Query<operations['webhookDeliveries']>;
/** The page size of a list of holds. */
export type HoldsQuery = Query<operations['holds']>;
/** The page size of a list of what waits for an approval. */
export type ApprovalsQuery = Query<operations['approvals']>;
/** The order and the page size of a statement. */
export type StatementQuery = Query<operations['statement']>;
/** The order and the part size of an export of a statement. */
export type StatementCsvQuery = Query<operations['statementCsv']>;

/** A page of a list of transactions. */
export interface TransactionsPage {
  readonly transactions: readonly Transaction[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** A page of what waits for an approval. */
export interface ApprovalsPage {
  readonly waiting: readonly WaitingApproval[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** What an owner asks of a rule. What is left out stays. */
export interface AskedRule {
  /** The most that a payment takes without an approval. Null removes the rule. */
  readonly approvalAbove?: bigint | null | undefined;
  /** A wallet of each approver. They replace those before. */
  readonly approvers?: readonly string[] | undefined;
}

/** A page of a statement. */
export interface StatementPage {
  readonly entries: readonly StatementEntry[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** A page of the deliveries to a webhook. */
export interface WebhookDeliveriesPage {
  readonly deliveries: readonly WebhookDelivery[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** A page of the holds of a wallet. */
export interface HoldsPage {
  readonly holds: readonly Hold[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** A page of the wallets of a user. */
export interface WalletsPage {
  readonly wallets: readonly Wallet[];
  /** The `cursor` of the query of the next page. The last page has none. */
  readonly next?: string;
}

/** The tokens of a session and when they expire. It is plain JSON, so that a page can store it. */
export interface CurrentSession {
  readonly token: string;
  /** RFC 3339, by the clock of the client. Absent if the client was given a token alone. */
  readonly expiresAt?: string | undefined;
  /** Gets the next token. It is a secret like a password. Absent if the client was given a token alone. */
  readonly refreshToken?: string | undefined;
  /** RFC 3339, by the clock of the client: the end of the session, unless it is refreshed before. */
  readonly refreshExpiresAt?: string | undefined;
  /** What the session is limited to: see Session. Absent: nothing. */
  readonly scope?: Session['scope'];
}

/** The password of a user, and the next one. */
export interface NewPassword {
  readonly password: string;
  readonly newPassword: string;
}

/** What confirms a session: a passkey or a code of a user with a second factor, and the password of another. */
export type Proof = { readonly code: string } | { readonly password: string } | { readonly passkey: PasskeyAssertion };

/** What completes a login with a second factor. */
export interface ChallengeResponse {
  /** The `challenge` of the MibProblem with the code `second_factor_required`. */
  readonly challenge: string;
  /** Of the authenticator app, or a recovery code. */
  readonly code: string;
}

/** A login with a passkey. */
export interface PasskeyLogin {
  readonly response: PasskeyAssertion;
  /** The `challenge` of a login by the password, which the passkey completes. Without it no password is needed. */
  readonly challenge?: string | undefined;
}

/** A new password, and the code from the operator of the service that sets it. */
export interface PasswordReset {
  readonly login: string;
  readonly code: string;
  readonly newPassword: string;
}

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

/** Where to begin, and the options of every call. */
export interface FollowStatementOptions extends CallOptions {
  /** The `seq` of the last entry that is known. By default the statement is followed from its first. */
  readonly after?: number | undefined;
}

/** A transfer that is accepted. */
export interface Started extends Accepted {
  /** The transfer with its timeline, if the call waited for it and it is final. */
  readonly transaction?: TransactionDetail | undefined;
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

/** A key to make. It names at least one wallet. */
export interface NewKey {
  readonly name: string;
  /** The wallets that it reads: all of the user, or these. None by default. */
  readonly read?: 'all' | readonly string[] | undefined;
  /** The wallets that it pays from, each with the most that its payments of a day in UTC may take. */
  readonly pay?: readonly { readonly walletId: string; readonly maxPerDay: bigint | string }[] | undefined;
  /** Without it the key does not expire. */
  readonly expiresAt?: Date | undefined;
}

/** A type of events that a webhook may receive. */
export type UserEventType = Schemas['UserEventType'];

/** A webhook to add. */
export interface NewWebhook {
  /** https, and a public address. */
  readonly url: string;
  readonly types: readonly UserEventType[];
  readonly description?: string | undefined;
}

/** A change of a webhook: what is absent stays. */
export type WebhookChange = operations['changeWebhook']['requestBody']['content']['application/json'];

/** Texts for your own programs, by key: up to 16. */
export type Metadata = Readonly<Record<string, string>>;

/** The name and the metadata that the owner gives a wallet. Only the owner sees them. */
export interface WalletLabels {
  readonly name?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** What a new wallet has beside its id. */
export interface NewWallet extends WalletLabels {
  /** One of `currencies()`, for good. By default that of the stage. */
  readonly currency?: string | undefined;
}

/** A change of a wallet: null removes, and what is absent stays. */
export type WalletChange = operations['changeWallet']['requestBody']['content']['application/json'];

/** The freezes and limits of a wallet. */
export type WalletControls = components['schemas']['WalletControls'];

/** A change of them: null removes, and what is absent stays. */
export type WalletControlsChange = operations['changeWalletControls']['requestBody']['content']['application/json'];

/** The options of a call that starts a transfer. */
export interface StartOptions {
  /**
   * How long the response may wait for the final transfer: whole seconds, up to 10. By default it does
   * not wait.
   */
  readonly waitSeconds?: number | undefined;
}

/** What a refund gives back, and the options of a call that starts a transfer. */
export interface RefundOptions extends WriteOptions, StartOptions {
  /** Whole minor units, more than 0. By default all that is left of what was received. */
  readonly amount?: bigint | string | undefined;
}

/** What every transfer has. */
interface Paying extends WriteOptions {
  /** The wallet that pays. It belongs to the user. */
  readonly from: string;
  /** A text to find the transfer by, such as the number of an invoice. All sides see it. */
  readonly reference?: string | undefined;
  /** A message to the payees: `payer_note` of the transaction. */
  readonly note?: string | undefined;
  /** Texts for your own programs. No payee sees them. */
  readonly metadata?: Metadata | undefined;
}

/** A transfer to one wallet. */
export interface TransferToOne extends Paying {
  /** The wallet that receives the money, of any user. */
  readonly to: string;
  /** Whole minor units, more than 0, as a bigint or digits. Numbers lose digits from 2^53 on. */
  readonly amount: bigint | string;
  /** `manual` holds the money until the payee captures or voids it, or it expires. */
  readonly capture?: 'automatic' | 'manual' | undefined;
  /** When a held payment expires: up to 30 days from now, by default in 7 days. */
  readonly expiresAt?: Date | undefined;
}

/** A payment whose money is held first. */
export type Authorisation = Omit<TransferToOne, 'capture'>;

/** How much of what is held to take. */
export interface CaptureOptions extends WriteOptions {
  /** Whole minor units, more than 0. By default all. The rest goes back to the payer. */
  readonly amount?: bigint | string | undefined;
}

/** What one payee receives. A payee of a transaction can be paid again with it. */
export interface Share {
  /** The wallet that receives this part, of any user. */
  readonly to_id: string;
  /** Whole minor units, more than 0, as a bigint or digits. */
  readonly amount: bigint | string;
}

/** A transfer to several wallets: all of them are paid, or none. */
export interface SplitTransfer extends Paying {
  /** 1 to 10 different wallets, none of them the one that pays. */
  readonly to: readonly Share[];
  /** Each share has its own. */
  readonly amount?: undefined;
  /** Several payees cannot be paid from what is held. */
  readonly capture?: 'automatic' | undefined;
  readonly expiresAt?: undefined;
}

/** A transfer to make, in either form. */
export type TransferRequest = TransferToOne | SplitTransfer;

/** A transfer that was started, and the wallet that pays. */
export interface StartedBy {
  readonly from: string;
  readonly TxID: string;
}

/** Why the API refused one of many transfers. */
export interface RefusedOfMany {
  readonly idempotencyKey: string;
  readonly error: { readonly code: Schemas['Problem']['code']; readonly message: string };
}

/** What the API said to one of many transfers. */
export type StartedOfMany = ({ readonly idempotencyKey: string } & Accepted) | RefusedOfMany;

/** What became of one of many transfers. */
export type PaidOfMany =
  | ({ readonly idempotencyKey: string; readonly transaction?: Transaction | undefined } & Accepted)
  | RefusedOfMany;

/** How far a call with many transfers is. */
export interface ManyProgress {
  readonly done: number;
  readonly total: number;
  /** What is new, by its place in the call. */
  readonly results: readonly { readonly place: number; readonly result: StartedOfMany }[];
}

/** The options of a call that starts many transfers. */
export interface ManyOptions extends CallOptions {
  /** How many requests are in flight at the same time: by default one. */
  readonly concurrency?: number | undefined;
  /**
   * Is called before a request with the places and the keys of its transfers, and waited for. A program
   * that stores them can tell later what may have been paid.
   */
  readonly onSending?:
    | ((sent: readonly { readonly place: number; readonly idempotencyKey: string }[]) => Promise<void> | void)
    | undefined;
  /** Is called after a response, and waited for. */
  readonly onProgress?: ((progress: ManyProgress) => Promise<void> | void) | undefined;
}

/** The options of waiting for many transfers. */
export interface FinalsOptions extends CallOptions {
  /** How long to wait in ms, by default 60,000. */
  readonly timeoutMs?: number | undefined;
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => Promise<void> | void)
    | undefined;
}

/** A transfer to make, as the API has it. */
export type TransferBody = operations['doTransaction']['requestBody']['content']['application/json'];

/** When a scheduled transfer is due: once, up to a year ahead, or by a rule. */
export type ScheduleTiming =
  | { readonly executeAt: Date | string; readonly repeat?: undefined }
  | {
      readonly executeAt?: undefined;
      readonly repeat: {
        /** A recurrence rule (RFC 5545), such as `FREQ=MONTHLY;COUNT=12`. */
        readonly rrule: string;
        /** A local time, such as `2026-12-01T09:00`. */
        readonly start: string;
        /** A time zone of the IANA, such as `Europe/Berlin`. */
        readonly time_zone: string;
      };
    };

/** Transfers to make at set times. */
export type ScheduleRequest = TransferRequest & ScheduleTiming;

/** A change of the payments to come: null removes a text, and what is absent stays. */
export type ScheduleChange = operations['changeScheduledTransfer']['requestBody']['content']['application/json'];

/** @deprecated Use TransferRequest. */
export type Order = TransferRequest;
