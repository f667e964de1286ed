/** The part of a Commander program that is used here. */
interface Program {
  readonly options: readonly { readonly long?: string | undefined }[];
  readonly commands: readonly Program[];
}

/**
 * Finds options of a program that npm consumed. `npm start --memory` passes no option to the
 * program, only `npm_config_memory` in its environment. The program would then store data that it
 * should not. Such options are refused and not obeyed, because npm consumes its own options (`-d`,
 * `--verbose`) in any case. A user who learned to leave out the `--` would be misled by these.
 * @param argv the program's own arguments
 * @returns a problem for each
 */
export function consumedByNpm(
  program: Program,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): string[] {
  return longNames(program)
    .filter((name) => env[`npm_config_${name.slice(2).replaceAll('-', '_')}`] !== undefined)
    .filter((name) => !argv.some((given) => given === name || given.startsWith(`${name}=`)))
    .map((name) => `${name}: npm consumed this option: write "--" before it, as in "npm start -- --memory"`);
}

function longNames({ options, commands }: Program): string[] {
  return [...new Set([...options.flatMap(({ long }) => long ?? []), ...commands.flatMap(longNames)])];
}

/**
 * Refuses options that npm consumed, before the program reads its own: prints each problem and
 * exits with 1.
 */
export function refuseConsumedByNpm<P extends Program>(program: P): P {
  const problems = consumedByNpm(program, process.argv.slice(2), process.env);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exit(1);
  return program;
}
