import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import { shardDocument } from '../../../lib/api/shard-service.ts';
import { generateSigningKeys, type PrivateKeySet, publicKeySet } from '../../../lib/auth/keys.ts';
import { signServiceToken, signUserToken } from '../../../lib/auth/tokens.ts';
import { createTreasuryAccount, createTreasuryWallet } from '../../../lib/cli/operator/treasury/create.ts';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import type { WebhookSubscription } from '../../../lib/domain/webhook-subscription.ts';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { type BusEvent, eventBus } from '../../../lib/local/aws/event-bus.ts';
import { Json } from '../../../lib/local/aws/json.ts';
import { parameterStore, writtenParameters } from '../../../lib/local/aws/parameter-store.ts';
import { dynamodbIntegration } from '../../../lib/local/aws/step-functions/dynamodb-integration.ts';
import { stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import { storedIn } from '../../../lib/local/aws/stored-files.ts';
import type { LocalQueue } from '../../../lib/local/queues/local-queue.ts';
import { queueService } from '../../../lib/local/queues/queue-service.ts';
import { openQueues } from '../../../lib/local/queues/queues.ts';
import { TableStreams } from '../../../lib/local/streams/table-streams.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Users } from '../../../lib/store/users.ts';
import { type Listening, listening } from '../environment/listening.ts';
import { databaseEndpoint, services } from '../environment/services.ts';
import { type FreshTables, memoryTables } from '../environment/tables.ts';
import { httpApi } from '../steps/api.ts';
import { describedBy } from '../steps/as-described.ts';
import type { WorldWithShards } from '../steps/world.ts';
import { type Handler, loadFunctions, useDatabase } from './functions.ts';
import { type Gateway, gateway, listen } from './gateway.ts';

/** The whole system in this process, on tables of its own. */
export interface InProcessWorld extends WorldWithShards {
  /** The orchestrator's API as it goes over a network. */
  readonly gateway: Gateway;
  readonly tables: FreshTables;
  /** They sign users' tokens, and the tokens for shards. */
  readonly keys: { readonly users: PrivateKeySet; readonly services: PrivateKeySet };
  /** What is on the bus, in the order in which it came. */
  readonly events: readonly BusEvent[];
  /** By their names. No function is called with what is in them: a test does that. */
  readonly queues: ReadonlyMap<string, LocalQueue>;
  /** Sets the subscriptions to events, of which there are none at first. */
  setSubscriptions(subscriptions: readonly WebhookSubscription[]): void;
  /** A token as a login gives it, for a user who need not exist. */
  userToken(userId: string): Promise<string>;
  /** The same system, asked from another address. */
  from(sourceIp: string): WorldWithShards;
  /** Calls a function of the orchestrator by its key, as a schedule does. */
  invoke(key: string, event: Json): Promise<Json>;
  /** What a program of an operator finds in its environment to work on this system. */
  operatorEnvironment(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** Nobody needs to wait here. */
const RETRIES = { pause: () => delay(1), random: () => 0, say: () => undefined };

/** Nothing answers there. */
export const NOWHERE = 'http://127.0.0.1:1';

/** Runs between the caller of a function and the function. The event is what the function is called with. */
export type Around = (functionName: string, event: unknown, run: () => Promise<unknown>) => Promise<unknown>;

/** How a world differs from the usual one. */
export interface WorldOptions {
  /** What cannot be reached. */
  readonly without?: 'database' | 'shards' | 'step functions';
  /** Variables for the orchestrator's functions, over those that its serverless file declares. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly around?: Around;
  /** Tables that exist already, and the endpoint at which functions and state machines reach them over HTTP. */
  readonly database?: { readonly tables: FreshTables; readonly endpoint: string };
}

/**
 * Starts the orchestrator and its shards from the modules of their functions. Shards listen on HTTP. Step Functions, EventBridge
 * and SSM are those of `npm start`. State machines retry without waiting. Only one world at a time can run in a test file, because
 * functions find theirs in the environment.
 */
export async function startInProcess(options: WorldOptions = {}): Promise<InProcessWorld> {
  const { without, database, environment = {}, around = (_functionName, _event, run) => run() } = options;
  const [tables, users, ofServices] = await Promise.all([
    database?.tables ?? memoryTables(),
    generateSigningKeys(),
    generateSigningKeys(),
  ]);
  const keys = { users, services: ofServices };
  const { orchestrator, shards } = tables.renamed(services());
  const databaseUri = { DATABASE_URI: without === 'database' ? NOWHERE : (database?.endpoint ?? databaseEndpoint()) };
  useDatabase(database || without === 'database' ? undefined : tables.documents);
  const running: Listening[] = [];

  const addresses: Record<string, string> = {};
  for (const [n, { functions }] of shards.entries()) {
    const shard = await listen(gateway(functions, through(around, await loadFunctions(functions, databaseUri))));
    running.push(shard);
    addresses[`SHARD_ADDRESS_${n}`] = without === 'shards' ? NOWHERE : shard.url;
  }
  const { functions } = orchestrator;
  const loaded = await loadFunctions(functions, { ...databaseUri, ...addresses, ...environment });
  const handlers = through(around, loaded);

  const events: BusEvent[] = [];
  const tasks = {
    invoke: (name: string, payload: Json) => invoke(handlers, name, payload),
    dynamodb: database ? dynamodbIntegration(database.endpoint) : tables.integration,
    retryDelayMs: 0,
    validated: true,
  };
  const streams = new TableStreams(orchestrator.streams, {
    intents: await storedIn(undefined),
    tasks,
    retries: RETRIES,
  });
  const written = await writtenParameters(await storedIn(undefined));
  const inMemory = () => storedIn(undefined);
  const queues = await openQueues({ ...orchestrator, queueMappings: [] }, inMemory, tasks.invoke, RETRIES);
  const cloud = await listening(
    awsJsonServer({
      ...stepFunctions(orchestrator.stateMachines, { ...tasks, dynamodb: streams.dynamodb }).operations,
      ...eventBus(async (event) => {
        events.push(event);
      }),
      // A message that is hidden keeps no process alive.
      ...queueService(queues.byName, (ms) => delay(ms, undefined, { ref: false })),
      ...parameterStore(
        {
          '/mib/local/user-signing-keys': JSON.stringify(keys.users),
          '/mib/local/user-public-keys': JSON.stringify(publicKeySet(keys.users)),
          '/mib/local/service-signing-keys': JSON.stringify(keys.services),
          '/mib-shard-0/local/public-keys': JSON.stringify(publicKeySet(keys.services)),
          '/mib-shard-1/local/public-keys': JSON.stringify(publicKeySet(keys.services)),
        },
        written,
      ),
    }),
  );
  running.push(cloud);
  process.env.AWS_ENDPOINT_URL_SQS = cloud.url;
  process.env.AWS_ENDPOINT_URL_SSM = cloud.url;
  process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = cloud.url;
  process.env.AWS_ENDPOINT_URL_SFN = without === 'step functions' ? NOWHERE : cloud.url;

  const raw = gateway(functions, handlers);
  const described = describedBy(orchestratorDocument());
  const shardDescribed = describedBy(shardDocument());
  const api = (sourceIp?: string) => described(gateway(functions, handlers, sourceIp));
  const world: InProcessWorld = {
    api: api(),
    gateway: raw,
    from: (sourceIp) => ({ ...world, api: api(sourceIp) }),
    shards: running.slice(0, shards.length).map(({ url }) => shardDescribed(httpApi(url))),
    shardCount: shards.length,
    askEveryMs: 10,
    treasury: await openTreasury(tables),
    tables,
    keys,
    events,
    queues: queues.byName,
    setSubscriptions(subscriptions) {
      written.values.set('/mib/local/webhooks', { value: JSON.stringify({ subscriptions }), version: 1 });
    },
    serviceToken: (shard, grant) => signServiceToken(keys.services, shard, grant, Date.now()),
    userToken: (userId) => signUserToken(keys.users, userId, Date.now()),
    invoke: (key, event) => invoke(handlers, functions.find((one) => one.key === key)?.name ?? key, event),
    operatorEnvironment: async () => ({
      DATABASE_URI: await tables.endpoint(),
      ...addresses,
      ...environmentOf(functions),
      AWS_ENDPOINT_URL_SQS: cloud.url,
      AWS_ENDPOINT_URL_SSM: cloud.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: cloud.url,
      AWS_ENDPOINT_URL_SFN: cloud.url,
    }),
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
      tables.close();
    },
  };
  return world;
}

function through(around: Around, handlers: ReadonlyMap<string, Handler>): ReadonlyMap<string, Handler> {
  const wrapped = [...handlers].map(([name, handler]): [string, Handler] => [
    name,
    (event, context) => around(name, event, () => handler(event, context)),
  ]);
  return new Map(wrapped);
}

/** What the functions are given, all together: no two mean different things by one name. */
function environmentOf(functions: readonly ServiceFunction[]): Record<string, string> {
  return Object.assign({}, ...functions.map(({ environment }) => environment));
}

/** Calls a function as Lambda does: nothing but JSON goes in and comes out. */
async function invoke(handlers: ReadonlyMap<string, Handler>, arn: string, payload: Json): Promise<Json> {
  const handler = handlers.get(arn.split(':').at(-1) ?? arn);
  if (!handler) throw new Error(`function ${arn} is not loaded`);
  return Json.parse(JSON.parse(JSON.stringify(await handler(payload, {}))));
}

async function openTreasury({
  documents,
  users,
  wallets,
  shardWallets,
}: FreshTables): Promise<InProcessWorld['treasury']> {
  const password = `password-${randomUUID()}`;
  await createTreasuryAccount(
    { users: new Users(documents, users), directory: new Directory(documents, wallets) },
    { userId: 'treasury', password, passwordCost: 4, now: Date.now() },
  );
  await createTreasuryWallet({ shardWallets: new ShardWallets(documents, shardWallets[0]) });
  return { login: TREASURY.login, password, walletId: TREASURY.walletId };
}
