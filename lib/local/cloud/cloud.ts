// A process of its own: the endpoint of Step Functions, of Systems Manager's parameters, of
// EventBridge and of SQS on this machine, and the stand-in for the streams of tables.
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebhookSubscriptions } from '../../domain/webhook-subscription.ts';
import { awsJsonServer } from '../aws/aws-json.ts';
import { eventBus } from '../aws/event-bus.ts';
import { parameterStore, writtenParameters } from '../aws/parameter-store.ts';
import { dynamodbIntegration } from '../aws/step-functions/dynamodb-integration.ts';
import { lambdaInvoke } from '../aws/step-functions/lambda-invoke.ts';
import { stepFunctions } from '../aws/step-functions/step-functions.ts';
import { storedIn } from '../aws/stored-files.ts';
import { ready } from '../processes/ready.ts';
import { queueService } from '../queues/queue-service.ts';
import { openQueues } from '../queues/queues.ts';
import { withWebhook } from '../queues/webhook.ts';
import { TableStreams } from '../streams/table-streams.ts';
import { CloudSettings } from './cloud-settings.ts';

const settings = CloudSettings.parse(JSON.parse(process.env.CLOUD ?? ''));
const { port, machines, databaseEndpoint, lambdaEndpoint, streams, webhook, webhooksParameter, folder } = settings;
const retries = { pause: delay, random: Math.random, say: console.log };
const below = (name: string) => folder && path.join(folder, name);

const tasks = { invoke: lambdaInvoke(lambdaEndpoint), dynamodb: dynamodbIntegration(databaseEndpoint) };
const tables = new TableStreams(streams, { intents: await storedIn(below('stream')), tasks, retries });
await tables.resume();

const written = await writtenParameters(await storedIn(below('parameters')));
if (webhooksParameter !== undefined) {
  const { value = '{"subscriptions":[]}', version = 0 } = written.values.get(webhooksParameter) ?? {};
  const subscriptions = withWebhook(WebhookSubscriptions.parse(JSON.parse(value)), webhook, Date.now());
  written.values.set(webhooksParameter, { value: JSON.stringify(subscriptions), version });
}
const queues = await openQueues(settings, (name) => storedIn(below(path.join('queues', name))), tasks.invoke, retries);

const { operations } = stepFunctions(
  machines,
  { ...tasks, dynamodb: tables.dynamodb },
  {
    onEnd: ({ arn }, outcome) => {
      if (outcome.status !== 'SUCCEEDED') console.error(arn, outcome.status, outcome.error, outcome.cause);
    },
  },
);
const server = awsJsonServer({
  ...operations,
  ...parameterStore(settings.parameters, written),
  ...eventBus(queues.take),
  ...queueService(queues.byName, delay),
});
// Clients reuse their connections: one that is closed while it is used is an error for them.
server.keepAliveTimeout = 0;
server.listen(port, '127.0.0.1');
await once(server, 'listening');
queues.start();
ready();
