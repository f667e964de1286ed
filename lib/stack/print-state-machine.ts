import { Argument, Command } from 'commander';
import stateMachines from './state-machines.cjs';

const [name = ''] = new Command('npm run -s asl --')
  .description('Prints the deployed definition of a state machine as JSON, for example for Workflow Studio.')
  .addArgument(new Argument('<name>', 'the state machine').choices(stateMachines.names()))
  .parse().args;

console.log(JSON.stringify(stateMachines.definition(name), null, 2));
