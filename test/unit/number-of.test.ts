import { numberOf } from '../../lib/domain/number-of.ts';

it('has the singular for one thing, and the plural for none and for several', () => {
  expect([0, 1, 2].map((count) => numberOf(count, 'wallet'))).toEqual(['0 wallets', '1 wallet', '2 wallets']);
  expect([1, 2].map((count) => numberOf(count, 'entry', 'entries'))).toEqual(['1 entry', '2 entries']);
});
