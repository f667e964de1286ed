import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { refuseConsumedByNpm } from '../../config/npm-flags.ts';
import { TREASURY } from '../../domain/treasury.ts';
import { buildWeb } from '../../web/build/build.ts';
import { deployedSettings } from '../operator/stage-settings.ts';
import { claimTakenLooks } from './claim-looks.ts';
import { formerIndexes } from './former-indexes.ts';
import {
  assertMayChange,
  growthsOf,
  isInUse,
  isSame,
  type Layout,
  readLayout,
  requestedLayout,
  writeLayout,
} from './layout.ts';
import { listWebhooks } from './list-webhooks.ts';
import { migrateStage } from './migrate-stage.ts';
import { deployOptions } from './options.ts';
import { treasuryPasswordParameter } from './parameters.ts';
import { removeStage } from './removal.ts';
import { orchestrator, serverless, shard } from './services.ts';
import { smokeTest } from './smoke-test.ts';
import { addressOf } from './stacks.ts';
import { endKeyChangeover, ensureKeys } from './stage-keys.ts';
import { assertOwnTreasury, createTreasury } from './stage-treasury.ts';
import { runSteps, step } from './steps.ts';

const flags = refuseConsumedByNpm(
  new Command('npm run deploy --')
    .description(
      'Deploys a stage: its keys, its shards in order, the orchestrator and the treasury. Then runs a smoke test.',
    )
    .requiredOption('--stage <stage>', 'the name of the stage')
    .option('--shards <number>', 'the number of shards; optional once the stage is deployed')
    .option(
      '--region <region>',
      'the region of the orchestrator and of shards without --shard-region; default: AWS_REGION, then us-east-1',
    )
    .option(
      '--shard-region <n=region>',
      'the region of one shard; repeatable',
      (pair: string, pairs: string[] = []) => [...pairs, pair],
    )
    .option('--shard <number>', 'deploy only this shard')
    .option('--adopt-treasury', 'take over an existing treasury user or wallet that no operator has made'),
)
  .parse()
  .opts();

await runSteps(async () => {
  const options = deployOptions(flags, process.env);
  const layout = await step(`read or write the layout of stage ${options.stage}`, () => layOut(options));
  const { stage, region, shards } = layout;
  if (options.shard !== undefined && options.shard >= shards.length) {
    throw new ConfigurationError([
      `--shard: there is no shard ${options.shard}; the stage has ${shards.length} shards`,
    ]);
  }
  if (!options.adoptTreasury)
    await step('check that the treasury belongs to the operators', () => assertOwnTreasury(layout));
  await step('create or publish the keys', () => ensureKeys(layout));
  const numbers = options.shard === undefined ? [...shards.keys()] : [options.shard];
  for (const n of numbers) {
    const target = shard(stage, shards, n);
    await step(`deploy ${target.title} to ${target.region}`, () => serverless('deploy', target));
  }
  if (options.shard !== undefined) {
    console.log(`shard ${options.shard} is at ${await addressOf(shard(stage, shards, options.shard))}`);
    return;
  }
  const addresses = await step('read the addresses of the shards', () =>
    Promise.all(shards.map((_, n) => addressOf(shard(stage, shards, n)))),
  );
  await step('list the webhooks of operators', () => listWebhooks(layout));
  await step('build the web pages', () => buildWeb());
  const former = await step('look for indexes of an older version', () => formerIndexes(layout));
  const target = orchestrator(layout, addresses, former);
  await step(`deploy ${target.title} to ${region}`, () => serverless('deploy', target));
  const changed = await step('end the changeover to two sets of keys', () => endKeyChangeover(layout));
  const { faucet } = await deployedSettings(stage, region);
  await step(faucet ? 'create the treasury' : 'create the treasury, as whom nobody logs in', () =>
    createTreasury(layout, {
      faucet,
      given: options.TREASURY_PASSWORD,
      adopt: options.adoptTreasury,
      codes: options.currencies.list.map(({ code }) => code),
    }),
  );
  const alike = await step('reserve look-alikes of existing logins', () => claimTakenLooks(layout));
  const migrated = await step('migrate what an older version stored', () => migrateStage(layout));
  for (const [n, { IndexName }] of former.entries()) {
    const smaller = orchestrator(layout, addresses, former.slice(n + 1));
    await step(`delete the former index ${IndexName}`, () => serverless('deploy', smaller));
  }
  const api = await addressOf(target);
  await step('run the smoke test: registration, wallets, balances', () => smokeTest(api, shards.length));
  for (const [n, address] of addresses.entries()) console.log(`shard ${n} is at ${address}`);
  console.log(
    faucet
      ? `the treasury's login is "${TREASURY.login}"; its password is in parameter ${treasuryPasswordParameter(stage)}`
      : 'money is issued by "npm run operator -- issue"',
  );
  if (!faucet && options.TREASURY_PASSWORD !== undefined)
    console.log('TREASURY_PASSWORD is not used: nobody logs in as the treasury of this stage');
  if (changed)
    console.log('the former single key still verifies users’ tokens: run "keys retire --set users" in 67 minutes');
  for (const line of migrated) console.log(line);
  if (alike.length > 0) console.log(`existing logins that look like another user's: ${alike.join(', ')}`);
  const on = (await growthsOf(layout).get())?.to ?? shards.length;
  if (on < shards.length)
    console.log(
      `the wallets are on ${on} of ${shards.length} shards: run "npm run operator -- --stage ${stage} shards grow --to ${shards.length} --reason …"`,
    );
  console.log(`the API is at ${api}`);
});

/**
 * Returns the layout to deploy. A stage without users may change its layout: the old one is removed
 * first. A stage with users may get more shards, or leave those that have no wallets any more.
 */
async function layOut(options: ReturnType<typeof deployOptions>): Promise<Layout> {
  const before = await readLayout(options.stage, options.region);
  const request = { ...options, count: options.shards, shardRegions: options.shardRegion };
  const requested = requestedLayout(request, before);
  if (before && isSame(before, requested)) return before;
  if (before && (await isInUse(before))) {
    const growths = growthsOf(before);
    assertMayChange(before, requested, await growths.get());
    // Before the layout is written: a deployment that is repeated knows only the new number.
    if (requested.shards.length > before.shards.length) await growths.settle(before.shards.length, Date.now());
    for (let n = requested.shards.length; n < before.shards.length; n++)
      console.log(
        `shard ${n} has no wallets any more: delete its stack mib-shard-${n}-${before.stage} in ${before.shards[n]}, and then its tables`,
      );
  } else if (before) await removeStage(before, false);
  await writeLayout(requested);
  return requested;
}
