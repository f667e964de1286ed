import type { RequestedTransfer } from '../../api/transfer-request.ts';

/** What the body of a request asks for, for the use case that accepts transfers. */
export function requestOf(userId: string, body: RequestedTransfer) {
  return {
    userId,
    fromId: body.from_id,
    amount: body.amount,
    credits: body.credits,
    reference: body.reference,
    payerNote: body.note,
    metadata: body.metadata,
    ...(body.manual && { manual: true, expiresAtMs: body.expiresAtMs }),
  };
}
