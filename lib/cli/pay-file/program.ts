import { Command, InvalidArgumentError } from 'commander';
import { createClient } from '../../client/index.ts';
import { codeOf, passwordOf } from './password.ts';
import { payFile } from './pay-file.ts';

interface Given {
  readonly login: string;
  readonly from?: string;
  readonly url: string;
  readonly run?: string;
  readonly dryRun: boolean;
  readonly firstRun: boolean;
  readonly since?: Date;
}

/** The command that pays a file as a user. It uses the public API. */
export function payFileProgram(): Command {
  return new Command('npm run pay-file --')
    .description('Pays each row of a CSV file once, however often it is run.')
    .argument(
      '<file>',
      'columns from_id, to_id, amount, currency, reference, note, key, or amount_minor instead of amount; the first row has their names',
    )
    .requiredOption(
      '--login <login>',
      'the user whose wallets pay; the password comes from MIB_PASSWORD or the input, and a code from MIB_CODE',
    )
    .option('--from <wallet>', 'the wallet that pays where a row names none')
    .option('--url <url>', 'the address of the API', process.env.MIB_URL ?? 'http://localhost:8080')
    .option('--run <name>', 'the name of the run; another name pays every row again', runName)
    .option('--dry-run', 'log in, check the file and print the sum of each payer', false)
    .option('--first-run', 'the file is old, and was never paid', false)
    .option('--since <time>', 'find the rows that were paid since this time (RFC 3339) without their progress', timeOf)
    .action(async (file: string, { login, url, ...options }: Given) => {
      const logIn = async () => {
        // A run may take longer than a token lives.
        const credentials = { login, password: await passwordOf(login) };
        return createClient({ baseUrl: url, credentials, secondFactor: () => codeOf(login) });
      };
      const print = (line: string) => console.log(line);
      const isPaid = await payFile({ file, ...options }, { logIn, print, now: Date.now });
      if (!isPaid) process.exitCode = 2;
    });
}

/** The name is part of names of files. */
function runName(text: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/.test(text)) {
    throw new InvalidArgumentError('1 to 64 letters, digits, "_", "." or "-", and a letter or digit first.');
  }
  return text;
}

function timeOf(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError('A time such as 2026-11-26T09:00:00Z.');
  return time;
}
