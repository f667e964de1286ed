/**
 * How many random cases an exploration draws: `quick` in `npm test`, and `full` where `MIB_TEST_EXPLORE` is
 * `full`, as in `.ci/run` and the CI workflow.
 */
export function explored({ quick, full }: { readonly quick: number; readonly full: number }): number {
  return process.env.MIB_TEST_EXPLORE === 'full' ? full : quick;
}
