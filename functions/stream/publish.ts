import { readEnvironment, required } from '../../lib/config/environment.ts';
import { EventBus } from '../../lib/remote/event-bus.ts';
import { StreamBatch } from '../../lib/store/stream-batch.ts';
import { type BatchResponse, publishBatch } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({ EVENT_BUS: required });
const bus = new EventBus(env.EVENT_BUS);

/** Publishes the transfers that have become final, from the stream of the journal. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return publishBatch(bus, StreamBatch.parse(event));
}
