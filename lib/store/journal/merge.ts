import type { SortOrder } from '../../domain/tx-range.ts';

/** A part of a list that is ordered by the ids of transfers. */
export interface PartOfList<Row> {
  readonly rows: readonly Row[];
  /** The list has no more of them. */
  readonly whole: boolean;
}

/**
 * Reads a list on, after the row `after` or from its beginning. The rows are fewer than `limit` only if the
 * list has no more of them, or one response of DynamoDB.
 */
export type ReadList<Row> = (after: Row | undefined, limit: number) => Promise<PartOfList<Row>>;

/** How the lists are read. */
export interface Merge<Row> {
  readonly order: SortOrder;
  /** The most rows of the result. */
  readonly limit: number;
  /** How many rows are read of each list at first. */
  readonly first: number;
  readonly idOf: (row: Row) => string;
}

/**
 * The first rows of several lists in one order. The lists are read side by side. One that ends before the
 * last row of the result is read on, because it may have rows in between.
 */
export async function mergeLists<Row>(
  lists: readonly ReadList<Row>[],
  { order, limit, first, idOf }: Merge<Row>,
): Promise<PartOfList<Row>> {
  const comesBefore = (a: Row, b: Row) => (order === 'asc' ? idOf(a) < idOf(b) : idOf(a) > idOf(b));
  const parts = lists.map((read) => ({ read, rows: Array.of<Row>(), whole: false }));
  for (let size = first; ; size = limit) {
    const merged = parts.flatMap(({ rows }) => rows).sort((a, b) => (comesBefore(a, b) ? -1 : 1));
    const end = merged[limit - 1];
    const behind = parts.filter(({ rows, whole }) => !whole && isBehind(rows.at(-1), end));
    if (behind.length === 0)
      return { rows: merged.slice(0, limit), whole: merged.length <= limit && parts.every(({ whole }) => whole) };
    await Promise.all(
      behind.map(async (part) => {
        const { rows, whole } = await part.read(part.rows.at(-1), size);
        part.rows.push(...rows);
        part.whole = whole;
      }),
    );
  }

  function isBehind(last: Row | undefined, end: Row | undefined): boolean {
    return last === undefined || end === undefined || comesBefore(last, end);
  }
}

/**
 * How many rows to read at first of each of several lists, so that all together most likely have `limit` in
 * one order. Transfers are spread over stripes by a hash: so few lists have many more than the others.
 */
export function shareOf(limit: number, lists: number): number {
  const mean = limit / lists;
  return lists === 1 ? limit : Math.min(limit, Math.ceil(mean + 2 * Math.sqrt(mean) + 2));
}
