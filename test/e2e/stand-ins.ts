import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { Stack } from '../../lib/local/stack.ts';

const LISTENS = '0A';

/** The ports on which a process listens, from Linux's /proc. */
function portsOf(pid: number): number[] {
  const fds = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      // It has been closed meanwhile.
      return [];
    }
  });
  const sockets = new Set(fds.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
  return ['tcp', 'tcp6']
    .flatMap((family) => readFileSync(`/proc/${pid}/net/${family}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode = '']) => state === LISTENS && sockets.has(inode))
    .map(([, local = '']) => Number.parseInt(local.split(':')[1] ?? '', 16));
}

/** Sends a request that would harm money or keys if an emulator admitted it. */
async function attempt(url: string, target: string, headers: OutgoingHttpHeaders, body: object) {
  const sent = request(url, { path: target, method: 'POST', headers });
  sent.end(JSON.stringify(body));
  const [response] = await once(sent, 'response');
  return { status: response.statusCode, headers: Object.keys(response.headers), body: await text(response) };
}

const CREATE_TABLE = {
  TableName: 'evil',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};

/** The emulators' ports of a running system, which admit neither web pages nor strangers. */
export function closedStandIns(stack: () => Stack): void {
  const standIns = () => Object.values(stack().endpoints);
  const portOf = (url: string) => Number(new URL(url).port);

  (process.platform === 'linux' ? it : it.skip)(
    'The processes listen on no other port than those of the APIs and the emulators',
    () => {
      const open = [...stack().processes.values()].flatMap(({ pid }) => (pid === undefined ? [] : portsOf(pid)));
      const known = [stack().url, ...stack().shardUrls, ...standIns()].map(portOf);
      expect(open.sort()).toEqual(known.sort());
    },
  );

  it.each<[string, (secret: string) => string, OutgoingHttpHeaders, number]>([
    ['a web page', (secret) => secret, { 'content-type': 'application/json', origin: 'http://localhost:8080' }, 403],
    [
      'a foreign name that resolves to this machine',
      (secret) => secret,
      { 'content-type': 'application/json', host: 'evil.example' },
      403,
    ],
    ['a request without the secret', () => '', { 'content-type': 'application/json' }, 403],
    ['text/plain', (secret) => secret, { 'content-type': 'text/plain' }, 415],
  ])('Each emulator refuses %s', async (_what, prefix, headers, status) => {
    const calls: [endpoint: string, path: string, target: string, body: object][] = [
      ...standIns().map((endpoint): (typeof calls)[number] => [
        endpoint,
        '/',
        'DynamoDB_20120810.CreateTable',
        CREATE_TABLE,
      ]),
      ...standIns().map((endpoint): (typeof calls)[number] => [
        endpoint,
        '/2015-03-31/functions/mib-local-sweep/invocations',
        '',
        {},
      ]),
      ...standIns().map((endpoint): (typeof calls)[number] => [
        endpoint,
        '/',
        'AmazonSSM.GetParameter',
        { Name: '/mib/local/user-signing-keys', WithDecryption: true },
      ]),
    ];
    for (const [endpoint, path, target, body] of calls) {
      const response = await attempt(
        endpoint,
        prefix(new URL(endpoint).pathname) + path,
        { ...headers, ...(target && { 'x-amz-target': target }) },
        body,
      );
      expect([endpoint, response.status]).toEqual([endpoint, status]);
      expect(response.headers.filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(JSON.parse(response.body)).toEqual({ message: expect.any(String) });
    }
    for (const endpoint of standIns()) {
      const client = new DynamoDBClient({ endpoint });
      expect((await client.send(new ListTablesCommand({}))).TableNames).not.toContain('evil');
      client.destroy();
    }
  });

  it('The APIs let no page of another origin read a response without CORS_ORIGINS', async () => {
    for (const url of [stack().url, ...stack().shardUrls]) {
      const { headers } = await fetch(`${url}/openapi.json`, { headers: { origin: 'http://evil.example' } });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });
}
