import { signServiceToken } from '../../../lib/auth/tokens.ts';
import type { SendJson } from '../../../lib/remote/send.ts';
import { Shards } from '../../../lib/remote/shards.ts';
import { AuditStates } from '../../../lib/store/audit-states.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Roots } from '../../../lib/store/roots.ts';
import { shardInDirectory } from '../../../lib/store/shard-in-directory.ts';
import type { ContinuedStores } from '../../../lib/usecases/continue-audit.ts';
import type { InProcessWorld } from './in-process-world.ts';

/** What the hourly audit of a world works with. */
export async function auditStores(
  world: InProcessWorld,
  send?: SendJson,
): Promise<ContinuedStores & { shards: Shards; journal: Journal; roots: Roots }> {
  const { documents, journal, roots, wallets } = world.tables;
  const { SHARD_ADDRESS_0 = '', SHARD_ADDRESS_1 = '' } = await world.operatorEnvironment();
  return {
    journal: new Journal(documents, journal),
    directory: new Directory(documents, wallets),
    shards: new Shards(
      [SHARD_ADDRESS_0, SHARD_ADDRESS_1],
      (shard, grant, now) => signServiceToken(world.keys.services, shard, grant, now),
      shardInDirectory(documents, wallets),
      send,
    ),
    states: new AuditStates(documents, roots),
    roots: new Roots(documents, roots),
    signer: { keys: { get: async () => world.keys.receipts }, issuer: 'mib-local' },
  };
}
