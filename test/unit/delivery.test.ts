import {
  BusEnvelope,
  DELIVERY_BACKOFF,
  type Delivery,
  type FailedAttempt,
  GIVEN_UP_AFTER_MS,
  newDelivery,
  secondsToNextAttempt,
  webhookMessage,
} from '../../lib/domain/delivery.ts';
import { TransferWebhook } from '../../lib/domain/transfer-event.ts';

const NOW = Date.parse('2026-11-23T09:00:00.000Z');
const EVENT = {
  version: 1 as const,
  TxID: '01M83KTS9D65GMD0FV06T4JC57',
  from_id: '1',
  to_id: '2',
  to: [{ to_id: '2', amount: '5' }],
  amount: '5',
  status: 'FAILED' as const,
  note: 'späte Antwort',
  initiated_at: '2026-11-23T08:59:00.000Z',
  finished_at: '2026-11-23T08:59:20.000Z',
};
const FAILED: FailedAttempt = { delivered: false, reason: 'the response was 503' };

/** The pause after an attempt that failed. */
function pause(delivery: Partial<Delivery>, attempt: Partial<FailedAttempt> = {}, { ms = 0, random = 0.999_999 } = {}) {
  const whole = { ...newDelivery('ledger', EVENT, NOW), ...delivery };
  return secondsToNextAttempt(whole, { ...FAILED, ...attempt }, { now: NOW + ms, random });
}

describe('An event in a queue', () => {
  it('of the version before has its one payee in the list too', () => {
    const { to: _, ...before } = EVENT;
    const envelope = { source: 'mib', 'detail-type': 'transfer.final', detail: before };
    expect(BusEnvelope.parse(envelope).detail).toEqual(EVENT);
    expect(BusEnvelope.parse({ ...envelope, detail: EVENT }).detail).toEqual(EVENT);
  });
});

describe('the pause before the next attempt of a delivery', () => {
  it('doubles from a second to 15 minutes', () => {
    expect([0, 1, 2, 3, 9, 10, 50].map((failures) => pause({ failures }))).toEqual([1, 2, 4, 8, 512, 900, 900]);
  });

  it('is a random part of that, in whole seconds', () => {
    expect(pause({ failures: 3 }, {}, { random: 0 })).toBe(0);
    expect(pause({ failures: 3 }, {}, { random: 0.51 })).toBe(5);
  });

  it('is at least what the receiver asks for by Retry-After, and at most 15 minutes', () => {
    expect(pause({}, { retryAfterMs: 30_000 })).toBe(30);
    expect(pause({ failures: 20 }, { retryAfterMs: 30_000 })).toBe(900);
    expect(pause({}, { retryAfterMs: 7 * 24 * 3_600_000 })).toBe(DELIVERY_BACKOFF.longestMs / 1_000);
  });

  it('is never longer than SQS delays a message', () => {
    for (let failures = 0; failures < 100; failures++) {
      expect(pause({ failures }, { retryAfterMs: failures * 100_000 })).toBeLessThanOrEqual(900);
    }
  });
});

describe('a delivery', () => {
  it('is given up 24 hours after it was put into the queue, and not before', () => {
    expect(pause({ failures: 100 }, {}, { ms: GIVEN_UP_AFTER_MS - 1 })).toBe(900);
    expect(pause({ failures: 100 }, {}, { ms: GIVEN_UP_AFTER_MS })).toBeUndefined();
  });

  it('is given up immediately if the receiver is gone', () => {
    expect(pause({}, { gone: true, retryAfterMs: 1_000 })).toBeUndefined();
  });
});

describe('the message of an event', () => {
  it('of an authorised transfer has another id than that of its final status', () => {
    const { finished_at: _, ...shared } = EVENT;
    const times = { authorised_at: '2026-11-23T08:59:01.000Z', expires_at: '2026-11-30T08:59:00.000Z' };
    const held = { ...shared, status: 'PROCESSING' as const, note: 'authorised', ...times };
    const envelope = { source: 'mib', 'detail-type': 'transfer.authorised', detail: held };
    expect(BusEnvelope.parse(envelope).detail).toEqual(held);
    const { id, body } = webhookMessage(held);
    expect(id).toBe(`${EVENT.TxID}-authorised`);
    expect(JSON.parse(body)).toEqual({ type: 'transfer.authorised', timestamp: times.authorised_at, data: held });
  });

  it('is the same at each attempt, under the id of the transfer', () => {
    const message = webhookMessage(EVENT);
    expect(message).toEqual(webhookMessage(JSON.parse(JSON.stringify(EVENT))));
    expect(message.id).toBe(EVENT.TxID);
    expect(TransferWebhook.parse(JSON.parse(message.body))).toEqual({
      type: 'transfer.final',
      timestamp: EVENT.finished_at,
      data: EVENT,
    });
  });
});
