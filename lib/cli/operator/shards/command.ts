import { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { type Growth, movedOf, shardsText, WALLETS_PER_SECOND } from '../../../domain/growth.ts';
import { growthPlan } from '../../../domain/growth-plan.ts';
import { numberOf } from '../../../domain/number-of.ts';
import {
  beginGrowth,
  NO_GROWTH,
  nextStep,
  pauseGrowth,
  resumeGrowth,
  type Step,
  slowGrowth,
  stepBack,
} from '../../../usecases/grow.ts';
import { approvedRequest } from '../approvals/approved.ts';
import { connect, type OperatorOptions } from '../connection.ts';
import { changing, reading } from '../log/declared.ts';
import { json } from '../print.ts';
import { stageSettings } from '../stage-settings.ts';
import { wholeNumber } from '../whole-number.ts';
import { finished, followed } from './follow.ts';
import { planLines, showLines } from './lines.ts';
import { samplesOf } from './samples.ts';
import { type GrowthStores, growthStores } from './stores.ts';

interface Given {
  readonly to: number;
  readonly perSecond: number;
  readonly wait: boolean;
}

/**
 * `shards`: changes the number of shards that the wallets are on, while money moves.
 * @param options the program's global options
 */
export function shardsCommand(options: () => OperatorOptions): Command {
  const shards = new Command('shards').description('Moves wallets to more or fewer shards, while money moves.');
  const stores = (): GrowthStores => {
    connect(options());
    return growthStores();
  };
  // It touches every wallet, and another operator may know of a reason against it.
  const approval = async (_given: unknown) => (await stageSettings(options())).secondPerson;
  const planOf = async (all: GrowthStores, step: Step, perSecond: number) =>
    growthPlan(await samplesOf(options().stage, step, all), step.to, perSecond);
  const say = (growth: Growth, line: string) => {
    if (options().json) json(growth);
    else console.log(line);
  };

  reading(
    shards.command('show').description('Shows on how many shards the wallets are, and how far a growth is.'),
    async () => {
      const { growths, addresses } = stores();
      const growth = await growths.get();
      if (options().json) json({ shards: growth?.to ?? addresses, deployed: addresses, growth });
      else for (const line of showLines(growth, addresses, Date.now())) console.log(line);
    },
  );

  reading(
    withSpeed(withTarget(shards.command('plan'))).description(
      'Says about how many wallets a growth would move, how long that takes and what it costs.',
    ),
    async ({ to, perSecond }: Given) => {
      const all = stores();
      const step = nextStep(await all.growths.get(), to, all.addresses);
      const plan = await planOf(all, step, perSecond);
      if (options().json) json({ ...step, ...plan });
      else for (const line of planLines(step, plan)) console.log(line);
    },
  );

  const run = async (
    all: GrowthStores,
    last: Growth | undefined,
    begun: Parameters<typeof beginGrowth>[2],
    wait: boolean,
  ) => {
    const growth = await beginGrowth(all, last, begun, Date.now());
    // Who approves it need not stay until it ends.
    if (!wait || approvedRequest() !== undefined)
      return say(growth, `the wallets move from ${growth.from} to ${shardsText(growth.to)}: see "shards show"`);
    await followed(all, growth.op, options().json);
  };

  changing(
    withWait(withSpeed(withTarget(shards.command('grow')))).description(
      'Moves the wallets to this number of shards, more or fewer, and finishes once the books balance. Safe while money moves, to pause, to repeat and to turn back.',
    ),
    { options, approval },
    async ({ to, perSecond, wait }: Given) => {
      const all = stores();
      const last = await all.growths.get();
      // The command may be repeated after it was stopped: the growth goes on without it.
      if (last && last.to === to && last.state !== 'finished') {
        if (!wait) return say(last, 'it has begun already: see "shards show"');
        return followed(all, last.op, options().json);
      }
      const step = nextStep(last, to, all.addresses);
      const plan = await planOf(all, step, perSecond);
      if (!options().json) for (const line of planLines(step, plan)) console.log(line);
      return run(all, last, { ...step, perSecond, expected: plan.moves }, wait);
    },
  );

  changing(
    withWait(withSpeed(shards.command('back'))).description(
      'Turns a growth back that is not finished: the wallets move to the shards that they had before.',
    ),
    { options, approval },
    async ({ perSecond, wait }: Omit<Given, 'to'>) => {
      const all = stores();
      const last = await all.growths.get();
      if (!last) throw new ConfigurationError([NO_GROWTH]);
      // It reads no shard: one that is down may be the reason to turn back.
      return run(all, last, { ...stepBack(last), perSecond, expected: movedOf(last) }, wait);
    },
  );

  changing(
    shards.command('pause').description('Lets no other wallet begin to move. Those that are moving arrive.'),
    { options },
    async () => say(await pauseGrowth(stores()), 'paused: see "shards show"'),
  );

  changing(shards.command('resume').description('Lets a paused growth go on.'), { options }, async () =>
    say(await resumeGrowth(stores()), 'the wallets move: see "shards show"'),
  );

  changing(
    shards
      .command('slow')
      .description('Changes how many wallets begin to move in a second, over all shards.')
      .requiredOption('--per-second <wallets>', 'the most wallets that begin to move in a second', wholeNumber),
    { options },
    async ({ perSecond }: { perSecond: number }) =>
      say(
        await slowGrowth(stores(), perSecond),
        `at most ${numberOf(perSecond, 'wallet')} a second from the next page on`,
      ),
  );

  changing(
    shards
      .command('finish')
      .description('Finishes a growth whose wallets are moved: none is anywhere else, and the books balance.'),
    { options },
    () => finished(stores(), options().json),
  );
  return shards;
}

const withTarget = (command: Command) => command.requiredOption('--to <number>', 'the number of shards', wholeNumber);
const withSpeed = (command: Command) =>
  command.option(
    '--per-second <wallets>',
    'the most wallets that begin to move in a second, over all shards',
    wholeNumber,
    WALLETS_PER_SECOND,
  );
const withWait = (command: Command) => command.option('--no-wait', 'begin it, and leave its end to "shards finish"');
