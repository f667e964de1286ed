import type * as api from './types.ts';

/** The body of a request to transfer money. */
export function transferBody({ from, to, amount, reference, note, metadata }: api.TransferRequest): api.TransferBody {
  const texts = {
    ...(reference !== undefined && { reference }),
    ...(note !== undefined && { note }),
    ...(metadata && { metadata }),
  };
  const payees = typeof to === 'string' ? { to_id: to, amount: String(amount) } : { to: to.map(shareOf) };
  return { from_id: from, ...payees, ...texts };
}

function shareOf({ to_id, amount }: api.Share) {
  return { to_id, amount: String(amount) };
}
