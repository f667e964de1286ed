import { Command, Option } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { Amount } from '../../domain/amount.ts';
import { FROZEN, type Frozen } from '../../domain/wallet-controls.ts';
import type { ShownControls } from '../../remote/shards.ts';
import { connect, type OperatorOptions, operatorStores } from './connection.ts';
import { changeAsOperator, closeAsOperator, linesOfControls } from './controls.ts';
import { changing } from './log/declared.ts';
import { json } from './print.ts';
import { told } from './told.ts';
import { walletArgument } from './wallet-argument.ts';

interface Flags {
  readonly reason: string;
  readonly what: Frozen;
  readonly minimum?: string;
  readonly maxPayment?: string;
  readonly maxPerDay?: string;
}

/**
 * `wallets freeze`, `unfreeze`, `limits` and `close`. The log of the wallet's shard says who did it, and why.
 * @param options the program's global options
 */
export function controlCommands(options: () => OperatorOptions): Command[] {
  const make = (
    command: Command,
    description: string,
    run: (walletId: string, flags: Flags, stores: ReturnType<typeof operatorStores>) => Promise<ShownControls>,
  ) =>
    changing(
      command.description(description).argument('<wallet>', 'the id of the wallet', walletArgument()),
      { options },
      async (walletId: string, flags: Flags) => {
        connect(options());
        const shown = await told(run(walletId, flags, operatorStores()));
        if (options().json) json({ wallet_id: walletId, controls: linesOfControls(shown) });
        else console.log([`wallet ${walletId}`, ...linesOfControls(shown).map((line) => `  ${line}`)].join('\n'));
      },
    );
  const limit = (flag: string, text: string) => new Option(`${flag} <amount>`, `${text}, or none`);
  return [
    make(new Command('freeze'), 'Freezes a wallet. Only an operator lifts it.', (walletId, { reason, what }, stores) =>
      changeAsOperator(stores, { walletId, reason }, { frozen: what }, Date.now()),
    ).addOption(new Option('--what <what>', 'what is frozen').choices(FROZEN).default('all')),
    make(
      new Command('unfreeze'),
      "Lifts an operator's freeze. That of the owner stays.",
      (walletId, { reason }, stores) => changeAsOperator(stores, { walletId, reason }, { frozen: null }, Date.now()),
    ),
    make(
      new Command('limits'),
      'Limits what a wallet pays. From then on only an operator changes its limits, until all of them are none.',
      (walletId, { reason, minimum, maxPayment, maxPerDay }, stores) => {
        const limits = {
          minimum: limitOf(minimum),
          maxPayment: limitOf(maxPayment),
          maxPerDay: limitOf(maxPerDay),
        };
        if (Object.values(limits).every((limit) => limit === undefined))
          throw new ConfigurationError(['give --minimum, --max-payment or --max-per-day, or several of them']);
        return changeAsOperator(stores, { walletId, reason }, limits, Date.now());
      },
    )
      .addOption(limit('--minimum', 'what every payment leaves in the wallet'))
      .addOption(limit('--max-payment', 'the most that one payment takes'))
      .addOption(limit('--max-per-day', 'the most that the payments of a day of UTC take')),
    make(
      new Command('close'),
      'Closes a wallet without money and without holds, for good.',
      (walletId, { reason }, stores) => closeAsOperator(stores, { walletId, reason }, Date.now()),
    ),
  ];
}

function limitOf(text: string | undefined): bigint | null | undefined {
  if (text === undefined) return undefined;
  if (text === 'none') return null;
  const { success, data, error } = Amount.safeParse(text);
  if (!success) throw new ConfigurationError(error.issues.map(({ message }) => `a limit ${message}, or none`));
  return data;
}
