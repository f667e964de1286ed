// A process of its own: the endpoint of Step Functions, of Systems Manager's parameters and of EventBridge on this machine, and what
// stands for the streams of tables.
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ready } from '../processes/ready.ts';
import { keptIn } from '../streams/kept-files.ts';
import { TableStreams } from '../streams/table-streams.ts';
import { eventTarget } from '../webhook/event-target.ts';
import { awsJsonServer } from './aws-json.ts';
import { CloudSettings } from './cloud-settings.ts';
import { eventBus } from './event-bus.ts';
import { parameterStore } from './parameter-store.ts';
import { dynamodbIntegration } from './step-functions/dynamodb-integration.ts';
import { lambdaInvoke } from './step-functions/lambda-invoke.ts';
import { stepFunctions } from './step-functions/step-functions.ts';

const { port, parameters, machines, databaseEndpoint, lambdaEndpoint, streams, webhook, folder } = CloudSettings.parse(
  JSON.parse(process.env.CLOUD ?? ''),
);
const retries = { pause: delay, random: Math.random, say: console.log };
const below = (name: string) => folder && path.join(folder, name);

const tasks = { invoke: lambdaInvoke(lambdaEndpoint), dynamodb: dynamodbIntegration(databaseEndpoint) };
const tables = new TableStreams(streams, { intents: await keptIn(below('stream')), tasks, retries });
await tables.resume();

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
  ...parameterStore(parameters),
  ...eventBus(await eventTarget(webhook, below('outbox'), retries)),
});
// Clients keep their connections; one that is closed in the moment of its use is an error to them.
server.keepAliveTimeout = 0;
server.listen(port, '127.0.0.1');
await once(server, 'listening');
ready();
