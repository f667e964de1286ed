import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/**
 * The user's password: MIB_PASSWORD, what a person types, which is not shown, or the first line of the
 * input. It is no argument, because other users of a machine see those.
 * @throws Error if there is none
 */
export async function passwordOf(login: string): Promise<string> {
  const password = process.env.MIB_PASSWORD || (await typed(`Password of ${login}`));
  if (password) return password;
  throw new Error(`no password of ${login}: type it, set MIB_PASSWORD, or write it to the standard input`);
}

/**
 * A code of the user's authenticator app: MIB_CODE, or what a person types. The session goes on with it, so
 * a run needs one code.
 * @throws Error if there is none
 */
export async function codeOf(login: string): Promise<string> {
  const code = process.env.MIB_CODE || (process.stdin.isTTY && (await typed(`Code of ${login}`)));
  if (code) return code;
  throw new Error(`${login} has a second factor: type its code, or set MIB_CODE`);
}

/** The first line of the input, which is not shown; undefined if it is empty. */
async function typed(what: string): Promise<string | undefined> {
  const isTerminal = process.stdin.isTTY === true;
  if (isTerminal) process.stderr.write(`${what}: `);
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
  return undefined;
}
