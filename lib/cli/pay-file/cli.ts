import { reportError } from '../../config/configuration-error.ts';
import { refuseConsumedByNpm } from '../../config/npm-flags.ts';
import { payFileProgram } from './program.ts';

await refuseConsumedByNpm(payFileProgram()).parseAsync().catch(reportError);
