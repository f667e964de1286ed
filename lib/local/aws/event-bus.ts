import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Operation, operation } from './aws-json.ts';
import { Json } from './json.ts';

/** An event that a bus has taken. */
export interface BusEvent {
  /** Given by the bus: the same event put twice has two. */
  readonly eventId: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: Json;
}

const MOST_BYTES = 262_144;
const Entry = z.object({ Source: z.string().min(1), DetailType: z.string().min(1), Detail: z.string() });
const PutEvents = z.object({
  // Each is looked at by itself: one that is wrong does not keep the others out.
  Entries: z
    .array(z.unknown())
    .min(1)
    .max(10)
    .refine((entries) => Buffer.byteLength(JSON.stringify(entries)) <= MOST_BYTES, 'are larger than 256 KiB'),
});

/**
 * The one operation of EventBridge that the functions call.
 * @param take what becomes of an event. The answer says that the event is on the bus when this has resolved, else that it is not.
 */
export function eventBus(take: (event: BusEvent) => Promise<void>): Record<string, Operation> {
  const put = async (entry: unknown): Promise<Json> => {
    const { data } = Entry.safeParse(entry);
    if (!data) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are needed' };
    const detail = objectIn(data.Detail);
    if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const eventId = randomUUID();
    try {
      await take({ eventId, source: data.Source, detailType: data.DetailType, detail });
      return { EventId: eventId };
    } catch (error) {
      console.error(error);
      return { ErrorCode: 'InternalFailure', ErrorMessage: 'see the log of the endpoint' };
    }
  };
  return {
    'AWSEvents.PutEvents': operation(PutEvents, async ({ Entries }) => {
      const answers = await Promise.all(Entries.map(put));
      const failed = answers.filter(
        (answer) => answer !== null && typeof answer === 'object' && !('EventId' in answer),
      );
      return { FailedEntryCount: failed.length, Entries: answers };
    }),
  };
}

function objectIn(text: string): Json | undefined {
  try {
    return z.record(z.string(), Json).safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
