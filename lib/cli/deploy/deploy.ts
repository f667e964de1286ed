import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { refuseTakenByNpm } from '../../config/npm-flags.ts';
import { TREASURY } from '../../domain/treasury.ts';
import { claimTakenLooks } from './claim-looks.ts';
import { isSame, type Layout, mayChange, readLayout, wishedLayout, writeLayout } from './layout.ts';
import { deployOptions } from './options.ts';
import { treasuryPasswordParameter } from './parameters.ts';
import { removeStage } from './removal.ts';
import { orchestrator, serverless, shard } from './services.ts';
import { smokeTest } from './smoke-test.ts';
import { addressOf } from './stacks.ts';
import { endKeyChangeover, ensureKeys } from './stage-keys.ts';
import { assertOwnTreasury, createTreasury } from './stage-treasury.ts';
import { runSteps, step } from './steps.ts';

const flags = refuseTakenByNpm(
  new Command('npm run deploy --')
    .description('Deploys a stage: its keys, its shards in order, the orchestrator, the treasury; then tries it.')
    .requiredOption('--stage <stage>', 'the stage')
    .option('--shards <number>', 'how many shards; may be left out once the stage is deployed')
    .option(
      '--region <region>',
      'where the orchestrator is, and every shard without a region of its own (AWS_REGION; us-east-1)',
    )
    .option(
      '--shard-region <n=region>',
      'a shard in a region of its own; may be repeated',
      (pair: string, pairs: string[] = []) => [...pairs, pair],
    )
    .option('--shard <number>', 'deploy this shard alone')
    .option('--adopt-treasury', 'even if there is a user or a wallet of the treasury that no operator has made'),
)
  .parse()
  .opts();

await runSteps(async () => {
  const options = deployOptions(flags, process.env);
  const layout = await step(`lay out stage ${options.stage}`, () => layOut(options));
  const { stage, region, shards } = layout;
  if (options.shard !== undefined && options.shard >= shards.length) {
    throw new ConfigurationError([`--shard: no shard ${options.shard} of ${shards.length}`]);
  }
  if (!options.adoptTreasury) await step('see whose the treasury is', () => assertOwnTreasury(layout));
  await step('keys', () => ensureKeys(layout));
  const numbers = options.shard === undefined ? [...shards.keys()] : [options.shard];
  for (const n of numbers) {
    const target = shard(stage, shards, n);
    await step(`deploy ${target.title} to ${target.region}`, () => serverless('deploy', target));
  }
  if (options.shard !== undefined) {
    console.log(`shard ${options.shard} is at ${await addressOf(shard(stage, shards, options.shard))}`);
    return;
  }
  const addresses = await step('collect the addresses of the shards', () =>
    Promise.all(shards.map((_, n) => addressOf(shard(stage, shards, n)))),
  );
  const target = orchestrator(stage, region, addresses);
  await step(`deploy ${target.title} to ${region}`, () => serverless('deploy', target));
  const changed = await step('let each kind of token have keys of its own', () => endKeyChangeover(layout));
  await step('open the treasury', () =>
    createTreasury(layout, { given: options.TREASURY_PASSWORD, adopt: options.adoptTreasury }),
  );
  const alike = await step('claim what taken logins look like', () => claimTakenLooks(layout));
  const api = await addressOf(target);
  await step('try it: register, wallets, balances', () => smokeTest(api, shards.length));
  for (const [n, address] of addresses.entries()) console.log(`shard ${n} is at ${address}`);
  console.log(`the treasury is "${TREASURY.login}"; its password is the parameter ${treasuryPasswordParameter(stage)}`);
  if (changed)
    console.log('the key that signed all tokens still verifies users’: "keys retire --set users" in 67 minutes');
  if (alike.length > 0) console.log(`logins that look like one of another user: ${alike.join(', ')}`);
  console.log(`the API is at ${api}`);
});

/** Where everything goes: as it is, as is wished for if it is new, or anew if nobody uses it yet. */
async function layOut(options: ReturnType<typeof deployOptions>): Promise<Layout> {
  const before = await readLayout(options.stage, options.region);
  const wish = { ...options, count: options.shards, shardRegions: options.shardRegion };
  const wished = wishedLayout(wish, before);
  if (before && isSame(before, wished)) return before;
  if (before) {
    await mayChange(before, wished);
    await removeStage(before, false);
  }
  await writeLayout(wished);
  return wished;
}
