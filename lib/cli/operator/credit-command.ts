import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { Amount } from '../../domain/amount.ts';
import type { ShardWallet } from '../../domain/shard-wallet.ts';
import { isReservedWallet } from '../../domain/treasury.ts';
import { documentsAt } from '../../store/documents.ts';
import { ShardCredit } from '../../store/shard-credit.ts';
import { onItsShard } from '../../usecases/on-its-shard.ts';
import { connect, type OperatorOptions } from './connection.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { shardOfWallet } from './shard-of-wallet.ts';
import { shardPlaces } from './shard-places.ts';
import { stageSettings } from './stage-settings.ts';
import { told } from './told.ts';
import { walletArgument } from './wallet-argument.ts';

/**
 * `wallets set-credit-limit`. It writes the table of the shard: no request to a shard changes a limit.
 * @param options the program's global options
 */
export function creditCommand(options: () => OperatorOptions): Command {
  const command = new Command('set-credit-limit')
    .description('Sets how far below zero the balance of a wallet may go. The balance stays.')
    .argument('<wallet>', 'the id of the wallet', walletArgument())
    .argument('<amount>', 'minor units; 0 takes the limit away');
  // A limit lets its wallet pay money that nobody has issued.
  const approval = async (walletId: string, amount: string) => {
    limitFor(walletId, amount);
    return amount !== '0' && (await stageSettings(options())).secondPerson;
  };
  return changing(command, { options, approval }, async (walletId: string, amount: string) => {
    const creditLimit = limitFor(walletId, amount);
    connect(options());
    const { creditLimit: now } = await setOn(options().stage, walletId, creditLimit);
    if (options().json) json({ wallet_id: walletId, credit_limit: now });
    else console.log(`wallet ${walletId} has a credit limit of ${now}`);
  });
}

function limitFor(walletId: string, text: string): bigint {
  if (isReservedWallet(walletId))
    throw new ConfigurationError([`wallet ${walletId} is of the treasury: its limit is the money of the stage`]);
  if (text === '0') return 0n;
  const { success, data, error } = Amount.safeParse(text);
  if (!success) throw new ConfigurationError(error.issues.map(({ message }) => `the limit ${message}, or 0`));
  return data;
}

async function setOn(stage: string, walletId: string, creditLimit: bigint): Promise<ShardWallet> {
  const { AWS_REGION } = readEnvironment({ AWS_REGION: required });
  const places = await shardPlaces(stage, AWS_REGION);
  const setAt = (shard: number) => {
    const place = places[shard];
    if (!place) throw new Error(`no shard has wallet ${walletId}`);
    return new ShardCredit(documentsAt(place), place.wallets).set(walletId, creditLimit);
  };
  const named = await shardOfWallet(walletId, places.length);
  const set = await told(onItsShard(named, setAt, () => delay(1_000)));
  if (set === 'closed') throw new ConfigurationError([`wallet ${walletId} is closed`]);
  if (set === 'spent')
    throw new ConfigurationError([
      `wallet ${walletId} uses more of its credit than ${creditLimit}: its balance would be below the limit`,
    ]);
  return set;
}
