import { type ShownStatus, STATUS_TEXTS } from '../texts/transfers.ts';
import { Icon, type IconName } from './icons.tsx';

const LOOKS: Readonly<Record<ShownStatus, { readonly icon: IconName; readonly class: string }>> = {
  PENDING: { icon: 'clock', class: 'border-info/40 text-info' },
  PROCESSING: { icon: 'clock', class: 'border-info/40 text-info' },
  SUCCESSFUL: { icon: 'check', class: 'border-success/40 text-success' },
  INVALID: { icon: 'cross', class: 'border-error/40 text-error' },
  FAILED: { icon: 'cross', class: 'border-error/40 text-error' },
  AUTHORISED: { icon: 'pause', class: 'border-warning/40 text-warning' },
  CAPTURING: { icon: 'clock', class: 'border-info/40 text-info' },
  AWAITING: { icon: 'pause', class: 'border-warning/40 text-warning' },
  REJECTED: { icon: 'cross', class: 'border-error/40 text-error' },
  VOIDED: { icon: 'refresh', class: 'border-base-content/30 text-quiet' },
  EXPIRED: { icon: 'clock', class: 'border-base-content/30 text-quiet' },
};

/** The status of a transfer, in a word, a colour and a picture. */
export function StatusBadge({ status }: { status: ShownStatus }) {
  const { icon, class: look } = LOOKS[status];
  return (
    <span class={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium ${look}`}>
      <Icon name={icon} class="size-3.5" />
      {STATUS_TEXTS[status].label}
    </span>
  );
}
