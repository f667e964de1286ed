import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { JWKS_CACHE_SECONDS } from '../domain/jwks.ts';
import { route } from './route.ts';

const PublicKey = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: doc(z.string(), 'The public key, in base64url.', '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
  kid: doc(z.string(), 'The thumbprint of the key (RFC 7638).', 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});

const RevokedKey = z.strictObject({
  kid: doc(z.string(), 'The thumbprint of the key (RFC 7638).', 'q8bHbXf_BSQ5DlzLfO9yhWXSYgu0VVY5nYIkYQnOjT4'),
  revoked_at: doc(z.iso.datetime(), 'RFC 3339, in UTC.', '2026-11-23T10:15:30.123Z'),
});

export const PublishedKeys = component(
  'PublishedKeys',
  z.strictObject({
    keys: doc(z.array(PublicKey), 'The keys that verify receipts, also those that sign no more.'),
    revoked: doc(
      z.optional(z.array(RevokedKey)),
      'Keys that verify nothing any more, because others may know their private halves. They are not among `keys`.',
    ),
  }),
  { description: 'A JWK set (RFC 7517).' },
);
export type PublishedKeys = z.infer<typeof PublishedKeys>;

export const jwks = route({
  route: 'GET /.well-known/jwks.json',
  operationId: 'jwks',
  summary: 'Get the public keys of receipts',
  description: `With these keys anybody verifies a receipt without asking. They may be stored for ${JWKS_CACHE_SECONDS} seconds.`,
  tag: 'Receipts',
  caller: 'anybody',
  rateLimit: 'public_reads',
  input: z.object({}),
  responses: { 200: { description: 'The public keys.', body: PublishedKeys } },
});
