import { Deadline, deadlineFrom, RESERVE_WINDOW_MS, TransferDeadline } from '../../lib/domain/deadline.ts';
import stateMachines from '../../lib/stack/state-machines.cjs';

describe('A deadline', () => {
  it('is accepted as milliseconds since 1970, in digits or as a number', () => {
    expect(Deadline.parse('1700000000000')).toBe(1_700_000_000_000);
    expect(Deadline.parse(1_700_000_000_000)).toBe(1_700_000_000_000);
  });

  it.each(['', '-1', '1.5', '1'.repeat(16), 'soon', -1, 1.5, null, true])('is refused as %j', (value) => {
    expect(Deadline.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([
      'must be milliseconds since 1970',
    ]);
  });
});

describe('The deadline of a transfer', () => {
  const BEGUN = '2026-11-25T18:11:39.123Z';
  const DEADLINE = Date.parse('2026-11-25T18:11:54.123Z');

  it('is the end of the interval that Begin stored', () => {
    expect(TransferDeadline.parse({ S: `${BEGUN}/PT15S` })).toBe(DEADLINE);
    expect(TransferDeadline.parse({ S: '2026-11-25T18:11:39Z/PT60S' })).toBe(Date.parse('2026-11-25T18:12:39Z'));
  });

  it('is a number of milliseconds if the previous version began the transfer', () => {
    expect(TransferDeadline.parse({ N: String(DEADLINE) })).toBe(DEADLINE);
  });

  it('is in digits in a run of the previous definition', () => {
    expect(TransferDeadline.parse(String(DEADLINE))).toBe(DEADLINE);
  });

  it.each([undefined, '', 'soon', {}, { S: BEGUN }, { S: `${BEGUN}/PT15M` }, { S: '/PT15S' }, { N: '-1' }])(
    'is not %j',
    (value) => {
      expect(TransferDeadline.safeParse(value).success).toBe(false);
    },
  );

  it('is as long after the begin in the state machine as in the code', () => {
    const asl = JSON.stringify(stateMachines.definition('transfer'));
    expect(asl).toContain(`States.Format('{}/PT${RESERVE_WINDOW_MS / 1000}S', $$.State.EnteredTime)`);
    expect(deadlineFrom(1_000)).toBe(1_000 + RESERVE_WINDOW_MS);
  });
});
