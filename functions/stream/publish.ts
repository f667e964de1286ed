import { readEnvironment, required } from '../../lib/config/environment.ts';
import { EventBus } from '../../lib/remote/event-bus.ts';
import { EventListeners } from '../../lib/remote/event-listeners.ts';
import { ParameterReader } from '../../lib/remote/parameter-reader.ts';
import { StoredSubscriptions } from '../../lib/remote/webhook-subscriptions.ts';
import { StreamBatch } from '../../lib/store/stream-batch.ts';
import { type BatchResponse, publishBatch } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({ EVENT_BUS: required, DELIVERIES_RULE: required, WEBHOOKS_PARAMETER: required });
const bus = new EventBus(env.EVENT_BUS);
const subscriptions = new StoredSubscriptions(new ParameterReader(), env.WEBHOOKS_PARAMETER);
const listeners = new EventListeners(bus, env.DELIVERIES_RULE, subscriptions);

/** Publishes the transfers that have become final, from the stream of the journal, for webhooks and rules. */
export async function handler(event: unknown): Promise<BatchResponse> {
  return publishBatch({ bus, listeners, now: Date.now }, StreamBatch.parse(event));
}
