import { connect } from '../../../lib/cli/operator/connection.ts';
import {
  shardDatabaseVariable,
  shardEntriesVariable,
  shardTableVariable,
} from '../../../lib/cli/operator/local-stage.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import { documents, documentsAt } from '../../../lib/store/documents.ts';
import { type RunningStack, SHARDS } from './stack.ts';

/** The journal and the directory of a running stack. The caller destroys the client. */
export function orchestratorTables({ data }: RunningStack) {
  connect({ stage: 'local', data });
  return { documents: documents(), journal: named('JOURNAL_TABLE'), wallets: named('WALLETS_TABLE') };
}

/** The tables of the shard of a wallet, in its own database. The caller destroys the client. */
export function shardTables({ data }: RunningStack, walletId: string) {
  connect({ stage: 'local', data });
  const shard = shardOf(walletId, SHARDS);
  const database = documentsAt({ endpoint: named(shardDatabaseVariable(shard)) });
  return {
    documents: database,
    wallets: named(shardTableVariable(shard)),
    entries: named(shardEntriesVariable(shard)),
  };
}

function named(variable: string): string {
  return process.env[variable] ?? '';
}
