import { type DocumentOptions, openApiDocument } from './document.ts';
import { ORCHESTRATOR_ROUTES } from './orchestrator-routes.ts';
import { webhooks } from './webhooks.ts';

/** The public API: every route of serverless.yml. */
export const orchestratorDocument = (options?: DocumentOptions) =>
  openApiDocument(
    {
      title: 'mib',
      description:
        'Wallets on independent shards, and transfers between any two wallets. Amounts of money are whole minor units, written as strings of digits. Every error is problem details (RFC 9457) with a stable `code`. Only the public keys and the documentation may be cached.',
      tags: [
        { name: 'Accounts', description: 'Registration, login, sessions and second factors.' },
        { name: 'Keys', description: 'Keys for programs, each with a scope.' },
        { name: 'Wallets', description: 'Wallets and their balances.' },
        { name: 'Shared wallets', description: 'Wallets that a user shares with others.' },
        { name: 'Transfers', description: 'Transfers between wallets, and their history.' },
        { name: 'Approvals', description: 'Payments that wait for a second person.' },
        { name: 'Scheduled transfers', description: 'Transfers at set times, once or repeatedly.' },
        { name: 'Receipts', description: 'Signed statements of fact, and the keys that verify them.' },
        { name: 'Webhooks', description: 'Receivers of your events, and their deliveries.' },
        { name: 'Events', description: 'What webhooks receive.' },
        { name: 'Wallet in the browser', description: 'A page that uses this API.' },
        { name: 'Documentation', description: 'This OpenAPI document.' },
      ],
      routes: ORCHESTRATOR_ROUTES,
      webhooks,
      key: 'A key of a program, which `POST /api/user/keys` makes. It does what its scope names, and nothing else: 403 `key_scope`.',
      token:
        'The token that registration, login and a refresh return. It is valid for 15 minutes, unless the operator has set another time.',
    },
    options,
  );
