import { Command } from 'commander';
import { approvalCommands } from './approvals/command.ts';
import { auditCommand } from './audit-command.ts';
import { connect, type OperatorOptions, operatorStores, transferOf } from './connection.ts';
import { consoleCommand } from './console/command.ts';
import { eventsCommand } from './events-command.ts';
import { keysCommand } from './keys/command.ts';
import { logCommand } from './log/command.ts';
import { changing, PROGRAM, reading } from './log/declared.ts';
import { migrateCommand } from './migrate-command.ts';
import { json, printTransfer, printUnfinished, withTimeline } from './print.ts';
import { addReverseCommand } from './reverse-command.ts';
import { shardsCommand } from './shards/command.ts';
import { treasuryCommand } from './treasury/command.ts';
import { orderCommands } from './treasury/order-commands.ts';
import { usersCommand } from './users-command.ts';
import { verifyCommand } from './verify-command.ts';
import { walletArgument } from './wallet-argument.ts';
import { walletsCommand } from './wallets-command.ts';
import { webhooksCommand } from './webhooks/command.ts';
import { wholeNumber } from './whole-number.ts';

/**
 * The operators' program. It uses no public API: its rights are those of the account that runs it.
 */
export function operatorProgram(): Command {
  const program = new Command(PROGRAM)
    .description(
      'Inspects and repairs a stage: the audit, transfers, statements, wallets, events, keys and the treasury.',
    )
    .option('--stage <stage>', 'the stage; "local" is the stack that npm start runs', 'local')
    .option('--data <folder>', 'the data folder of the local stack', '.mib')
    .option('--json', 'print JSON instead of text', false);

  const options = () => program.opts<OperatorOptions>();
  program.addCommand(auditCommand(options));

  const transfers = program
    .command('transfers')
    .description('Inspects transfers, restarts their workflow, and reverses them.');

  reading(
    transfers
      .command('unfinished')
      .alias('open')
      .description(
        'Lists transfers that are not final, with age, decision, attempts and the next attempt of the sweeper.',
      )
      .option('--limit <number>', 'the maximum from each of the eight index partitions', wholeNumber, 100),
    async ({ limit }: { limit: number }) => {
      const given = options();
      connect(given);
      const unfinished = await operatorStores().journal.unfinished(limit);
      const all = unfinished.map(({ transfer, ...more }) => ({ transfer: withTimeline(transfer), ...more }));
      if (given.json) json(all);
      else printUnfinished(unfinished, Date.now());
    },
  );

  reading(
    transfers
      .command('show')
      .description('Shows a transfer and its timeline.')
      .argument('<wallet>', "the payer's or the payee's wallet", walletArgument())
      .argument('<TxID>'),
    async (wallet: string, txId: string) => {
      const given = options();
      connect(given);
      const transfer = await transferOf(operatorStores().unfinished, wallet, txId);
      if (given.json) json(withTimeline(transfer));
      else printTransfer(transfer);
    },
  );

  changing(
    transfers
      .command('redrive')
      .description('Starts the workflow of a transfer again. Safe for a final transfer and beside another run.')
      .argument('<wallet>', "the payer's or the payee's wallet", walletArgument())
      .argument('<TxID>'),
    { options },
    async (wallet: string, txId: string) => {
      const given = options();
      connect(given);
      const stores = operatorStores();
      const { fromId } = await transferOf(stores.unfinished, wallet, txId);
      await stores.workflow.start({ fromId, txId });
      if (given.json) json({ started: txId });
      else console.log(`started the workflow of transfer ${txId}`);
    },
  );

  addReverseCommand(transfers, options);

  for (const command of approvalCommands(options)) program.addCommand(command);
  program.addCommand(consoleCommand(options, operatorProgram));
  program.addCommand(eventsCommand(options));
  program.addCommand(logCommand(options));
  program.addCommand(migrateCommand(options));
  program.addCommand(keysCommand(options));
  for (const command of orderCommands(options)) program.addCommand(command);
  program.addCommand(shardsCommand(options));
  program.addCommand(treasuryCommand(options));
  program.addCommand(usersCommand(options));
  program.addCommand(verifyCommand(options));
  program.addCommand(walletsCommand(options));
  program.addCommand(webhooksCommand(options));

  return program;
}
