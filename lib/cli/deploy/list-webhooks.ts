import { ParameterStore } from '../../remote/parameter-store.ts';
import { webhooksParameter } from '../operator/webhooks/parameter.ts';
import { OperatorSubscriptions } from '../operator/webhooks/subscriptions.ts';
import type { Layout } from './layout.ts';

/**
 * Lists the subscriptions of operators without their secrets, for the function that publishes events.
 * Stages of the version before have no such list.
 */
export async function listWebhooks({ stage, region }: Layout): Promise<void> {
  await new OperatorSubscriptions(new ParameterStore(), { name: webhooksParameter(stage), region }).relist();
}
