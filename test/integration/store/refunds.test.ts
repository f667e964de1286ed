import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { MAX_REFUNDS, type RefundClaim } from '../../../lib/domain/refunds.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { Refunds } from '../../../lib/store/journal/refunds.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { freshWallet, journalSteps, NOW, nextUlid, transfer } from './journal-steps.ts';

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());
const refunds = () => new Refunds(tables.documents, tables.journal);
const journal = () => new Journal(tables.documents, tables.journal);

/** A payment of 50 that its payee has received, and a refund of it. */
async function payment() {
  const [payer, payee] = [freshWallet(), freshWallet()];
  const sent = transfer(payer, payee);
  const steps = journalSteps(tables);
  await steps.created(sent);
  await steps.commit(sent);
  await steps.finish(sent, 'SUCCESSFUL');
  let later = 0;
  const refund = (amount: bigint, more: Partial<RefundClaim> = {}): RefundClaim => ({
    txId: nextUlid(NOW),
    fromId: payee,
    toId: payer,
    refundOf: sent.txId,
    amount,
    deadline: NOW + 15_000 + ++later,
    ...more,
  });
  const of = async (walletId: string) => (await journal().get(walletId, sent.txId))?.refunds;
  const row = async () => {
    const Key = { from_id: payee, tx_id: sent.txId };
    return (await tables.documents.send(new GetCommand({ TableName: tables.journal, Key }))).Item ?? {};
  };
  return { payer, payee, sent, refund, of, row };
}

describe('the claim of a refund', () => {
  it('holds up to what was received, together with all others', async () => {
    const { payee, refund, of } = await payment();
    const [a, b] = [refund(20n), refund(30n)];
    expect(await refunds().claim(refund(51n))).toBe('exceeds');
    expect([await refunds().claim(a), await refunds().claim(b)]).toEqual(['claimed', 'claimed']);
    expect(await refunds().claim(refund(1n))).toBe('exceeds');
    expect(await of(payee)).toEqual([a, b].map(({ txId, amount }) => ({ txId, amount })));
  });

  it('holds once, however often it is written', async () => {
    const { refund, row } = await payment();
    const claim = refund(30n);
    for (let n = 0; n < 3; n++) expect(await refunds().claim(claim)).toBe('claimed');
    expect(await row()).toMatchObject({ refundable: 20n, refund_count: 1n });
  });

  it('holds for exactly as many of those at once as there is room for', async () => {
    const { refund, row } = await payment();
    const results = await Promise.all(Array.from({ length: 6 }, () => refunds().claim(refund(20n))));
    expect(results.toSorted()).toEqual(['claimed', 'claimed', 'exceeds', 'exceeds', 'exceeds', 'exceeds']);
    expect(await row()).toMatchObject({ refundable: 10n, refund_count: 2n });
  });

  it(`is refused after ${MAX_REFUNDS}, of which those count that are not given back`, async () => {
    const { refund } = await payment();
    const claims = Array.from({ length: MAX_REFUNDS }, () => refund(1n, { deadline: NOW + 30_000 }));
    await Promise.all(claims.slice(1).map((claim) => refunds().claim(claim)));
    const [first = refund(1n)] = claims;
    expect(await refunds().claim(first)).toBe('claimed');
    // 50 of 50 are claimed: one unit more would also exceed. So another payment has more.
    const rich = await payment();
    await tables.documents.send(
      new PutCommand({ TableName: tables.journal, Item: { ...(await rich.row()), amount: 1_000n } }),
    );
    for (let n = 0; n < MAX_REFUNDS; n++) expect(await refunds().claim(rich.refund(1n))).toBe('claimed');
    const last = rich.refund(1n);
    expect(await refunds().claim(last)).toBe('exceeds');
    await refunds().release(last);
    expect(await refunds().claim(rich.refund(1n))).toBe('exceeds');
  });

  it('is refused where it is no successful payment of this payer to this wallet', async () => {
    const { payer, payee, sent, refund, row } = await payment();
    const changed = async (more: object, claim: RefundClaim) => {
      const before = await row();
      await tables.documents.send(new PutCommand({ TableName: tables.journal, Item: { ...before, ...more } }));
      expect(await refunds().claim(claim)).toBe('not_refundable');
      await tables.documents.send(new PutCommand({ TableName: tables.journal, Item: before }));
    };
    await changed({ status: 'PROCESSING' }, refund(1n));
    await changed({ refund_of: nextUlid(NOW) }, refund(1n));
    await changed({}, refund(1n, { toId: freshWallet() }));
    await changed({}, refund(1n, { fromId: payer, toId: payee }));
    await changed({}, refund(1n, { refundOf: nextUlid(NOW) }));
    await changed({}, refund(1n, { fromId: freshWallet() }));
    expect(await refunds().claim(refund(50n))).toBe('claimed');
    expect(sent.amount).toBe(50n);
  });
});

describe('an aborted refund', () => {
  it('gives back once what it has claimed, however often it is settled', async () => {
    const { refund, of, payee, row } = await payment();
    const [kept, aborted] = [refund(10n), refund(20n)];
    for (const claim of [kept, aborted]) await refunds().claim(claim);
    for (let n = 0; n < 3; n++) await refunds().release(aborted);
    expect(await row()).toMatchObject({ refundable: 40n, refund_count: 1n });
    expect(await of(payee)).toEqual([{ txId: kept.txId, amount: 10n }]);
    expect(await refunds().claim(refund(40n))).toBe('claimed');
  });

  it('keeps out its claim that comes late, whether it has claimed before or not', async () => {
    for (const before of [true, false]) {
      const { refund, row } = await payment();
      const aborted = refund(20n);
      if (before) await refunds().claim(aborted);
      await refunds().release(aborted);
      expect(await refunds().claim(aborted)).toBe('too_late');
      expect((await row()).refundable ?? 50n).toBe(50n);
      expect(await refunds().claim(refund(50n))).toBe('claimed');
    }
  });

  it('lowers no fence of another, and leaves nothing where there is no payment', async () => {
    const { refund, payee, row } = await payment();
    const [early, late] = [refund(1n), refund(2n)];
    await refunds().release(late);
    await refunds().release(early);
    expect(await row()).toMatchObject({ refund_fence: BigInt(late.deadline) });
    const nowhere = refund(1n, { refundOf: nextUlid(NOW) });
    await refunds().release(nowhere);
    await refunds().link(nowhere);
    expect(await journal().get(payee, nowhere.refundOf)).toBeUndefined();
  });
});

describe('a refund that happened', () => {
  it('is stored with the payer’s item once, and its claim stays', async () => {
    const { payer, payee, refund, of } = await payment();
    const done = refund(20n);
    await refunds().claim(done);
    for (let n = 0; n < 2; n++) await refunds().link(done);
    const expected = [{ txId: done.txId, amount: 20n }];
    expect([await of(payer), await of(payee)]).toEqual([expected, expected]);
    expect(await refunds().claim(done)).toBe('claimed');
  });
});
