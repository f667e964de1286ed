import type { TransactionDetail } from 'mib/client';
import { TRANSFER } from '../../texts/transfers.ts';
import type { CodeTab } from '../../ui/code-panel.tsx';
import { ActionCode } from '../action-code.tsx';
import { eventOf } from './event.ts';

/** The transfer as a program reads it: the request, its response, and the event once it is final. */
export function TransferCode({ transfer }: { transfer: TransactionDetail }) {
  const { wallet_id: walletId, TxID } = transfer;
  const event = eventOf(transfer);
  const more: CodeTab[] = [
    { label: TRANSFER.response, what: TRANSFER.responseWhat, text: JSON.stringify(transfer, null, 2) },
    ...(event ? [{ label: TRANSFER.event, what: TRANSFER.eventWhat, text: JSON.stringify(event, null, 2) }] : []),
  ];
  return <ActionCode action={{ kind: 'transaction', walletId, TxID }} more={more} />;
}
