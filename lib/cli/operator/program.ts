import { Command } from 'commander';
import { ulid } from 'ulid';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { TREASURY } from '../../domain/treasury.ts';
import { auditCommand } from './audit-command.ts';
import { connect, type OperatorOptions, operatorStores, transferOf } from './connection.ts';
import { consoleCommand } from './console/command.ts';
import { eventsCommand } from './events-command.ts';
import { keysCommand } from './keys/command.ts';
import { migrateCommand } from './migrate-command.ts';
import { json, printTransfer, printUnfinished, withTimeline } from './print.ts';
import { createTreasuryAccount } from './treasury/create.ts';
import { treasuryPassword } from './treasury/password.ts';
import { verifyCommand } from './verify-command.ts';
import { walletsCommand } from './wallets-command.ts';
import { webhooksCommand } from './webhooks/command.ts';

/**
 * The operators' program. It uses no public API: its rights are those of the account that runs it.
 */
export function operatorProgram(): Command {
  const program = new Command('npm run operator --')
    .description(
      'Inspects and repairs a stage: the audit, transfers, statements, wallets, events, keys and the treasury.',
    )
    .option('--stage <stage>', 'the stage; "local" is the stack that npm start runs', 'local')
    .option('--data <folder>', 'the data folder of the local stack', '.mib')
    .option('--json', 'print JSON instead of text', false);

  program.addCommand(auditCommand(() => program.opts<OperatorOptions>()));

  const transfers = program.command('transfers').description('Inspects transfers and restarts their workflow.');

  transfers
    .command('unfinished')
    .alias('open')
    .description(
      'Lists transfers that are not final, with age, decision, attempts and the next attempt of the sweeper.',
    )
    .option('--limit <number>', 'the maximum from each of the eight index partitions', Number, 100)
    .action(async ({ limit }: { limit: number }) => {
      const options = program.opts<OperatorOptions>();
      connect(options);
      const unfinished = await operatorStores().journal.unfinished(limit);
      const all = unfinished.map(({ transfer, ...more }) => ({ transfer: withTimeline(transfer), ...more }));
      if (options.json) json(all);
      else printUnfinished(unfinished, Date.now());
    });

  transfers
    .command('show')
    .description('Shows a transfer and its timeline.')
    .argument('<wallet>', "the payer's or the payee's wallet")
    .argument('<TxID>')
    .action(async (wallet: string, txId: string) => {
      const options = program.opts<OperatorOptions>();
      connect(options);
      const transfer = await transferOf(operatorStores().unfinished, wallet, txId);
      if (options.json) json(withTimeline(transfer));
      else printTransfer(transfer);
    });

  transfers
    .command('redrive')
    .description('Starts the workflow of a transfer again. Safe for a final transfer and beside another run.')
    .argument('<wallet>', "the payer's or the payee's wallet")
    .argument('<TxID>')
    .action(async (wallet: string, txId: string) => {
      const options = program.opts<OperatorOptions>();
      connect(options);
      const stores = operatorStores();
      const { fromId } = await transferOf(stores.unfinished, wallet, txId);
      await stores.workflow.start({ fromId, txId });
      if (options.json) json({ started: txId });
      else console.log(`started the workflow of transfer ${txId}`);
    });

  program
    .command('treasury')
    .description('Manages the treasury, the wallet that issues money.')
    .command('create')
    .alias('open')
    .description(
      `Creates user "${TREASURY.login}" with wallet ${TREASURY.walletId}, or sets its password to TREASURY_PASSWORD.`,
    )
    .option('--adopt', 'take over an existing user or wallet claim that no operator has made', false)
    .action(async ({ adopt }: { adopt: boolean }) => {
      const options = program.opts<OperatorOptions>();
      connect(options);
      const { users, directory } = operatorStores();
      const password = treasuryPassword(process.env.PASSWORD_MIN_LENGTH).safeParse(process.env.TREASURY_PASSWORD);
      if (!password.success)
        throw new ConfigurationError(password.error.issues.map(({ message }) => `TREASURY_PASSWORD ${message}`));
      const now = Date.now();
      await createTreasuryAccount(
        { users, directory },
        { userId: ulid(now), password: password.data, passwordCost: 10, now, adopt },
      );
      if (options.json) json({ login: TREASURY.login, wallet_id: TREASURY.walletId });
      else console.log(`user "${TREASURY.login}" has wallet ${TREASURY.walletId}`);
    });

  program.addCommand(consoleCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(eventsCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(migrateCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(keysCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(verifyCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(walletsCommand(() => program.opts<OperatorOptions>()));
  program.addCommand(webhooksCommand(() => program.opts<OperatorOptions>()));

  return program;
}
