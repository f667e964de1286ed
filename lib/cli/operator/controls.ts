import { MibError } from '../../domain/errors.ts';
import { MAX_REASON_CHARACTERS } from '../../domain/text-pattern.ts';
import type { ControlsChange } from '../../domain/wallet-controls.ts';
import type { Shards, ShownControls } from '../../remote/shards.ts';
import { fromShard } from '../../usecases/from-shard.ts';
import { type ControlPorts, changeControls, closeWallet } from '../../usecases/wallet-controls.ts';
import { iso } from './iso-time.ts';

/** A wallet, and why an operator changes it. The log of its shard says it. */
export interface Reasoned {
  readonly walletId: string;
  readonly reason: string;
}

/** The shards, and where the events of freezes are recorded. */
export type OperatedWallets = ControlPorts & { readonly shards: Shards };

/**
 * Freezes or limits a wallet as an operator.
 * @throws MibError no_such_wallet, wallet_closed, unavailable
 */
export async function changeAsOperator(
  ports: OperatedWallets,
  { walletId, reason }: Reasoned,
  change: ControlsChange,
  now: number,
): Promise<ShownControls> {
  await assertExists(ports.shards, walletId, now);
  return changeControls(ports, { walletId, by: 'operator', change: { ...change, reason } }, now);
}

/**
 * Closes a wallet as an operator.
 * @throws MibError no_such_wallet, wallet_not_empty, unavailable
 */
export async function closeAsOperator(
  ports: OperatedWallets,
  { walletId, reason }: Reasoned,
  now: number,
): Promise<ShownControls> {
  await assertExists(ports.shards, walletId, now);
  return closeWallet(ports, { walletId, by: 'operator', reason }, now);
}

async function assertExists(shards: Shards, walletId: string, now: number): Promise<void> {
  if (!(await fromShard(shards.controls(walletId, now)))) throw new MibError('no_such_wallet');
}

/** The rule of a reason, or undefined if it follows it. */
export function brokenReason(reason: string): string | undefined {
  const is = reason.trim() === reason && reason !== '' && [...reason].length <= MAX_REASON_CHARACTERS;
  return is ? undefined : `must be a text of 1 to ${MAX_REASON_CHARACTERS} characters without space at its ends`;
}

/** The freezes and limits in words, a line each. */
export function linesOfControls(controls: Partial<ShownControls>): string[] {
  const { ownerFreeze, operatorFreeze, closedAt, minimum, maxPayment, maxPerDay, leftToday } = controls;
  const freezes = [
    ['its owner', ownerFreeze],
    ['an operator', operatorFreeze],
  ] as const;
  const limitsBy = controls.limitsByOperator ? ', set by an operator' : '';
  return [
    ...(closedAt === undefined ? [] : [`closed at ${iso(closedAt)}`]),
    ...freezes.flatMap(([by, freeze]) =>
      freeze
        ? [`${freeze.frozen} frozen by ${by} at ${iso(freeze.since)}${freeze.reason ? `: ${freeze.reason}` : ''}`]
        : [],
    ),
    ...(minimum === undefined ? [] : [`minimum balance ${minimum}${limitsBy}`]),
    ...(maxPayment === undefined ? [] : [`at most ${maxPayment} a payment${limitsBy}`]),
    ...(maxPerDay === undefined ? [] : [`at most ${maxPerDay} a day${limitsBy}, ${leftToday ?? 0n} left today`]),
  ];
}
