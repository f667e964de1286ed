import * as z from 'zod/mini';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { AuthorisedWebhook } from '../domain/authorised-event.ts';
import { AwaitsApprovalWebhook } from '../domain/awaits-approval-event.ts';
import { component, doc } from '../domain/doc.ts';
import {
  CLOSED_TYPE,
  FROZEN_TYPE,
  KEY_MADE_TYPE,
  KEY_REVOKED_TYPE,
  RULE_CHANGE_ASKED_TYPE,
  RULE_CHANGE_DROPPED_TYPE,
  RULE_CHANGED_TYPE,
  SHARE_CHANGED_TYPE,
  SHARED_TYPE,
  UNFROZEN_TYPE,
  UNSHARED_TYPE,
} from '../domain/event-type.ts';
import { KeyWebhook } from '../domain/key-event.ts';
import { RuleWebhook } from '../domain/rule-event.ts';
import { SharingWebhook } from '../domain/sharing-event.ts';
import { TransferWebhook } from '../domain/transfer-event.ts';
import {
  UserAuthorisedEvent,
  UserAwaitsApprovalEvent,
  UserKeyEvent,
  UserRuleEvent,
  UserSharingEvent,
  UserStatementEvent,
  UserTestEvent,
  UserTransferEvent,
  UserWalletEvent,
} from '../domain/user-event.ts';
import { TEST_EVENT_TYPE } from '../domain/user-event-envelope.ts';
import { WalletWebhook } from '../domain/wallet-event.ts';
import { contentOf } from './document.ts';

const SIGNATURE = {
  'webhook-timestamp': doc(z.string(), 'When the delivery was sent, in seconds since 1970.', '1795427700'),
  'webhook-signature': doc(
    z.string(),
    '`v1,` and the base64 HMAC-SHA256 of `<id>.<timestamp>.<body>` with the shared secret. While secrets rotate there is one for each, separated by a space.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
};

/** A webhook of a user. */
function ofUser(operationId: string, summary: string, type: z.ZodMiniType<string>, data: z.ZodMiniType, id: string) {
  const body = component(
    id,
    z.object({
      type,
      timestamp: doc(z.iso.datetime(), 'When it happened (RFC 3339).', '2026-11-23T09:00:00.412Z'),
      data,
    }),
    { description: 'The body of a delivery to a webhook of a user.' },
  );
  return {
    post: {
      operationId,
      summary,
      description:
        'Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 5 seconds is repeated for 24 hours.',
      tags: ['Webhooks'],
      security: [],
      requestParams: {
        header: z.object({
          'webhook-id': doc(
            z.string(),
            'Id of the event. Repeated deliveries have the same id.',
            '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
          ),
          ...SIGNATURE,
        }),
      },
      requestBody: { required: true, content: contentOf(body, 'application/json') },
      responses: { '2XX': { description: 'The delivery is received.' } },
    },
  };
}

function of<T extends string>(...types: [T, ...T[]]) {
  const [first] = types;
  return types.length === 1
    ? doc(z.literal(first), 'Type of the event.', first)
    : doc(z.enum(types), 'Type of the event.', first);
}

/** A webhook of a stage. */
function ofStage(operationId: string, summary: string, body: z.ZodMiniType, id: string, example: string) {
  return {
    post: {
      operationId,
      summary,
      description:
        'Delivered at least once and in any order; deduplicate by `webhook-id`. A delivery without a 2xx response within 10 seconds is repeated for 24 hours. On AWS the same `data` is the detail of an event on EventBridge.',
      tags: ['Events'],
      security: [],
      requestParams: {
        header: z.object({
          'webhook-id': doc(z.string(), `${id} Repeated deliveries have the same id.`, example),
          ...SIGNATURE,
        }),
      },
      requestBody: { required: true, content: contentOf(body, 'application/json') },
      responses: { '2XX': { description: 'The delivery is received.' } },
    },
  };
}

/** The webhooks that the system sends, with the headers of the Standard Webhooks specification. */
export const webhooks: ZodOpenApiPathsObject = {
  transferFinal: ofStage(
    'transferFinal',
    'A transfer has reached its final status',
    TransferWebhook,
    'The TxID of the transfer.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  ),
  transferAuthorised: ofStage(
    'transferAuthorised',
    'The money of a transfer is held',
    AuthorisedWebhook,
    'The TxID of the transfer and `-authorised`.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P-authorised',
  ),
  transferAwaitsApproval: ofStage(
    'transferAwaitsApproval',
    'A payment waits for an approval',
    AwaitsApprovalWebhook,
    'The TxID of the transfer and `-awaits-approval`.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P-awaits-approval',
  ),
  walletFrozen: ofStage(
    'walletFrozen',
    'A wallet is frozen, unfrozen or closed',
    WalletWebhook,
    'An id that is made of the wallet and the number of the change.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  ),
  walletShared: ofStage(
    'walletShared',
    'A wallet is shared with a user, or a share has changed or ended',
    SharingWebhook,
    'An id that is made of the wallet and the number of the change.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  ),
  walletRuleChanged: ofStage(
    'walletRuleChanged',
    'Which payments of a wallet need an approval has changed, or a change waits',
    RuleWebhook,
    'An id that is made of the wallet and the number of the change.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  ),
  keyMade: ofStage(
    'keyMade',
    'A key of a program is made or revoked',
    KeyWebhook,
    'An id that is made of the key and of what was done.',
    '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
  ),
  userTransferFinal: ofUser(
    'userTransferFinal',
    'A transfer of one of your wallets has reached its final status',
    of('transfer.final'),
    UserTransferEvent,
    'UserTransferWebhook',
  ),
  userTransferAuthorised: ofUser(
    'userTransferAuthorised',
    'The money of a transfer of one of your wallets is held',
    of('transfer.authorised'),
    UserAuthorisedEvent,
    'UserAuthorisedWebhook',
  ),
  userTransferAwaitsApproval: ofUser(
    'userTransferAwaitsApproval',
    'A payment of your wallet, or of one that you approve for, waits for an approval',
    of('transfer.awaits_approval'),
    UserAwaitsApprovalEvent,
    'UserAwaitsApprovalWebhook',
  ),
  userStatementPosted: ofUser(
    'userStatementPosted',
    'An entry is in the statement of one of your wallets',
    of('statement.posted'),
    UserStatementEvent,
    'UserStatementWebhook',
  ),
  userWalletFrozen: ofUser(
    'userWalletFrozen',
    'One of your wallets is frozen, unfrozen or closed',
    of(FROZEN_TYPE, UNFROZEN_TYPE, CLOSED_TYPE),
    UserWalletEvent,
    'UserWalletWebhook',
  ),
  userWalletShared: ofUser(
    'userWalletShared',
    'With whom one of your wallets is shared has changed, or what another user shares with you',
    of(SHARED_TYPE, SHARE_CHANGED_TYPE, UNSHARED_TYPE),
    UserSharingEvent,
    'UserSharingWebhook',
  ),
  userWalletRuleChanged: ofUser(
    'userWalletRuleChanged',
    'Which payments need an approval has changed, or a change waits: of your wallet, or of one that you approve for',
    of(RULE_CHANGED_TYPE, RULE_CHANGE_ASKED_TYPE, RULE_CHANGE_DROPPED_TYPE),
    UserRuleEvent,
    'UserRuleWebhook',
  ),
  userKeyMade: ofUser(
    'userKeyMade',
    'One of your keys is made or revoked',
    of(KEY_MADE_TYPE, KEY_REVOKED_TYPE),
    UserKeyEvent,
    'UserKeyWebhook',
  ),
  userWebhookTest: ofUser(
    'userWebhookTest',
    'A test that you asked for',
    of(TEST_EVENT_TYPE),
    UserTestEvent,
    'UserTestWebhook',
  ),
};
