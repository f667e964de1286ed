/** A cell of a table of Markdown. */
export type Cell = string | number;

/** A table of Markdown. @param align of all columns but the first */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], align = '---:'): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : align))), ...rows.map(line)].join('\n');
}

/** Counts by name, in one cell. */
export function list(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

/** With commas between thousands. */
export function count(number: number, maximumFractionDigits = 2): string {
  return number.toLocaleString('en-US', { maximumFractionDigits });
}
