import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { Directory } from '../../store/directory.ts';
import { documentsAt } from '../../store/documents.ts';
import { Revocations } from '../../store/revocations.ts';
import { Sessions } from '../../store/sessions.ts';
import { ShardWallets } from '../../store/shard-wallets.ts';
import { Users } from '../../store/users.ts';
import { createTreasuryAccount, createTreasuryWallet, treasuryProblems } from '../operator/treasury/create.ts';
import { addTreasuryWallets } from '../operator/treasury/currencies.ts';
import { growthsOf, type Layout } from './layout.ts';
import { treasuryPasswordParameter } from './parameters.ts';
import { exists } from './tables.ts';

/**
 * Checks, before anything is deployed, that operators have made the treasury of the stage.
 * @throws ConfigurationError if its user or its claim was made otherwise
 */
export async function assertOwnTreasury({ stage, region }: Layout): Promise<void> {
  const tables = [`mib-${stage}-users`, `mib-${stage}-wallets`];
  for (const table of tables) if (!(await exists({ table, region }))) return;
  const problems = await treasuryProblems(accountStores(stage, region));
  if (problems.length > 0) throw new ConfigurationError([...problems, 'to take it over, use --adopt-treasury']);
}

/** The treasury to create. `codes`: the stage's currencies. */
export interface StageTreasury {
  /** Whether the treasury may log in over the public API. */
  readonly faucet: boolean;
  readonly given: string | undefined;
  readonly adopt: boolean;
  readonly codes: readonly string[];
}

/**
 * Creates the treasury of a stage, with a wallet for each of its currencies. On a stage with a faucet its
 * password is `given`, or the stored one, or a new one; it is stored as a SecureString. On any other stage
 * nobody can log in as the treasury: a password of an earlier version is taken away, and its sessions end.
 * @throws ConfigurationError if no operator has made an existing part of it and `adopt` is not set
 */
export async function createTreasury(
  { stage, region, shards }: Layout,
  { faucet, given, adopt, codes }: StageTreasury,
): Promise<void> {
  const place = { name: treasuryPasswordParameter(stage), region };
  const parameters = new ParameterStore();
  const now = Date.now();
  const stores = accountStores(stage, region);
  const account = { userId: ulid(now), passwordCost: 10, now, adopt };
  if (faucet) {
    const stored = (await parameters.read(place))?.value;
    const password = given ?? stored ?? randomBytes(24).toString('base64url');
    if (password !== stored) await parameters.write(place, password, 'secret');
    await createTreasuryAccount(stores, { ...account, password });
  } else {
    await createTreasuryAccount(stores, account);
    await parameters.remove(place);
  }
  const onShards = shards.map(
    (at, n) => new ShardWallets(documentsAt({ region: at }), `mib-shard-${n}-${stage}-wallets`),
  );
  const [first] = onShards;
  if (first) await createTreasuryWallet({ shardWallets: first }, { adopt });
  await addTreasuryWallets(stores, onShards, codes, await growthsOf({ stage, region }).get(), now);
}

function accountStores(stage: string, region: string) {
  const db = documentsAt({ region });
  return {
    users: new Users(db, `mib-${stage}-users`),
    directory: new Directory(db, `mib-${stage}-wallets`),
    sessions: new Sessions(db, `mib-${stage}-sessions`),
    revocations: new Revocations(db, `mib-${stage}-revocations`),
  };
}
