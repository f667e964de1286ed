// A program that transfers money with mib/client. While `npm start` runs:
// TREASURY_PASSWORD=$(cat .mib/treasury-password) node docs/examples/pay.mjs
import { createClient, MibProblem } from 'mib/client';

const baseUrl = process.env.MIB_URL ?? 'http://localhost:8080';
const password = process.env.TREASURY_PASSWORD ?? '';
const number = Date.now(); // new names in each run

// For a program: with credentials the client logs in by itself.
const treasury = createClient({ baseUrl, credentials: { login: 'treasury', password } });

// For a person: the client stores the token, never the password.
const ann = createClient({ baseUrl });
await ann.register({ login: `ann-${number}`, password: 'a password of ann' });
const { wallet_id: purse } = await ann.createWallet(`${number}1`);
const { wallet_id: savings } = await ann.createWallet(`${number}2`);

const funding = await treasury.pay({ from: '0', to: purse, amount: 1000n });
console.log('funded:', funding.status);

for (const amount of [250n, 5000n]) {
  const { status, note } = await ann.pay({ from: purse, to: savings, amount });
  console.log(`saved ${amount}: ${status}, ${note}`);
}
for await (const { amount, status } of ann.transactions(purse)) console.log(amount, status);
console.log('left:', BigInt((await ann.balance(purse)).balance));

try {
  await ann.balance('0');
} catch (error) {
  if (error instanceof MibProblem) console.log(error.status, error.code);
}
