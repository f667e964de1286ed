import * as z from 'zod';
import { treasuryPassword } from '../cli/operator/treasury/password.ts';
import { accountSettingsIfSet } from '../config/account-settings.ts';
import { parseListenAddress, shardAddresses } from '../config/addresses.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import { currenciesIn } from '../config/currencies.ts';
import { passkeySettingsIfSet } from '../config/passkey-settings.ts';
import { passwordSettingsIfSet } from '../config/password-settings.ts';
import { RateLimitsIfSet } from '../config/rate-limits.ts';
import { secondFactorSettingsIfSet } from '../config/second-factor-setting.ts';
import { sessionSettingsIfSet } from '../config/session-settings.ts';
import { WebhookSecret, WebhookUrl } from '../domain/webhook-subscription.ts';
import cors from '../stack/cors.cjs';
import { publicKeysFile } from './cells/data-folder.ts';
import type { ListenAddress } from './processes/ports.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The flags of `npm start` as they were written. */
export interface StartFlags {
  readonly address?: string | undefined;
  readonly database?: string | undefined;
  readonly memory?: boolean | undefined;
  readonly shards?: string | undefined;
  readonly shardPorts?: string | undefined;
  readonly corsLocalhost?: boolean | undefined;
  readonly data?: string | undefined;
  readonly webhook?: string | undefined;
  readonly fsync?: boolean | undefined;
  readonly inspect?: string | true | undefined;
  readonly verbose?: boolean | undefined;
}

/** The flags of `npm run start:shard` as they were written. */
export interface ShardFlags {
  readonly shard?: string | undefined;
  readonly count?: string | undefined;
  readonly home?: string | undefined;
  readonly address?: string | undefined;
  readonly database?: string | undefined;
  readonly memory?: boolean | undefined;
  readonly data?: string | undefined;
  readonly keys?: string | undefined;
  readonly fsync?: boolean | undefined;
  readonly inspect?: string | true | undefined;
  readonly verbose?: boolean | undefined;
}

type RunningFlags = Pick<StartFlags, 'memory' | 'fsync' | 'inspect' | 'verbose'>;

/** The data folder of a start that names none. The operator's program looks there. */
export const DEFAULT_FOLDER = '.mib';
const DEFAULT_ADDRESS = 'localhost:8080';
const FIRST_SHARD_PORT = 8081;
/** The shards of a start that names none. */
export const DEFAULT_SHARDS = 2;
/** Node's own default. */
const FIRST_INSPECT_PORT = 9229;
const MAX_PORT = 65_535;
/** The most shards that one start runs. */
const MAX_SHARDS = 16;
/** The most shards of a system of which one is started alone. */
const MAX_SHARDS_ALONE = 10_000;

const DatabaseUrl = z.url({
  protocol: /^https?$/,
  error: 'is not the URL of a DynamoDB endpoint, such as http://localhost:8000',
});

const PORT_LIST = /^\d{1,5}(?:,\d{1,5})*$/;
const NO_PORTS = `are not 1 to ${MAX_SHARDS} different ports with commas between, such as 9001,9002`;
const Ports = z
  .string()
  .regex(PORT_LIST, NO_PORTS)
  .transform((text) => text.split(',').map(Number))
  .refine((ports) => ports.length <= MAX_SHARDS && new Set(ports).size === ports.length, NO_PORTS)
  .refine((ports) => ports.every((port) => port >= 1 && port <= MAX_PORT), NO_PORTS);

const VariablesOfFunctions = z.object({
  ...RateLimitsIfSet.shape,
  ...accountSettingsIfSet,
  ...passkeySettingsIfSet,
  ...passwordSettingsIfSet,
  ...secondFactorSettingsIfSet,
  ...sessionSettingsIfSet,
});

/**
 * The options in the flags and the environment, and every problem with them. A wrong option has a
 * placeholder.
 */
export interface Read<T> {
  readonly options: T;
  readonly problems: readonly string[];
}

/**
 * The options of `npm start`. A flag beats the environment, and the environment beats the default.
 */
export function readStart(flags: StartFlags, env: Environment) {
  const check = new Problems();
  const listen = check.listen(flags.address, env.RUN_ADDRESS, DEFAULT_ADDRESS);
  const database = check.database(flags.database, env.DATABASE_URI);
  const folder = check.folder(flags);
  const password = check.that(
    'TREASURY_PASSWORD',
    z.optional(treasuryPassword(env.PASSWORD_MIN_LENGTH)),
    env.TREASURY_PASSWORD || undefined,
  );
  check.variables(VariablesOfFunctions, env);
  check.run(() => currenciesIn(env));
  const webhookUrl = check.webhook(flags.webhook, env.WEBHOOK_URL);
  const webhookSecret = check.that('WEBHOOK_SECRET', z.optional(WebhookSecret), env.WEBHOOK_SECRET || undefined);
  const { origins, problems } = cors.originsIn(env.CORS_ORIGINS);
  for (const problem of problems) check.add(`CORS_ORIGINS: ${problem}`);
  return check.read({
    listen,
    database,
    folder,
    treasuryPassword: password,
    webhookUrl,
    webhookSecret,
    cors: { origins, localhost: flags.corsLocalhost ?? false },
    shards: check.shards(flags, env),
    ...check.running(flags),
  });
}

/** The options of `npm run start:shard`. */
export function readShard(flags: ShardFlags, env: Environment) {
  const check = new Problems();
  const count = check.wholeNumber('--count', flags.count ?? env.SHARD_COUNT, 1, MAX_SHARDS_ALONE) ?? MAX_SHARDS_ALONE;
  const firstCount = flags.home ?? env.SHARD_HOME;
  const home = firstCount === undefined ? undefined : check.wholeNumber('--home', firstCount, 1, MAX_SHARDS_ALONE);
  const number = check.wholeNumber('--shard', flags.shard ?? env.SHARD_NUMBER, 0, count - 1) ?? 0;
  const listen = check.listen(flags.address, env.RUN_ADDRESS, `localhost:${FIRST_SHARD_PORT + number}`);
  const database = check.database(flags.database, env.DATABASE_URI);
  const folder = check.folder(flags);
  const keys = flags.keys ?? publicKeysFile(flags.data ?? DEFAULT_FOLDER);
  return check.read({ number, count, home, listen, database, folder, keys, ...check.running(flags) });
}

/**
 * The same as readStart.
 * @throws ConfigurationError with all problems
 */
export function startOptions(flags: StartFlags, env: Environment) {
  return withoutProblems(readStart(flags, env));
}

/**
 * The same as readShard.
 * @throws ConfigurationError with all problems
 */
export function shardOptions(flags: ShardFlags, env: Environment) {
  return withoutProblems(readShard(flags, env));
}

function withoutProblems<T>({ options, problems }: Read<T>): T {
  if (problems.length > 0) throw new ConfigurationError(problems);
  return options;
}

/** Collects the problems, so that one start reports all of them. */
class Problems {
  readonly #problems: string[] = [];

  add(problem: string): void {
    this.#problems.push(problem);
  }

  read<T>(options: T): Read<T> {
    return { options, problems: this.#problems };
  }

  run<T>(read: () => T, name?: string): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const problem of error.problems) this.add(name === undefined ? problem : `${name}: ${problem}`);
      return undefined;
    }
  }

  that<T>(name: string, schema: z.core.$ZodType<T>, value: unknown): T | undefined {
    const { success, data, error } = z.safeParse(schema, value);
    if (success) return data;
    for (const { message } of error.issues) this.add(`${name}: ${message}`);
    return undefined;
  }

  /** Variables that the functions read. A problem is reported before the start. */
  variables(schema: typeof VariablesOfFunctions, env: Environment): void {
    for (const { path, message } of schema.safeParse(env).error?.issues ?? []) {
      this.add(`${path.join('.')}: ${message}`);
    }
  }

  listen(flag: string | undefined, variable: string | undefined, byDefault: string): ListenAddress {
    const [name, text] = flag === undefined ? ['RUN_ADDRESS', variable || byDefault] : ['--address', flag];
    return this.run(() => parseListenAddress(text), name) ?? { host: 'localhost', port: 0 };
  }

  database(flag: string | undefined, variable: string | undefined): string | undefined {
    const [name, text] = flag === undefined ? ['DATABASE_URI', variable || undefined] : ['--database', flag];
    return this.that(name, DatabaseUrl.optional(), text);
  }

  webhook(flag: string | undefined, variable: string | undefined): string | undefined {
    const [name, text] = flag === undefined ? ['WEBHOOK_URL', variable || undefined] : ['--webhook', flag];
    return this.that(name, z.optional(WebhookUrl), text);
  }

  folder({ memory, data }: { memory?: boolean | undefined; data?: string | undefined }): string | undefined {
    if (memory && data !== undefined)
      this.add('--memory stores nothing, --data names a folder to store in: leave out one of them');
    return memory ? undefined : (data ?? DEFAULT_FOLDER);
  }

  /** How the processes run. */
  running({ memory, fsync, inspect, verbose }: RunningFlags) {
    if (memory && fsync) this.add('--fsync waits for the disk, --memory stores nothing: leave out one of them');
    const port = inspect === true ? FIRST_INSPECT_PORT : inspect;
    return {
      flush: fsync ? ('disk' as const) : ('system' as const),
      inspect: typeof port === 'string' ? this.wholeNumber('--inspect', port, 1, MAX_PORT - MAX_SHARDS) : port,
      verbose: verbose ?? false,
    };
  }

  /** The ports of the shards to start, or the addresses of shards that already run. */
  shards({ shards, shardPorts }: StartFlags, env: Environment) {
    const addresses = this.run(() => shardAddresses(env)) ?? [];
    const count = shards === undefined ? undefined : this.wholeNumber('--shards', shards, 1, MAX_SHARDS);
    const [name, text] =
      shardPorts === undefined ? ['SHARD_PORTS', env.SHARD_PORTS || undefined] : ['--shard-ports', shardPorts];
    const ports = text === undefined ? undefined : this.that(name, Ports, text);
    if (addresses.length > 0) {
      for (const given of [...(shards === undefined ? [] : ['--shards']), ...(text === undefined ? [] : [name])])
        this.add(`${given}: with SHARD_ADDRESS_0, … set no shards are started: leave out one of them`);
      return { addresses };
    }
    if (ports && count !== undefined && ports.length !== count)
      this.add(`${name}: names ${ports.length} ports for ${count} shards`);
    return { ports: ports ?? Array.from({ length: count ?? DEFAULT_SHARDS }, (_, n) => FIRST_SHARD_PORT + n) };
  }

  wholeNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
    const wrong = `is not a whole number from ${min} to ${max}`;
    const Whole = z
      .string({ error: `is missing: a whole number from ${min} to ${max}` })
      .regex(/^\d{1,9}$/, wrong)
      .transform(Number)
      .pipe(z.number().min(min, wrong).max(max, wrong));
    return this.that(name, Whole, text);
  }
}
