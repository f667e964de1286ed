import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { newAddressKey } from '../../../lib/auth/address-hash.ts';
import { generateSigningKeys, type PrivateKeySet, publicKeySet } from '../../../lib/auth/keys.ts';
import { LONGEST_USER_TOKEN_SECONDS, signServiceToken, signUserToken } from '../../../lib/auth/tokens.ts';
import {
  shardDatabaseVariable,
  shardEntriesVariable,
  shardTableVariable,
} from '../../../lib/cli/operator/local-stage.ts';
import { createTreasuryAccount, createTreasuryWallet } from '../../../lib/cli/operator/treasury/create.ts';
import { addTreasuryWallets } from '../../../lib/cli/operator/treasury/currencies.ts';
import { StageSettings, stageSettingsParameter } from '../../../lib/domain/stage-settings.ts';
import { TREASURY } from '../../../lib/domain/treasury.ts';
import { listedOf, type WebhookSubscription } from '../../../lib/domain/webhook-subscription.ts';
import { awsJsonServer } from '../../../lib/local/aws/aws-json.ts';
import { type BusEvent, eventBus } from '../../../lib/local/aws/event-bus.ts';
import { Json } from '../../../lib/local/aws/json.ts';
import { parameterStore, writtenParameters } from '../../../lib/local/aws/parameter-store.ts';
import { dynamodbIntegration } from '../../../lib/local/aws/step-functions/dynamodb-integration.ts';
import { stepFunctions } from '../../../lib/local/aws/step-functions/step-functions.ts';
import type { Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';
import type { LocalQueue } from '../../../lib/local/queues/local-queue.ts';
import { queueService } from '../../../lib/local/queues/queue-service.ts';
import { openQueues } from '../../../lib/local/queues/queues.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { Users } from '../../../lib/store/users.ts';
import { type Listening, listening } from '../environment/listening.ts';
import { databaseEndpoint, services } from '../environment/services.ts';
import { type FreshTables, memoryTables } from '../environment/tables.ts';
import { memoryValues } from '../memory-values.ts';
import { MORE_CURRENCIES } from '../plain-currency.ts';
import { httpApi } from '../steps/api.ts';
import { describedOrchestrator, describedShard } from '../steps/described-apis.ts';
import type { WorldWithShards } from '../steps/world.ts';
import { RETRIES, runStreamFunctions } from '../stream-functions.ts';
import { type Handler, loadFunctions, useDatabase } from './functions.ts';
import { type Gateway, gateway, listen } from './gateway.ts';

/** The whole system in this process, on tables of its own. */
export interface InProcessWorld extends WorldWithShards {
  /** The orchestrator's API, with responses as they are on the network. */
  readonly gateway: Gateway;
  readonly tables: FreshTables;
  /** They sign users' tokens, the tokens for shards, and receipts. */
  readonly keys: Readonly<Record<'users' | 'services' | 'receipts', PrivateKeySet>>;
  /** The events on the bus, in the order of arrival. */
  readonly events: readonly BusEvent[];
  /** The queues by their names. Only a test passes their messages to a function. */
  readonly queues: ReadonlyMap<string, LocalQueue>;
  /** Resolves when the functions that read streams of tables have taken every change so far. */
  streamed(): Promise<void>;
  /** Sets the subscriptions to events. A world starts without any. */
  setSubscriptions(subscriptions: readonly WebhookSubscription[]): void;
  /** Deploys these settings to a stage for the commands of operators, over those of the local stage. */
  setStageSettings(stage: string, settings?: Partial<StageSettings>): void;
  /** A token like that of a login. The user need not exist. */
  userToken(userId: string): Promise<string>;
  /** The same system for a client with another address. */
  from(sourceIp: string): WorldWithShards;
  /** Invokes a function of the orchestrator by its key, as a schedule does. */
  invoke(key: string, event: Json): Promise<Json>;
  /** The environment variables of an operator's program for this system. */
  operatorEnvironment(): Promise<Readonly<Record<string, string>>>;
  stop(): Promise<void>;
}

/** An endpoint without a server. */
export const NOWHERE = 'http://127.0.0.1:1';

/** The stage's key for hashes of addresses. */
export const ADDRESS_KEY = newAddressKey();

/** Runs before each call of a function, with the function's event. */
export type Around = (functionName: string, event: unknown, run: () => Promise<unknown>) => Promise<unknown>;

/** How a world differs from the default one. */
export interface WorldOptions {
  /** The part of the system that is unavailable. */
  readonly without?: 'database' | 'shards' | 'step functions';
  /**
   * Variables for the orchestrator's functions. They override those that its serverless file
   * declares.
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** The stage has EUR and POINTS beside no currency, and treasuries for both. */
  readonly currencies?: boolean;
  readonly around?: Around;
  /** State machines wait so long before every retry; by default they do not wait. */
  readonly retryDelayMs?: number;
  /** Told what each run of a state machine does. */
  readonly trace?: Tasks['trace'];
  /** Existing tables, and their HTTP endpoint for functions and state machines. */
  readonly database?: { readonly tables: FreshTables; readonly endpoint: string };
}

/**
 * Starts the orchestrator and its shards from the modules of their functions. Shards listen on
 * HTTP. Step Functions, EventBridge and SSM are those of `npm start`. State machines retry without
 * waiting, unless told. A test file can run only one world at a time, because functions find it by environment
 * variables.
 */
export async function startInProcess(options: WorldOptions = {}): Promise<InProcessWorld> {
  const {
    without,
    database,
    environment = {},
    currencies = false,
    trace,
    retryDelayMs = 0,
    around = (_functionName, _event, run) => run(),
  } = options;
  const [tables, users, ofServices, receipts] = await Promise.all([
    database?.tables ?? memoryTables(),
    generateSigningKeys(),
    generateSigningKeys(),
    generateSigningKeys(),
  ]);
  const keys = { users, services: ofServices, receipts };
  const { orchestrator, shards } = tables.renamed(services());
  const databaseUri = { DATABASE_URI: without === 'database' ? NOWHERE : (database?.endpoint ?? databaseEndpoint()) };
  useDatabase(database || without === 'database' ? undefined : tables.documents);
  const running: Listening[] = [];

  // A client of Step Functions asks at its creation whether it has an endpoint of its own.
  process.env.AWS_ENDPOINT_URL_SFN = NOWHERE;
  const addresses: Record<string, string> = {};
  const ofShards = new Map<string, Handler>();
  for (const [n, { functions }] of shards.entries()) {
    const handlers = through(around, await loadFunctions(functions, databaseUri));
    for (const [name, handler] of handlers) ofShards.set(name, handler);
    const shard = await listen(gateway(functions, handlers));
    running.push(shard);
    addresses[`SHARD_ADDRESS_${n}`] = without === 'shards' ? NOWHERE : shard.url;
  }
  const { functions } = orchestrator;
  const loaded = await loadFunctions(functions, {
    ...databaseUri,
    ...addresses,
    ...(currencies && MORE_CURRENCIES),
    ...environment,
  });
  const handlers = through(around, loaded);

  const events: BusEvent[] = [];
  const tasks = {
    invoke: (name: string, payload: Json) => invoke(handlers, name, payload),
    dynamodb: database ? dynamodbIntegration(database.endpoint) : tables.integration,
    retryDelayMs,
    ...(trace && { trace }),
  };
  const values = await memoryValues();
  const all = new Map([...handlers, ...ofShards]);
  const mappings = [orchestrator, ...shards].flatMap((service) => service.streams);
  const streams = await runStreamFunctions(tables, mappings, (name, payload) => invoke(all, name, payload));
  const written = await writtenParameters(values('parameters'));
  written.values.set('/mib/local/webhooks-listed', { value: '{"subscriptions":[]}', version: 1 });
  const queues = await openQueues({ ...orchestrator, queueMappings: [] }, values, tasks.invoke, RETRIES);
  const cloud = await listening(
    awsJsonServer({
      ...stepFunctions(orchestrator.stateMachines, tasks).operations,
      ...eventBus(
        async (event) => {
          events.push(event);
        },
        ['rule-of-a-subscriber'],
      ),
      // A hidden message does not keep the process alive.
      ...queueService(queues.byName, (ms) => delay(ms, undefined, { ref: false })),
      ...parameterStore(
        {
          ...orchestrator.parameters,
          '/mib/local/user-signing-keys': JSON.stringify(keys.users),
          '/mib/local/user-public-keys': JSON.stringify(publicKeySet(keys.users)),
          '/mib/local/service-signing-keys': JSON.stringify(keys.services),
          '/mib/local/receipt-signing-keys': JSON.stringify(keys.receipts),
          '/mib/local/receipt-public-keys': JSON.stringify(publicKeySet(keys.receipts)),
          '/mib/local/address-key': ADDRESS_KEY,
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
  const api = (sourceIp?: string) => describedOrchestrator(gateway(functions, handlers, sourceIp));
  const world: InProcessWorld = {
    api: api(),
    gateway: raw,
    from: (sourceIp) => ({ ...world, api: api(sourceIp) }),
    shards: running.slice(0, shards.length).map(({ url }) => describedShard(httpApi(url))),
    shardCount: shards.length,
    askEveryMs: 10,
    treasury: await openTreasury(tables, currencies ? ['EUR', 'POINTS'] : []),
    tables,
    keys,
    events,
    queues: queues.byName,
    setSubscriptions(subscriptions) {
      written.values.set('/mib/local/webhooks', { value: JSON.stringify({ subscriptions }), version: 1 });
      written.values.set('/mib/local/webhooks-listed', { value: JSON.stringify(listedOf(subscriptions)), version: 1 });
    },
    setStageSettings(stage, settings) {
      const local: unknown = JSON.parse(orchestrator.parameters[stageSettingsParameter('local')] ?? '');
      const value = JSON.stringify({ ...StageSettings.parse(local), ...settings }, (_, member: unknown) =>
        typeof member === 'bigint' ? member.toString() : member,
      );
      written.values.set(stageSettingsParameter(stage), { value, version: 1 });
    },
    serviceToken: (shard, grant) => signServiceToken(keys.services, shard, grant, Date.now()),
    userToken: (userId) => signUserToken(keys.users, { userId, generation: 0 }, LONGEST_USER_TOKEN_SECONDS, Date.now()),
    invoke: (key, event) => invoke(handlers, functions.find((one) => one.key === key)?.name ?? key, event),
    operatorEnvironment: async () => ({
      DATABASE_URI: await tables.endpoint(),
      ...addresses,
      ...environmentOf(functions),
      OPERATOR_LOG_TABLE: tables.operatorLog,
      APPROVALS_TABLE: tables.approvals,
      ISSUING_TABLE: tables.issuing,
      ...(await shardTables(tables)),
      AWS_ENDPOINT_URL_SQS: cloud.url,
      AWS_ENDPOINT_URL_SSM: cloud.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: cloud.url,
      AWS_ENDPOINT_URL_SFN: cloud.url,
    }),
    streamed: () => streams.idle(),
    async stop() {
      await streams.stop();
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

/** Where an operator's program finds the tables of the shards. */
async function shardTables(tables: FreshTables): Promise<Record<string, string>> {
  const endpoint = await tables.endpoint();
  const ofShard = (wallets: string, shard: number) => [
    [shardTableVariable(shard), wallets],
    [shardEntriesVariable(shard), tables.shardEntries[shard] ?? ''],
    [shardDatabaseVariable(shard), endpoint],
  ];
  return Object.fromEntries(tables.shardWallets.flatMap(ofShard));
}

/** The environments of all functions in one: no two of them use one name for different values. */
function environmentOf(functions: readonly ServiceFunction[]): Record<string, string> {
  return Object.assign({}, ...functions.map(({ environment }) => environment));
}

/** Invokes a function as Lambda does: only JSON goes in and out. */
async function invoke(handlers: ReadonlyMap<string, Handler>, arn: string, payload: Json): Promise<Json> {
  const handler = handlers.get(arn.split(':').at(-1) ?? arn);
  if (!handler) throw new Error(`function ${arn} is not loaded`);
  return Json.parse(JSON.parse(JSON.stringify(await handler(payload, {}))));
}

async function openTreasury(
  { documents, users, wallets, sessions, revocations, shardWallets }: FreshTables,
  codes: readonly string[],
): Promise<InProcessWorld['treasury']> {
  const password = `password-${randomUUID()}`;
  const stores = {
    users: new Users(documents, users),
    directory: new Directory(documents, wallets),
    sessions: new Sessions(documents, sessions),
    revocations: new Revocations(documents, revocations),
  };
  await createTreasuryAccount(stores, { userId: 'treasury', password, passwordCost: 4, now: Date.now() });
  const onShards = shardWallets.map((table) => new ShardWallets(documents, table));
  const [first] = onShards;
  if (first) await createTreasuryWallet({ shardWallets: first });
  await addTreasuryWallets(stores, onShards, codes, undefined, Date.now());
  return { login: TREASURY.login, password, walletId: TREASURY.walletId };
}
