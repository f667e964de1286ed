import { TEXTS } from '../../texts/console/common.ts';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import type { ShardHealth, TransferDetail, WalletItem } from '../contract.ts';

/** How a state is to be taken. */
export type Tone = 'good' | 'bad' | 'warning' | 'busy' | 'quiet';

const COLOURS: Record<Tone, string> = {
  good: 'text-success border-success/50',
  bad: 'text-error border-error/60',
  warning: 'text-warning border-warning/60',
  busy: 'text-info border-info/50',
  quiet: 'text-quiet border-base-300',
};
const ICONS: Record<Tone, IconName> = {
  good: 'check',
  bad: 'cross',
  warning: 'alert',
  busy: 'clock',
  quiet: 'clock',
};

/** A state in one word, with a sign that says the same as its colour. */
export function Badge({ tone, icon = ICONS[tone], text }: { tone: Tone; icon?: IconName; text: string }) {
  return (
    <span
      class={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium whitespace-nowrap ${COLOURS[tone]}`}
    >
      <Icon name={icon} class="size-3.5" />
      {text}
    </span>
  );
}

type Status = TransferDetail['transfer']['status'];

const TONES: Record<Status, Tone> = {
  PENDING: 'quiet',
  PROCESSING: 'busy',
  SUCCESSFUL: 'good',
  INVALID: 'warning',
  FAILED: 'bad',
};

/** The status of a transfer. One that is authorised waits for its payee, and is not stuck. */
export function StatusBadge({ status, isAuthorised = false }: { status: Status; isAuthorised?: boolean }) {
  if (isAuthorised) return <Badge tone="quiet" icon="pause" text={TEXTS.authorised} />;
  return <Badge tone={TONES[status]} text={TEXTS.statuses[status]} />;
}

const SHARD_TONES: Record<ShardHealth['state'], Tone> = { reachable: 'good', unreachable: 'bad', unknown: 'warning' };

/** Whether a shard is reachable. */
export function ShardBadge({ state }: { state: ShardHealth['state'] }) {
  return <Badge tone={SHARD_TONES[state]} text={TEXTS.shardStates[state]} />;
}

/** Whether a wallet is closed or frozen. Nothing of one that is neither. */
export function WalletBadge({ item: { closed_at, frozen } }: { item: WalletItem }) {
  if (closed_at !== undefined) return <Badge tone="quiet" icon="cross" text={WALLET_ITEM.closed} />;
  return frozen ? <Badge tone="warning" icon="pause" text={WALLET_ITEM.frozenBadge[frozen]} /> : null;
}
