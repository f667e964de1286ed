/** How often each name occurs, in the order of their first ones. */
export function counted(names: readonly string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** Figures for one of `count`, rounded to tenths: what was used between two readings, by name. */
export function usedByOne(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
  count: number,
): Record<string, number> {
  const each = Object.entries(after).map(([name, used]) => [name, tenths((used - (before[name] ?? 0)) / count)]);
  return Object.fromEntries(each);
}

export function tenths(number: number): number {
  return Math.round(number * 10) / 10;
}
