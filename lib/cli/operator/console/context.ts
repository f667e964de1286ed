import type { PublicKeySet } from '../../../auth/keys.ts';
import { currenciesIn } from '../../../config/currencies.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import { requiredShardAddresses } from '../../../config/shards.ts';
import { CloudWatch } from '../../../remote/cloudwatch.ts';
import { ParameterStore } from '../../../remote/parameter-store.ts';
import { sendJson } from '../../../remote/send.ts';
import { AuditStates } from '../../../store/audit-states.ts';
import { documents, documentsAt } from '../../../store/documents.ts';
import { UnfinishedTransfers } from '../../../store/journal/unfinished.ts';
import { Roots } from '../../../store/roots.ts';
import { ShardItems } from '../../../store/shard-items.ts';
import { StripedWallets } from '../../../store/striped-wallets.ts';
import type { Stage } from '../../../web/console/contract.ts';
import { connect, type OperatorOptions, operatorStores, receiptPublicKeys } from '../connection.ts';
import { iso } from '../iso-time.ts';
import type { KeySetName } from '../keys/parameters.ts';
import { StoredKeys } from '../keys/store.ts';
import { LocalSwitchboard, SWITCHBOARD } from '../local-stage.ts';
import { type Logging, loggingOf } from '../log/logging.ts';
import { type ShardPlace, shardPlaces } from '../shard-places.ts';
import { Audits } from './audits.ts';
import { BooksHistory, checkOf } from './books.ts';
import { Jobs } from './jobs.ts';
import type { KeysOfStage } from './keys.ts';
import { localMeasurements } from './local-measurements.ts';
import { type Measurements, NOTHING_MEASURED } from './measurements.ts';
import { StageState } from './overview.ts';
import { ShardLooks } from './shard-health.ts';
import { shared } from './shared.ts';
import { stageMeasurements } from './stage-measurements.ts';

/** The functions look for new keys as often. */
const ROOT_KEYS_MS = 30_000;

/** What the answers work with. */
export interface ConsoleContext {
  readonly stage: Stage;
  readonly stores: ReturnType<typeof operatorStores>;
  readonly unfinished: UnfinishedTransfers;
  /** The tables of the shards by number; undefined where the operator cannot read it. */
  readonly shardItems: readonly (ShardItems | undefined)[];
  /** The list of striped wallets. A new one reads it again. */
  readonly striped: () => StripedWallets;
  readonly jobs: Jobs;
  readonly looks: ShardLooks;
  readonly audits: Audits;
  /** What the audits found. */
  readonly books: BooksHistory;
  /** What the hourly audits have signed. */
  readonly roots: Roots;
  /** The keys that verify roots. */
  readonly rootKeys: () => Promise<PublicKeySet>;
  /** Where the hourly audits ended. */
  readonly auditStates: AuditStates;
  readonly state: StageState;
  readonly keys: KeysOfStage;
  readonly measurements: Measurements;
  /** Where what the pages change is logged. */
  readonly logging: Logging;
  /** Of a local stack. */
  readonly switchboard: LocalSwitchboard | undefined;
  /** ms since 1970 */
  readonly now: () => number;
}

/**
 * Connects to the stage as the other commands of the operators' program do.
 * @throws ConfigurationError
 */
export async function openContext(options: OperatorOptions, now = Date.now): Promise<ConsoleContext> {
  connect(options);
  // A page shows at once that a shard does not respond.
  const stores = operatorStores(sendJson);
  const env = readEnvironment({
    WALLETS_TABLE: required,
    JOURNAL_TABLE: required,
    ROOTS_TABLE: required,
    AWS_REGION: required,
  });
  const { WALLETS_TABLE, JOURNAL_TABLE, ROOTS_TABLE, AWS_REGION = '' } = env;
  const local = options.stage === 'local';
  const addresses = requiredShardAddresses();
  const parameters = new ParameterStore();
  const keysOf = (name: KeySetName) => new StoredKeys(parameters, { stage: options.stage, region: AWS_REGION }, name);
  const places = await shardPlaces(options.stage, AWS_REGION);
  const shardItems = places.map(itemsOf);
  const address = process.env[SWITCHBOARD];
  const switchboard = local && address !== undefined ? new LocalSwitchboard(address) : undefined;
  const command = commandFor(options);
  const jobs = new Jobs(now);
  const looks = new ShardLooks(stores.shards, addresses, now);
  const measurements = local
    ? switchboard && localMeasurements(switchboard)
    : stageMeasurements(options.stage, cloudWatches(AWS_REGION, places), now);
  const books = new BooksHistory();
  const audits = new Audits(operatorStores(), jobs, { looks, onResult: (result) => books.add(checkOf(result)), now });
  const looked = {
    stage: {
      stage: options.stage,
      local,
      ...(!local && { region: AWS_REGION }),
      shards: addresses.length,
      currencies: currenciesIn(process.env).list.map(({ code, ...more }) => ({ currency: code, ...more })),
      started_at: iso(now()),
      can: {
        break: switchboard !== undefined,
        rotate_keys: !local,
        read_wallet_items: shardItems.every((table) => table !== undefined),
      },
      command,
    },
    stores,
    unfinished: new UnfinishedTransfers(documents(), JOURNAL_TABLE, stores.directory),
    shardItems,
    striped: () => new StripedWallets(documents(), WALLETS_TABLE),
    jobs,
    looks,
    books,
    roots: new Roots(documents(), ROOTS_TABLE),
    rootKeys: shared(receiptPublicKeys(), ROOT_KEYS_MS, now),
    auditStates: new AuditStates(documents(), ROOTS_TABLE),
    audits,
    keys: { of: keysOf, changeable: !local, command, now },
    measurements: measurements ?? NOTHING_MEASURED,
    logging: loggingOf(options, now),
    switchboard,
    now,
  };
  return { ...looked, state: new StageState(looked) };
}

function itemsOf({ endpoint, region, wallets }: ShardPlace): ShardItems | undefined {
  if (endpoint === undefined && region === undefined) return undefined;
  return new ShardItems(documentsAt({ endpoint, region }), wallets);
}

function cloudWatches(orchestrator: string, places: readonly ShardPlace[]) {
  return {
    orchestrator: new CloudWatch(orchestrator),
    shards: places.map(({ region }) => new CloudWatch(region ?? orchestrator)),
  };
}

function commandFor({ stage, data }: OperatorOptions): string {
  const flags = [...(stage === 'local' ? [] : ['--stage', stage]), ...(data === '.mib' ? [] : ['--data', data])];
  return ['npm run operator --', ...flags].join(' ');
}
