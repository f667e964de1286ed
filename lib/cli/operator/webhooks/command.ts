import Table from 'cli-table3';
import { Command } from 'commander';
import * as z from 'zod';
import { newWebhookSecret } from '../../../auth/webhook-secret.ts';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { readEnvironment, required } from '../../../config/environment.ts';
import { EVENT_TYPES } from '../../../domain/event-type.ts';
import { isFinal } from '../../../domain/transfer.ts';
import { transferEvent } from '../../../domain/transfer-event.ts';
import {
  EventType,
  SubscriptionId,
  WebhookSecret,
  type WebhookSubscription,
  WebhookUrl,
} from '../../../domain/webhook-subscription.ts';
import { operatorCredentials } from '../../../remote/operator-credentials.ts';
import { ParameterStore } from '../../../remote/parameter-store.ts';
import { Queue } from '../../../remote/queue.ts';
import { Directory } from '../../../store/directory.ts';
import { documents } from '../../../store/documents.ts';
import { heldEvent } from '../../../store/journal/events.ts';
import { Journal } from '../../../store/journal/journal.ts';
import { UnfinishedTransfers } from '../../../store/journal/unfinished.ts';
import { WalletEvents } from '../../../store/wallet-events.ts';
import { eventsIn } from '../../../usecases/events-in.ts';
import { redeliverDeadLetters, redeliverEvents } from '../../../usecases/redeliver-events.ts';
import { connect, type OperatorOptions, transferOf } from '../connection.ts';
import { changing, reading } from '../log/declared.ts';
import { json } from '../print.ts';
import { readSpan } from '../time-span.ts';
import { added, OperatorSubscriptions, removed, retired, rotated } from './subscriptions.ts';
import { usersWebhooksCommand } from './users-command.ts';

interface Redeliver {
  readonly since?: string;
  readonly until?: string;
  readonly wallet?: string;
  readonly tx?: string;
}

const SOON = 'in effect within a minute';

/**
 * `webhooks add|list|remove|rotate|retire|redeliver`.
 * @param common the options of the program around it, once they are read
 */
export function webhooksCommand(common: () => OperatorOptions): Command {
  const webhooks = new Command('webhooks').description('Manages the subscriptions to events, and dead letters.');

  changing(
    webhooks
      .command('add')
      .description(
        'Subscribes a receiver and prints the secret that signs its messages (WEBHOOK_SECRET, if it is set).',
      )
      .argument('<name>', 'lower-case letters, digits and hyphens')
      .requiredOption('--url <url>', 'https, with a public address; on this machine http as well')
      .option('--types <list>', 'the types of events, separated by commas', EVENT_TYPES.join(',')),
    { options: common, shown: { url: withoutSecrets } },
    async (name: string, { url, types }: { url: string; types: string }) => {
      const secret = process.env.WEBHOOK_SECRET || newWebhookSecret();
      const subscription = checked({ id: name, url, types: types.split(','), secret }, common().stage);
      await opened().change(added(subscription));
      say({ id: name, secret }, [`"${name}" is subscribed, ${SOON}. Its messages are signed with`, secret]);
    },
  );

  reading(webhooks.command('list').description('Lists the subscriptions without their secrets.'), async () => {
    const listed = (await opened().list()).map(({ id, url, types, secrets }) => ({
      id,
      url,
      types,
      secrets: secrets.map(({ secret: _, ...times }) => times),
    }));
    if (common().json) return json(listed);
    const table = new Table({
      head: ['name', 'url', 'types', 'secret since', 'rotating'],
      style: { head: [], border: [] },
    });
    table.push(
      ...listed.map(({ id, url, types, secrets }) => {
        return [id, url, types.join(', '), secrets[0]?.added_at ?? '', secrets.length > 1 ? 'yes' : ''];
      }),
    );
    console.log(listed.length > 0 ? table.toString() : 'there are no subscriptions');
  });

  changing(
    webhooks
      .command('remove')
      .description('Removes a subscription. Its waiting deliveries are dropped.')
      .argument('<name>'),
    { options: common },
    async (name: string) => {
      await opened().change(removed(name));
      say({ removed: name }, [`"${name}" is removed, ${SOON}`]);
    },
  );

  changing(
    webhooks
      .command('rotate')
      .description('Adds a secret (WEBHOOK_SECRET, if it is set). The old one also signs until "retire".')
      .argument('<name>'),
    { options: common },
    async (name: string) => {
      const secret = process.env.WEBHOOK_SECRET || newWebhookSecret();
      assertSecret(secret);
      await opened().change(rotated(name, secret, Date.now()));
      say({ id: name, secret }, [
        `messages of "${name}" are signed with the old secret and this one, ${SOON}; "webhooks retire ${name}" once the receiver knows it`,
        secret,
      ]);
    },
  );

  changing(
    webhooks.command('retire').description('Removes the replaced secret.').argument('<name>'),
    { options: common },
    async (name: string) => {
      await opened().change(retired(name));
      say({ retired: name }, [`the old secret of "${name}" is retired, ${SOON}`]);
    },
  );

  changing(
    webhooks
      .command('redeliver')
      .description('Delivers dead letters again, or the events of one transfer, or those of a time span.')
      .argument('[name]', 'the subscription; default: all')
      .option('--wallet <id>', "with --tx: the payer's or the payee's wallet")
      .option('--tx <TxID>', 'this transfer')
      .option('--since <time>', 'the start, for example 2026-11-23T09:00:00Z; reads the whole journal')
      .option('--until <time>', 'with --since: the end, excluded; default: now'),
    { options: common },
    async (name: string | undefined, flags: Redeliver) => {
      const subscriptions = opened();
      const env = readEnvironment({
        WALLETS_TABLE: required,
        JOURNAL_TABLE: required,
        WALLET_EVENTS_TABLE: required,
        DELIVERIES_QUEUE_URL: required,
        UNDELIVERED_QUEUE_URL: required,
      });
      const deliveries = new Queue(env.DELIVERIES_QUEUE_URL, operatorCredentials);
      const db = documents();
      const events = eventsOf(flags, {
        journal: new Journal(db, env.JOURNAL_TABLE),
        unfinished: new UnfinishedTransfers(db, env.JOURNAL_TABLE, new Directory(db, env.WALLETS_TABLE)),
        walletEvents: new WalletEvents(db, env.WALLET_EVENTS_TABLE),
      });
      if (events) {
        const names = name ? [(await subscriptions.get(name)).id] : (await subscriptions.list()).map(({ id }) => id);
        const redelivered = await redeliverEvents(deliveries, names, events, Date.now);
        return say({ redelivered }, [`${redelivered} deliveries are in the queue`]);
      }
      if (name) await subscriptions.get(name);
      const undelivered = new Queue(env.UNDELIVERED_QUEUE_URL, operatorCredentials);
      const result = await redeliverDeadLetters({ undelivered, deliveries }, name, Date.now);
      say(result, [`${result.redelivered} dead letters are in the queue of deliveries again, ${result.left} are left`]);
    },
  );

  webhooks.addCommand(usersWebhooksCommand(common));

  function opened(): OperatorSubscriptions {
    connect(common());
    const env = readEnvironment({ WEBHOOKS_PARAMETER: required, AWS_REGION: required });
    return new OperatorSubscriptions(new ParameterStore(), { name: env.WEBHOOKS_PARAMETER, region: env.AWS_REGION });
  }
  function say(result: object, lines: readonly string[]): void {
    if (common().json) json(result);
    else for (const line of lines) console.log(line);
  }
  return webhooks;
}

interface Looks {
  readonly journal: Journal;
  readonly unfinished: UnfinishedTransfers;
  readonly walletEvents: WalletEvents;
}

/** The events that the flags mean; undefined if they mean none. @throws ConfigurationError */
function eventsOf({ wallet, tx, since, until }: Redeliver, { unfinished, ...stores }: Looks) {
  if ((wallet === undefined) !== (tx === undefined)) throw new ConfigurationError(['--wallet and --tx go together']);
  if (wallet !== undefined && since !== undefined) throw new ConfigurationError(['--since is not for one transfer']);
  if (since === undefined && until !== undefined) throw new ConfigurationError(['--until needs --since']);
  if (wallet !== undefined && tx !== undefined) return eventOf(wallet, tx, unfinished);
  return since === undefined ? undefined : eventsIn(stores, readSpan({ since, until }, Date.now()));
}

async function* eventOf(wallet: string, tx: string, unfinished: UnfinishedTransfers) {
  const transfer = await transferOf(unfinished, wallet, tx);
  const { status, authorisedAt } = transfer;
  if (!isFinal(status) && authorisedAt === undefined) throw new ConfigurationError([`transfer ${tx} is not final`]);
  if (authorisedAt !== undefined) yield heldEvent(transfer);
  if (isFinal(status)) yield transferEvent(transfer);
}

/** An address for the log: who it is for, and where, without what may let others in. */
function withoutSecrets(url: string): string {
  const { protocol = '', host = '', pathname = '' } = URL.parse(url) ?? {};
  return `${protocol}//${host}${pathname}`;
}

/** @throws ConfigurationError with everything that is wrong */
function checked(
  { id, url, types, secret }: { id: string; url: string; types: readonly string[]; secret: string },
  stage: string,
): WebhookSubscription {
  const isOpen = stage !== 'local' && process.env.WEBHOOK_NETWORK !== 'any';
  const problems = [
    ...problemsOf('the name', SubscriptionId, id),
    ...problemsOf('--url', WebhookUrl, url),
    ...(isOpen && !url.startsWith('https:') ? ['--url must be https'] : []),
    ...types.flatMap((type) => problemsOf('--types', EventType, type)),
    ...problemsOf('WEBHOOK_SECRET', WebhookSecret, secret),
  ];
  if (problems.length > 0) throw new ConfigurationError(problems);
  return { id, url, types: [...types], secrets: [{ secret, added_at: new Date().toISOString() }] };
}

function assertSecret(secret: string): void {
  const problems = problemsOf('WEBHOOK_SECRET', WebhookSecret, secret);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

function problemsOf(name: string, schema: z.core.$ZodType, value: unknown): string[] {
  return (z.safeParse(schema, value).error?.issues ?? []).map(({ message }) => `${name} ${message}`);
}
