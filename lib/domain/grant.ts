import * as z from 'zod/mini';

/** The operations of a shard's API, by their names in its document. */
export type ShardOperation = 'createWallet' | 'reserve' | 'commit' | 'rollback' | 'balance' | 'wallets';

/** The fields of one request to a shard that its token must repeat. */
export interface GrantedFields {
  readonly wallet_id?: string | undefined;
  readonly transaction_id?: string | undefined;
  readonly amount?: string | undefined;
  readonly deadline?: string | undefined;
}

/**
 * The one request that a token allows. The request may be repeated. The members are claims of the
 * token.
 */
export interface Grant extends GrantedFields {
  readonly operation: ShardOperation;
}

/**
 * A grant as read from a token. A token of a later version may name operations that this version
 * does not know.
 */
export const GrantClaims = z.object({
  operation: z.string(),
  wallet_id: z.optional(z.string()),
  transaction_id: z.optional(z.string()),
  amount: z.optional(z.string()),
  deadline: z.optional(z.string()),
});
export type GrantClaims = z.infer<typeof GrantClaims>;

const FIELDS = ['operation', 'wallet_id', 'transaction_id', 'amount', 'deadline'] as const;

/** The grant for a request. */
export function grantOf(operation: ShardOperation, request: GrantedFields): Grant {
  const { wallet_id, transaction_id, amount, deadline } = request;
  return { operation, wallet_id, transaction_id, amount, deadline };
}

/**
 * Whether a token with these claims allows the request: every member is equal, or absent in both.
 */
export function allows(claims: GrantClaims, request: Grant): boolean {
  return FIELDS.every((field) => claims[field] === request[field]);
}
