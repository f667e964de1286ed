import fc from 'fast-check';
import { SortOrder } from '../../lib/domain/tx-range.ts';
import { mergeLists, type ReadList, shareOf } from '../../lib/store/journal/merge.ts';

const sorted = (ids: readonly string[], order: SortOrder) =>
  order === 'asc' ? ids.toSorted() : ids.toSorted().toReversed();

/** A list that is read, of which each response has at most `cut` rows. */
function listOf(ids: readonly string[], order: SortOrder, cut: number, reads: number[]): ReadList<string> {
  const rows = sorted(ids, order);
  return async (after, limit) => {
    reads.push(limit);
    const from = after === undefined ? 0 : rows.indexOf(after) + 1;
    const to = from + Math.min(limit, cut);
    return { rows: rows.slice(from, to), whole: to > rows.length || (to === rows.length && limit > cut) };
  };
}

describe('lists that are merged', () => {
  const Ids = fc.uniqueArray(fc.integer({ min: 10, max: 99 }).map(String), { maxLength: 40 });

  it('have the first rows of all in one order, wherever responses are cut, and say whether there are more', async () => {
    await fc.assert(
      fc.asyncProperty(
        Ids,
        fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 40 }),
        fc.record({
          order: fc.constantFrom(...SortOrder.options),
          limit: fc.integer({ min: 1, max: 45 }),
          first: fc.integer({ min: 1, max: 12 }),
          cut: fc.integer({ min: 1, max: 12 }),
        }),
        async (ids, places, { order, limit, first, cut }) => {
          const lists = [0, 1, 2, 3].map((place) =>
            listOf(
              ids.filter((_, n) => places[n] === place),
              order,
              cut,
              [],
            ),
          );
          const { rows, whole } = await mergeLists(lists, { order, limit, first, idOf: (id) => id });
          expect(rows).toEqual(sorted(ids, order).slice(0, limit));
          if (ids.length > limit) expect(whole).toBe(false);
          if (ids.length < limit) expect(whole).toBe(true);
        },
      ),
    );
  });

  it('are read on only where one may have rows before the last of the result', async () => {
    const [spread, crowded, later]: [number[], number[], number[]] = [[], [], []];
    const lists = [
      listOf(['11', '20', '30'], 'asc', 99, spread),
      listOf(['12', '13', '14', '15', '16'], 'asc', 99, crowded),
      listOf(['40', '50', '60'], 'asc', 99, later),
    ];
    const { rows } = await mergeLists(lists, { order: 'asc', limit: 5, first: 2, idOf: (id) => id });
    expect(rows).toEqual(['11', '12', '13', '14', '15']);
    expect([spread, crowded, later]).toEqual([[2, 5], [2, 5], [2]]);
  });
});

describe('what is read at first of each list', () => {
  it('is all of the limit of a single list, and of several somewhat more than their share', () => {
    expect(shareOf(101, 1)).toBe(101);
    expect(shareOf(1, 65)).toBe(1);
    expect(shareOf(101, 17)).toBe(13);
    expect(shareOf(101, 65)).toBe(7);
  });
});
