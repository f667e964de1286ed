import type { TransactionDetail } from '../../../lib/api/transaction-detail.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Evidence } from './evidence.ts';
import { checkStripes, type KnownStripes } from './striping-promises.ts';

const FUNDS = 'no transfer is refused for funds that its wallet had all the time, on whatever stripe they were';
const SEEN = 'a wallet keeps the stripes that operators have given it, and no response names one';

const known: KnownStripes = { made: new Map([['7', 4]]), named: new Map([['7', 4]]), credits: 3, shown: [] };

/** A time so many seconds after the start. */
function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 27, 8, 0, seconds)).toISOString();
}

/** A transfer of wallet 7, as its list has it, from a second to another one. */
function moved(TxID: string, amount: string, [from, to]: readonly [number, number], note: string = NOTES.SUCCESSFUL) {
  const status = note === NOTES.SUCCESSFUL ? 'SUCCESSFUL' : note === NOTES.notEnoughFunds ? 'INVALID' : 'FAILED';
  const isDebit = amount.startsWith('-');
  const transfer: TransactionDetail = {
    ...{ wallet_id: '7', TxID, amount, ammount: amount, currency: 'XXX', status, note, initiated_at: at(from) },
    ...{ from_id: isDebit ? '7' : '8', to_id: isDebit ? '8' : '7', legs: [] },
    timeline: [
      { at: at(to), decision: status === 'SUCCESSFUL' ? 'COMMIT' : 'ABORT' },
      { at: at(to), status },
    ],
  };
  return transfer;
}

/** The promises that are broken after these transfers. */
function broken(transfers: readonly TransactionDetail[], change: Partial<KnownStripes> = {}) {
  const evidence: Evidence = {
    balances: new Map(),
    lists: new Map([['7', transfers]]),
    transfers: new Map(transfers.map((one) => [one.TxID, one])),
  };
  return checkStripes({ ...known, ...change }, evidence)
    .filter((one) => one.broken.length > 0)
    .map(({ promise }) => promise);
}

const received = moved('in', '+10', [0, 1]);
const refused = moved('out', '-10', [10, 12], NOTES.notEnoughFunds);

describe('the promises of wallets in stripes', () => {
  it('are broken by a refusal of what the wallet had all the time', () => {
    expect(broken([received, refused])).toEqual([FUNDS]);
  });

  it.each<[string, readonly TransactionDetail[]]>([
    ['comes while it is asked for', [moved('in', '+10', [0, 11]), refused]],
    ['was paid before', [received, moved('other', '-1', [3, 5]), refused]],
    ['may be held by another transfer meanwhile', [received, moved('other', '-1', [11, 30], NOTES.voided), refused]],
  ])('hold when a part of what is refused %s', (_what, transfers) => {
    expect(broken(transfers)).toEqual([]);
  });

  it('are broken by a refusal while an earlier transfer holds nothing any more', () => {
    expect(broken([received, moved('other', '-9', [2, 4], NOTES.voided), refused])).toEqual([FUNDS]);
  });

  it('hold when a transfer is refused for another reason', () => {
    expect(broken([received, moved('out', '-10', [10, 12], NOTES.frozen)])).toEqual([]);
  });

  it('are broken by a wallet with fewer stripes than it was given', () => {
    expect(broken([], { named: new Map([['7', 2]]) })).toEqual([SEEN]);
  });

  it('are broken by a stripe that a response names', () => {
    expect(broken([], { shown: [{ heard: [{ wallet: '7#2' }] }] })).toEqual([SEEN]);
    expect(broken([{ ...received, to_id: '7#2' }])).toEqual([SEEN]);
  });
});
