import { literal, membersOf, payeesOf, recordOf, textOrNull } from './code-texts.ts';
import { type MetadataRow, metadataOf } from './metadata-rows.ts';
import type { PaidTo } from './payment.ts';
import { get, type PlainRequest, payeesBody, post, segment } from './plain-request.ts';
import type { Repeat, Timing } from './schedule/when.ts';

interface OfSchedule {
  readonly walletId: string;
  readonly ScheduleID: string;
}

/** A change of a scheduled payment, as the API has it. */
export interface ScheduleChange {
  readonly amount?: string;
  readonly reference?: string | null;
  readonly note?: string | null;
  readonly execute_at?: string;
  readonly repeat?: Repeat;
}

/** What the wallet asks of the API about payments at set times. */
export type ScheduleAction =
  | {
      readonly kind: 'scheduleTransfer';
      readonly from: string;
      /** With amounts in minor units. */
      readonly payees: readonly PaidTo[];
      readonly reference?: string | undefined;
      readonly note?: string | undefined;
      readonly metadata?: readonly MetadataRow[] | undefined;
      readonly timing: Timing;
      readonly idempotencyKey?: string | undefined;
    }
  | { readonly kind: 'scheduledTransfers'; readonly walletId: string }
  | ({ readonly kind: 'scheduledTransfer' | 'cancelScheduledTransfer' } & OfSchedule)
  | ({ readonly kind: 'changeScheduledTransfer'; readonly change: ScheduleChange } & OfSchedule);

/** The request of an action. */
export function scheduleRequestOf(action: ScheduleAction): PlainRequest {
  if (action.kind === 'scheduleTransfer') {
    const { from, payees, reference, note, timing, idempotencyKey } = action;
    const metadata = metadataOf(action.metadata);
    const texts = { ...(reference && { reference }), ...(note && { note }), ...(metadata && { metadata }) };
    const when = timing.repeat ? { repeat: { ...timing.repeat } } : { execute_at: timing.executeAt };
    const headers = idempotencyKey ? { 'idempotency-key': idempotencyKey } : {};
    return post('scheduled_transfers', { from_id: from, ...payeesBody(payees), ...texts, ...when }, headers);
  }
  const path = `scheduled_transfers/${segment(action.walletId)}`;
  if (action.kind === 'scheduledTransfers') return get(path);
  const one = get(`${path}/${segment(action.ScheduleID)}`);
  if (action.kind !== 'changeScheduledTransfer') {
    return action.kind === 'scheduledTransfer' ? one : { ...one, method: 'DELETE' };
  }
  const { repeat, ...change } = action.change;
  return { ...one, method: 'PATCH', body: { ...change, ...(repeat && { repeat: { ...repeat } }) } };
}

/** The action as lines of a program. */
export function scheduleCode(action: ScheduleAction): string[] {
  switch (action.kind) {
    case 'scheduleTransfer': {
      const { from, payees, reference, note, timing, idempotencyKey } = action;
      const metadata = metadataOf(action.metadata);
      return [
        'const { ScheduleID, next_at } = await client.schedule({',
        ...membersOf({ from }),
        ...payeesOf(payees),
        ...membersOf({ reference, note }),
        ...(metadata ? [`  metadata: ${recordOf(metadata)},`] : []),
        ...membersOf({ executeAt: timing.executeAt }),
        ...(timing.repeat ? [`  repeat: ${repeatOf(timing.repeat)},`] : []),
        ...membersOf({ idempotencyKey }),
        '});',
        'console.log(ScheduleID, next_at);',
      ];
    }
    case 'scheduledTransfers':
      return [
        `for await (const { ScheduleID, status, next_at } of client.schedules(${literal(action.walletId)})) {`,
        '  console.log(ScheduleID, status, next_at);',
        '}',
      ];
    case 'scheduledTransfer':
      return [
        `const { status, next_at, payments } = await client.scheduled(${idsOf(action)});`,
        'console.log({ status, next_at, payments });',
      ];
    case 'changeScheduledTransfer':
      return [
        `const { amount, next_at } = await client.changeSchedule(${idsOf(action)}, ${changeOf(action.change)});`,
        'console.log({ amount, next_at });',
      ];
    case 'cancelScheduledTransfer':
      return [`const { status } = await client.cancelSchedule(${idsOf(action)});`, 'console.log(status);'];
  }
}

function idsOf({ walletId, ScheduleID }: OfSchedule): string {
  return `${literal(walletId)}, ${literal(ScheduleID)}`;
}

function repeatOf({ rrule, start, time_zone }: Repeat): string {
  return `{ rrule: ${literal(rrule)}, start: ${literal(start)}, time_zone: ${literal(time_zone)} }`;
}

function changeOf({ repeat, ...texts }: ScheduleChange): string {
  const members = [
    ...Object.entries(texts).map(([name, text]) => `${name}: ${textOrNull(text)}`),
    ...(repeat ? [`repeat: ${repeatOf(repeat)}`] : []),
  ];
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
