/** Who asked for a payment, where it was not the owner of the wallet by a session of theirs. */
export interface PaidBy {
  readonly userId: string;
  /** The key of a program that sent it, with its name of that time. */
  readonly key?: { readonly id: string; readonly name: string } | undefined;
}

/**
 * What a payment says of who asked for it; nothing if that was the owner of the wallet by a session.
 * @param owner the user's id
 */
export function paidBy(owner: string, { userId, key }: PaidBy): PaidBy | undefined {
  if (userId === owner && !key) return undefined;
  return { userId, ...(key && { key: { id: key.id, name: key.name } }) };
}
