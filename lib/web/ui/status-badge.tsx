import { STATUS_TEXTS, type TransferStatus } from '../texts/transfers.ts';
import { Icon, type IconName } from './icons.tsx';

const LOOKS: Readonly<Record<TransferStatus, { readonly icon: IconName; readonly class: string }>> = {
  PENDING: { icon: 'clock', class: 'border-info/40 text-info' },
  PROCESSING: { icon: 'clock', class: 'border-info/40 text-info' },
  SUCCESSFUL: { icon: 'check', class: 'border-success/40 text-success' },
  INVALID: { icon: 'cross', class: 'border-error/40 text-error' },
  FAILED: { icon: 'cross', class: 'border-error/40 text-error' },
};

/** The status of a transfer, in a word, a colour and a picture. */
export function StatusBadge({ status }: { status: TransferStatus }) {
  const { icon, class: look } = LOOKS[status];
  return (
    <span class={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium ${look}`}>
      <Icon name={icon} class="size-3.5" />
      {STATUS_TEXTS[status].label}
    </span>
  );
}
