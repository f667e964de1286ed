import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { PublicKeySet } from '../../auth/keys.ts';
import { serviceTokens } from '../../auth/service-tokens.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { requiredShardAddresses } from '../../config/shards.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { signingKeys } from '../../remote/key-sets.ts';
import { operatorCredentials } from '../../remote/operator-credentials.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { patientSend } from '../../remote/patient-send.ts';
import { Queue } from '../../remote/queue.ts';
import type { SendJson } from '../../remote/send.ts';
import { Shards } from '../../remote/shards.ts';
import { TransferWorkflow } from '../../remote/workflows.ts';
import { ApiKeys } from '../../store/api-keys.ts';
import { Directory } from '../../store/directory.ts';
import { documents } from '../../store/documents.ts';
import { UserFactors } from '../../store/factors.ts';
import { Journal } from '../../store/journal/journal.ts';
import { UnfinishedTransfers } from '../../store/journal/unfinished.ts';
import { Migrations } from '../../store/migrations.ts';
import { Revocations } from '../../store/revocations.ts';
import { Sessions } from '../../store/sessions.ts';
import { shardInDirectory } from '../../store/shard-in-directory.ts';
import { SignIns } from '../../store/sign-ins.ts';
import { StripedWallets } from '../../store/striped-wallets.ts';
import { Users } from '../../store/users.ts';
import { WalletEvents } from '../../store/wallet-events.ts';
import {
  receiptPublicKeysParameter,
  receiptSigningKeysParameter,
  serviceSigningKeysParameter,
} from './keys/parameters.ts';
import { webhooksParameter } from './webhooks/parameter.ts';

/** The file in the data folder with the addresses of the local stack, for operators. */
export const OPERATOR_FILE = 'operator.json';

/** The options of every command of the operators' program. */
export interface OperatorOptions {
  readonly stage: string;
  /** The data folder of the local stack. */
  readonly data: string;
  /** Print JSON instead of text. */
  readonly json: boolean;
}

/**
 * Uses the SDK's credentials: a profile, a login or a role. Functions read theirs from the
 * environment.
 */
function parameters() {
  const store = new ParameterStore();
  return {
    get: async (name: string) => {
      const region = process.env.AWS_REGION ?? '';
      const found = await store.read({ name, region });
      if (!found) throw new ConfigurationError([`parameter ${name} does not exist in ${region}`]);
      return found.value;
    },
  };
}

/** The signing keys in a parameter, read with the operator's own rights. */
export function storedSigningKeys(parameter: string) {
  return signingKeys(parameter, parameters());
}

/**
 * Reads the keys that verify receipts and roots, as everyone gets them.
 * @throws ConfigurationError if the environment does not name them
 */
export function receiptPublicKeys(): () => Promise<PublicKeySet> {
  const env = readEnvironment({ RECEIPT_PUBLIC_KEYS_PARAMETER: required, AWS_REGION: required });
  const name = env.RECEIPT_PUBLIC_KEYS_PARAMETER;
  const store = new ParameterStore();
  return async () => {
    const stored = await store.read({ name, region: env.AWS_REGION });
    if (!stored) throw new ConfigurationError([`parameter ${name} does not exist in ${env.AWS_REGION}`]);
    return PublicKeySet.parse(JSON.parse(stored.value));
  };
}

/** The variables that `connect` has set. */
const connected = new Map<string, string>();

const Variables = z.record(z.string(), z.string());

/**
 * Sets the environment variables that name the resources of a stage. Variables that are set already
 * stay, but for those of an earlier call: a local stack may have started again. For the local stage the
 * values come from the file that the running stack has written; in the cloud they follow the names in
 * serverless.yml.
 * @throws ConfigurationError if no local stack runs
 */
export function connect({ stage, data }: Pick<OperatorOptions, 'stage' | 'data'>): void {
  const variables = stage === 'local' ? ofLocalStack(data) : ofCloud(stage);
  for (const [name, value] of connected) if (process.env[name] === value) delete process.env[name];
  connected.clear();
  for (const [name, value] of Object.entries(variables)) {
    if (process.env[name] !== undefined) continue;
    process.env[name] = value;
    connected.set(name, value);
  }
}

/**
 * The stores of the orchestrator, its workflow and its shards, as the environment names them.
 * @param send sends the requests to shards. By default it repeats them: a command may read thousands of pages,
 *   and one response that is lost shall not end it.
 * @throws ConfigurationError
 */
export function operatorStores(send: SendJson = patientSend()) {
  const env = readEnvironment({
    USERS_TABLE: required,
    SESSIONS_TABLE: required,
    REVOCATIONS_TABLE: required,
    API_KEYS_TABLE: required,
    FACTORS_TABLE: required,
    WALLETS_TABLE: required,
    JOURNAL_TABLE: required,
    SERVICE_SIGNING_KEYS_PARAMETER: required,
    TRANSFER_STATE_MACHINE_ARN: required,
    WALLET_EVENTS_TABLE: required,
    ANNOUNCEMENTS_QUEUE_URL: required,
  });
  const db = documents();
  const directory = new Directory(db, env.WALLETS_TABLE);
  return {
    users: new Users(db, env.USERS_TABLE),
    sessions: new Sessions(db, env.SESSIONS_TABLE),
    signIns: new SignIns(db, env.SESSIONS_TABLE),
    revocations: new Revocations(db, env.REVOCATIONS_TABLE),
    apiKeys: new ApiKeys(db, env.API_KEYS_TABLE),
    factors: new UserFactors(db, env.FACTORS_TABLE),
    directory,
    journal: new Journal(db, env.JOURNAL_TABLE, new StripedWallets(db, env.WALLETS_TABLE)),
    unfinished: new UnfinishedTransfers(db, env.JOURNAL_TABLE, directory),
    migrations: new Migrations(db, env.WALLETS_TABLE),
    freezes: {
      events: new WalletEvents(db, env.WALLET_EVENTS_TABLE),
      looks: new Queue(env.ANNOUNCEMENTS_QUEUE_URL, operatorCredentials),
    },
    workflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
    shards: new Shards(
      requiredShardAddresses(),
      serviceTokens(storedSigningKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
      shardInDirectory(db, env.WALLETS_TABLE),
      send,
    ),
  };
}

/**
 * A transfer as its payer has it, by the wallet of any of its sides.
 * @throws ConfigurationError if the wallet has no such transfer
 */
export async function transferOf(unfinished: UnfinishedTransfers, wallet: string, txId: string): Promise<Transfer> {
  const found = await unfinished.find(wallet, txId);
  if (!found) throw new ConfigurationError([`wallet ${wallet} has no transfer ${txId}`]);
  return found.transfer;
}

/** The table of the operator log, as serverless.yml names it. */
export function operatorLogTable(stage: string): string {
  return `mib-${stage}-operator-log`;
}

function ofLocalStack(data: string): z.infer<typeof Variables> {
  const file = path.join(data, OPERATOR_FILE);
  if (existsSync(file)) return Variables.parse(JSON.parse(readFileSync(file, 'utf8')));
  // An operator who names everything in the environment needs no file.
  if (process.env.JOURNAL_TABLE) return {};
  throw new ConfigurationError([
    `${file} does not exist: start the stack with npm start, or choose another stage with --stage`,
  ]);
}

function ofCloud(stage: string): z.infer<typeof Variables> {
  const { AWS_REGION: region, AWS_ACCOUNT_ID: account } = process.env;
  if (!region || !account) {
    throw new ConfigurationError([
      ...(region ? [] : ['AWS_REGION is not set']),
      ...(account ? [] : ['AWS_ACCOUNT_ID is not set']),
    ]);
  }
  const queueUrl = (name: string) => `https://sqs.${region}.amazonaws.com/${account}/mib-${stage}-${name}`;
  return {
    USERS_TABLE: `mib-${stage}-users`,
    SESSIONS_TABLE: `mib-${stage}-sessions`,
    REVOCATIONS_TABLE: `mib-${stage}-revocations`,
    API_KEYS_TABLE: `mib-${stage}-api-keys`,
    FACTORS_TABLE: `mib-${stage}-factors`,
    TOTP_TABLE: `mib-${stage}-factor-secrets`,
    WALLETS_TABLE: `mib-${stage}-wallets`,
    JOURNAL_TABLE: `mib-${stage}-journal`,
    SCHEDULES_TABLE: `mib-${stage}-schedules`,
    ROOTS_TABLE: `mib-${stage}-roots`,
    OPERATOR_LOG_TABLE: operatorLogTable(stage),
    APPROVALS_TABLE: `mib-${stage}-approvals`,
    ISSUING_TABLE: `mib-${stage}-issuing`,
    USER_WEBHOOKS_TABLE: `mib-${stage}-user-webhooks`,
    WALLET_EVENTS_TABLE: `mib-${stage}-wallet-events`,
    RECEIPT_PUBLIC_KEYS_PARAMETER: receiptPublicKeysParameter(stage),
    RECEIPT_SIGNING_KEYS_PARAMETER: receiptSigningKeysParameter(stage),
    RECEIPT_ISSUER: `mib-${stage}`,
    EVENT_BUS: `mib-${stage}`,
    WEBHOOKS_PARAMETER: webhooksParameter(stage),
    DELIVERIES_QUEUE_URL: queueUrl('deliveries'),
    UNDELIVERED_QUEUE_URL: queueUrl('undelivered-events'),
    ANNOUNCEMENTS_QUEUE_URL: queueUrl('announcements'),
    SERVICE_SIGNING_KEYS_PARAMETER: serviceSigningKeysParameter(stage),
    TRANSFER_STATE_MACHINE_ARN: `arn:aws:states:${region}:${account}:stateMachine:mib-${stage}-transfer`,
    MOVE_WALLETS_STATE_MACHINE_ARN: `arn:aws:states:${region}:${account}:stateMachine:mib-${stage}-move-wallets`,
  };
}
