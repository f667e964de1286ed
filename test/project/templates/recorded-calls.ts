import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import * as z from 'zod';
import type { Around } from '../../support/in-process/in-process-world.ts';
import { eventBusArn, parameterArn, queueArn, tableArn } from './arns.ts';
import type { Call } from './grants.ts';

const Sent = z.object({ request: z.custom<ClientRequest>((value) => value instanceof ClientRequest) });

/** The ARNs in an operation's input, by the start of `x-amz-target`. */
const RESOURCES: Readonly<Record<string, { namespace: string; of: (input: unknown) => string[] }>> = {
  DynamoDB_20120810: { namespace: 'dynamodb', of: (input) => TableInput.parse(input) },
  AWSStepFunctions: { namespace: 'states', of: (input) => MachineInput.parse(input) },
  AmazonSSM: { namespace: 'ssm', of: (input) => ParameterInput.parse(input) },
  AmazonSQS: { namespace: 'sqs', of: (input) => QueueInput.parse(input) },
  AWSEvents: { namespace: 'events', of: (input) => BusInput.parse(input) },
};
const TableInput = z.union([
  z
    .looseObject({ TableName: z.string(), IndexName: z.string().optional() })
    .transform(({ TableName, IndexName }) => [tableArn(TableName) + (IndexName ? `/index/${IndexName}` : '')]),
  z
    .looseObject({ RequestItems: z.record(z.string(), z.unknown()) })
    .transform(({ RequestItems }) => Object.keys(RequestItems).map(tableArn)),
]);
/** A transaction needs the right to each of its writes. */
const Transaction = z.looseObject({
  TransactItems: z.array(z.record(z.string(), z.looseObject({ TableName: z.string() }))),
});
const MachineInput = z.looseObject({ stateMachineArn: z.string() }).transform((input) => [input.stateMachineArn]);
const ParameterInput = z.looseObject({ Name: z.string() }).transform(({ Name }) => [parameterArn(Name)]);
const QueueInput = z
  .looseObject({ QueueUrl: z.string() })
  .transform(({ QueueUrl }) => [queueArn(QueueUrl.split('/').at(-1) ?? '')]);
const BusInput = z.union([
  z
    .looseObject({ Entries: z.array(z.looseObject({ EventBusName: z.string() })) })
    .transform(({ Entries }) => Entries.map(({ EventBusName }) => eventBusArn(EventBusName))),
  // ListRules accepts no resource.
  z.looseObject({ EventBusName: z.string() }).transform(() => ['*']),
]);

/** Records the calls to AWS that functions in this process make over HTTP. */
export class RecordedCalls {
  /** All calls, in order. */
  readonly calls: Call[] = [];
  /** The names of all functions that have run. */
  readonly called = new Set<string>();
  /** Requests that are signed for AWS but that this class cannot read. */
  readonly unreadable: string[] = [];
  readonly #caller = new AsyncLocalStorage<string>();
  readonly #sending = (message: unknown) => this.#sent(Sent.parse(message).request);

  start(): void {
    subscribe('http.client.request.created', this.#sending);
  }

  stop(): void {
    unsubscribe('http.client.request.created', this.#sending);
  }

  /** Wraps every call of a function. */
  readonly around: Around = (functionName, _event, run) => {
    this.called.add(functionName);
    return this.#caller.run(functionName, run);
  };

  #sent(request: ClientRequest): void {
    const by = this.#caller.getStore();
    if (by === undefined) return;
    const target = request.getHeader('x-amz-target');
    const signed = String(request.getHeader('authorization') ?? '').startsWith('AWS4-');
    if (!signed && target === undefined) return;
    const end = request.end.bind(request);
    request.end = (body?: unknown, ...more: never[]) => {
      this.#record(by, String(target), body);
      return end(body, ...more);
    };
  }

  #record(by: string, target: string, body: unknown): void {
    const [service = '', operation = ''] = target.split('.');
    const known = RESOURCES[service];
    try {
      if (!known) throw new Error('its service is unknown here');
      const input: unknown = JSON.parse(
        Buffer.from(z.union([z.string(), z.instanceof(Uint8Array)]).parse(body)).toString(),
      );
      if (operation === 'TransactWriteItems') {
        for (const item of Transaction.parse(input).TransactItems)
          for (const [write, { TableName }] of Object.entries(item))
            this.calls.push({ by, action: `dynamodb:${write}Item`, resource: tableArn(TableName) });
        return;
      }
      const resources = known.of(input);
      // The right to send a message covers a batch of them.
      const action = `${known.namespace}:${operation.replace(/^SendMessageBatch$/, 'SendMessage')}`;
      for (const resource of resources) this.calls.push({ by, action, resource });
    } catch (error) {
      this.unreadable.push(`${by}: ${target}: ${error instanceof Error ? error.message : error}`);
    }
  }
}
