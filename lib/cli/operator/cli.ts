import { Command } from 'commander';
import { ulid } from 'ulid';
import { ConfigurationError, reportError } from '../../config/configuration-error.ts';
import { refuseTakenByNpm } from '../../config/npm-flags.ts';
import { timelineOf } from '../../domain/transfer.ts';
import { TREASURY } from '../../domain/treasury.ts';
import { auditAndSettle, auditBooks } from '../../usecases/audit.ts';
import { connect, operatorStores } from './connection.ts';
import { eventsCommand } from './events-command.ts';
import { keysCommand } from './keys/command.ts';
import { json, printAudit, printTransfer, printUnfinished } from './print.ts';
import { createTreasuryAccount } from './treasury/create.ts';
import { treasuryPassword } from './treasury/password.ts';

/** What an operator may do, over no public API: the rights are those of whoever runs it. */
const program = new Command('npm run operator --')
  .description('Looks at the books and at transfers of a stage, and acts on them.')
  .option('--stage <stage>', 'the stage; "local" is the system that npm start runs', 'local')
  .option('--data <folder>', "the data folder of this machine's system", '.mib')
  .option('--json', 'print JSON', false);

interface Options {
  readonly stage: string;
  readonly data: string;
  readonly json: boolean;
}

program
  .command('audit')
  .description('do the books balance? exit code 1 if they do not; settles again what still holds for a final transfer')
  .option('--no-settle', 'only look')
  .action(async ({ settle }: { settle: boolean }) => {
    const options = program.opts<Options>();
    connect(options);
    const report = settle
      ? await auditAndSettle(operatorStores(), Date.now)
      : { ...(await auditBooks(operatorStores(), Date.now)), settledAgain: [] };
    if (options.json) json(report);
    else printAudit(report);
    process.exitCode = report.balanced ? 0 : 1;
  });

const transfers = program.command('transfers').description('transfers, and the workflow that runs them');

transfers
  .command('open')
  .description('what is not final: age, decision, attempts, when the sweeper looks at it next')
  .option('--limit <number>', 'how many of each of the eight index partitions', Number, 100)
  .action(async ({ limit }: { limit: number }) => {
    const options = program.opts<Options>();
    connect(options);
    const unfinished = await operatorStores().journal.unfinished(limit);
    if (options.json) json(unfinished);
    else printUnfinished(unfinished, Date.now());
  });

transfers
  .command('show')
  .description('one transfer with its timeline')
  .argument('<wallet>', "the payer's or the payee's wallet")
  .argument('<TxID>')
  .action(async (wallet: string, txId: string) => {
    const options = program.opts<Options>();
    connect(options);
    const transfer = await found(operatorStores(), wallet, txId);
    if (options.json) json({ ...transfer, timeline: timelineOf(transfer) });
    else printTransfer(transfer);
  });

transfers
  .command('redrive')
  .description('starts the workflow of a transfer again, now; harmless if it is final or another run goes on')
  .argument('<wallet>', "the payer's or the payee's wallet")
  .argument('<TxID>')
  .action(async (wallet: string, txId: string) => {
    const options = program.opts<Options>();
    connect(options);
    const stores = operatorStores();
    const { fromId } = await found(stores, wallet, txId);
    await stores.workflow.start({ fromId, txId });
    if (options.json) json({ started: txId });
    else console.log(`started ${txId}`);
  });

program
  .command('treasury')
  .description('the wallet that money comes from')
  .command('open')
  .description(`makes the user "${TREASURY.login}" with wallet ${TREASURY.walletId}; its password is TREASURY_PASSWORD`)
  .option('--adopt', 'even if a user or a claim is there that no operator has made', false)
  .action(async ({ adopt }: { adopt: boolean }) => {
    const options = program.opts<Options>();
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

program.addCommand(eventsCommand(() => program.opts<Options>()));
program.addCommand(keysCommand(() => program.opts<Options>()));

async function found({ journal }: ReturnType<typeof operatorStores>, wallet: string, txId: string) {
  const transfer = await journal.get(wallet, txId);
  if (!transfer) throw new ConfigurationError([`wallet ${wallet} has no transfer ${txId}`]);
  return transfer;
}

// Whoever reads no further (`| head`) has closed the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await refuseTakenByNpm(program).parseAsync().catch(reportError);
