import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { signedHeaders } from '../../../lib/auth/webhook-signature.ts';
import { WEBHOOK_SECRET } from '../../support/environment/webhook-receiver.ts';

const EXAMPLE = path.resolve(__dirname, '../../../docs/examples/receiver.mjs');
const AT = '2026-11-26T09:00:00Z';
const EVENT = {
  ...{ TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'SUCCESSFUL', amount: '50', from_id: '41' },
  to: [{ to_id: '42', amount: '50' }],
};

let receiver: ChildProcess;
afterEach(async () => {
  receiver.kill();
  await once(receiver, 'exit');
});

it('docs/examples/receiver.mjs prints each signed event once, and refuses a forged event', async () => {
  const child = spawn(process.execPath, [EXAMPLE], {
    env: { ...process.env, WEBHOOK_SECRET, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receiver = child;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const url = /http:\S+/.exec(`${(await lines.next()).value}`)?.[0] ?? '';

  const send = async (id: string, change: (body: string) => string = (body) => body, event: object = {}) => {
    const body = JSON.stringify({ type: 'transfer.final', timestamp: AT, data: { ...EVENT, TxID: id }, ...event });
    const headers = signedHeaders({ id, body }, [WEBHOOK_SECRET], Date.now());
    return (await fetch(url, { method: 'POST', headers, body: change(body) })).status;
  };
  expect(await send('forged', (body) => body.replace('"50"', '"5000"'))).toBe(400);
  for (const id of ['first', 'first', 'second']) expect(await send(id)).toBe(204);
  const frozen = { type: 'wallet.frozen', data: { wallet_id: '41', status: 'FROZEN', change: 1, by: 'operator' } };
  expect(await send('third', (body) => body, frozen)).toBe(204);
  const made = { type: 'key.made', data: { key_id: '01K', status: 'KEY_MADE', by: 'owner' } };
  expect(await send('fourth', (body) => body, made)).toBe(204);
  const printed = [];
  for (let n = 0; n < 4; n++) printed.push((await lines.next()).value);
  expect(printed).toEqual([
    'first SUCCESSFUL 50 from 41 to 42',
    'second SUCCESSFUL 50 from 41 to 42',
    'wallet 41 FROZEN by operator',
    'key 01K KEY_MADE by owner',
  ]);
});
