import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * The user's password: MIB_PASSWORD, what a person types, which is not shown, or the first line of the
 * input. It is no argument, because other users of a machine see those.
 * @throws Error if there is none
 */
export async function passwordOf(login: string): Promise<string> {
  const { MIB_PASSWORD } = process.env;
  if (MIB_PASSWORD) return MIB_PASSWORD;
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(`Password of ${login}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
  try {
    for await (const line of lines) {
      if (line !== '') return line;
      break;
    }
  } finally {
    lines.close();
    if (isTerminal) process.stderr.write('\n');
  }
  throw new Error(`no password of ${login}: type it, set MIB_PASSWORD, or write it to the standard input`);
}
