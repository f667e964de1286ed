import * as z from 'zod/mini';
import { Amount, AmountOrZero } from '../domain/amount.ts';
import { component, doc } from '../domain/doc.ts';
import { digestOfChange } from '../domain/grant.ts';
import { lineOfText } from '../domain/text.ts';
import { LINE_PATTERN, MAX_REASON_CHARACTERS } from '../domain/text-pattern.ts';
import { CONTROLLERS, FROZEN } from '../domain/wallet-controls.ts';
import { WalletId } from '../domain/wallet-id.ts';
import { fields } from './fields.ts';
import { ELSEWHERE, shardRoute } from './route.ts';

const Milliseconds = doc(z.int(), 'In milliseconds since 1970.', 1_795_412_345_678);
const Freeze = z.object({ frozen: z.enum(FROZEN), since: Milliseconds, reason: z.optional(z.string()) });
const FreezeChange = z.object({
  version: doc(z.int(), 'The version of the controls after it.', 3),
  by: doc(z.enum(CONTROLLERS), 'Who asked for it.', 'operator'),
  at: Milliseconds,
});

export const ShardControls = component(
  'ShardControls',
  z.object({
    wallet_id: fields.walletId,
    owner_freeze: doc(z.optional(Freeze), "The owner's freeze, if there is one."),
    operator_freeze: doc(z.optional(Freeze), "An operator's freeze, if there is one."),
    closed_at: doc(z.optional(z.int()), 'When the wallet was closed; absent while it is open.', 1_795_412_345_678),
    minimum_balance: z.optional(fields.money),
    max_payment: z.optional(fields.money),
    max_per_day: z.optional(fields.money),
    approval_above: doc(
      z.optional(fields.money),
      'The most that one debit may take without the approval of a second person.',
      '500',
    ),
    left_today: doc(z.optional(fields.money), 'What the limit of a day leaves today.', '900'),
    version: doc(z.int().check(z.nonnegative()), 'How often the controls were changed.', 3),
    freeze_change: doc(
      z.optional(FreezeChange),
      'The last change of what is frozen, or the closing: the version that it made, who asked for it, and when it happened.',
    ),
    limits_by_operator: doc(z.boolean(), 'An operator has set the limits.', false),
    balance: doc(fields.money, 'The balance of the wallet.', '0'),
    holds: doc(z.int().check(z.nonnegative()), 'The number of holds of the wallet.', 0),
    is_treasury: doc(z.boolean(), 'The wallet has a credit limit.', false),
  }),
);
export type ShardControls = z.infer<typeof ShardControls>;

const By = doc(z.enum(CONTROLLERS, 'must be owner or operator'), 'Who asks for the change.', 'owner');
const Version = doc(
  z.int('must be a whole number').check(z.nonnegative('must be 0 or more')),
  'The version of the controls that the change is for.',
  3,
);
const Frozen = z.optional(z.nullable(z.enum(FROZEN, 'must be debits, credits, all or null')));
const Limit = z.optional(z.nullable(Amount));
const Reason = z.optional(
  lineOfText(MAX_REASON_CHARACTERS).check(
    z.meta({ minLength: 1, maxLength: MAX_REASON_CHARACTERS, pattern: LINE_PATTERN }),
  ),
);

export const controls = shardRoute({
  route: 'GET /api/controls/{wallet_id}',
  operationId: 'controls',
  summary: "Get a wallet's freezes and limits",
  input: z.object({ path: z.object({ wallet_id: WalletId }) }),
  granted: ({ path }) => path,
  responses: { 200: { description: 'The freezes and limits.', body: ShardControls } },
  errors: ['invalid_input', 'no_such_wallet', ...ELSEWHERE],
});

export const changeControls = shardRoute({
  route: 'POST /api/controls',
  operationId: 'changeControls',
  summary: 'Freeze a wallet, or limit its debits',
  description:
    "What the request names changes, null removes, and the rest stays. A request for another version than the present one is an error (409), so that a late one does nothing. An operator's freeze is apart from the owner's. The owner does not change limits that an operator has set.",
  input: z.object({
    body: z.strictObject({
      wallet_id: WalletId,
      by: By,
      version: Version,
      frozen: Frozen,
      reason: Reason,
      minimum_balance: Limit,
      max_payment: Limit,
      max_per_day: Limit,
      approval_above: z.optional(z.nullable(AmountOrZero)),
    }),
  }),
  granted: ({ body: { wallet_id, ...change } }) => ({ wallet_id, change: digestOfChange(change) }),
  responses: { 200: { description: 'The freezes and limits after the change.', body: ShardControls } },
  errors: ['no_such_wallet', 'wallet_closed', 'controls_changed', 'limits_by_operator', ...ELSEWHERE],
});

export const closeWallet = shardRoute({
  route: 'POST /api/closewallet',
  operationId: 'closeWallet',
  summary: 'Close a wallet',
  description:
    'A wallet without money and holds takes and gives nothing from then on, for good. Another one stays open: the response has no `closed_at`, and says what is left. A request for another version of the controls than the present one is an error (409).',
  input: z.object({
    body: z.strictObject({
      wallet_id: WalletId,
      by: By,
      // A caller of the version before names none.
      version: z.optional(Version),
      reason: Reason,
    }),
  }),
  granted: ({ body: { wallet_id, ...change } }) => ({ wallet_id, change: digestOfChange(change) }),
  responses: { 200: { description: 'The wallet afterwards.', body: ShardControls } },
  errors: ['no_such_wallet', 'controls_changed', ...ELSEWHERE],
});
