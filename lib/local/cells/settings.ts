import { type PrivateKeySet, type PublicKeySet, publicKeySet } from '../../auth/keys.ts';
import type { CloudSettings } from '../cloud/cloud-settings.ts';
import type { DatabaseSettings } from '../database/database-settings.ts';
import type { Webhook } from '../queues/webhook.ts';
import type { Service } from '../template/template.ts';
import type { Place } from './places.ts';
import type { Preparation } from './preparation.ts';

/** The keys in the parameters. A shard that runs alone has the public keys of services only. */
export interface Keys {
  readonly users?: PrivateKeySet | undefined;
  readonly services?: PrivateKeySet | undefined;
  readonly servicesPublic: PublicKeySet;
}

/** A cell with its addresses and what its serverless file declares. */
export interface ResolvedCell {
  readonly place: Place;
  readonly service: Service;
}

/** Settings of the emulators that the services do not declare. */
export interface CloudOptions {
  readonly port: number;
  readonly keys: Keys;
  readonly webhook?: Webhook | undefined;
  readonly folder?: string | undefined;
}

/** The settings of the process of the emulators. */
export function cloudSettings(
  planned: readonly ResolvedCell[],
  { port, keys, webhook, folder }: CloudOptions,
): CloudSettings {
  const withMachines = planned.find(({ service }) => service.stateMachines.length > 0) ?? planned[0];
  const names = (variable: string) =>
    planned.map(({ service }) => variableOf(service, variable)).filter((name) => name !== undefined);
  return {
    port,
    parameters: {
      ...(keys.users && valueOfEach(names('USER_SIGNING_KEYS_PARAMETER'), keys.users)),
      ...(keys.users && valueOfEach(names('USER_PUBLIC_KEYS_PARAMETER'), publicKeySet(keys.users))),
      ...(keys.services && valueOfEach(names('SERVICE_SIGNING_KEYS_PARAMETER'), keys.services)),
      ...valueOfEach(names('SERVICE_PUBLIC_KEYS_PARAMETER'), keys.servicesPublic),
    },
    machines: [...(withMachines?.service.stateMachines ?? [])],
    databaseEndpoint: withMachines?.place.databaseEndpoint ?? '',
    lambdaEndpoint: withMachines?.place.lambdaEndpoint ?? '',
    streams: [...(withMachines?.service.streams ?? [])],
    queues: [...(withMachines?.service.queues ?? [])],
    rules: [...(withMachines?.service.rules ?? [])],
    queueMappings: [...(withMachines?.service.queueMappings ?? [])],
    webhooksParameter: names('WEBHOOKS_PARAMETER')[0],
    ...(webhook && { webhook }),
    ...(folder !== undefined && { folder }),
  };
}

/** The embedded databases, with the tables that the services declare. */
export function databaseSettings(planned: readonly ResolvedCell[]): DatabaseSettings {
  return planned.flatMap(({ place, service }) =>
    place.database ? [{ ...place.database, tables: service.tables.map(({ definition }) => definition) }] : [],
  );
}

/**
 * What the databases need before the functions run.
 * @param password of the treasury's user; undefined to create none
 */
export function preparation(planned: readonly ResolvedCell[], password: string | undefined): Preparation {
  const result: Preparation = {
    databases: planned.map(({ place, service }) => ({ endpoint: place.databaseEndpoint, tables: [...service.tables] })),
  };
  for (const { place, service } of planned) {
    const endpoint = place.databaseEndpoint;
    const [users, wallets] = [variableOf(service, 'USERS_TABLE'), variableOf(service, 'WALLETS_TABLE')];
    if (users && wallets && password) result.treasuryAccount = { endpoint, users, wallets, password };
    const shardWallets = variableOf(service, 'SHARD_WALLETS_TABLE');
    if (shardWallets && variableOf(service, 'SHARD_NUMBER') === '0') result.treasuryWallet = { endpoint, shardWallets };
  }
  return result;
}

/** All variables that a service declares for its functions. */
export function variablesOf(service: Service): Record<string, string> {
  return Object.fromEntries(service.functions.flatMap((one) => Object.entries(one.environment)));
}

/**
 * The value of a variable that a service declares for its functions: the name of a table or a
 * parameter.
 */
function variableOf(service: Service, variable: string): string | undefined {
  return variablesOf(service)[variable];
}

function valueOfEach(names: readonly string[], value: object): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, JSON.stringify(value)]));
}
