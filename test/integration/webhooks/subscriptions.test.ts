import {
  added,
  OperatorSubscriptions,
  removed,
  retired,
  rotated,
} from '../../../lib/cli/operator/webhooks/subscriptions.ts';
import type { WebhookSubscription } from '../../../lib/domain/webhook-subscription.ts';
import { StoredSubscriptions, SUBSCRIPTIONS_REFRESH_MS } from '../../../lib/remote/webhook-subscriptions.ts';
import { WEBHOOK_SECRET } from '../../support/environment/webhook-receiver.ts';
import { MemoryParameters } from '../keys/memory-parameters.ts';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const AT = new Date(NOW).toISOString();
const OTHER_SECRET = `whsec_${Buffer.alloc(24, 'other').toString('base64')}`;
const PLACE = { name: '/mib/test/webhooks', region: 'eu-north-1' };

const ledger: WebhookSubscription = {
  id: 'ledger',
  url: 'https://ledger.example/in',
  types: ['transfer.final'],
  secrets: [{ secret: WEBHOOK_SECRET, added_at: AT }],
};
const mail = { ...ledger, id: 'mail', url: 'https://mail.example/' };

let parameters: MemoryParameters;
let operator: OperatorSubscriptions;
beforeEach(() => {
  parameters = new MemoryParameters();
  operator = new OperatorSubscriptions(parameters, PLACE);
});

describe('the subscriptions of a stage', () => {
  it('are empty at first', async () => {
    expect(await operator.list()).toEqual([]);
  });

  it('are added and removed by their names', async () => {
    await operator.change(added(ledger));
    await operator.change(added(mail));
    expect(await operator.list()).toEqual([ledger, mail]);
    expect(await operator.get('mail')).toEqual(mail);
    await operator.change(removed('ledger'));
    expect(await operator.list()).toEqual([mail]);
  });

  it.each([
    ['a name that is taken', added({ ...ledger, url: mail.url }), 'there is a subscription "ledger" already'],
    ['the removal of an unknown one', removed('mail'), 'there is no subscription "mail"'],
    ['the rotation of an unknown one', rotated('mail', OTHER_SECRET, NOW), 'there is no subscription "mail"'],
    ['the end of a rotation that has not begun', retired('ledger'), 'no secret of "ledger" was replaced'],
  ])('refuse %s, and stay as they are', async (_what, change, message) => {
    await operator.change(added(ledger));
    await expect(operator.change(change)).rejects.toThrow(message);
    expect(await operator.list()).toEqual([ledger]);
  });

  it('have two secrets during a rotation, the new one first', async () => {
    await operator.change(added(ledger));
    await operator.change(rotated('ledger', OTHER_SECRET, NOW));
    const [{ secrets } = ledger] = await operator.list();
    expect(secrets).toEqual([
      { secret: OTHER_SECRET, added_at: AT },
      { secret: WEBHOOK_SECRET, added_at: AT, replaced_at: AT },
    ]);
    await expect(operator.change(rotated('ledger', WEBHOOK_SECRET, NOW))).rejects.toThrow('is being rotated already');
    await operator.change(retired('ledger'));
    expect((await operator.get('ledger')).secrets).toEqual([{ secret: OTHER_SECRET, added_at: AT }]);
  });

  it('are limited to the size of a parameter', async () => {
    const url = `https://a.example/${'x'.repeat(1_000)}`;
    for (const id of ['a', 'b', 'c']) await operator.change(added({ ...ledger, id, url }));
    await expect(operator.change(added({ ...ledger, id: 'd', url }))).rejects.toThrow('of at most 4096');
    expect(await operator.list()).toHaveLength(3);
  });

  it('refuse a concurrent change by another operator', async () => {
    await operator.change(added(ledger));
    const race = operator.change((before) => {
      // Written after this operator's read.
      void parameters.write(PLACE, JSON.stringify({ subscriptions: [] }), 'secret');
      return before;
    });
    await expect(race).rejects.toThrow('another operator has changed /mib/test/webhooks at the same time');
  });
});

describe('the subscriptions that a function caches', () => {
  let reads: number;
  let stored: string | undefined;
  let unreachable: boolean;
  let known: StoredSubscriptions;
  beforeEach(() => {
    reads = 0;
    stored = JSON.stringify({ subscriptions: [ledger] });
    unreachable = false;
    const find = async () => {
      reads += 1;
      if (unreachable) throw new Error('ThrottlingException');
      return stored;
    };
    known = new StoredSubscriptions({ find }, PLACE.name);
  });

  it('are read once a minute', async () => {
    for (const ms of [0, 1, SUBSCRIPTIONS_REFRESH_MS - 1]) expect(await known.all(NOW + ms)).toEqual([ledger]);
    expect(reads).toBe(1);
    stored = JSON.stringify({ subscriptions: [ledger, mail] });
    expect(await known.all(NOW + SUBSCRIPTIONS_REFRESH_MS)).toEqual([ledger, mail]);
  });

  it('are empty without a parameter', async () => {
    stored = undefined;
    expect(await known.all(NOW)).toEqual([]);
  });

  it('stay those of the last successful read during an outage', async () => {
    await known.all(NOW);
    unreachable = true;
    expect(await known.all(NOW + SUBSCRIPTIONS_REFRESH_MS)).toEqual([ledger]);
    expect(await known.all(NOW + SUBSCRIPTIONS_REFRESH_MS + 1)).toEqual([ledger]);
    expect(reads).toBe(2);
  });

  it('are read once for concurrent calls, which all use the previous ones if that fails', async () => {
    const atOnce = (ms: number) => Promise.all([known.all(NOW + ms), known.all(NOW + ms), known.all(NOW + ms)]);
    await atOnce(0);
    unreachable = true;
    expect(await atOnce(SUBSCRIPTIONS_REFRESH_MS)).toEqual([[ledger], [ledger], [ledger]]);
    expect(reads).toBe(2);
  });

  it('are an error before the first successful read, and are read again by the next call', async () => {
    unreachable = true;
    await expect(known.all(NOW)).rejects.toThrow('ThrottlingException');
    unreachable = false;
    expect(await known.all(NOW + 1)).toEqual([ledger]);
  });

  it('are read again for a subscription that another instance knew after the last read', async () => {
    await known.all(NOW);
    stored = JSON.stringify({ subscriptions: [ledger, mail] });
    expect(await known.find('mail', NOW + 1_000, NOW + 2_000)).toEqual(mail);
    expect(reads).toBe(2);
  });

  it('lack a subscription for certain only after a read that is later than its delivery', async () => {
    await known.all(NOW);
    expect(await known.find('mail', NOW - 60_000, NOW + 1)).toBeUndefined();
    expect(reads).toBe(1);
    expect(await known.find('mail', NOW - 1_000, NOW + 1)).toBeUndefined();
    expect(reads).toBe(2);
    unreachable = true;
    await expect(known.find('mail', NOW + 1_000, NOW + 2_000)).rejects.toThrow('ThrottlingException');
  });
});
