import { Command } from 'commander';
import { readEnvironment, required } from '../../config/environment.ts';
import { requiredShardAddresses } from '../../config/shards.ts';
import { shardOf, WalletIdDigits } from '../../domain/wallet-id.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { documents, documentsAt } from '../../store/documents.ts';
import { EntryItems } from '../../store/entry-items.ts';
import { Roots } from '../../store/roots.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { verifiedRoots } from '../../usecases/kept-roots.ts';
import { type ShardTables, type StatementReport, verifyStatements } from '../../usecases/verify-statements.ts';
import { connect, type OperatorOptions, receiptPublicKeys } from './connection.ts';
import { StoredKeys } from './keys/store.ts';
import { shardDatabaseVariable, shardEntriesVariable, shardTableVariable } from './local-stage.ts';
import { json } from './print.ts';

/**
 * `verify`: recomputes the statements from the tables.
 * @param options the program's global options
 */
export function verifyCommand(options: () => OperatorOptions): Command {
  return new Command('verify')
    .description(
      'Recomputes the statement of every wallet from the tables, and compares it with the wallet and with the kept roots. Exits with 1 if an entry or a balance was changed by hand.',
    )
    .option('--wallet <wallet>', 'verify one wallet, and with every root', (text) => WalletIdDigits.parse(text))
    .action(async ({ wallet }: { wallet?: string }) => {
      connect(options());
      const report = await verify(options().stage, wallet);
      if (options().json) json(report);
      else for (const line of linesOf(report)) console.log(line);
      process.exitCode = report.verified ? 0 : 1;
    });
}

async function verify(stage: string, walletId: string | undefined): Promise<StatementReport> {
  const env = readEnvironment({ ROOTS_TABLE: required, AWS_REGION: required });
  const parameters = new ParameterStore();
  const keys = await receiptPublicKeys()();
  const count = requiredShardAddresses().length;
  const services = new StoredKeys(parameters, { stage, region: env.AWS_REGION }, 'services');
  const regions = stage === 'local' ? [] : ((await services.find())?.set.shard_regions ?? []);
  const shards = Array.from({ length: count }, (_, shard) => tablesOf(shard, stage, regions[shard]));
  const roots = new Roots(documents(), env.ROOTS_TABLE);
  const { kept, findings } = await verifiedRoots(roots.since(0), keys, Date.now());
  const only = walletId === undefined ? undefined : { walletId, shard: shardOf(walletId, count) };
  const report = await verifyStatements({ shards, kept, roots }, only);
  return { ...report, verified: report.verified && findings.length === 0, findings: [...findings, ...report.findings] };
}

/** The tables of a shard: as the environment of a local stack names them, or by the names of a stage. */
function tablesOf(shard: number, stage: string, region: string | undefined): ShardTables {
  const place = { endpoint: process.env[shardDatabaseVariable(shard)], region };
  const name = `mib-shard-${shard}-${stage}`;
  const wallets = process.env[shardTableVariable(shard)] ?? `${name}-wallets`;
  const entries = process.env[shardEntriesVariable(shard)] ?? `${name}-entries`;
  return {
    wallets: new ShardWallets(documentsAt(place), wallets),
    entries: new EntryItems(place, entries),
  };
}

function linesOf({ verified, wallets, entries, withoutStatement, roots, findings }: StatementReport): string[] {
  return [
    verified ? 'every statement is as it was posted' : 'THE TABLES WERE CHANGED BY HAND',
    `  ${wallets} wallets, ${entries} entries, ${withoutStatement} wallets whose statement is not open`,
    roots.length > 0 ? `  compared with the roots of ${roots.join(', ')}` : '  no root was kept in the last two days',
    ...findings.map(({ kind, walletId, seq, detail }) => {
      const where = [walletId && `wallet ${walletId}`, seq !== undefined && `entry ${seq}`].filter(Boolean).join(', ');
      return `  ${kind.padEnd(8)} ${where ? `${where}: ` : ''}${detail}`;
    }),
  ];
}
