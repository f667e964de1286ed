import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { PublishedTransferEvent } from '../../../lib/domain/published-event.ts';
import { transferEventsIn } from '../../../lib/store/journal/events.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';

let tables: FreshTables;
beforeAll(async () => {
  tables = await memoryTables();
});
afterAll(() => tables.close());

/** A timestamp in the second of INITIATED, without its last digit. */
const TX = '01M83T4CM065GMD0FV06T4JC5';
const INITIATED = '2026-11-23T09:00:00.000Z';

const put = (n: number, more: object) =>
  tables.documents.send(
    new PutCommand({
      TableName: tables.journal,
      Item: { from_id: '1', to_id: '2', tx_id: `${TX}${n}`, amount: 10n ** 17n + 1n, initiated_at: INITIATED, ...more },
    }),
  );

async function found(since: string, until: string): Promise<PublishedTransferEvent[]> {
  const events: PublishedTransferEvent[] = [];
  const span = { since: Date.parse(since), until: Date.parse(until) };
  for await (const event of transferEventsIn(new Journal(tables.documents, tables.journal), span)) events.push(event);
  return events.sort((a, b) => (a.TxID < b.TxID ? -1 : 1));
}

describe('transferEventsIn', () => {
  it('yields both events of a captured transfer, that of its authorisation with all that was held', async () => {
    const capture = { n: 1, amount: 4n, deadline: 1_795_430_000_000, state: 'HOLDING' };
    const held = { manual: true, expires_at: '2026-12-30T09:00:00.000Z', authorised_at: '2026-12-23T09:00:00.000Z' };
    const end = { decision: 'COMMIT', capture, status: 'SUCCESSFUL', finished_at: '2026-12-24T09:00:00.000Z' };
    await put(7, { ...held, ...end });
    const day = async (n: number) => found(`2026-12-${n}`, `2026-12-${n + 1}`);
    expect(await day(23)).toMatchObject([
      { status: 'PROCESSING', note: 'authorised', amount: '100000000000000001', expires_at: held.expires_at },
    ]);
    expect(await day(24)).toMatchObject([{ status: 'SUCCESSFUL', amount: '4', to: [{ to_id: '2', amount: '4' }] }]);
  });

  beforeAll(async () => {
    await put(1, { status: 'SUCCESSFUL', finished_at: '2026-11-23T09:59:59.999Z' });
    await put(2, { status: 'SUCCESSFUL', finished_at: '2026-11-23T10:00:00.000Z' });
    await put(3, {
      status: 'INVALID',
      finished_at: '2026-11-23T10:59:59.999Z',
      note: 'no such wallet',
      reference: 'INV-1',
      payer_note: 'rent',
      open_again: 'never',
    });
    await put(4, { status: 'FAILED', finished_at: '2026-11-23T11:00:00.000Z', note: 'late' });
    await put(5, { status: 'PROCESSING', note: 'late' });
    await put(6, { status: 'PENDING' });
  });

  it('yields the events of the transfers that became final in the span, its end excluded', async () => {
    const events = await found('2026-11-23T10:00:00Z', '2026-11-23T12:00:00+01:00');
    expect(events.map(({ TxID }) => TxID)).toEqual([`${TX}2`, `${TX}3`]);
    expect(await found('2026-11-23', '2026-11-24')).toHaveLength(4);
  });

  it('yields each outcome to the last digit, and no other field of the journal', async () => {
    expect(await found('2026-11-23T10:00:00Z', '2026-11-23T11:00:00Z')).toEqual([
      {
        version: 1,
        TxID: `${TX}2`,
        from_id: '1',
        to_id: '2',
        to: [{ to_id: '2', amount: '100000000000000001' }],
        amount: '100000000000000001',
        currency: 'XXX',
        status: 'SUCCESSFUL',
        note: 'transaction completed',
        initiated_at: INITIATED,
        finished_at: '2026-11-23T10:00:00.000Z',
      },
      expect.objectContaining({
        status: 'INVALID',
        note: 'no such wallet',
        reference: 'INV-1',
        payer_note: 'rent',
      }),
    ]);
  });
});
