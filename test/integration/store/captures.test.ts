import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { Captures } from '../../../lib/store/journal/captures.ts';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, NOW, transfer } from './journal-steps.ts';

const DAY_MS = 86_400_000;
const EXPIRES = NOW + 7 * DAY_MS;

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());
const captures = () => new Captures(tables.documents, tables.journal);

/** A payment of 50 whose money is held. */
async function held() {
  const expiresAt = new Date(EXPIRES).toISOString();
  const sent: NewTransfer = { ...transfer(freshWallet(), freshWallet()), manual: true, expiresAt };
  await new Journal(tables.documents, tables.journal).create(sent, NOW);
  await tables.documents.send(
    new UpdateCommand({
      TableName: tables.journal,
      Key: { from_id: sent.fromId, tx_id: sent.txId },
      UpdateExpression: 'SET #status = :processing, authorised_at = :now',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':processing': 'PROCESSING', ':now': new Date(NOW).toISOString() },
    }),
  );
  const found = async () => {
    const transfer = await captures().get(sent.fromId, sent.txId);
    if (!transfer) throw new Error('no such transfer');
    return transfer;
  };
  const before = await found();
  return {
    found,
    capture: async (amount: bigint, now = NOW) =>
      (await captures().claim(before, amount, { now, deadline: now + 15_000 })).done,
    void: async (now = NOW) => (await captures().end(before, 'voided', now)).done,
    expire: async (now: number) => (await captures().end(before, 'expired', now)).done,
  };
}

const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
const done = (results: readonly boolean[]) => results.filter((isDone) => isDone).length;

describe('money on hold', () => {
  it('is never captured for more than is held', async () => {
    const hold = await held();
    expect(await hold.capture(51n)).toBe(false);
    expect((await hold.found()).transfer.capture).toBeUndefined();
    expect(await hold.capture(50n)).toBe(true);
  });

  it('is not captured after it was voided', async () => {
    const hold = await held();
    expect(await hold.void()).toBe(true);
    expect(await hold.capture(50n)).toBe(false);
    expect(await hold.found()).toMatchObject({ reason: NOTES.voided, attempts: 0 });
  });

  it('is not captured at its expiry and later, whether or not it is given back yet', async () => {
    const hold = await held();
    expect(await hold.capture(50n, EXPIRES)).toBe(false);
    expect(await hold.expire(EXPIRES - 1)).toBe(false);
    expect(await hold.expire(EXPIRES)).toBe(true);
    expect(await hold.capture(50n, EXPIRES - 1)).toBe(false);
    expect((await hold.found()).transfer.decision).toBe('ABORT');
  });

  it('is voided by one of ten voids at once', async () => {
    const hold = await held();
    expect(done(await Promise.all(times(10, (n) => hold.void(NOW + n))))).toBe(1);
    const after = await hold.found();
    expect(await hold.void(NOW + 100)).toBe(false);
    expect(await hold.found()).toEqual(after);
  });

  it('is captured by one of ten captures of different amounts at once', async () => {
    const hold = await held();
    expect(done(await Promise.all(times(10, (n) => hold.capture(BigInt(n + 1)))))).toBe(1);
    const { transfer, attempts } = await hold.found();
    expect([attempts, transfer.capture?.state]).toEqual([1, 'HOLDING']);
  });

  it('is captured, voided or expires, when all are asked for at once', async () => {
    const hold = await held();
    const at = EXPIRES - 1;
    const results = await Promise.all([hold.capture(50n, at), hold.void(at), hold.expire(EXPIRES), hold.void(at + 1)]);
    expect(done(results)).toBe(1);
  });
});
