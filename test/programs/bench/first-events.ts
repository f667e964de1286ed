import { ulid } from 'ulid';
import { signServiceToken } from '../../../lib/auth/tokens.ts';
import { serviceSigningKeys } from '../../support/environment/signing-keys.ts';
import { eventOf } from '../../support/in-process/event.ts';
import { grantFor } from '../../support/steps/shard-steps.ts';
import type { BenchStack } from './bench-stack.ts';

/** The input of first events: a user with two wallets, and tokens for shard 0. */
export interface FirstEvents {
  readonly user: { readonly login: string; readonly password: string; readonly token: string };
  readonly wallets: readonly string[];
  /** A token for one request to shard 0. */
  readonly serviceToken: (target: string, body?: unknown) => Promise<string>;
}

export async function firstEvents({ stack, wallets, user }: BenchStack): Promise<FirstEvents> {
  const keys = await serviceSigningKeys(stack);
  const serviceToken = (target: string, body?: unknown) =>
    signServiceToken(keys, 0, grantFor(target, body), Date.now());
  return { user, wallets: await wallets(2), serviceToken };
}

const SOMEWHERE = '203.0.113.101';

/** The `n`-th event for a function, which it handles successfully. */
export async function eventFor(
  name: string,
  { user, wallets, serviceToken }: FirstEvents,
  n: number,
): Promise<unknown> {
  const [odd = '', even = ''] = wallets;
  const transaction_id = ulid();
  const deadline = String(Date.now() + 15_000);
  const time = new Date().toISOString();
  const { login, password, token } = user;
  const request =
    (by: string) => (method: string, target: string, parameters: Record<string, string>, body?: unknown) =>
      eventOf(
        method,
        target,
        { functionName: name, route: `${method} ${target}`, parameters },
        { token: by, body },
        SOMEWHERE,
      );
  const asUser = request(token);
  const atShard = async (method: string, target: string, parameters: Record<string, string>, body?: unknown) =>
    request(await serviceToken(target, body))(method, target, parameters, body);
  const task = { transaction_id, wallet_id: even, deadline };
  switch (name) {
    case 'orchestrator/register':
      return asUser('POST', '/auth/register', {}, { login: `first-${ulid()}`, password: 'long enough for all' });
    case 'orchestrator/login':
      return asUser('POST', '/auth/login', {}, { login, password });
    case 'orchestrator/create_wallet':
      return asUser('POST', '/api/user/create_wallet', {}, { wallet_id: String(1_000 + n) });
    case 'orchestrator/do_transaction':
      return asUser('POST', '/api/user/do_transaction', {}, { from_id: odd, to_id: even, amount: '1' });
    case 'orchestrator/transactions':
      return asUser('GET', `/api/user/transactions/${odd}`, { id: odd });
    case 'orchestrator/transactions_csv':
      return asUser('GET', `/api/user/transactions/${odd}/csv`, { id: odd });
    case 'orchestrator/transaction':
      return asUser('GET', `/api/user/transactions/${odd}/${transaction_id}`, { id: odd, TxID: transaction_id });
    case 'orchestrator/balance':
      return asUser('GET', `/api/user/balance/${odd}`, { id: odd });
    case 'orchestrator/balance_at':
      return asUser('GET', `/api/user/balance/${odd}/at/${time}`, { id: odd, time });
    case 'orchestrator/statement':
      return asUser('GET', `/api/user/statement/${odd}`, { id: odd });
    case 'orchestrator/statement_csv':
      return asUser('GET', `/api/user/statement/${odd}/csv`, { id: odd });
    case 'orchestrator/statement_receipt':
      return asUser('GET', `/api/user/statement/${odd}/1/receipt`, { id: odd, seq: '1' });
    case 'orchestrator/transaction_receipt':
      return asUser('GET', `/api/user/transactions/${odd}/${transaction_id}/receipt`, {
        id: odd,
        TxID: transaction_id,
      });
    case 'orchestrator/jwks':
      return asUser('GET', '/.well-known/jwks.json', {});
    case 'orchestrator/currencies':
      return asUser('GET', '/api/currencies', {});
    case 'orchestrator/wallets':
      return asUser('GET', '/api/user/wallets', {});
    case 'orchestrator/wallet':
      return asUser('GET', `/api/user/wallets/${odd}`, { id: odd });
    case 'orchestrator/change_wallet':
      return asUser('PATCH', `/api/user/wallets/${odd}`, { id: odd }, { name: `Wallet ${n}` });
    case 'orchestrator/webhooks':
      return asUser('GET', '/api/user/webhooks', {});
    case 'orchestrator/add_webhook':
      return asUser('POST', '/api/user/webhooks', {}, { url: 'https://shop.example/', types: ['transfer.final'] });
    case 'orchestrator/webhook':
      return asUser('GET', `/api/user/webhooks/${transaction_id}`, { WebhookID: transaction_id });
    case 'orchestrator/wallet_controls':
      return asUser('GET', `/api/user/wallets/${odd}/controls`, { id: odd });
    case 'orchestrator/change_wallet_controls':
      return asUser('PATCH', `/api/user/wallets/${odd}/controls`, { id: odd }, { frozen: 'debits' });
    case 'orchestrator/close_wallet':
      return asUser('POST', `/api/user/wallets/${odd}/close`, { id: odd });
    case 'orchestrator/reserve':
      return { ...task, amount: '+1' };
    case 'orchestrator/settle':
      return { ...task, side: 'credit', decision: 'ABORT', outcome: 'FAILED' };
    case 'orchestrator/open_wallet':
      return { wallet_id: even };
    case 'shard/createwallet':
      return atShard('POST', '/api/createwallet', {}, { wallet_id: '2000' });
    case 'shard/reserve':
      return atShard('POST', '/api/reserve', {}, { ...task, amount: '+1' });
    case 'shard/commit':
      return atShard('POST', '/api/commit', {}, { transaction_id, wallet_id: even });
    case 'shard/rollback':
      return atShard('POST', '/api/rollback', {}, task);
    case 'shard/balance':
      return atShard('GET', `/api/balance/${even}`, { wallet_id: even });
    case 'shard/statement':
      return atShard('GET', `/api/statement/${even}`, { wallet_id: even });
    case 'shard/openstatement':
      return atShard('POST', '/api/openstatement', {}, { wallet_id: even });
    case 'shard/controls':
      return atShard('GET', `/api/controls/${even}`, { wallet_id: even });
    case 'shard/changecontrols':
      return atShard('POST', '/api/controls', {}, { wallet_id: even, by: 'owner', version: 0, frozen: 'debits' });
    case 'shard/closewallet':
      return atShard('POST', '/api/closewallet', {}, { wallet_id: even, by: 'owner' });
    case 'shard/stripewallet':
      return atShard('POST', '/api/stripewallet', {}, { wallet_id: even, stripes: 2 });
    case 'shard/wallets':
      return atShard('GET', '/api/wallets', {});
    case 'shard/post':
    case 'orchestrator/publish':
    case 'orchestrator/deliver':
    case 'orchestrator/fan_out':
    case 'orchestrator/deliver_to_users':
      return { Records: [] };
    case 'orchestrator/sweep':
    case 'orchestrator/audit':
      return {};
    default:
      return asUser('GET', name.endsWith('openapi') ? '/openapi.json' : '/nowhere', {});
  }
}
