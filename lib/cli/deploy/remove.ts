import { Command } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { refuseTakenByNpm } from '../../config/npm-flags.ts';
import { readLayout } from './layout.ts';
import { removeOptions } from './options.ts';
import { removeStage } from './removal.ts';
import { runSteps } from './steps.ts';

const flags = refuseTakenByNpm(
  new Command('npm run remove --')
    .description('Takes a stage away: its stacks, its tables, its keys.')
    .requiredOption('--stage <stage>', 'the stage')
    .option('--region <region>', "the orchestrator's region (AWS_REGION; us-east-1)")
    .option('--even-protected', 'also tables that are protected from deletion, with all that is in them'),
)
  .parse()
  .opts();

await runSteps(async () => {
  const { stage, region, evenProtected } = removeOptions(flags, process.env);
  const layout = await readLayout(stage, region);
  if (!layout) throw new ConfigurationError([`stage "${stage}" is not deployed in ${region}`]);
  await removeStage(layout, evenProtected);
});
