import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { numberOf } from '../../domain/number-of.ts';
import { documents, documentsAt } from '../../store/documents.ts';
import { EntryItems } from '../../store/entry-items.ts';
import { Roots } from '../../store/roots.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { verifiedRoots } from '../../usecases/kept-roots.ts';
import { type ShardTables, type StatementReport, verifyStatements } from '../../usecases/verify-statements.ts';
import { connect, type OperatorOptions, receiptPublicKeys } from './connection.ts';
import { reading } from './log/declared.ts';
import { json } from './print.ts';
import { shardOfWallet } from './shard-of-wallet.ts';
import { type ShardPlace, shardPlaces } from './shard-places.ts';
import { walletArgument } from './wallet-argument.ts';

/**
 * `verify`: recomputes the statements from the tables.
 * @param options the program's global options
 */
export function verifyCommand(options: () => OperatorOptions): Command {
  const command = new Command('verify')
    .description(
      'Recomputes the statement of every wallet from the tables, and compares it with the wallet and with the kept roots. Exits with 1 if an entry or a balance was changed by hand.',
    )
    .option('--wallet <wallet>', 'verify one wallet, and with every root', walletArgument('--wallet'));
  return reading(command, async ({ wallet }: { wallet?: string }) => {
    connect(options());
    const report = await verify(options().stage, wallet);
    if (options().json) json(report);
    else for (const line of linesOf(report)) console.log(line);
    process.exitCode = report.verified ? 0 : 1;
  });
}

async function verify(stage: string, walletId: string | undefined): Promise<StatementReport> {
  const env = readEnvironment({ ROOTS_TABLE: required, AWS_REGION: required });
  const keys = await receiptPublicKeys()();
  const shards = (await shardPlaces(stage, env.AWS_REGION)).map(tablesOf);
  const roots = new Roots(documents(), env.ROOTS_TABLE);
  const { kept, findings } = await verifiedRoots(roots.since(0), keys, Date.now());
  const only = walletId === undefined ? undefined : { walletId, shard: await shardOfWallet(walletId, shards.length) };
  const report = await verifyStatements({ shards, kept, roots }, only);
  const all = [...findings, ...report.findings];
  // A wallet that was removed by hand is among the findings, by the roots that have it.
  if (only && report.wallets === 0 && all.length === 0)
    throw new ConfigurationError([`no shard has wallet ${only.walletId}`]);
  return { ...report, verified: all.length === 0, findings: all };
}

function tablesOf(place: ShardPlace): ShardTables {
  return {
    wallets: new ShardWallets(documentsAt(place), place.wallets),
    entries: new EntryItems(place, place.entries),
  };
}

function linesOf({ verified, wallets, entries, withoutStatement, roots, findings }: StatementReport): string[] {
  return [
    verified ? 'every statement is as it was posted' : 'THE TABLES WERE CHANGED BY HAND',
    `  ${numberOf(wallets, 'wallet')}, ${numberOf(entries, 'entry', 'entries')}, ${numberOf(withoutStatement, 'wallet')} whose statement is not open`,
    roots.length > 0 ? `  compared with the roots of ${roots.join(', ')}` : '  no root was kept in the last two days',
    ...findings.map(({ kind, walletId, seq, detail }) => {
      const where = [walletId && `wallet ${walletId}`, seq !== undefined && `entry ${seq}`].filter(Boolean).join(', ');
      return `  ${kind.padEnd(8)} ${where ? `${where}: ` : ''}${detail}`;
    }),
  ];
}
