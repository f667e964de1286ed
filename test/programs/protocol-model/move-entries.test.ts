import { type BentEntries, exploreEntries } from './move-entries-model.ts';

const POSTINGS = 3;
const MAX_STATES = 500_000;

describe('the model of the statement of a wallet that moves', () => {
  it('has every entry where the wallet is, in every order of postings, copies, moves and readers', () => {
    const found = exploreEntries({}, POSTINGS, MAX_STATES);
    expect(found).toEqual({ exhaustive: true, ends: ['back'], states: expect.any(Number) });
    expect(found.states).toBeGreaterThan(1_000);
  });

  it.each<[string, BentEntries, string]>([
    ['an item that is put before its entries', { putsWithoutEntries: true }, 'the wallet has left entries behind'],
    [
      'an old shard whose last entry is not written yet',
      { comparesWithShard: true },
      'the wallet has left entries behind',
    ],
    ['an entry that is copied without the one before', { copiesInAnyOrder: true }, 'the statement has a gap'],
    ['a shard that shows a statement without the wallet', { anyShardShows: true }, 'a reader sees less than before'],
    ['an old shard that deletes its entries', { deletesOld: true }, 'a reader sees less than before'],
  ])('finds the broken promise of %s', (_about, bent, promise) => {
    const { broken } = exploreEntries(bent, POSTINGS, MAX_STATES);
    expect(broken?.promise).toBe(promise);
    expect(broken?.trace.length).toBeGreaterThan(1);
  });
});
