import type { Balance } from 'mib/client';
import { CONTROLS } from '../../texts/controls.ts';
import { Icon } from '../../ui/icons.tsx';

export type WalletState = Pick<Balance, 'frozen' | 'closed_at'>;

/** Whether a wallet is closed or frozen, in a word and a picture. Nothing of one that is neither. */
export function StateBadge({ state: { frozen, closed_at } }: { state: WalletState }) {
  if (closed_at === undefined && frozen === undefined) return null;
  const look = closed_at === undefined ? 'border-warning/40 text-warning' : 'border-base-content/30 text-quiet';
  return (
    <span class={`inline-flex items-center gap-1 rounded-full border px-2 py-0.5 text-xs font-medium ${look}`}>
      <Icon name={closed_at === undefined ? 'pause' : 'cross'} class="size-3.5" />
      {closed_at === undefined ? CONTROLS.states[frozen ?? 'all'] : CONTROLS.states.closed}
    </span>
  );
}

/** Why a wallet pays nothing, or undefined if it pays. */
export function whyItPaysNothing({ frozen, closed_at }: WalletState): string | undefined {
  if (closed_at !== undefined) return CONTROLS.paysNothing.closed;
  return frozen === 'all' || frozen === 'debits' ? CONTROLS.paysNothing.frozen : undefined;
}

/** Why a wallet receives nothing, or undefined if it receives. */
export function whyItReceivesNothing({ frozen, closed_at }: WalletState): string | undefined {
  if (closed_at !== undefined) return CONTROLS.receivesNothing.closed;
  return frozen === 'all' || frozen === 'credits' ? CONTROLS.receivesNothing.frozen : undefined;
}
