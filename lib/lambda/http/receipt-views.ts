import type { Inclusion as InclusionView } from '../../api/receipts.ts';
import { entryView } from '../../api/statement-entry.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { Inclusion, ReceiptEntry } from '../../usecases/receipts.ts';
import { transferView } from './views.ts';

/** An entry in a receipt. Its holder can compute the hash. */
export function receiptEntryView({ entry, previousHash }: ReceiptEntry) {
  return { ...entryView(entry), previous_hash: previousHash };
}

/**
 * A transfer in a receipt: as its wallet's owner sees it, without their metadata. A receipt is made to
 * be shown to others. It states what does not change, so it has no refunds of the transfer.
 */
export function receiptTransferView(walletId: string, transfer: Transfer) {
  const {
    ammount: _,
    metadata: __,
    refunds: _refunds,
    refunded: _refunded,
    ...view
  } = transferView(walletId, transfer);
  return view;
}

export function inclusionView({ proven, head, links }: Inclusion): InclusionView {
  return {
    root: proven.root.jws,
    size: proven.size,
    index: proven.index,
    path: proven.path.map((hash) => Buffer.from(hash).toString('base64url')),
    head: { wallet_id: head.walletId, seq: head.seq, hash: head.hash },
    entries: links.map(entryView),
  };
}
