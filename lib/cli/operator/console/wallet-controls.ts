import { MibError } from '../../../domain/errors.ts';
import type { ShownControls } from '../../../remote/shards.ts';
import type { OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import { changeAsOperator, closeAsOperator, linesOfControls } from '../controls.ts';
import { sentenceOf } from '../told.ts';
import type { ConsoleContext } from './context.ts';
import { ConsoleProblem } from './problems.ts';

/** Freezes a wallet, or lifts an operator's freeze. */
export function freeze(
  { stores, now }: ConsoleContext,
  { wallet_id: walletId, frozen, reason }: ReadInputOf<'freeze'>,
): Promise<OutputOf<'freeze'>> {
  return done(changeAsOperator(stores, { walletId, reason }, { frozen }, now()));
}

/** Closes a wallet. */
export function close(
  { stores, now }: ConsoleContext,
  { wallet_id: walletId, reason }: ReadInputOf<'close'>,
): Promise<OutputOf<'close'>> {
  return done(closeAsOperator(stores, { walletId, reason }, now()));
}

/** @throws ConsoleProblem not_found, not_now, unreachable */
async function done(change: Promise<ShownControls>): Promise<{ controls: string[] }> {
  try {
    return { controls: linesOfControls(await change) };
  } catch (error) {
    if (!(error instanceof MibError)) throw error;
    if (error.code === 'no_such_wallet') throw new ConsoleProblem('not_found', sentenceOf(error));
    throw new ConsoleProblem(error.code === 'unavailable' ? 'unreachable' : 'not_now', error.message);
  }
}
