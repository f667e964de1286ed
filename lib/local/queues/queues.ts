import type { BusEvent } from '../aws/event-bus.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { RetryEnvironment } from '../streams/retry-environment.ts';
import { matches } from '../template/event-pattern.ts';
import type { QueueMapping, QueueRule, QueueSettings } from '../template/queue-settings.ts';
import { LocalQueue } from './local-queue.ts';
import { QueueConsumer } from './queue-consumer.ts';

/** The queues of this machine, with the rules that fill them and the functions that read them. */
export interface Queues {
  /** A queue by its name. */
  readonly byName: ReadonlyMap<string, LocalQueue>;
  /** Puts an event into the queues of the rules that match it. Resolves when it is stored. */
  readonly take: (event: BusEvent) => Promise<void>;
  /** Starts to call the functions with the messages of the queues. */
  readonly start: () => void;
}

/** @param valuesOf the stored messages of a queue, by the queue's name */
export async function openQueues(
  {
    queues,
    rules,
    queueMappings,
  }: {
    queues: readonly QueueSettings[];
    rules: readonly QueueRule[];
    queueMappings: readonly QueueMapping[];
  },
  valuesOf: (name: string) => StoredValues,
  invoke: Tasks['invoke'],
  retries: RetryEnvironment,
): Promise<Queues> {
  const byName = new Map<string, LocalQueue>();
  for (const { name } of queues) {
    const queue = new LocalQueue(valuesOf(name), retries.pause);
    await queue.resume();
    byName.set(name, queue);
  }
  const named = (name: string): LocalQueue => {
    const queue = byName.get(name);
    if (!queue) throw new Error(`there is no queue ${name}`);
    return queue;
  };
  const consumers = queueMappings.map((mapping) => {
    const source = queues.find(({ name }) => name === mapping.queue);
    if (!source) throw new Error(`there is no queue ${mapping.queue}`);
    const deadLetters = source.redrive && { ...source.redrive, queue: named(source.redrive.queue) };
    return new QueueConsumer(mapping, { source, queue: named(mapping.queue), deadLetters }, invoke, retries);
  });
  return {
    byName,
    async take(event) {
      const envelope = envelopeOf(event);
      const wanted = rules.filter(({ pattern }) => matches(pattern, envelope));
      await Promise.all(wanted.map(({ queue }) => named(queue).send({ body: JSON.stringify(envelope) })));
    },
    start() {
      for (const consumer of consumers) consumer.start();
    },
  };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
function envelopeOf({ eventId, source, detailType, detail }: BusEvent) {
  return { version: '0', id: eventId, 'detail-type': detailType, source, detail };
}
