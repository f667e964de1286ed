import { operatorProgram } from '../../../lib/cli/operator/program.ts';
import { reportError } from '../../../lib/config/configuration-error.ts';

/** What a run of the operators' program returns. */
export interface OperatorResult {
  /** The exit status. */
  readonly code: unknown;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the operators' program in this process. One run at a time: it replaces the console and the
 * environment until it is done.
 * @param environment variables over those of this process
 */
export async function runOperator(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<OperatorResult> {
  const before = process.env;
  process.env = { ...before, ...environment };
  const out = jest.spyOn(console, 'log').mockReturnValue();
  const err = jest.spyOn(console, 'error').mockReturnValue();
  const linesOf = ({ mock }: jest.SpyInstance) => mock.calls.map((words) => `${words.join(' ')}\n`).join('');
  try {
    process.exitCode = 0;
    await operatorProgram()
      .parseAsync([...argv], { from: 'user' })
      .catch(reportError);
    return { code: process.exitCode, out: linesOf(out), err: linesOf(err) };
  } finally {
    process.exitCode = undefined;
    out.mockRestore();
    err.mockRestore();
    process.env = before;
  }
}
