import fc from 'fast-check';
import { encodeTime, ulid } from 'ulid';
import { rangeOf, SortOrder } from '../../lib/domain/tx-range.ts';

const Ms = fc.integer({ min: 0, max: 2 ** 40 });
/** An id of a millisecond. ulid itself takes 0 for now. */
const idAt = (ms: number) => encodeTime(ms, 10) + ulid().slice(10);
const Id = Ms.map(idAt);

const isIn = (txId: string, range: ReturnType<typeof rangeOf>) => range.first <= txId && txId <= range.last;

describe('A range of transfers', () => {
  it('has the transfers initiated from one time on and before another', () => {
    fc.assert(
      fc.property(Ms, Ms, fc.integer({ min: -2, max: 2 }), (from, to, near) => {
        for (const ms of [Math.max(0, from + near), Math.max(0, to + near)]) {
          expect(isIn(idAt(ms), rangeOf({ from, to, order: 'asc' }))).toBe(from <= ms && ms < to);
        }
      }),
    );
  });

  it('begins and ends with the first and the last id of a millisecond', () => {
    const [from, to] = [1_700_000_000_000, 1_700_000_000_001];
    const range = { first: encodeTime(from, 10) + '0'.repeat(16), last: encodeTime(from, 10) + 'Z'.repeat(16) };
    expect(rangeOf({ from, to, order: 'asc' })).toEqual(range);
    expect(rangeOf({ from, to, order: 'desc' })).toEqual(range);
  });

  it('continues after a transfer in either order', () => {
    fc.assert(
      fc.property(Id, Id, fc.constantFrom(...SortOrder.options), (after, txId, order) => {
        expect(isIn(txId, rangeOf({ after, order }))).toBe(order === 'asc' ? txId > after : txId < after);
        expect(isIn(after, rangeOf({ after, order }))).toBe(false);
      }),
    );
  });

  it('contains the neighbours of the transfer that it continues after', () => {
    const [one, next] = ['01KABZ5ZD6T8S0QFVJ0Q1N2MZZ', '01KABZ5ZD6T8S0QFVJ0Q1N2N00'];
    expect(rangeOf({ after: one, order: 'asc' }).first).toBe(next);
    expect(rangeOf({ after: next, order: 'desc' }).last).toBe(one);
  });

  it('is empty after the last possible id and before the first', () => {
    for (const [after, order] of [
      [`7${'Z'.repeat(25)}`, 'asc'],
      ['0'.repeat(26), 'desc'],
    ] as const) {
      const { first, last } = rangeOf({ after, order });
      expect(first > last).toBe(true);
    }
  });
});
