import type { Command } from 'commander';
import { ulid } from 'ulid';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { currencyOf } from '../../domain/currency.ts';
import { limitsOf } from '../../domain/issuing.ts';
import { type Reversal, reverseShare, reversible } from '../../usecases/reverse.ts';
import { connect, type OperatorOptions, operatorStores, transferOf } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';
import { walletArgument } from './wallet-argument.ts';

/** How long the command waits for the end of a reversal, which goes on afterwards. */
const PATIENCE_MS = 20_000;

/**
 * `transfers reverse`: gives a transfer back by new transfers.
 * @param transfers the command that it is part of
 * @param options the program's global options
 */
export function addReverseCommand(transfers: Command, options: () => OperatorOptions): void {
  const found = async (wallet: string, txId: string) => {
    connect(options());
    const stores = operatorStores();
    const transfer = await transferOf(stores.unfinished, wallet, txId);
    const shares = await reversible(stores, transfer, wallet === transfer.fromId ? undefined : wallet);
    return { stores, transfer, shares };
  };
  // A sum that one operator may issue alone is one that they may take back alone.
  const approval = async (wallet: string, txId: string) => {
    const { transfer, shares } = await found(wallet, txId);
    const { secondPerson, issuing } = await stageSettings(options());
    const sum = shares.reduce((all, { left }) => all + left, 0n);
    return secondPerson && sum > limitsOf(issuing, currencyOf(transfer)).aloneADay;
  };
  changing(
    transfers
      .command('reverse')
      .description(
        'Gives back what is left of a successful transfer, by a new transfer from each payee to the payer. The transfer itself stays as it is.',
      )
      .argument('<wallet>', "the payer's wallet; with a payee's wallet only that payee gives back", walletArgument())
      .argument('<TxID>'),
    { options, approval },
    async (wallet: string, txId: string) => {
      const { stores, transfer, shares } = await found(wallet, txId);
      if (shares.length === 0)
        throw new ConfigurationError([
          `nothing of transfer ${txId} can be reversed: it is not successful, is a refund itself, or was given back`,
        ]);
      const reversals: Reversal[] = [];
      for (const share of shares) {
        const now = Date.now();
        const giveUp = AbortSignal.timeout(PATIENCE_MS);
        reversals.push(await reverseShare(stores, transfer, share, { txId: ulid(now), now }, giveUp));
      }
      if (options().json) json(reversals);
      else for (const one of reversals) console.log(lineOf(one));
      const failed = reversals.filter(({ status }) => status === 'INVALID' || status === 'FAILED');
      if (failed.length > 0) throw new ConfigurationError(failed.map((one) => `not reversed: ${lineOf(one)}`));
      return reversals.map(({ txId: id }) => id).join(', ');
    },
  );
}

function lineOf({ txId, fromId, amount, status, note }: Reversal): string {
  return `transfer ${txId} of ${amount} from ${fromId}: ${status} (${note})`;
}
