import { type DocumentOptions, openApiDocument } from './document.ts';
import { ORCHESTRATOR_ROUTES } from './orchestrator-routes.ts';
import { webhooks } from './webhooks.ts';

/** The public API: every route of serverless.yml. */
export const orchestratorDocument = (options?: DocumentOptions) =>
  openApiDocument(
    {
      title: 'mib',
      description:
        'Wallets on independent shards, and transfers between any two of them. Sums of money are whole minor units as strings of digits. Every failure is problem details (RFC 9457) with a stable `code`. No answer but the documentation may be cached.',
      tags: [
        { name: 'Accounts', description: 'Who you are.' },
        { name: 'Wallets', description: 'Where money is.' },
        { name: 'Transfers', description: 'How money moves.' },
        { name: 'Events', description: 'What others are told.' },
        { name: 'Documentation', description: 'This.' },
      ],
      routes: ORCHESTRATOR_ROUTES,
      webhooks,
      token: 'The token that registration and login answer; it lives an hour.',
    },
    options,
  );
