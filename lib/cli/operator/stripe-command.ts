import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { MAX_STRIPES } from '../../domain/stripes.ts';
import { isReservedWallet } from '../../domain/treasury.ts';
import { documents } from '../../store/documents.ts';
import { StripedWallets } from '../../store/striped-wallets.ts';
import { endStripes, type StripesOfWallet, stripeWallet } from '../../usecases/stripe-wallet.ts';
import { connect, type OperatorOptions, operatorStores } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { stageSettings } from './stage-settings.ts';
import { told } from './told.ts';
import { walletArgument } from './wallet-argument.ts';

interface Flags {
  readonly into: string;
}

/** With this number new transfers use the wallet's own item again. */
const NONE = 1;
const RULE = `--into must be a whole number from 2 to ${MAX_STRIPES}, or ${NONE} to end the use of stripes`;

/**
 * `wallets stripe`: spreads what a wallet receives over several items.
 * @param options the program's global options
 */
export function stripeCommand(options: () => OperatorOptions): Command {
  const command = new Command('stripe')
    .description(
      'Spreads what a wallet receives over stripes: it takes more payments a second, and stays one wallet. Safe while money moves, and to repeat.',
    )
    .argument('<wallet>', 'the id of the wallet', walletArgument())
    .requiredOption('--into <number>', `how many stripes, 2 to ${MAX_STRIPES}: the number only grows; ${NONE} ends it`);
  // Stripes stay for good, so the end of their use needs no approval.
  const approval = async (walletId: string, { into }: Flags) =>
    stripesFor(walletId, into) !== NONE && (await stageSettings(options())).secondPerson;
  return changing(command, { options, approval }, async (walletId: string, { into }: Flags) => {
    const wanted = stripesFor(walletId, into);
    connect(options());
    const { WALLETS_TABLE } = readEnvironment({ WALLETS_TABLE: required });
    const stores = { ...operatorStores(), striped: new StripedWallets(documents(), WALLETS_TABLE) };
    const now =
      wanted === NONE
        ? await told(endStripes(stores, walletId))
        : await told(stripeWallet(stores, walletId, wanted, Date.now()));
    if (!now) throw new ConfigurationError([`--into ${NONE} ends the use of stripes, and wallet ${walletId} has none`]);
    if (now.stripes > wanted && wanted !== NONE)
      throw new ConfigurationError([
        `--into ${wanted} is fewer than before: wallet ${walletId} has ${now.stripes} stripes, and keeps them. Give ${now.stripes} or more, or ${NONE}`,
      ]);
    if (options().json) json({ wallet_id: walletId, ...now });
    else console.log(`wallet ${walletId} has ${lineOfStripes(now)}`);
    return lineOfStripes(now);
  });
}

/** The stripes of a wallet in words. */
export function lineOfStripes({ stripes, used }: StripesOfWallet): string {
  return `${stripes} stripes: new payments use ${used === 0 ? 'none' : used === stripes ? 'all' : used} of them`;
}

function stripesFor(walletId: string, into: string): number {
  if (isReservedWallet(walletId))
    throw new ConfigurationError([
      `wallet ${walletId} is of the treasury: it pays, and stripes only speed up what a wallet receives`,
    ]);
  const wanted = /^[1-9][0-9]?$/.test(into) ? Number(into) : 0;
  if (wanted < NONE || wanted > MAX_STRIPES) throw new ConfigurationError([RULE]);
  return wanted;
}
