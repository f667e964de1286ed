import { readEnvironment, required } from '../../lib/config/environment.ts';
import { stageSettings } from '../../lib/config/stage-settings.ts';
import { EventBus } from '../../lib/remote/event-bus.ts';
import { EventListeners } from '../../lib/remote/event-listeners.ts';
import { ListedWebhooks } from '../../lib/remote/listed-webhooks.ts';
import { ParameterReader } from '../../lib/remote/parameter-reader.ts';
import { documents } from '../../lib/store/documents.ts';
import { StreamBatch } from '../../lib/store/stream-batch.ts';
import { UserWebhooks } from '../../lib/store/user-webhooks.ts';
import { type BatchResponse, publishBatch } from '../../lib/usecases/publish-events.ts';

const env = readEnvironment({
  EVENT_BUS: required,
  DELIVERIES_RULE: required,
  WEBHOOKS_LISTED_PARAMETER: required,
  USER_WEBHOOKS_TABLE: required,
  STAGE_SETTINGS: stageSettings,
});
const bus = new EventBus(env.EVENT_BUS);
const ofOperators = new ListedWebhooks(new ParameterReader(), env.WEBHOOKS_LISTED_PARAMETER);
const ofUsers = new UserWebhooks(documents(), env.USER_WEBHOOKS_TABLE);
const listeners = new EventListeners([
  () => ofOperators.any(),
  () => ofUsers.any(),
  () => bus.hasRulesBeside(env.DELIVERIES_RULE),
]);

/**
 * Publishes events for webhooks and rules: of transfers from the stream of the journal, and of wallets
 * from that of their events. It says of each payment of the treasury that money was issued.
 */
export async function handler(event: unknown): Promise<BatchResponse> {
  return publishBatch({ bus, listeners, now: Date.now, issuing: env.STAGE_SETTINGS.issuing }, StreamBatch.parse(event));
}
