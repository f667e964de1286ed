import { type Command, CommanderError } from 'commander';
import { nameOf } from '../../lib/cli/operator/log/declared.ts';
import { operatorProgram } from '../../lib/cli/operator/program.ts';
import { runOperator } from '../support/in-process/operator.ts';

const WALLET = 'wallet';
const RULE = 'must be 1 to 512 digits';

function commandsBelow(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(commandsBelow);
}

/** The words that call a command with a wallet, and something for all else that it requires. */
function callOf(command: Command, wallet: string): string[] {
  const required = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? '', '1']);
  const given = command.registeredArguments.map((argument) => (argument.name() === WALLET ? wallet : '1'));
  return [...nameOf(command).split(' '), ...given, ...required];
}

const all = commandsBelow(operatorProgram());
const taking = all.filter((command) => command.registeredArguments.some((argument) => argument.name() === WALLET));

/** Without the program's exit. @returns what it says of arguments that it does not take */
async function refusal(argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  const program = operatorProgram();
  for (const command of [program, ...program.commands, ...commandsBelow(program)])
    command.exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
  await expect(program.parseAsync([...argv], { from: 'user' })).rejects.toThrow(CommanderError);
  return said.join('').trim();
}

describe('the operators program', () => {
  it.each(taking.map((command) => [nameOf(command), command] as const))(
    'says in a sentence what is wrong with a wallet: %s',
    async (_, command) => {
      for (const wrong of ['abc', '', '1.5', '1'.repeat(513)]) {
        const { code, err } = await runOperator(callOf(command, wrong), {});
        expect({ code, err }).toEqual({ code: 1, err: `<wallet> ${RULE}\n` });
      }
    },
  );

  it('says what is wrong with the wallet of an option, and names the option', async () => {
    const { code, err } = await runOperator(['verify', '--wallet', 'abc'], {});
    expect({ code, err }).toEqual({ code: 1, err: `--wallet ${RULE}\n` });
  });

  it('knows the rule of a currency before it shows limits', async () => {
    const { code, err } = await runOperator(['treasury', 'limits', '--currency', 'eu'], {});
    expect({ code, err }).toEqual({
      code: 1,
      err: '--currency must be 3 to 12 capital letters and digits, and begin with a letter\n',
    });
  });

  it.each([['transfers', 'unfinished'], ['log']])(
    'takes a whole number as the limit of a list: %s',
    async (...command) => {
      for (const wrong of ['x', '0', '-1', '1.5'])
        expect(await refusal([...command, `--limit=${wrong}`])).toBe(
          `error: option '--limit <number>' argument '${wrong}' is invalid. not a whole number from 1 to 999999`,
        );
    },
  );
});
