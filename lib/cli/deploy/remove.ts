import { Command, Option } from 'commander';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { refuseConsumedByNpm } from '../../config/npm-flags.ts';
import { readLayout } from './layout.ts';
import { removeOptions } from './options.ts';
import { removeStage } from './removal.ts';
import { runSteps } from './steps.ts';

const flags = refuseConsumedByNpm(
  new Command('npm run remove --')
    .description('Removes a stage: its stacks, its tables and its keys.')
    .requiredOption('--stage <stage>', 'the name of the stage')
    .option('--region <region>', 'the region of the orchestrator; default: AWS_REGION, then us-east-1')
    .option('--include-protected', 'also delete tables that are protected from deletion, with everything in them')
    .addOption(new Option('--even-protected').implies({ includeProtected: true }).hideHelp()),
)
  .parse()
  .opts();

await runSteps(async () => {
  const { stage, region, includeProtected } = removeOptions(flags, process.env);
  const layout = await readLayout(stage, region);
  if (!layout) throw new ConfigurationError([`stage "${stage}" is not deployed in ${region}`]);
  await removeStage(layout, includeProtected);
});
