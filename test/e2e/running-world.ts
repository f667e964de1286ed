import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { orchestratorDocument } from '../../lib/api/orchestrator.ts';
import { shardDocument } from '../../lib/api/shard-service.ts';
import { signServiceToken } from '../../lib/auth/tokens.ts';
import { shardAddresses } from '../../lib/config/addresses.ts';
import { TREASURY } from '../../lib/domain/treasury.ts';
import { type Stack, startStack } from '../../lib/local/stack.ts';
import { serviceSigningKeys } from '../support/environment/signing-keys.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../support/environment/webhook-receiver.ts';
import { MORE_CURRENCIES } from '../support/plain-currency.ts';
import { httpApi } from '../support/steps/api.ts';
import { asDescribed } from '../support/steps/as-described.ts';
import type { World, WorldWithShards } from '../support/steps/world.ts';
import { Secrets } from './secrets.ts';

/**
 * The tests run against a deployment elsewhere. Only the addresses in the environment are known of
 * it.
 */
export const IS_REMOTE = process.env.MIB_URL !== undefined;

/** The shards of a deployment elsewhere, if SHARD_ADDRESS_0, SHARD_ADDRESS_1, … name them. */
export const REMOTE_SHARDS = shardAddresses(process.env);

export interface RunningWorld {
  /** The URL of the orchestrator. */
  readonly url: string;
  readonly world: World & Pick<WorldWithShards, 'shards'>;
  /** Undefined for a deployment elsewhere. */
  readonly local?: LocalWorld;
  stop(): Promise<void>;
}

/** A stack on this machine, and what only its owner can see. */
export interface LocalWorld {
  readonly stack: Stack;
  /** Of the stack's webhook. */
  readonly receiver: WebhookReceiver;
  /**
   * The world with a signer of the orchestrator's tokens. Elsewhere the orchestrator alone can
   * sign.
   */
  readonly world: WorldWithShards;
  /** Every password and token in a request or response. */
  readonly secrets: ReadonlySet<string>;
  /** Every line of the processes' output. */
  readonly logLines: readonly string[];
}

/**
 * The deployment at MIB_URL (with TREASURY_PASSWORD and any addresses of shards), or else a new
 * stack.
 */
export async function runningWorld(): Promise<RunningWorld> {
  return IS_REMOTE ? remoteWorld() : localWorld();
}

const orchestratorAt = (url: string) => asDescribed(httpApi(url), orchestratorDocument());
const shardAt = (url: string) => asDescribed(httpApi(url), shardDocument());

const Remote = z.object({
  MIB_URL: z.url().transform((url) => url.replace(/\/+$/, '')),
  TREASURY_PASSWORD: z.string().min(1),
});

function remoteWorld(): RunningWorld {
  const { MIB_URL, TREASURY_PASSWORD } = Remote.parse(process.env);
  const world = {
    api: orchestratorAt(MIB_URL),
    shards: REMOTE_SHARDS.map(shardAt),
    shardCount: REMOTE_SHARDS.length || 2,
    askEveryMs: 400,
    treasury: { login: TREASURY.login, password: TREASURY_PASSWORD, walletId: TREASURY.walletId },
  };
  return { url: MIB_URL, world, stop: async () => {} };
}

/**
 * One stack for all tests, because a start takes 5 s of processor time. It stores its data in a
 * folder: an event has to outlive a process.
 */
async function localWorld(): Promise<RunningWorld> {
  // The set-up of the tests silences logs and metrics.
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
    ...MORE_CURRENCIES,
  });
  const logLines: string[] = [];
  const logs = { line: (process: string, line: string) => logLines.push(`${process}: ${line}`), close: () => {} };
  const folder = await mkdtemp(path.join(tmpdir(), 'mib-e2e-'));
  const receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
  const webhook = { webhookUrl: receiver.url, webhookSecret: WEBHOOK_SECRET };
  const stack = await startStack({ shards: { count: 2 }, folder, logs, ...webhook });
  const secrets = new Secrets(stack.treasury.password);
  const keys = await serviceSigningKeys(stack);
  const world: WorldWithShards = {
    api: secrets.of(orchestratorAt(stack.url)),
    shards: stack.shardUrls.map((url) => secrets.of(shardAt(url))),
    shardCount: stack.shardUrls.length,
    askEveryMs: 100,
    treasury: stack.treasury,
    serviceToken: (shard, grant) => signServiceToken(keys, shard, grant, Date.now()),
  };
  return {
    url: stack.url,
    world,
    local: { stack, receiver, world, secrets: secrets.seen, logLines },
    stop: async () => {
      await stack.stop();
      await receiver.stop();
      await rm(folder, { recursive: true });
    },
  };
}
