import { Command, InvalidArgumentError, Option } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { ParameterStore } from '../../../remote/parameter-store.ts';
import type { OperatorOptions } from '../connection.ts';
import { changing, reading } from '../log/declared.ts';
import { json, printKeys } from '../print.ts';
import { createKeys, listKeys, retireKeys, revokeKey, rotateKeys } from './actions.ts';
import { KEY_SETS, type KeySetName } from './parameters.ts';
import { EVERYWHERE_AFTER_MS, forgottenAfterMs, verifiesAfterMs } from './rotation.ts';
import { StoredKeys } from './store.ts';

/**
 * `keys create`, `rotate`, `retire`, `revoke` and `list`.
 * @param common the program's global options, once they are read
 */
export function keysCommand(common: () => OperatorOptions): Command {
  const keys = new Command('keys').description(
    'Manages the keys that sign: one set for users, one for services, one for receipts. AWS_REGION is the region of the orchestrator.',
  );

  changing(
    keys
      .command('create')
      .description('Creates the keys of every set that is missing, and publishes the public keys to every verifier.')
      .requiredOption('--shards <number>', 'the number of shards of the stage', wholeNumber)
      .option(
        '--shard-region <n=region>',
        'the region of a shard outside the region of the orchestrator; repeatable',
        regions,
      ),
    { options: common },
    async ({ shards, shardRegion }: { shards: number; shardRegion?: ReadonlyMap<number, string> }) => {
      const { keysOf, region } = stageKeys(common());
      const wrong = [...(shardRegion?.keys() ?? [])].filter((n) => n >= shards);
      if (wrong.length > 0)
        throw new ConfigurationError(
          wrong.map((n) => `--shard-region: there is no shard ${n}; the stage has ${shards} shards`),
        );
      const all = Array.from({ length: shards }, (_, n) => shardRegion?.get(n) ?? region);
      const created: KeySetName[] = [];
      for (const name of KEY_SETS) if (await createKeys(keysOf(name), all, Date.now)) created.push(name);
      const what = created.length > 0 ? `created the keys of ${created.join(' and ')}` : 'the keys of all sets exist';
      print({ created }, `${what}; every verifier has the public keys`);
    },
  );

  changing(
    keys
      .command('rotate')
      .description(
        `Adds a key that verifies. Run again at least ${minutes(EVERYWHERE_AFTER_MS)} later (receipts: ${minutes(verifiesAfterMs('receipts'))}), it lets the key sign. "keys retire" ends the rotation.`,
      )
      .addOption(set())
      .option('--force', 'skip the wait until every function has read the new key', false)
      .addOption(atOnce()),
    { options: common },
    async ({ set: name, force }: Chosen) => {
      const { kid, role } = await rotateKeys(stageKeys(common()).keysOf(name), { now: Date.now, force });
      const then = {
        signs: `key ${kid} signs; run "keys retire --set ${name}" in ${minutes(forgottenAfterMs(name))}`,
        next: `key ${kid} verifies; run "keys rotate --set ${name}" again in ${minutes(verifiesAfterMs(name))} to let it sign`,
        old: '',
      };
      print({ kid, role }, then[role]);
    },
  );

  changing(
    keys
      .command('retire')
      .description(
        `Removes replaced keys, at least ${minutes(forgottenAfterMs('users'))} (users) or ${minutes(forgottenAfterMs('services'))} (services, receipts) after their replacement. The public half of a receipt key stays published.`,
      )
      .addOption(set())
      .option(
        '--force',
        'skip the wait until their tokens have expired; users with such a token must log in again',
        false,
      )
      .addOption(atOnce()),
    { options: common },
    async ({ set: name, force }: Chosen) => {
      const retired = await retireKeys(stageKeys(common()).keysOf(name), { now: Date.now, force });
      print({ retired }, retired.length > 0 ? `retired ${retired.join(', ')}` : 'there is no replaced key to retire');
    },
  );

  changing(
    keys
      .command('revoke')
      .description(
        'Revokes a key of receipts whose private half may have leaked: nothing that it signed is valid any more. If it signs, a new key signs instead.',
      )
      .requiredOption('--kid <kid>', 'the id of the key'),
    { options: common },
    async ({ kid }: { kid: string }) => {
      await revokeKey(stageKeys(common()).keysOf('receipts'), kid, Date.now);
      print({ revoked: kid }, `revoked ${kid}; functions stop signing with it within ${minutes(EVERYWHERE_AFTER_MS)}`);
    },
  );

  reading(
    keys
      .command('list')
      .description('Lists the keys with their roles, and the verifiers that lack them.')
      .addOption(set().makeOptionMandatory(false)),
    async ({ set: only }: Partial<Chosen>) => {
      const { keysOf } = stageKeys(common());
      const listed = [];
      for (const name of only ? [only] : KEY_SETS) listed.push(...(await listKeys(keysOf(name))));
      if (common().json) json(listed);
      else printKeys(listed);
    },
  );

  function print(result: object, line: string): void {
    if (common().json) json(result);
    else console.log(line);
  }
  return keys;
}

interface Chosen {
  readonly set: KeySetName;
  readonly force: boolean;
}

/** The former name of --force. */
function atOnce(): Option {
  return new Option('--at-once').implies({ force: true }).hideHelp();
}

function set(): Option {
  return new Option('--set <set>', 'the set of keys').choices(KEY_SETS).makeOptionMandatory();
}

/**
 * The key sets of the stage.
 * @throws ConfigurationError for the local stage, and without a region
 */
function stageKeys({ stage }: Pick<OperatorOptions, 'stage'>): {
  keysOf: (name: KeySetName) => StoredKeys;
  region: string;
} {
  if (stage === 'local') {
    throw new ConfigurationError([
      'the keys of the local stage are in its data folder: choose a deployed stage with --stage',
    ]);
  }
  const { AWS_REGION: region } = process.env;
  if (!region) throw new ConfigurationError(['AWS_REGION is not set']);
  const parameters = new ParameterStore();
  return { keysOf: (name) => new StoredKeys(parameters, { stage, region }, name), region };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('not a whole number from 1 to 9999');
  return Number(text);
}

function regions(text: string, before: ReadonlyMap<number, string> = new Map()): ReadonlyMap<number, string> {
  const { n, region } = /^(?<n>\d{1,4})=(?<region>[a-z0-9-]+)$/.exec(text)?.groups ?? {};
  if (n === undefined || region === undefined)
    throw new InvalidArgumentError('not <n=region>, for example 1=eu-central-1');
  return new Map([...before, [Number(n), region]]);
}

/** Minutes, rounded up so that a wait of that length is enough. */
function minutes(ms: number): string {
  return `${Math.ceil(ms / 60_000)} minutes`;
}
