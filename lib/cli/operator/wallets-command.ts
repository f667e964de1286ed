import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import type { Stripes, WalletDetail } from '../../web/console/contract.ts';
import { approvalRuleCommand } from './approval-rule-command.ts';
import type { OperatorOptions } from './connection.ts';
import { openContext } from './console/context.ts';
import { walletDetail } from './console/wallet.ts';
import { creditCommand } from './credit-command.ts';
import { reading } from './log/declared.ts';
import { json } from './print.ts';
import { lineOfStripes, stripeCommand } from './stripe-command.ts';
import { walletArgument } from './wallet-argument.ts';
import { controlCommands } from './wallet-control-commands.ts';

/**
 * `wallets show`: what the control room shows of a wallet.
 * @param options the program's global options
 */
export function walletsCommand(options: () => OperatorOptions): Command {
  const wallets = new Command('wallets').description('Inspects, freezes, limits, stripes and closes wallets.');
  reading(
    wallets
      .command('show')
      .description(
        'Shows a wallet: its claim, its item on the shard with holds, tombstones and fence, its newest transfers.',
      )
      .argument('<wallet>', 'the id of the wallet', walletArgument()),
    async (wallet_id: string) => {
      const detail = await walletDetail(await openContext(options()), { wallet_id });
      if (!detail.directory && detail.read === 'missing')
        throw new ConfigurationError([`there is no wallet ${wallet_id}`]);
      if (options().json) json(detail);
      else for (const line of linesOf(detail)) console.log(line);
    },
  );
  for (const command of controlCommands(options)) wallets.addCommand(command);
  wallets.addCommand(creditCommand(options));
  wallets.addCommand(approvalRuleCommand(options));
  wallets.addCommand(stripeCommand(options));
  return wallets;
}

function linesOf({
  wallet_id,
  shard,
  directory,
  read,
  item,
  stripes,
  money,
  error,
  transfers,
}: WalletDetail): string[] {
  const claim = directory
    ? `${directory.status}, of ${directory.treasury ? 'the treasury' : `user ${directory.owner}`}, since ${directory.created_at}`
    : 'claimed by nobody';
  const sums = item ?? money;
  return [
    `wallet ${wallet_id} on shard ${shard}: ${claim}`,
    ...(sums
      ? [
          `  balance ${sums.balance}${sums.currency === 'XXX' ? '' : ` ${sums.currency}`}: ${sums.available} available, ${sums.reserved} reserved`,
        ]
      : []),
    ...(read === 'missing' ? ['  its shard has no such wallet'] : []),
    ...(error === undefined ? [] : [`  not read: ${error}`]),
    ...(item?.moving_to === undefined
      ? []
      : [`  moves to shard ${item.moving_to}: nothing is paid from it or to it until it is there`]),
    ...(item?.controls ?? []).map((line) => `  ${line}`),
    ...(item ? [`  credit limit ${item.credit_limit}, fence ${item.fence ?? 'none'}`] : []),
    ...(stripes ? linesOfStripes(stripes) : []),
    ...(item?.holds ?? []).map(
      ({ TxID, side, amount, deadline }) => `  hold       ${TxID}  ${side} ${amount}, ${deadline}`,
    ),
    ...(item?.tombstones ?? []).map(({ TxID, deadline }) => `  tombstone  ${TxID}  ${deadline}`),
    ...transfers.map(
      ({ TxID, amount, status, others }) => `  transfer   ${TxID}  ${amount} ${status}, ${others.join(' ')}`,
    ),
  ];
}

function linesOfStripes({ used, own, each }: Stripes): string[] {
  return [
    `  ${lineOfStripes({ stripes: each.length, used })}`,
    `  own item   has ${own}`,
    ...each.map(
      ({ stripe, has, holds }) =>
        `  stripe ${String(stripe).padEnd(3)} has ${has}${holds > 0 ? `, ${holds} held` : ''}`,
    ),
  ];
}
