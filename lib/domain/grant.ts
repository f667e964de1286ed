import { hash } from 'node:crypto';
import * as z from 'zod/mini';

/** The operations of a shard's API, by their names in its document. */
export type ShardOperation =
  | 'createWallet'
  | 'reserve'
  | 'commit'
  | 'rollback'
  | 'balance'
  | 'statement'
  | 'openStatement'
  | 'controls'
  | 'changeControls'
  | 'closeWallet'
  | 'stripeWallet'
  | 'wallets'
  | 'place'
  | 'markWallet'
  | 'putWallet'
  | 'tombWallet'
  | 'stayWallet'
  | 'copyEntries'
  | 'entries';

/** The fields of one leg that the token of a request for several legs must repeat. */
export interface GrantedLeg {
  readonly wallet_id: string;
  readonly stripe?: number | undefined;
  readonly fence?: false | undefined;
  readonly amount?: string | undefined;
  readonly held?: string | undefined;
  readonly debit_held?: boolean | undefined;
  readonly authorisation?: boolean | undefined;
  readonly approval?: boolean | undefined;
}

/** The fields of one request to a shard that its token must repeat. */
export interface GrantedFields {
  readonly wallet_id?: string | undefined;
  /** The stripe of the wallet that a leg is on. */
  readonly stripe?: number | undefined;
  /** Of a rollback: false if it leaves no fence on a shard without the wallet. */
  readonly fence?: false | undefined;
  /** How many stripes a wallet is to have. */
  readonly stripes?: number | undefined;
  readonly transaction_id?: string | undefined;
  readonly amount?: string | undefined;
  readonly held?: string | undefined;
  readonly deadline?: string | undefined;
  readonly authorisation?: boolean | undefined;
  readonly approval?: boolean | undefined;
  /** The digest of a change of controls. */
  readonly change?: string | undefined;
  /** The shard that the directory names for a new wallet. */
  readonly claimed_shard?: string | undefined;
  /** The number of a move, and the shards that it is from and to. */
  readonly op?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The digest of the item or of the entries of a wallet that moves. */
  readonly moved?: string | undefined;
  readonly legs?: readonly GrantedLeg[] | undefined;
}

/**
 * The one request that a token allows. The request may be repeated. The members are claims of the
 * token.
 */
export interface Grant extends Omit<GrantedFields, 'legs'> {
  readonly operation: ShardOperation;
  /** The digest of all legs. */
  readonly legs?: string | undefined;
}

/**
 * A grant as read from a token. A token of a later version may name operations that this version
 * does not know.
 */
export const GrantClaims = z.object({
  operation: z.string(),
  wallet_id: z.optional(z.string()),
  stripe: z.optional(z.number()),
  stripes: z.optional(z.number()),
  fence: z.optional(z.boolean()),
  transaction_id: z.optional(z.string()),
  amount: z.optional(z.string()),
  held: z.optional(z.string()),
  deadline: z.optional(z.string()),
  authorisation: z.optional(z.boolean()),
  approval: z.optional(z.boolean()),
  change: z.optional(z.string()),
  claimed_shard: z.optional(z.string()),
  op: z.optional(z.string()),
  from: z.optional(z.string()),
  to: z.optional(z.string()),
  moved: z.optional(z.string()),
  legs: z.optional(z.string()),
});
export type GrantClaims = z.infer<typeof GrantClaims>;

const FIELDS = [
  'operation',
  'wallet_id',
  'stripe',
  'stripes',
  'fence',
  'transaction_id',
  'amount',
  'held',
  'deadline',
  'authorisation',
  'approval',
  'change',
  'claimed_shard',
  'op',
  'from',
  'to',
  'moved',
  'legs',
] as const;

/** The grant for a request. */
export function grantOf(operation: ShardOperation, request: GrantedFields): Grant {
  const { legs, ...fields } = request;
  const { wallet_id, stripe, stripes, transaction_id, amount, held, deadline, authorisation, approval, fence } = fields;
  const ofDebit = { held, authorisation, approval };
  const ofStripes = { stripe, stripes };
  const { change, claimed_shard, op, from, to, moved } = fields;
  const ofMove = { claimed_shard, op, from, to, moved };
  const digest = legs && digestOf(legs);
  const ofAll = { operation, wallet_id, transaction_id, amount, deadline };
  return { ...ofAll, ...ofStripes, ...ofDebit, fence, change, ...ofMove, legs: digest };
}

/**
 * Whether a token with these claims allows the request: every member is equal, or absent in both.
 */
export function allows(claims: GrantClaims, request: Grant): boolean {
  return FIELDS.every((field) => claims[field] === request[field]);
}

/** The wallets of a request. */
export function walletsOf({ wallet_id, legs }: GrantedFields): readonly string[] {
  return legs?.map((leg) => leg.wallet_id) ?? (wallet_id === undefined ? [] : [wallet_id]);
}

/**
 * SHA-256 over the legs in their order. A token carries it instead of up to 11 wallets with up to
 * 512 digits each.
 */
function digestOf(legs: readonly GrantedLeg[]): string {
  const text = JSON.stringify(
    legs.map(
      ({ wallet_id, stripe, fence, amount = null, held = null, debit_held = false, authorisation, approval }) => [
        ...[wallet_id, amount, held, debit_held],
        // A shard of the version before knows the others alone.
        ...(authorisation ? [authorisation] : []),
        ...(approval ? ['approval'] : []),
        ...(stripe === undefined ? [] : ['stripe', stripe]),
        ...(fence === undefined ? [] : ['fence', fence]),
      ],
    ),
  );
  return hash('sha256', text, 'base64url');
}

/** SHA-256 over the members of a change of controls, whatever their order. */
export function digestOfChange(change: Readonly<Record<string, string | number | bigint | null | undefined>>): string {
  const members = Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, value === null ? null : String(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha256', JSON.stringify(members), 'base64url');
}

/** SHA-256 over what moves with a wallet: its item, or entries of its statement. */
export function digestOfMoved(text: string): string {
  return hash('sha256', text, 'base64url');
}
