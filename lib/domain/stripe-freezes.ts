import type { ShardWallet } from './shard-wallet.ts';
import { type Controller, type Freeze, freezeBy, refuses, type WalletControls } from './wallet-controls.ts';

/**
 * A change of a wallet's freezes is written to its main item first, and then to each stripe (docs/protocol.md,
 * "A wallet in stripes"). A stripe's version of controls is that of the change of freezes which it has.
 */

/** Whether the stripe does not have the last change of freezes that the main item had when it was read. */
export function isBehind({ controls }: ShardWallet, stripe: ShardWallet): boolean {
  return (stripe.controls?.version ?? 0) < (controls?.freezeChange?.version ?? 0);
}

/**
 * The controls of a wallet in stripes, with the freezes that hold. Debits are frozen by the main item. Credits are
 * frozen once no stripe is behind that takes them.
 */
export function wholeControls(main: ShardWallet, stripes: readonly ShardWallet[]): Pick<ShardWallet, 'controls'> {
  const { controls } = main;
  if (!controls) return {};
  const behind = stripes.filter((stripe) => isBehind(main, stripe));
  if (behind.length === 0) return { controls };
  const { ownerFreeze: _byOwner, operatorFreeze: _byOperator, ...others } = controls;
  const ownerFreeze = freezeThatHolds('owner', controls, behind);
  const operatorFreeze = freezeThatHolds('operator', controls, behind);
  return { controls: { ...others, ...(ownerFreeze && { ownerFreeze }), ...(operatorFreeze && { operatorFreeze }) } };
}

/** @param main the controls of the main item */
function freezeThatHolds(by: Controller, main: WalletControls, behind: readonly ShardWallet[]): Freeze | undefined {
  const freeze = freezeBy(by, main);
  if (!freeze || freeze.frozen === 'debits') return freeze;
  if (behind.every(({ controls = {} }) => refuses(freezeBy(by, controls), 'credits'))) return freeze;
  return freeze.frozen === 'all' ? { ...freeze, frozen: 'debits' } : undefined;
}
