import type { AuthorisedEvent } from '../../lib/domain/authorised-event.ts';
import type { PublishedTransferEvent } from '../../lib/domain/published-event.ts';
import type { TransferEvent } from '../../lib/domain/transfer-event.ts';
import {
  statementEvent,
  transferSeenByWallets,
  UserAuthorisedEvent,
  UserStatementEvent,
  UserTransferEvent,
} from '../../lib/domain/user-event.ts';
import {
  DISABLED_AFTER_MS,
  healthChange,
  rotatedSecrets,
  SECRET_OVERLAP_MS,
  signingSecrets,
} from '../../lib/domain/user-webhook.ts';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const SPLIT: TransferEvent = {
  version: 1,
  TxID: '01M83KTS9D65GMD0FV06T4JC57',
  from_id: '41',
  to: [
    { to_id: '42', amount: '30' },
    { to_id: '43', amount: '20' },
  ],
  amount: '50',
  status: 'SUCCESSFUL',
  note: 'transaction completed',
  reference: 'INV-1',
  payer_note: 'tea',
  initiated_at: '2026-11-23T08:59:00.000Z',
  finished_at: '2026-11-23T08:59:20.000Z',
};
const seenOf = (event: PublishedTransferEvent) =>
  new Map(transferSeenByWallets(event).map(({ walletId, event }) => [walletId, event]));

describe('The event of a final transfer', () => {
  it('tells the payer of all payees', () => {
    expect(UserTransferEvent.parse(seenOf(SPLIT).get('41')?.data)).toMatchObject({
      wallet_id: '41',
      amount: '-50',
      to: SPLIT.to,
      reference: 'INV-1',
    });
  });

  it('tells a payee of its own part, and of no other payee', () => {
    const { data } = seenOf(SPLIT).get('42') ?? {};
    expect(UserTransferEvent.parse(data)).toMatchObject({ wallet_id: '42', amount: '+30', from_id: '41', to_id: '42' });
    expect(JSON.stringify(data)).not.toMatch(/43|"50"|-50/);
  });

  it('tells the payer alone which member or key has paid', () => {
    const paid_by = { user_id: 'u7', key: { key_id: '01KABZ6D2E8V4X5R6M7N8P9QST', name: 'The shop' } };
    const seen = seenOf({ ...SPLIT, paid_by });
    expect(UserTransferEvent.parse(seen.get('41')?.data).paid_by).toEqual(paid_by);
    expect(seen.get('42')?.data).not.toHaveProperty('paid_by');
    expect(seenOf(SPLIT).get('41')?.data).not.toHaveProperty('paid_by');
  });

  it('tells it of an authorised transfer to the payer alone, too', () => {
    const paid_by = { user_id: 'u7' };
    const { finished_at: _, to: _to, ...told } = SPLIT;
    const seen = seenOf({
      ...told,
      to_id: '42',
      to: [{ to_id: '42', amount: '50' }],
      status: 'PROCESSING',
      note: 'authorised',
      paid_by,
      authorised_at: '2026-11-23T08:59:01.000Z',
      expires_at: '2026-11-30T08:59:00.000Z',
    });
    expect(UserAuthorisedEvent.parse(seen.get('41')?.data).paid_by).toEqual(paid_by);
    expect(seen.get('42')).toMatchObject({ type: 'transfer.authorised' });
    expect(seen.get('42')?.data).not.toHaveProperty('paid_by');
  });

  it.each(['FAILED', 'INVALID'] as const)('that is %s is for the payer alone', (status) => {
    expect([...seenOf({ ...SPLIT, status }).keys()]).toEqual(['41']);
  });

  it('has the same id whenever it is made, another one for each wallet, and sorts by its time', () => {
    const [once, again] = [seenOf(SPLIT), seenOf(SPLIT)];
    const later = seenOf({ ...SPLIT, finished_at: '2026-11-23T08:59:20.001Z' });
    const ids = ['41', '42', '43'].map((wallet) => once.get(wallet)?.id ?? '');
    expect(ids).toEqual(['41', '42', '43'].map((wallet) => again.get(wallet)?.id));
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((id) => /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id) && id < (later.get('41')?.id ?? ''))).toBe(true);
  });
});

it('The event of an authorised transfer is for the payer and the payee, each with its own sign and id', () => {
  const {
    finished_at: _,
    to: [_to],
    ...shared
  } = SPLIT;
  const held: AuthorisedEvent = {
    ...shared,
    to_id: '42',
    to: [{ to_id: '42', amount: '50' }],
    status: 'PROCESSING',
    note: 'authorised',
    authorised_at: '2026-11-23T08:59:01.000Z',
    expires_at: '2026-11-30T08:59:00.000Z',
  };
  const seen = seenOf(held);
  const amounts = [...seen].map(([wallet, { data }]) => [wallet, UserAuthorisedEvent.parse(data).amount]);
  expect(amounts).toEqual([
    ['41', '-50'],
    ['42', '+50'],
  ]);
  const final: TransferEvent = { ...SPLIT, to: held.to, finished_at: held.authorised_at };
  const ids = [...seen.values(), ...seenOf(final).values()].map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
});

it('The event of an entry has its number, its amount and the balance after it', () => {
  const entry = { walletId: '41', seq: 7, txId: SPLIT.TxID, amount: -50n, balance: 1_200n, postedAt: NOW, hash: 'h' };
  const event = statementEvent(entry, 'EUR');
  expect(event).toEqual(statementEvent(entry, 'EUR'));
  // A message of the version before does not say the currency, and its event is the same one.
  expect(statementEvent(entry).id).toBe(event.id);
  expect(UserStatementEvent.parse(event.data)).toEqual({
    wallet_id: '41',
    seq: 7,
    TxID: SPLIT.TxID,
    amount: '-50',
    currency: 'EUR',
    balance: '1200',
    posted_at: '2026-11-23T09:00:00.000Z',
  });
});

describe('The secrets of a webhook', () => {
  const first = { id: 'a', secret: 'one', addedAt: new Date(NOW - 1).toISOString() };
  const ids = (secrets: readonly { id: string }[]) => secrets.map(({ id }) => id);

  it('sign together for 24 hours after a rotation, the newest first', () => {
    const secrets = rotatedSecrets([first], { id: 'b', secret: 'two' }, NOW);
    expect(ids(signingSecrets(secrets, NOW + SECRET_OVERLAP_MS - 1))).toEqual(['b', 'a']);
    expect(ids(signingSecrets(secrets, NOW + SECRET_OVERLAP_MS))).toEqual(['b']);
  });

  it('that no longer sign are dropped by the next rotation', () => {
    const later = NOW + SECRET_OVERLAP_MS;
    const secrets = rotatedSecrets(
      rotatedSecrets([first], { id: 'b', secret: 'two' }, NOW),
      { id: 'c', secret: 'three' },
      later,
    );
    expect(ids(secrets)).toEqual(['c', 'b']);
  });

  it('stay three at most, however often they are rotated', () => {
    let secrets = [first];
    for (const id of ['b', 'c', 'd', 'e']) secrets = rotatedSecrets(secrets, { id, secret: id }, NOW);
    expect(ids(secrets)).toEqual(['e', 'd', 'c']);
  });
});

describe('A webhook', () => {
  const failed = { delivered: false };
  const since = (ago: number) => ({ failingSince: new Date(NOW - ago).toISOString() });

  it('is disabled once all attempts failed for three days, and not before', () => {
    expect(healthChange({}, failed, NOW)).toBe('failing');
    expect(healthChange(since(DISABLED_AFTER_MS - 1), failed, NOW)).toBeUndefined();
    expect(healthChange(since(DISABLED_AFTER_MS), failed, NOW)).toBe('disable');
  });

  it('is disabled at once if its receiver is gone', () => {
    expect(healthChange({}, { ...failed, gone: true }, NOW)).toBe('disable');
  });

  it('counts as new after one attempt that succeeded', () => {
    expect(healthChange(since(DISABLED_AFTER_MS), { delivered: true }, NOW)).toBe('recovered');
    expect(healthChange({}, { delivered: true }, NOW)).toBeUndefined();
  });
});
