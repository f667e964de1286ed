import { reportError } from '../../config/configuration-error.ts';
import { refuseConsumedByNpm } from '../../config/npm-flags.ts';
import { operatorProgram } from './program.ts';

// A reader that stops early (`| head`) closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

await refuseConsumedByNpm(operatorProgram()).parseAsync().catch(reportError);
