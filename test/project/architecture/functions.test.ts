import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';
import { services } from '../../support/environment/services.ts';
import { filesBelow } from './source-imports.ts';

const ROOT = path.resolve(__dirname, '../../..');
const { orchestrator, shards } = services();
const shardFunctions = shards[0]?.functions ?? [];

const fileOf = ({ handler }: ServiceFunction) => handler.replace(/\.handler$/, '.ts');

describe('every file of a function has an entry in its serverless file, and every entry a file', () => {
  it('at the orchestrator', () => {
    const files = ['orchestrator', 'workflow', 'schedule', 'stream'].flatMap((folder) =>
      filesBelow(`functions/${folder}`),
    );
    expect(orchestrator.functions.map(fileOf).sort()).toEqual(files.sort());
  });

  it('at a shard', () => {
    expect(shardFunctions.map(fileOf).sort()).toEqual(filesBelow('functions/shard'));
  });

  it('and there are no others', () => {
    const all = [...orchestrator.functions, ...shardFunctions].map(fileOf);
    expect([...new Set(all)].sort()).toEqual(filesBelow('functions'));
  });

  it('by a name that says which file it is', () => {
    for (const declared of [...orchestrator.functions, ...shardFunctions]) {
      expect(path.basename(fileOf(declared), '.ts')).toBe(declared.key);
    }
  });
});

/** What every function has from its deployment beside what its entry says. */
const AWS = { AWS_REGION: 'us-east-1' };
/** serverless.yml passes these on from the environment of whoever deploys. */
const SHARD_ADDRESSES = { SHARD_ADDRESS_0: 'http://127.0.0.1:8081', SHARD_ADDRESS_1: 'http://127.0.0.1:8082' };
const CALL_SHARDS = ['balance', 'create_wallet', 'reserve', 'settle', 'open_wallet', 'audit'];
/** Every function of a shard is given the same; these read nothing of it. */
const READ_NOTHING = ['not_found', 'openapi', 'docs'];

type Environment = Readonly<Record<string, string>>;

/** What loading the function's module comes to, in a process of its own, in each of these environments. */
async function loadIn(declared: ServiceFunction, environments: Record<string, Environment>) {
  const order = JSON.stringify({ module: path.join(ROOT, fileOf(declared)), environments });
  const program = path.join(__dirname, 'load-function.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [program, order], { env: {} });
  return z.record(z.string(), z.string()).parse(JSON.parse(stdout));
}

/** The variables it cannot do without. The names of its log lines and figures are no reason to fail. */
function neededBy({ environment }: ServiceFunction): string[] {
  return Object.keys(environment).filter((name) => name !== 'NODE_OPTIONS' && !name.startsWith('POWERTOOLS_'));
}

function without(variable: string, environment: Environment): Environment {
  const { [variable]: _, ...others } = environment;
  return others;
}

const named = (functions: readonly ServiceFunction[]) => functions.map((declared) => [declared.key, declared] as const);

describe('a function loads with what its entry declares, and says which variable is missing without', () => {
  it.each(named(orchestrator.functions))('%s of the orchestrator', async (key, declared) => {
    // Not the addresses: whoever runs the tests may have some in his environment, or none.
    const needed = neededBy(declared).filter((name) => !name.startsWith('SHARD_ADDRESS_'));
    const own = Object.fromEntries(needed.map((name) => [name, declared.environment[name] ?? '']));
    const whole = { ...own, ...AWS, ...SHARD_ADDRESSES };
    const results = await loadIn(declared, {
      whole,
      ...Object.fromEntries(needed.map((variable) => [variable, without(variable, whole)])),
      noShard: { ...own, ...AWS },
      gap: without('SHARD_ADDRESS_0', whole),
    });
    const callsShards = CALL_SHARDS.includes(key);
    expect(results).toEqual({
      whole: 'loads',
      ...Object.fromEntries(needed.map((name) => [name, `ConfigurationError: configuration: ${name} is not set`])),
      noShard: callsShards ? 'ConfigurationError: configuration: SHARD_ADDRESS_0 is not set' : 'loads',
      gap: callsShards
        ? 'ConfigurationError: configuration: SHARD_ADDRESS_0 is missing, but SHARD_ADDRESS_1 is set'
        : 'loads',
    });
  });

  it.each(named(shardFunctions))('%s of a shard', async (key, declared) => {
    const whole = { ...declared.environment, ...AWS };
    const needed = READ_NOTHING.includes(key) ? [] : neededBy(declared);
    const results = await loadIn(declared, {
      whole,
      ...Object.fromEntries(needed.map((variable) => [variable, without(variable, whole)])),
    });
    expect(results).toEqual({
      whole: 'loads',
      ...Object.fromEntries(needed.map((name) => [name, `ConfigurationError: configuration: ${name} is not set`])),
    });
  });
});
