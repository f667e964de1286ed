/** A program as commander has it, as far as it is needed here. */
interface Program {
  readonly options: readonly { readonly long?: string | undefined }[];
  readonly commands: readonly Program[];
}

/**
 * The flags of a program that npm took for itself: `npm start --memory` gives the program no flag but `npm_config_memory` in its
 * environment, and it would keep data that was not to be kept. They are refused and not obeyed: npm gives no flag that is one of its
 * own (`-d`, `--verbose`), so whoever learns to write them so is misled by the next one.
 * @param argv as the program has it
 * @returns a line for each
 */
export function takenByNpm(
  program: Program,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  return longNames(program)
    .filter((name) => env[`npm_config_${name.slice(2).replaceAll('-', '_')}`] !== undefined)
    .filter((name) => !argv.some((given) => given === name || given.startsWith(`${name}=`)))
    .map((name) => `${name}: npm has taken this flag for itself: write "--" before it, as in "npm start -- --memory"`);
}

function longNames({ options, commands }: Program): string[] {
  return [...new Set([...options.flatMap(({ long }) => long ?? []), ...commands.flatMap(longNames)])];
}

/** Refuses flags that npm took, before the program reads its own: prints a line for each and ends with exit code 1. */
export function refuseTakenByNpm<P extends Program>(program: P): P {
  const problems = takenByNpm(program, process.argv.slice(2), process.env);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  return program;
}
