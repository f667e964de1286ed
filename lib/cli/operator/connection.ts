import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { serviceTokens } from '../../auth/service-tokens.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { requiredShardAddresses } from '../../config/shards.ts';
import { signingKeys } from '../../remote/key-sets.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { Shards } from '../../remote/shards.ts';
import { TransferWorkflow } from '../../remote/workflows.ts';
import { Directory } from '../../store/directory.ts';
import { documents } from '../../store/documents.ts';
import { Journal } from '../../store/journal/journal.ts';
import { Users } from '../../store/users.ts';
import { serviceSigningKeysParameter } from './keys/parameters.ts';

/** The file in the data folder by which a stack of this machine tells operators where everything is. */
export const OPERATOR_FILE = 'operator.json';

const kept = new ParameterStore();
/** With an operator's credentials, wherever they come from: a profile, a login, a role. Functions have theirs in the environment. */
const PARAMETERS = {
  get: async (name: string) => {
    const region = process.env.AWS_REGION ?? '';
    const found = await kept.read({ name, region });
    if (!found) throw new ConfigurationError([`there is no parameter ${name} in ${region}`]);
    return found.value;
  },
};

const Variables = z.record(z.string(), z.string());

/**
 * Puts into the environment what the stage is known by: on this machine from the file that a running stack has written, in the
 * cloud from the names in serverless.yml. What the environment has already stays.
 * @throws ConfigurationError if no stack runs on this machine
 */
export function connect({ stage, data }: { stage: string; data: string }): void {
  const variables = stage === 'local' ? ofThisMachine(data) : ofTheCloud(stage);
  for (const [name, value] of Object.entries(variables)) process.env[name] ??= value;
}

/** The stores of the orchestrator and the way to its shards, as the environment names them. @throws ConfigurationError */
export function operatorStores() {
  const env = readEnvironment({
    USERS_TABLE: required,
    WALLETS_TABLE: required,
    JOURNAL_TABLE: required,
    SERVICE_SIGNING_KEYS_PARAMETER: required,
    TRANSFER_STATE_MACHINE_ARN: required,
  });
  const db = documents();
  return {
    users: new Users(db, env.USERS_TABLE),
    directory: new Directory(db, env.WALLETS_TABLE),
    journal: new Journal(db, env.JOURNAL_TABLE),
    workflow: new TransferWorkflow(env.TRANSFER_STATE_MACHINE_ARN),
    shards: new Shards(
      requiredShardAddresses(),
      serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER, PARAMETERS)),
    ),
  };
}

function ofThisMachine(data: string): z.infer<typeof Variables> {
  const file = path.join(data, OPERATOR_FILE);
  if (existsSync(file)) return Variables.parse(JSON.parse(readFileSync(file, 'utf8')));
  // Whoever names everything in the environment needs no file.
  if (process.env.JOURNAL_TABLE) return {};
  throw new ConfigurationError([
    `${file} is not there: start the system with npm start, or name another stage with --stage`,
  ]);
}

function ofTheCloud(stage: string): z.infer<typeof Variables> {
  const { AWS_REGION: region, AWS_ACCOUNT_ID: account } = process.env;
  if (!region || !account) {
    throw new ConfigurationError([
      ...(region ? [] : ['AWS_REGION is not set']),
      ...(account ? [] : ['AWS_ACCOUNT_ID is not set']),
    ]);
  }
  return {
    USERS_TABLE: `mib-${stage}-users`,
    WALLETS_TABLE: `mib-${stage}-wallets`,
    JOURNAL_TABLE: `mib-${stage}-journal`,
    EVENT_BUS: `mib-${stage}`,
    SERVICE_SIGNING_KEYS_PARAMETER: serviceSigningKeysParameter(stage),
    TRANSFER_STATE_MACHINE_ARN: `arn:aws:states:${region}:${account}:stateMachine:mib-${stage}-transfer`,
  };
}
