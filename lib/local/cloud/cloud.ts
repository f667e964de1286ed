import { setTimeout as delay } from 'node:timers/promises';
import { listedOf, listedParameter, WebhookSubscriptions } from '../../domain/webhook-subscription.ts';
import type { Operation } from '../aws/aws-json.ts';
import { eventBus } from '../aws/event-bus.ts';
import { parameterStore, writtenParameters } from '../aws/parameter-store.ts';
import { type StepFunctions, stepFunctions } from '../aws/step-functions/step-functions.ts';
import type { Tasks } from '../aws/step-functions/tasks.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { ChangeLog } from '../database/change-log.ts';
import { queueService } from '../queues/queue-service.ts';
import { openQueues } from '../queues/queues.ts';
import { type Webhook, withWebhook } from '../queues/webhook.ts';
import { StreamConsumer } from '../streams/stream-consumer.ts';
import type { Service } from '../template/template.ts';

export interface CloudOptions {
  readonly service: Pick<Service, 'stateMachines' | 'queues' | 'rules' | 'queueMappings'>;
  /** The calls that state machines, streams and queues make. */
  readonly tasks: Tasks;
  /** The changes for the functions that read streams of tables. */
  readonly changes: readonly ChangeLog[];
  /** Read-only values of parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The parameter with the subscriptions to events. */
  readonly webhooksParameter?: string | undefined;
  /** The subscription of this start. */
  readonly webhook?: Webhook | undefined;
  /** The values that must survive the process. */
  readonly values: (namespace: string) => StoredValues;
  /** Takes a line about each failure. */
  readonly say: (line: string) => void;
}

/** The emulators of one cell beside its database and its functions. */
export interface Cloud {
  /** Of Systems Manager's parameters, EventBridge and SQS, by target. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** Of Step Functions, by target. */
  readonly executions: Readonly<Record<string, Operation>>;
  /** What requests that start executions have to wait for. */
  readonly load: StepFunctions['load'];
  /** Ends all executions where they are. */
  readonly forget: StepFunctions['forget'];
  /** Goes on with the changes and messages that an earlier process has left, and begins new work. */
  readonly start: () => void;
}

/**
 * Opens the emulators of one cell. Nothing calls a function before `start`.
 * @throws Error if a state machine is wrong (see createStateMachine)
 */
export async function openCloud(options: CloudOptions): Promise<Cloud> {
  const { service, tasks, changes, parameters, webhooksParameter, webhook, values, say } = options;
  const retries = { pause: delay, random: Math.random, say };
  const consumers = changes.map((log) => new StreamConsumer(log, tasks.invoke, retries));
  const written = await writtenParameters(values('parameters'));
  if (webhooksParameter !== undefined) {
    const { value = '{"subscriptions":[]}', version = 0 } = written.values.get(webhooksParameter) ?? {};
    const subscriptions = withWebhook(WebhookSubscriptions.parse(JSON.parse(value)), webhook, Date.now());
    written.values.set(webhooksParameter, { value: JSON.stringify(subscriptions), version });
    const listed = JSON.stringify(listedOf(subscriptions.subscriptions));
    written.values.set(listedParameter(webhooksParameter), { value: listed, version: 1 });
  }
  const queues = await openQueues(service, (name) => values(`queues/${name}`), tasks.invoke, retries);
  const { operations, load, forget } = stepFunctions(service.stateMachines, tasks, {
    onEnd: ({ arn }, outcome) => {
      if (outcome.status !== 'SUCCEEDED') say([arn, outcome.status, outcome.error, outcome.cause].join(' '));
    },
  });
  return {
    operations: {
      ...parameterStore(parameters, written),
      ...eventBus(queues.take),
      ...queueService(queues.byName, delay),
    },
    executions: operations,
    load,
    forget,
    start() {
      for (const consumer of consumers) consumer.start();
      queues.start();
    },
  };
}
