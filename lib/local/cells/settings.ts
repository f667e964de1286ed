import { type PrivateKeySet, type PublicKeySet, publicKeySet } from '../../auth/keys.ts';
import { shardAddresses } from '../../config/addresses.ts';
import { currenciesIn } from '../../config/currencies.ts';
import type { Webhook } from '../queues/webhook.ts';
import type { Service } from '../template/template.ts';
import type { CellSettings } from './cell-settings.ts';
import type { Place } from './places.ts';

/** The keys in the parameters. A shard that runs alone has the public keys of services only. */
export interface Keys {
  readonly users?: PrivateKeySet | undefined;
  readonly services?: PrivateKeySet | undefined;
  readonly receipts?: PrivateKeySet | undefined;
  readonly servicesPublic: PublicKeySet;
  /** For hashes of addresses in log lines. */
  readonly addresses?: string | undefined;
}

/** A cell with its addresses and what its serverless file declares. */
export interface ResolvedCell {
  readonly place: Place;
  readonly service: Service;
}

/** What the processes of the cells need to know beside the plan. */
export interface CellOptions {
  readonly secret: string;
  /** The folder of the bundles. */
  readonly bundles: string;
  readonly flush: CellSettings['flush'];
  readonly keys: Keys;
  /** Of the treasury's user; undefined to create none. */
  readonly treasuryPassword: string | undefined;
  readonly webhook: Webhook | undefined;
  /** How many shards had all wallets before the first growth. The default is the number that are started. */
  readonly home?: number | undefined;
}

/** The settings of the process of one cell. */
export function cellSettings(
  { place, service }: ResolvedCell,
  { secret, bundles, flush, keys, treasuryPassword, webhook, home }: CellOptions,
): CellSettings {
  const variables = variablesOf(service);
  const parameter = (name: string, value: object | undefined) => {
    const parameterName = variables[name];
    return parameterName !== undefined && value ? { [parameterName]: JSON.stringify(value) } : {};
  };
  const { ADDRESS_KEY_PARAMETER: addressKey } = variables;
  const { USERS_TABLE: users, WALLETS_TABLE: wallets, JOURNAL_TABLE: journal } = variables;
  const { SESSIONS_TABLE: sessions, REVOCATIONS_TABLE: revocations } = variables;
  const { SHARD_WALLETS_TABLE: shardWallets } = variables;
  const { listen, endpointPort, folder, database, cell } = place;
  const running = shardAddresses(cell.env).length;
  return {
    listen: { ...listen },
    ...(cell.pages && { pages: { origins: [...cell.pages.origins], localhost: cell.pages.localhost } }),
    endpointPort,
    secret,
    service,
    bundles,
    flush,
    ...(folder !== undefined && { folder }),
    ...(database !== undefined && { database }),
    parameters: {
      ...service.parameters,
      ...parameter('USER_SIGNING_KEYS_PARAMETER', keys.users),
      ...parameter('USER_PUBLIC_KEYS_PARAMETER', keys.users && publicKeySet(keys.users)),
      ...parameter('SERVICE_SIGNING_KEYS_PARAMETER', keys.services),
      ...parameter('RECEIPT_SIGNING_KEYS_PARAMETER', keys.receipts),
      ...parameter('RECEIPT_PUBLIC_KEYS_PARAMETER', keys.receipts && publicKeySet(keys.receipts)),
      ...parameter('SERVICE_PUBLIC_KEYS_PARAMETER', keys.servicesPublic),
      ...(addressKey !== undefined && keys.addresses !== undefined && { [addressKey]: keys.addresses }),
    },
    webhooksParameter: variables.WEBHOOKS_PARAMETER,
    ...(webhook && { webhook }),
    ...(users &&
      wallets &&
      sessions &&
      revocations &&
      treasuryPassword && {
        treasuryAccount: {
          users,
          wallets,
          sessions,
          revocations,
          password: treasuryPassword,
          codes: currencyCodes(cell),
          running,
          home: home ?? running,
        },
      }),
    migrated: {
      ...(journal && wallets && { journal: { table: journal, directory: wallets } }),
      ...(shardWallets && { shardWallets }),
    },
    ...(shardWallets && variables.SHARD_NUMBER === '0' && { treasuryWallet: { shardWallets } }),
    ...(shardWallets && {
      treasuryWallets: { shardWallets, shard: Number(variables.SHARD_NUMBER) },
    }),
  };
}

/** The currencies of a cell. On this machine all cells have the environment of the start. */
export function currencyCodes({ env }: Place['cell']): string[] {
  return currenciesIn({ ...process.env, ...env }).list.map(({ code }) => code);
}

/** All variables that a service declares for its functions. */
export function variablesOf(service: Service): Record<string, string> {
  return Object.fromEntries(service.functions.flatMap((one) => Object.entries(one.environment)));
}
