import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Operation, operation, ServiceError } from '../aws/aws-json.ts';
import type { LocalQueue } from './local-queue.ts';

const MOST_IN_A_CALL = 10;
const LONGEST_DELAY_S = 900;

const OfQueue = { QueueUrl: z.string() };
const Send = z.object({
  ...OfQueue,
  Entries: z
    .array(
      z.object({
        Id: z.string().min(1),
        MessageBody: z.string().min(1),
        DelaySeconds: z.int().min(0).max(LONGEST_DELAY_S).default(0),
        MessageGroupId: z.string().optional(),
      }),
    )
    .min(1)
    .max(MOST_IN_A_CALL),
});
const Receive = z.object({
  ...OfQueue,
  MaxNumberOfMessages: z.int().min(1).max(MOST_IN_A_CALL).default(1),
  VisibilityTimeout: z.int().min(0).default(30),
});
const Delete = z.object({
  ...OfQueue,
  Entries: z
    .array(z.object({ Id: z.string(), ReceiptHandle: z.string() }))
    .min(1)
    .max(MOST_IN_A_CALL),
});

/**
 * The operations of SQS that functions and operators call.
 * @param queues by their names
 * @param pause waits for the given ms
 */
export function queueService(
  queues: ReadonlyMap<string, LocalQueue>,
  pause: (ms: number) => Promise<unknown>,
): Record<string, Operation> {
  const queueAt = ({ QueueUrl }: { QueueUrl: string }): LocalQueue => {
    const queue = queues.get(QueueUrl.split('/').at(-1) ?? '');
    if (!queue) throw new ServiceError('QueueDoesNotExist', `there is no queue ${QueueUrl}`);
    return queue;
  };
  return {
    'AmazonSQS.SendMessageBatch': operation(Send, async (input) => {
      const queue = queueAt(input);
      const Successful = await Promise.all(
        input.Entries.map(async ({ Id, MessageBody: body, DelaySeconds, MessageGroupId: group }) => ({
          Id,
          MessageId: await queue.send({ body, group }, DelaySeconds * 1_000),
          MD5OfMessageBody: createHash('md5').update(body).digest('hex'),
        })),
      );
      return { Successful, Failed: [] };
    }),
    'AmazonSQS.ReceiveMessage': operation(Receive, ({ MaxNumberOfMessages, VisibilityTimeout, ...input }) => {
      const queue = queueAt(input);
      const received = queue.receive(MaxNumberOfMessages);
      void pause(VisibilityTimeout * 1_000).then(() => {
        for (const { id } of received) queue.release(id);
      });
      return { Messages: received.map(({ id, body }) => ({ MessageId: id, ReceiptHandle: id, Body: body })) };
    }),
    'AmazonSQS.DeleteMessageBatch': operation(Delete, async (input) => {
      const queue = queueAt(input);
      await Promise.all(input.Entries.map(({ ReceiptHandle }) => queue.delete(ReceiptHandle)));
      return { Successful: input.Entries.map(({ Id }) => ({ Id })), Failed: [] };
    }),
  };
}
