import * as z from 'zod/mini';

/** What the orchestrator can ask of a shard: the operations of its API, by the names that they have in its document. */
export type ShardOperation = 'createWallet' | 'reserve' | 'commit' | 'rollback' | 'balance' | 'wallets';

/** What one request to a shard is about. What a member says in a request it has to say in the token, too. */
export interface GrantedFields {
  readonly wallet_id?: string | undefined;
  readonly transaction_id?: string | undefined;
  readonly amount?: string | undefined;
  readonly deadline?: string | undefined;
}

/** What one token for a shard allows: one request, which may be repeated. The members are claims of the token. */
export interface Grant extends GrantedFields {
  readonly operation: ShardOperation;
}

/** A grant as a token has it: one of a later version may name operations that this one does not know. */
export const GrantClaims = z.object({
  operation: z.string(),
  wallet_id: z.optional(z.string()),
  transaction_id: z.optional(z.string()),
  amount: z.optional(z.string()),
  deadline: z.optional(z.string()),
});
export type GrantClaims = z.infer<typeof GrantClaims>;

const FIELDS = ['operation', 'wallet_id', 'transaction_id', 'amount', 'deadline'] as const;

/** What of a request goes into a token for it. */
export function grantOf(operation: ShardOperation, request: GrantedFields): Grant {
  const { wallet_id, transaction_id, amount, deadline } = request;
  return { operation, wallet_id, transaction_id, amount, deadline };
}

/** Whether a token that allows the one may be used for the other: every member is the same, or in neither. */
export function allows(claims: GrantClaims, request: Grant): boolean {
  return FIELDS.every((field) => claims[field] === request[field]);
}
