import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { services } from '../../support/environment/services.ts';
import { filesBelow } from '../files-below.ts';

const ROOT = path.resolve(__dirname, '../../..');
const { orchestrator, shards } = services();
const shardFunctions = shards[0]?.functions ?? [];

const fileOf = ({ handler }: ServiceFunction) => handler.replace(/\.handler$/, '.ts');

describe('the functions', () => {
  it('of the orchestrator are one entry of serverless.yml for each file', () => {
    const files = ['orchestrator', 'workflow', 'schedule', 'stream'].flatMap((folder) =>
      filesBelow(`functions/${folder}`),
    );
    expect(orchestrator.functions.map(fileOf).sort()).toEqual(files.sort());
  });

  it('of a shard are one entry of serverless.shard.yml for each file', () => {
    const files = ['ledger', 'shard'].flatMap((folder) => filesBelow(`functions/${folder}`));
    expect(shardFunctions.map(fileOf).sort()).toEqual(files.sort());
  });

  it('are all the files below functions/', () => {
    const all = [...orchestrator.functions, ...shardFunctions].map(fileOf);
    expect([...new Set(all)].sort()).toEqual(filesBelow('functions'));
  });

  it('have the names of their files', () => {
    for (const declared of [...orchestrator.functions, ...shardFunctions]) {
      expect(path.basename(fileOf(declared), '.ts')).toBe(declared.key);
    }
  });
});

/** Set by Lambda for every function, beside the variables of its entry. */
const AWS = { AWS_REGION: 'us-east-1' };
/** serverless.yml passes these on from the environment of the deployment. */
const SHARD_ADDRESSES = { SHARD_ADDRESS_0: 'http://127.0.0.1:8081', SHARD_ADDRESS_1: 'http://127.0.0.1:8082' };
const CALL_SHARDS = [
  'balance',
  'balance_at',
  'fan_out',
  'statement',
  'statement_csv',
  'statement_receipt',
  'create_wallet',
  'reserve',
  'settle',
  'hold',
  'open_wallet',
  'move_wallets',
  'audit',
  'wallet_controls',
  'change_wallet_controls',
  'set_approval_rule',
  'decide_approval_change',
  'close_wallet',
  'delete_account',
];
/** Every function of a shard has the same variables; these functions read none. */
const READ_NOTHING = ['not_found', 'openapi', 'docs'];
/** And these read only their own. */
const READ_OWN: Readonly<Record<string, readonly string[]>> = { post: ['SHARD_ENTRIES_TABLE'] };

type Environment = Readonly<Record<string, string>>;

/** A function and the environments to load it in, by label. */
interface Load {
  readonly file: string;
  readonly environments: Readonly<Record<string, Environment>>;
}

/** Loads functions in one process of their own. @returns the outcomes by name and label */
async function loaded(loads: Readonly<Record<string, Load>>): Promise<Record<string, Record<string, string>>> {
  const program = spawn(process.execPath, [path.join(__dirname, 'load-functions.ts')], {
    env: { NODE_COMPILE_CACHE },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  program.stdin.end(JSON.stringify(loads));
  const outcomes = JSON.parse(await text(program.stdout));
  return z.record(z.string(), z.record(z.string(), z.string())).parse(outcomes);
}

/**
 * The variables that the function needs: those of its entry without the names of its log lines and
 * metrics.
 */
function neededBy({ environment }: ServiceFunction): string[] {
  return Object.keys(environment).filter((name) => name !== 'NODE_OPTIONS' && !name.startsWith('POWERTOOLS_'));
}

function without(variable: string, environment: Environment): Environment {
  const { [variable]: _, ...others } = environment;
  return others;
}

/** The environments that each lack one of the needed variables. */
function eachMissing(needed: readonly string[], whole: Environment): Record<string, Environment> {
  return Object.fromEntries(needed.map((variable) => [variable, without(variable, whole)]));
}

function missing(needed: readonly string[]): Record<string, string> {
  return Object.fromEntries(needed.map((name) => [name, `ConfigurationError: configuration: ${name} is not set`]));
}

/** The address variables are left out: the environment of the tests may have some, or none. */
const neededByOrchestrators = (declared: ServiceFunction) =>
  neededBy(declared).filter((name) => !name.startsWith('SHARD_ADDRESS_'));

const neededByShards = (declared: ServiceFunction) =>
  READ_NOTHING.includes(declared.key) ? [] : (READ_OWN[declared.key] ?? neededBy(declared));

function loadOfOrchestrator(declared: ServiceFunction): Load {
  const needed = neededByOrchestrators(declared);
  const own = Object.fromEntries(needed.map((name) => [name, declared.environment[name] ?? '']));
  const whole = { ...own, ...AWS, ...SHARD_ADDRESSES };
  const environments = {
    whole,
    ...eachMissing(needed, whole),
    noShard: { ...own, ...AWS },
    gap: without('SHARD_ADDRESS_0', whole),
  };
  return { file: path.join(ROOT, fileOf(declared)), environments };
}

function loadOfShard(declared: ServiceFunction): Load {
  const whole = { ...declared.environment, ...AWS };
  const environments = { whole, ...eachMissing(neededByShards(declared), whole) };
  return { file: path.join(ROOT, fileOf(declared)), environments };
}

describe('a function loads with the variables of its entry, and names the one that is missing:', () => {
  let outcomes: Awaited<ReturnType<typeof loaded>>;
  beforeAll(async () => {
    outcomes = await loaded(
      Object.fromEntries([
        ...orchestrator.functions.map((declared) => [`orchestrator ${declared.key}`, loadOfOrchestrator(declared)]),
        ...shardFunctions.map((declared) => [`shard ${declared.key}`, loadOfShard(declared)]),
      ]),
    );
  });

  it.each(orchestrator.functions.map((declared) => [declared.key, declared] as const))(
    '%s of the orchestrator',
    (key, declared) => {
      const callsShards = CALL_SHARDS.includes(key);
      expect(outcomes[`orchestrator ${key}`]).toEqual({
        whole: 'loads',
        ...missing(neededByOrchestrators(declared)),
        noShard: callsShards ? 'ConfigurationError: configuration: SHARD_ADDRESS_0 is not set' : 'loads',
        gap: callsShards
          ? 'ConfigurationError: configuration: SHARD_ADDRESS_0 is missing, but SHARD_ADDRESS_1 is set'
          : 'loads',
      });
    },
  );

  it.each(shardFunctions.map((declared) => [declared.key, declared] as const))('%s of a shard', (key, declared) => {
    expect(outcomes[`shard ${key}`]).toEqual({ whole: 'loads', ...missing(neededByShards(declared)) });
  });
});
