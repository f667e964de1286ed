import * as z from 'zod/mini';
import { Amount } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { MAX_MEMBERS } from '../domain/wallet-member.ts';
import { fields } from './fields.ts';
import { ownWalletPath } from './own-wallet-path.ts';
import { LinkHeader, pageQuery } from './page.ts';
import { route } from './route.ts';
import { Wallet } from './wallets.ts';

const MAX_TEXT =
  'The most that their payments from this wallet may take together in one day, in UTC. null: they read it, and do not pay.';

export const Member = component(
  'Member',
  z.strictObject({
    login: doc(z.string(), 'The login of the user.', 'bob'),
    max_per_day: doc(z.nullable(fields.unsignedAmount), MAX_TEXT, '5000'),
    added_at: fields.time,
  }),
  { description: 'A user with whom you share a wallet.' },
);
export type Member = z.infer<typeof Member>;

// API Gateway decodes a path before it looks for the route, but for a percent sign.
const loginInPath = z.string().check(z.regex(/^[^/?%]+$/, 'must have no /, no ? and no %'));
const memberPath = { ...ownWalletPath, login: doc(loginInPath, 'Login of another user, without /, ? and %.', 'bob') };
const common = { tag: 'Shared wallets', caller: 'user' } as const;

export const members = route({
  ...common,
  route: 'GET /api/user/wallets/{id}/members',
  operationId: 'members',
  summary: 'List the users with whom you share a wallet',
  description: 'By login.',
  rateLimit: 'reads',
  input: z.object({ path: z.object(ownWalletPath) }),
  responses: { 200: { description: 'All of them.', body: z.array(Member) } },
  errors: ['wallet_not_found'],
});

export const changeMember = route({
  ...common,
  route: 'PATCH /api/user/wallets/{id}/members/{login}',
  operationId: 'changeMember',
  summary: 'Share a wallet with a user, or change what they may pay',
  description: `A JSON Merge Patch (RFC 7396). A user who is no member becomes one. A member reads the wallet, but not its name and its metadata. A member with a \`max_per_day\` pays from it, refunds included. A payment counts once, when it is accepted, also if it ends \`INVALID\` or \`FAILED\`. Where the stage asks users with a second factor to confirm the session at new payees, it asks for it at a \`max_per_day\`, too (403 \`step_up_required\`). Everything else is its owner's: others get 403 \`member_scope\`. A wallet has at most ${MAX_MEMBERS} members. Repeating a request has no further effect.`,
  rateLimit: 'writes',
  input: z.object({
    path: z.object(memberPath),
    body: doc(z.strictObject({ max_per_day: doc(z.optional(z.nullable(Amount)), MAX_TEXT, '5000') }), 'The change.', {
      max_per_day: '5000',
    }),
  }),
  responses: { 200: { description: 'The member after the change.', body: Member } },
  errors: ['step_up_required', 'wallet_not_found', 'user_not_found', 'too_many_members', 'unavailable'],
});

export const removeMember = route({
  ...common,
  route: 'DELETE /api/user/wallets/{id}/members/{login}',
  operationId: 'removeMember',
  summary: 'Share a wallet with a user no more, or leave it',
  description:
    'By the owner of the wallet, or by the member. Requests of the member that come later are refused. Payments that they have started go on.',
  rateLimit: 'writes',
  input: z.object({ path: z.object(memberPath) }),
  responses: { 204: { description: 'The user is no member any more.' } },
  errors: ['wallet_not_found', 'member_not_found', 'unavailable'],
});

export const sharedWallets = route({
  ...common,
  route: 'GET /api/user/shared_wallets',
  operationId: 'sharedWallets',
  summary: 'List the wallets that others share with you',
  description: 'By id. A page may have fewer than its limit.',
  rateLimit: 'reads',
  input: z.object({ query: pageQuery(WalletId) }),
  responses: {
    200: {
      description: 'A page of them, each with `shared`.',
      body: z.array(Wallet),
      headers: LinkHeader,
    },
  },
});
