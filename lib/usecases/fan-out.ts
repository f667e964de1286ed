import { BusEnvelope } from '../domain/delivery.ts';
import { AWAITS_APPROVAL_TYPE } from '../domain/event-type.ts';
import { isTransferEvent, type PublishedEvent } from '../domain/published-event.ts';
import type { StatementEntry } from '../domain/statement.ts';
import { AwaitedEntry, AwaitedFreeze } from '../domain/user-delivery.ts';
import { type Readers, type SeenEvent, seenByUsers, statementEvent } from '../domain/user-event.ts';
import type { UserEventType, UserWebhook } from '../domain/user-webhook.ts';
import { asError, logger } from '../observability/logger.ts';
import { notTaken, type Outgoing, type Queue } from '../remote/queue.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import type { UserWebhooks } from '../store/user-webhooks.ts';
import type { WalletEvents } from '../store/wallet-events.ts';
import type { QueueRecord } from './deliver-events.ts';
import { eachOnce, remembering } from './each-once.ts';
import { lookAtFreeze } from './freeze-events.ts';
import { secondsToNextLook } from './next-look.ts';
import type { BatchResponse } from './publish-events.ts';
import { queuedForUser } from './queued-for-user.ts';

/** The dependencies of the fan-out. */
export interface FanOutPorts {
  readonly directory: Pick<Directory, 'get' | 'glimpse'>;
  readonly webhooks: Pick<UserWebhooks, 'glimpse'>;
  readonly shards: Pick<Shards, 'statement' | 'controls'>;
  /** Where the events of freezes are recorded. */
  readonly walletEvents: Pick<WalletEvents, 'add'>;
  /** The queue of the events, also of waits for entries and of looks at freezes. */
  readonly announcements: Pick<Queue, 'send'>;
  /** The queue of the deliveries to users. */
  readonly deliveries: Pick<Queue, 'send'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** An entry usually follows the event of its transfer within two seconds. */
const FIRST_LOOK_S = 2;
const PAGE = 100;
/** The most pages of one look, from the newest entry back. */
const MOST_PAGES = 20;
/** The clocks of a shard and the orchestrator differ by less. */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * Handles a batch of messages of the queue of events. An event becomes one message for each webhook of
 * its readers that wants its type, with what that reader may see. A message is taken when
 * all that follows from it is queued: a crash repeats it, and equal events have equal ids.
 * @returns the partial batch response: the messages that Lambda must retry
 */
export async function fanOutBatch(ports: FanOutPorts, records: readonly QueueRecord[]): Promise<BatchResponse> {
  const known = new KnownWebhooks(ports);
  const outcomes = await Promise.all(
    records.map(async (record) => {
      try {
        await fanOut(ports, known, JSON.parse(record.body));
        return [];
      } catch (error) {
        logger.error('message not taken', { message_id: record.messageId, error: asError(error) });
        return [{ itemIdentifier: record.messageId }];
      }
    }),
  );
  return { batchItemFailures: outcomes.flat() };
}

async function fanOut(ports: FanOutPorts, known: KnownWebhooks, message: unknown): Promise<void> {
  const awaited = AwaitedEntry.safeParse(message);
  if (awaited.success) return postedEntry(ports, known, awaited.data);
  const looked = AwaitedFreeze.safeParse(message);
  if (looked.success)
    return lookAtFreeze({ ...ports, events: ports.walletEvents, looks: ports.announcements }, looked.data);
  const { detail } = BusEnvelope.parse(message);
  await queue(ports.deliveries, await deliveriesOf(ports, known, seenByUsers(detail)));
  await awaitEntries(ports, known, detail);
}

/** A delivery of each event to each webhook of its readers that wants it. */
async function deliveriesOf(ports: FanOutPorts, known: KnownWebhooks, seen: readonly SeenEvent[]): Promise<Outgoing[]> {
  const since = new Date(ports.now()).toISOString();
  const made = await Promise.all(
    seen.map(async ({ readers, event }) => {
      const wanting = await known.wanting(readers, event.type);
      return wanting.map(({ owner, id }) => queuedForUser({ owner, webhook: id, event, since, failures: 0 }));
    }),
  );
  return made.flat();
}

/** A transfer that moved money makes an entry for each of its wallets. Its shard writes it soon. */
async function awaitEntries(
  { announcements, now }: FanOutPorts,
  known: KnownWebhooks,
  event: PublishedEvent,
): Promise<void> {
  if (!isTransferEvent(event) || event.status !== 'SUCCESSFUL') return;
  const { from_id, to, TxID, currency, initiated_at } = event;
  const type: UserEventType = 'statement.posted';
  const since = new Date(now()).toISOString();
  const waits: Outgoing[] = [];
  for (const wallet_id of [from_id, ...to.map(({ to_id }) => to_id)]) {
    if ((await known.wanting({ walletId: wallet_id }, type)).length === 0) continue;
    const body: AwaitedEntry = { await_entry: { wallet_id, TxID, currency, initiated_at, since, failures: 0 } };
    waits.push({ body, delaySeconds: FIRST_LOOK_S, group: wallet_id });
  }
  await queue(announcements, waits);
}

/** Queues the event of an entry. If it is not written yet, the message waits for the next look. */
async function postedEntry(
  ports: FanOutPorts,
  known: KnownWebhooks,
  { await_entry: wait }: AwaitedEntry,
): Promise<void> {
  const { wallet_id, TxID, currency, initiated_at } = wait;
  // Not before the transfer: its entry is among the newer ones.
  const from = Date.parse(initiated_at) - CLOCKS_DIFFER_MS;
  const found = await findEntry(ports, wallet_id, TxID, from).catch((error: unknown) => {
    logger.warn('statement not read', { wallet_id, error: asError(error) });
    return undefined;
  });
  if (found) {
    const seen = [{ readers: { walletId: wallet_id }, event: statementEvent(found, currency) }];
    return queue(ports.deliveries, await deliveriesOf(ports, known, seen));
  }
  const delaySeconds = secondsToNextLook(wait, { now: ports.now(), random: ports.random() });
  // An operator is alarmed: the message becomes a dead letter.
  if (delaySeconds === undefined)
    throw new Error(`the statement of wallet ${wallet_id} has no entry of ${TxID} after a day`);
  const body: AwaitedEntry = { await_entry: { ...wait, failures: wait.failures + 1 } };
  await queue(ports.announcements, [{ body, delaySeconds, group: wallet_id }]);
}

/** The entry of a transfer, from the newest entry back to those before the transfer. */
async function findEntry(
  { shards, now }: FanOutPorts,
  walletId: string,
  txId: string,
  from: number,
): Promise<StatementEntry | undefined> {
  let after: number | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { entries, next } = await shards.statement(walletId, { after, limit: PAGE, order: 'desc' }, now());
    const found = entries.find((entry) => entry.txId === txId);
    const oldest = entries.at(-1);
    if (found || next === undefined || !oldest || oldest.postedAt < from) return found;
    after = next;
  }
  return undefined;
}

async function queue(to: Pick<Queue, 'send'>, messages: readonly Outgoing[]): Promise<void> {
  if (messages.length === 0) return;
  const refused = await to.send(messages);
  if (refused.size > 0) throw notTaken(refused, `the queue did not take ${refused.size} messages`);
}

type Wanting = UserWebhook & { readonly owner: string };

/** The webhooks of users, each read once for a batch. */
class KnownWebhooks {
  readonly #directory: FanOutPorts['directory'];
  readonly #webhooksOf: (owner: string) => Promise<readonly UserWebhook[]>;

  constructor({ directory, webhooks }: Pick<FanOutPorts, 'directory' | 'webhooks'>) {
    this.#directory = eachOnce(directory);
    this.#webhooksOf = remembering((owner) => webhooks.glimpse(owner));
  }

  /** The webhooks that want a type of events, without those that are disabled. */
  async wanting(readers: Readers, type: string): Promise<Wanting[]> {
    const users = 'userIds' in readers ? readers.userIds : await this.#usersOf(readers.walletId, type);
    const wanting = users.map(async (owner) =>
      (await this.#webhooksOf(owner))
        .filter(({ types, disabled }) => types.includes(type) && !disabled)
        .map((webhook) => ({ ...webhook, owner })),
    );
    return (await Promise.all(wanting)).flat();
  }

  /**
   * The owner, and of what waits for an approval the approvers. A wallet that is new may be missing in
   * an eventually consistent read.
   */
  async #usersOf(walletId: string, type: string): Promise<string[]> {
    const wallet = (await this.#directory.glimpse(walletId)) ?? (await this.#directory.get(walletId));
    if (!wallet) return [];
    const approvers = type === AWAITS_APPROVAL_TYPE ? (wallet.approval?.rule?.approvers ?? []) : [];
    return [wallet.owner, ...approvers.map(({ userId }) => userId)];
  }
}
