import { Command } from 'commander';
import { ulid } from 'ulid';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import { CurrencyCode, NO_CURRENCY } from '../../../domain/currency.ts';
import { dayOf } from '../../../domain/spending.ts';
import { TREASURY, treasuryWalletId } from '../../../domain/treasury.ts';
import { documents, documentsAt } from '../../../store/documents.ts';
import { Growths } from '../../../store/growths.ts';
import { ShardWallets } from '../../../store/shard-wallets.ts';
import { connect, type OperatorOptions, operatorStores } from '../connection.ts';
import { changing, reading } from '../log/declared.ts';
import { json } from '../print.ts';
import { shardPlaces } from '../shard-places.ts';
import { stageSettings } from '../stage-settings.ts';
import { told } from '../told.ts';
import { createTreasuryAccount } from './create.ts';
import { addTreasuryWallets } from './currencies.ts';
import { issuingLimits, issuingOf } from './orders.ts';
import { treasuryPassword } from './password.ts';

interface Flags {
  readonly adopt: boolean;
  readonly currency?: string;
}

/**
 * `treasury create`: the account, or a wallet of it in one more currency. `treasury limits`: what may still be
 * issued.
 * @param options the program's global options
 */
export function treasuryCommand(options: () => OperatorOptions): Command {
  const create = new Command('create')
    .alias('open')
    .description(
      `Creates user "${TREASURY.login}" with wallet ${TREASURY.walletId}. Where the stage has a faucet, it sets the user's password to TREASURY_PASSWORD; elsewhere it takes the password away. With --currency it gives the user, who exists, a wallet in that currency, and leaves the password.`,
    )
    .option('--adopt', 'take over an existing user or wallet claim that no operator has made', false)
    .option('--currency <code>', 'one more currency, such as EUR');
  changing(create, { options }, async ({ adopt, currency }: Flags) => {
    if (currency !== undefined) assertCurrency(currency, adopt);
    connect(options());
    if (currency === undefined) await createAccount(adopt, (await stageSettings(options())).faucet);
    else await addCurrency(options().stage, currency);
    const wallet_id = treasuryWalletId(currency ?? NO_CURRENCY);
    if (options().json) json({ login: TREASURY.login, wallet_id, ...(currency !== undefined && { currency }) });
    else console.log(`user "${TREASURY.login}" has wallet ${wallet_id}${currency ? ` in ${currency}` : ''}`);
  });
  const limits = new Command('limits')
    .description('Shows what was issued today, and the limits of the stage.')
    .option('--currency <code>', 'the currency', NO_CURRENCY);
  reading(limits, async ({ currency }: { currency: string }) => {
    const problems = brokenCode(currency);
    if (problems.length > 0) throw new ConfigurationError(problems);
    const day = dayOf(Date.now());
    const { aDay, aloneADay, alarmAbove } = await issuingLimits(options(), currency);
    const { issued, alone } = await issuingOf(options()).day({ day, currency });
    const shown = { day, currency, issued, a_day: aDay, alone, alone_a_day: aloneADay, alarm_above: alarmAbove };
    if (options().json) return json(shown);
    console.log(`${day}, ${currency}: ${issued} of ${aDay} is issued`);
    console.log(`  ${alone} of ${aloneADay} without a second operator; an issue of over ${alarmAbove} has an alarm`);
  });
  return new Command('treasury')
    .description('Manages the treasury, the owner of the wallets that money is issued from.')
    .addCommand(create)
    .addCommand(limits);
}

/** What is wrong with a code of `--currency`. */
function brokenCode(currency: string): string[] {
  const { success, error } = CurrencyCode.safeParse(currency);
  return success ? [] : error.issues.map(({ message }) => `--currency ${message}`);
}

function assertCurrency(currency: string, adopt: boolean): void {
  const problems = brokenCode(currency);
  if (currency === NO_CURRENCY)
    problems.push(`--currency: ${NO_CURRENCY} is no currency. Its treasury is wallet ${TREASURY.walletId}`);
  if (adopt) problems.push('--adopt is of the account: run it without --currency first');
  if (problems.length > 0) throw new ConfigurationError(problems);
}

async function createAccount(adopt: boolean, faucet: boolean): Promise<void> {
  const stores = operatorStores();
  const now = Date.now();
  const account = { userId: ulid(now), passwordCost: 10, now, adopt };
  if (!faucet) return createTreasuryAccount(stores, account);
  const password = treasuryPassword(process.env.PASSWORD_MIN_LENGTH).safeParse(process.env.TREASURY_PASSWORD);
  if (!password.success)
    throw new ConfigurationError(password.error.issues.map(({ message }) => `TREASURY_PASSWORD ${message}`));
  await createTreasuryAccount(stores, { ...account, password: password.data });
}

async function addCurrency(stage: string, currency: string): Promise<void> {
  const { AWS_REGION } = readEnvironment({ AWS_REGION: required });
  const places = await shardPlaces(stage, AWS_REGION);
  const onShards = places.map((place) => new ShardWallets(documentsAt(place), place.wallets));
  const { WALLETS_TABLE } = readEnvironment({ WALLETS_TABLE: required });
  const growth = await new Growths(documents(), WALLETS_TABLE).get();
  await told(addTreasuryWallets(operatorStores(), onShards, [currency], growth, Date.now()));
}
