// Receives the events of `npm start -- --webhook http://localhost:9000/`. Run beside it:
// WEBHOOK_SECRET=$(cat .mib/webhook-secret) node docs/examples/receiver.mjs
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { verifyWebhook } from 'mib/webhooks';

const secret = process.env.WEBHOOK_SECRET;
const known = new Set(); // delivery is at least once; a real program stores the ids in a table

const server = createServer(async (request, response) => {
  try {
    const { headers } = request;
    const { id, type, data } = await verifyWebhook({ headers, body: await text(request) }, secret);
    if (!known.has(id)) {
      if (type.startsWith('key.')) console.log('key', data.key_id, data.status, 'by', data.by);
      else if (type.startsWith('wallet.')) console.log('wallet', data.wallet_id, data.status, 'by', data.by);
      else {
        const payees = data.to.map(({ to_id }) => to_id).join(', ');
        console.log(data.TxID, data.status, data.amount, 'from', data.from_id, 'to', payees);
      }
    }
    known.add(id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end(); // the signature is invalid
  }
});
server.listen(Number(process.env.PORT ?? 9000), 'localhost', () => {
  console.log(`waiting for events on http://localhost:${server.address().port}/`);
});
