import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ulid } from 'ulid';
import type { CloudSettings } from '../../../lib/local/aws/cloud-settings.ts';
import { Child } from '../../../lib/local/processes/child.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { databaseEndpoint } from '../../support/environment/services.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';

const EVENTS = 10;
const PATIENCE = { timeoutMs: 15_000, everyMs: 50 };

let folder: string;
let cloud: Child;
let client: EventBridgeClient;
let webhookPort: number;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-cloud-'));
  const [port = 0, other = 0] = await freePorts(2);
  webhookPort = other;
  const settings: CloudSettings = {
    port,
    parameters: {},
    machines: [],
    databaseEndpoint: databaseEndpoint(),
    lambdaEndpoint: 'http://127.0.0.1:1',
    streams: [],
    webhook: { url: `http://127.0.0.1:${webhookPort}`, secret: WEBHOOK_SECRET },
    folder,
  };
  cloud = new Child(
    {
      name: 'cloud',
      argv: [path.join(PROJECT, 'lib/local/aws/cloud.ts')],
      cwd: PROJECT,
      env: { ...process.env, CLOUD: JSON.stringify(settings) },
      onLine: () => undefined,
    },
    () => undefined,
  );
  client = new EventBridgeClient({ endpoint: `http://127.0.0.1:${port}`, maxAttempts: 1 });
});
afterEach(async () => {
  client.destroy();
  await cloud.stop();
  await rm(folder, { recursive: true });
});

const entry = (TxID: string) => ({
  Source: 'mib',
  DetailType: 'transfer.final',
  Detail: JSON.stringify({
    version: 1,
    TxID,
    from_id: '1',
    to_id: '2',
    amount: '5',
    status: 'SUCCESSFUL',
    note: 'transaction completed',
    initiated_at: '2026-11-23T09:00:00.000Z',
    finished_at: '2026-11-23T09:00:01.000Z',
  }),
});

it('an event that was accepted is delivered, though its process is killed before and nobody receives at first', async () => {
  const txIds = Array.from({ length: EVENTS }, () => ulid());
  await cloud.start();
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: txIds.map(entry) }));
  await cloud.kill();
  expect(FailedEntryCount).toBe(0);

  await cloud.start();
  const receiver = await WebhookReceiver.start(WEBHOOK_SECRET, webhookPort);
  await eventually(() => txIds.every((txId) => receiver.times(txId) > 0), PATIENCE);
  const waiting = async () => (await readdir(path.join(folder, 'outbox'))).filter((file) => file.endsWith('.json'));
  await eventually(async () => (await waiting()).length === 0, PATIENCE);
  expect(receiver.forgeries).toEqual([]);
  await receiver.stop();
});
