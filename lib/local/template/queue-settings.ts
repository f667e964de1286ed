import * as z from 'zod';
import { EventPattern } from './event-pattern.ts';

/** A queue that a serverless file declares. */
export type QueueSettings = z.infer<typeof QueueSettings>;
export const QueueSettings = z.object({
  name: z.string(),
  arn: z.string(),
  /** Where a message goes that was received more often than this without being deleted. */
  redrive: z.object({ queue: z.string(), maxReceiveCount: z.int().min(1) }).optional(),
});

/** A rule on the bus: which events go into which queue. */
export type QueueRule = z.infer<typeof QueueRule>;
export const QueueRule = z.object({ pattern: EventPattern, queue: z.string() });

/** A function that is called with the messages of a queue. */
export type QueueMapping = z.infer<typeof QueueMapping>;
export const QueueMapping = z.object({
  queue: z.string(),
  functionName: z.string(),
  /** The most messages in one call. */
  batchSize: z.int().min(1).max(10),
  /** The most calls in flight. */
  maximumConcurrency: z.int().min(1),
});

const Arn = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) });

/** A queue in a serverless file, as far as it matters on this machine. */
export const QueueResource = z.object({
  Type: z.literal('AWS::SQS::Queue'),
  Properties: z.looseObject({
    QueueName: z.string(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: Arn, maxReceiveCount: z.int().min(1) }).optional(),
  }),
});

/** A rule in a serverless file that puts events into queues. */
export const RuleResource = z.object({
  Type: z.literal('AWS::Events::Rule'),
  Properties: z.looseObject({ EventPattern, Targets: z.array(z.looseObject({ Arn })).min(1) }),
});

/** The event `sqs` of a function in a serverless file, as far as it matters on this machine. */
export type QueueEvent = z.infer<typeof QueueEvent>;
export const QueueEvent = z.looseObject({
  arn: Arn,
  batchSize: z.int().min(1).max(10),
  maximumConcurrency: z.int().min(2),
  // Without it one message that failed would bring back all of its batch.
  functionResponseType: z.literal('ReportBatchItemFailures'),
});

/** The queues of a serverless file, by their logical ids, with what is put into them. */
export function queuesOf(
  resources: Readonly<Record<string, unknown>>,
  arnOf: (name: string) => string,
): { queues: ReadonlyMap<string, QueueSettings>; rules: QueueRule[] } {
  const declared = new Map(
    Object.entries(resources).flatMap(([id, resource]) => {
      const queue = QueueResource.safeParse(resource).data?.Properties;
      return queue ? [[id, queue] as const] : [];
    }),
  );
  const nameOf = (arn: z.infer<typeof Arn>): string => {
    const [id] = arn['Fn::GetAtt'];
    const queue = declared.get(id);
    if (!queue) throw new Error(`${id} is no queue here`);
    return queue.QueueName;
  };
  const queues = new Map(
    [...declared].map(([id, { QueueName: name, RedrivePolicy: policy }]): [string, QueueSettings] => [
      id,
      {
        name,
        arn: arnOf(name),
        ...(policy && {
          redrive: { queue: nameOf(policy.deadLetterTargetArn), maxReceiveCount: policy.maxReceiveCount },
        }),
      },
    ]),
  );
  const rules = Object.values(resources).flatMap((resource) => {
    const rule = RuleResource.safeParse(resource).data?.Properties;
    return rule ? rule.Targets.map((target) => ({ pattern: rule.EventPattern, queue: nameOf(target.Arn) })) : [];
  });
  return { queues, rules };
}

/** @throws Error if the function reads no queue that is declared */
export function queueMapping(
  functionName: string,
  { arn, batchSize, maximumConcurrency }: QueueEvent,
  queues: ReadonlyMap<string, QueueSettings>,
): QueueMapping {
  const [id] = arn['Fn::GetAtt'];
  const queue = queues.get(id);
  if (!queue) throw new Error(`${functionName} reads the queue ${id}, which is not declared here`);
  return { queue: queue.name, functionName, batchSize, maximumConcurrency };
}
