import type { RequestedTransfer } from '../../api/transfer-request.ts';
import type { Caller } from '../../domain/api-key.ts';

/** What the body of a request asks for, for the use case that accepts transfers. */
export function requestOf(caller: Caller, body: RequestedTransfer) {
  return {
    ...caller,
    fromId: body.from_id,
    amount: body.amount,
    credits: body.credits,
    reference: body.reference,
    payerNote: body.note,
    metadata: body.metadata,
    ...(body.manual && { manual: true, expiresAtMs: body.expiresAtMs }),
  };
}
