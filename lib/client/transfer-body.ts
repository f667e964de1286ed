import type * as api from './types.ts';

/** The body of a request to transfer money. */
export function transferBody({ capture, expiresAt, ...transfer }: api.TransferRequest): api.TransferBody {
  const { from, to, amount, reference, note, metadata } = transfer;
  const texts = {
    ...(reference !== undefined && { reference }),
    ...(note !== undefined && { note }),
    ...(metadata && { metadata }),
  };
  const payees = typeof to === 'string' ? { to_id: to, amount: String(amount) } : { to: to.map(shareOf) };
  const held = {
    ...(capture !== undefined && { capture }),
    ...(expiresAt !== undefined && { expires_at: expiresAt.toISOString() }),
  };
  return { from_id: from, ...payees, ...texts, ...held };
}

function shareOf({ to_id, amount }: api.Share) {
  return { to_id, amount: String(amount) };
}
