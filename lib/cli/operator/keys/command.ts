import { Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { ParameterStore } from '../../../remote/parameter-store.ts';
import { json, printKeys } from '../print.ts';
import { createKeys, listKeys, retireKeys, rotateKeys } from './actions.ts';
import { KEY_SETS, type KeySetName } from './parameters.ts';
import { EVERYWHERE_AFTER_MS, forgottenAfterMs } from './rotation.ts';
import { StoredKeys } from './store.ts';

interface Common {
  readonly stage: string;
  readonly json: boolean;
}

/** `keys create|rotate|retire|list`. @param common the options of the program around it, once they are read */
export function keysCommand(common: () => Common): Command {
  const keys = new Command('keys').description(
    'the keys that tokens are signed with: one set for users, one for services; AWS_REGION is the orchestrator’s',
  );

  keys
    .command('create')
    .description('makes the keys of both sets if there are none, and gives everybody who verifies the public ones')
    .requiredOption('--shards <number>', 'how many shards the stage has', wholeNumber)
    .option('--shard-region <n=region>', 'a shard in another region than the orchestrator; may be repeated', regions)
    .action(async ({ shards, shardRegion }: { shards: number; shardRegion?: ReadonlyMap<number, string> }) => {
      const { kept, region } = opened(common());
      const wrong = [...(shardRegion?.keys() ?? [])].filter((n) => n >= shards);
      if (wrong.length > 0) throw new ConfigurationError(wrong.map((n) => `there is no shard ${n} of ${shards}`));
      const all = Array.from({ length: shards }, (_, n) => shardRegion?.get(n) ?? region);
      const created: KeySetName[] = [];
      for (const name of KEY_SETS) if (await createKeys(kept(name), all, Date.now)) created.push(name);
      const made = created.length > 0 ? `new keys: ${created.join(', ')}` : 'there were keys of both sets';
      say({ created }, `${made}; all who verify have the public ones`);
    });

  keys
    .command('rotate')
    .description(
      `a new key that verifies; called again, at least ${minutes(EVERYWHERE_AFTER_MS)} later, lets it sign; "retire" is the end of it`,
    )
    .addOption(set())
    .option('--at-once', 'do not wait until every function knows it', false)
    .action(async ({ set: name, force }: Chosen) => {
      const { kid, role } = await rotateKeys(opened(common()).kept(name), { now: Date.now, force });
      const then = {
        signs: `key ${kid} signs now; "keys retire --set ${name}" in ${minutes(forgottenAfterMs(name))}`,
        next: `key ${kid} verifies now; "keys rotate --set ${name}" again in ${minutes(EVERYWHERE_AFTER_MS)} lets it sign`,
        old: '',
      };
      say({ kid, role }, then[role]);
    });

  keys
    .command('retire')
    .description(
      `takes away the keys that were replaced, at least ${minutes(forgottenAfterMs('users'))} (users) or ${minutes(forgottenAfterMs('services'))} (services) after that`,
    )
    .addOption(set())
    .option('--at-once', 'ends the sessions that began with them', false)
    .action(async ({ set: name, force }: Chosen) => {
      const retired = await retireKeys(opened(common()).kept(name), { now: Date.now, force });
      say({ retired }, retired.length > 0 ? `retired ${retired.join(', ')}` : 'no key has been replaced');
    });

  keys
    .command('list')
    .description('the keys, how far a rotation is, and who verifies and lacks one')
    .addOption(set().makeOptionMandatory(false))
    .action(async ({ set: only }: Partial<Chosen>) => {
      const { kept } = opened(common());
      const listed = [];
      for (const name of only ? [only] : KEY_SETS) listed.push(...(await listKeys(kept(name))));
      if (common().json) json(listed);
      else printKeys(listed);
    });

  function say(result: object, line: string): void {
    if (common().json) json(result);
    else console.log(line);
  }
  return keys;
}

interface Chosen {
  readonly set: KeySetName;
  readonly force: boolean;
}

function set(): Option {
  return new Option('--set <set>', 'whose tokens').choices(KEY_SETS).makeOptionMandatory();
}

function opened({ stage }: Common): { kept: (name: KeySetName) => StoredKeys; region: string } {
  if (stage === 'local') {
    throw new ConfigurationError(['npm start keeps the keys of this machine in its data folder: name a --stage']);
  }
  const { AWS_REGION: region } = process.env;
  if (!region) throw new ConfigurationError(['AWS_REGION is not set']);
  const parameters = new ParameterStore();
  return { kept: (name) => new StoredKeys(parameters, { stage, region }, name), region };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1 on');
  return Number(text);
}

function regions(text: string, before: ReadonlyMap<number, string> = new Map()): ReadonlyMap<number, string> {
  const { n, region } = /^(?<n>\d{1,4})=(?<region>[a-z0-9-]+)$/.exec(text)?.groups ?? {};
  if (n === undefined || region === undefined) throw new InvalidArgumentError('write it as 1=eu-central-1');
  return new Map([...before, [Number(n), region]]);
}

/** Rounded up: that much later it is sure to be late enough. */
function minutes(ms: number): string {
  return `${Math.ceil(ms / 60_000)} minutes`;
}
