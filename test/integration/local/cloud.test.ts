import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ulid } from 'ulid';
import type { CloudSettings } from '../../../lib/local/cloud/cloud-settings.ts';
import { Child } from '../../../lib/local/processes/child.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { databaseEndpoint, services } from '../../support/environment/services.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import { loadFunctions } from '../../support/in-process/functions.ts';

const EVENTS = 10;
const PATIENCE = { timeoutMs: 15_000, everyMs: 50 };

let folder: string;
let cloud: Child;
let client: EventBridgeClient;
let functions: Listening;
let webhookPort: number;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-cloud-'));
  const [port = 0, other = 0] = await freePorts(2);
  webhookPort = other;
  functions = await lambdaEndpoint(`http://127.0.0.1:${port}`);
  const { queues, rules, queueMappings } = services().orchestrator;
  const settings: CloudSettings = {
    port,
    parameters: {},
    machines: [],
    databaseEndpoint: databaseEndpoint(),
    lambdaEndpoint: functions.url,
    streams: [],
    queues: [...queues],
    rules: [...rules],
    queueMappings: [...queueMappings],
    webhooksParameter: '/mib/local/webhooks',
    webhook: { url: `http://127.0.0.1:${webhookPort}`, secret: WEBHOOK_SECRET },
    folder,
  };
  cloud = new Child(
    {
      name: 'cloud',
      argv: [path.join(PROJECT, 'lib/local/cloud/cloud.ts')],
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
  await functions.stop();
  await rm(folder, { recursive: true });
});

/** Lambda, with the function `deliver`. */
async function lambdaEndpoint(cloudUrl: string): Promise<Listening> {
  Object.assign(process.env, { AWS_ENDPOINT_URL_SQS: cloudUrl, AWS_ENDPOINT_URL_SSM: cloudUrl });
  const declared = services().orchestrator.functions.filter(({ key }) => key === 'deliver');
  const [deliver] = (await loadFunctions(declared, {})).values();
  return listening(
    createServer(async (request, response) => {
      response.end(JSON.stringify(await deliver?.(JSON.parse(await text(request)), {})));
    }),
  );
}

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

it('delivers an event that was accepted, though its process is killed first and no receiver is there yet', async () => {
  const txIds = Array.from({ length: EVENTS }, () => ulid());
  await cloud.start();
  const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries: txIds.map(entry) }));
  await cloud.kill();
  expect(FailedEntryCount).toBe(0);

  await cloud.start();
  const receiver = await WebhookReceiver.start(WEBHOOK_SECRET, webhookPort);
  await eventually(() => txIds.every((txId) => receiver.times(txId) > 0), PATIENCE);
  const waiting = async () =>
    (await readdir(path.join(folder, 'queues/mib-local-deliveries'))).filter((file) => file.endsWith('.json'));
  await eventually(async () => (await waiting()).length === 0, PATIENCE);
  expect(receiver.forgeries).toEqual([]);
  await receiver.stop();
});
