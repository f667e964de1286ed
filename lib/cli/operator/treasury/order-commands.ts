import { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { NO_CURRENCY } from '../../../domain/currency.ts';
import type { TreasuryAct } from '../../../domain/issuing.ts';
import type { OperatorOptions } from '../connection.ts';
import { changing } from '../log/declared.ts';
import { json } from '../print.ts';
import { needsSecond, type OrderFlags, orderOf, runOrder } from './orders.ts';

/**
 * `issue` and `retire`: money enters the system, and leaves it.
 * @param options the program's global options
 */
export function orderCommands(options: () => OperatorOptions): Command[] {
  const issue = new Command('issue')
    .description(
      'Issues money: pays a wallet from the treasury. What is above the limit of one operator waits for a second one.',
    )
    .requiredOption('--to <wallet>', 'the wallet that gets the money');
  const retire = new Command('retire')
    .description(
      "Retires money: pays the treasury from a wallet, without its owner. On a protected stage a second operator approves it. An owner who agrees pays the treasury's wallet.",
    )
    .requiredOption('--from <wallet>', 'the wallet that gives the money back');
  return [orderCommand(issue, 'issue', options), orderCommand(retire, 'retire', options)];
}

function orderCommand(command: Command, act: TreasuryAct, options: () => OperatorOptions): Command {
  command
    .requiredOption('--amount <amount>', 'minor units')
    .option('--currency <code>', 'the currency of the wallet', NO_CURRENCY)
    .option(
      '--key <text>',
      'an order is carried out once for its key; by default the same order for the same reason is one order',
    );
  const approval = (flags: OrderFlags) => needsSecond(options(), orderOf(act, flags));
  return changing(command, { options, approval }, async (flags: OrderFlags) => {
    const order = orderOf(act, flags);
    const { txId, status, note, again } = await runOrder(options(), order);
    const { walletId, amount, currency, key } = order;
    const before = again ? ', which was ordered before' : '';
    const line = `${act} ${amount}${currency === NO_CURRENCY ? '' : ` ${currency}`}, wallet ${walletId}: transfer ${txId}${before} ${status} (${note})`;
    if (status === 'INVALID' || status === 'FAILED')
      throw new ConfigurationError([`${line}. To try it again, give another --key`]);
    if (options().json) json({ TxID: txId, act, wallet_id: walletId, amount, currency, status, note, key, again });
    else {
      console.log(line);
      if (again) console.log('nothing was done twice. To do it once more, give another --key');
    }
    return `transfer ${txId}${before} ${status}`;
  });
}
