// Hears of its own user's transfers and freezes by a webhook. While `npm start` runs:
// TREASURY_PASSWORD=$(cat .mib/treasury-password) node docs/examples/my-webhook.mjs
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createClient } from 'mib/client';
import { verifyWebhook } from 'mib/webhooks';

const baseUrl = process.env.MIB_URL ?? 'http://localhost:8080';
const treasury = createClient({
  baseUrl,
  credentials: { login: 'treasury', password: process.env.TREASURY_PASSWORD ?? '' },
});
const number = Date.now(); // new names in each run

const ann = createClient({ baseUrl });
await ann.register({ login: `ann-${number}`, password: 'a password of ann' });
const { wallet_id } = await ann.createWallet(`${number}1`);

const heard = new Map(); // the types of the events by their ids
const secrets = [];
const server = createServer(async (request, response) => {
  try {
    const { headers } = request;
    const { id, type, data } = await verifyWebhook({ headers, body: await text(request) }, secrets);
    response.writeHead(204).end();
    const { amount, balance, status, by } = data;
    if (!heard.has(id)) console.log(type, amount ?? by ?? '', balance ?? status ?? '');
    heard.set(id, type); // delivery is at least once
    server.emit('heard');
  } catch {
    response.writeHead(400).end(); // the signature is invalid
  }
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');

const url = `http://127.0.0.1:${server.address().port}/`; // a deployed stage takes https only
const types = ['transfer.final', 'statement.posted', 'wallet.frozen', 'wallet.unfrozen'];
const { webhook_id, secret } = await ann.webhooks.add({ url, types });
secrets.push(secret);

await ann.webhooks.test(webhook_id);
await once(server, 'heard');
const isLate = AbortSignal.timeout(90_000);
const next = async (ms) => {
  await once(server, 'heard', { signal: AbortSignal.any([isLate, AbortSignal.timeout(ms)]) }).catch(() => undefined);
  isLate.throwIfAborted();
};
while (heard.size < 3) {
  // A first webhook hears of the transfers of a minute later. Until then, pay again.
  await treasury.pay({ from: '0', to: wallet_id, amount: 5n });
  await next(10_000);
}
await ann.changeWalletControls(wallet_id, { frozen: 'debits' });
await ann.changeWalletControls(wallet_id, { frozen: null });
while (!['wallet.frozen', 'wallet.unfrozen'].every((type) => [...heard.values()].includes(type))) await next(90_000);
for await (const { type, status, response_status } of ann.webhooks.deliveries(webhook_id)) {
  console.log('delivery:', type, status, response_status);
}
await ann.webhooks.remove(webhook_id);
server.close();
server.closeAllConnections();
