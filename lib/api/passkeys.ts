import * as z from 'zod/mini';
import { component, doc } from '../domain/doc.ts';
import { MOST_PASSKEYS } from '../domain/passkey.ts';
import { lineOfText } from '../domain/text.ts';
import { LINE_PATTERN } from '../domain/text-pattern.ts';
import { session } from './accounts.ts';
import { fields } from './fields.ts';
import { limitedText } from './limited-text.ts';
import { route } from './route.ts';

const common = { tag: 'Accounts' } as const;

const MAX_CHALLENGE_CHARACTERS = 2_048;
const MAX_NAME_CHARACTERS = 60;
/** A credential's id has at most 1,023 bytes (WebAuthn, 5.8.3). */
const MAX_ID = 1_364;
const MAX_CLIENT_DATA = 4_096;
const MAX_DATA = 16_384;
const MAX_SIGNATURE = 4_096;
const MAX_USER_HANDLE = 88;
const MOST_TRANSPORTS = 10;
const MAX_TRANSPORT_CHARACTERS = 32;

const ID = 'aGk0aWQtb2YtYS1jcmVkZW50aWFs';
const BASE64URL = /^[\w-]+$/;

function base64url(most: number, description: string, example = ID) {
  return doc(limitedText(most).check(z.regex(BASE64URL, 'must be base64url without padding')), description, example);
}

const id = base64url(MAX_ID, 'Id of the credential.');
const type = z.literal('public-key', { error: 'must be public-key' });
const NAME_TEXT = 'What you call it.';

/**
 * What a browser's `toJSON()` has beside what is read: browsers add to it, so it is ignored and no error.
 */
const credential = { id, rawId: id, type };

/** The answer of an authenticator that has made a passkey. */
export const PasskeyRegistration = component(
  'PasskeyRegistration',
  z.object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(MAX_CLIENT_DATA, 'What the browser says of the request.'),
      attestationObject: base64url(MAX_DATA, 'The new public key, and what the authenticator says of it.'),
      transports: doc(
        z.optional(
          z
            .array(limitedText(MAX_TRANSPORT_CHARACTERS))
            .check(z.maxLength(MOST_TRANSPORTS, `must have at most ${MOST_TRANSPORTS} elements`)),
        ),
        'How a browser reaches the authenticator.',
        ['internal'],
      ),
    }),
  }),
  { description: 'A `RegistrationResponseJSON` of WebAuthn. Members beside these are ignored.' },
);
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>;

/** The signature of a passkey. */
export const PasskeyAssertion = component(
  'PasskeyAssertion',
  z.object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(MAX_CLIENT_DATA, 'What the browser says of the request.'),
      authenticatorData: base64url(MAX_DATA, 'What the authenticator says of the signature.'),
      signature: base64url(MAX_SIGNATURE, 'The signature of both.'),
      userHandle: doc(
        z.optional(z.nullable(base64url(MAX_USER_HANDLE, 'The id of the user.'))),
        'The user, as `user.id` of the options said when the passkey was made. A login needs it.',
      ),
    }),
  }),
  { description: 'An `AuthenticationResponseJSON` of WebAuthn. Members beside these are ignored.' },
);
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>;

/** A passkey for its user. */
export const OwnPasskey = component(
  'OwnPasskey',
  z.strictObject({
    passkey_id: doc(z.string(), 'Id of the passkey.', 'u0LmB3Jt5h1Vq7zXw2nR8yKc4dFe6gAoPiTsQlMvUbE'),
    name: doc(z.string(), NAME_TEXT, 'My phone'),
    created_at: doc(fields.time, 'When it was added.'),
    last_used_at: doc(z.optional(fields.time), 'When it was last used. Missing if it was not used yet.'),
    synced: doc(z.boolean(), 'Whether it is copied to other devices of its owner.', true),
  }),
  { description: 'A passkey of a user.' },
);
export type OwnPasskey = z.infer<typeof OwnPasskey>;

/** A new passkey, with recovery codes if it is the first factor. */
export const AddedPasskey = component(
  'AddedPasskey',
  z.strictObject({
    passkey: OwnPasskey,
    recovery_codes: doc(
      z.optional(z.array(z.string())),
      'Each completes one login without the passkey. Missing if you had a second factor before. No other response has them.',
      ['4f8a1093-c3eb7d26-65e01f9a-0a2c4d81'],
    ),
  }),
  { description: 'A new passkey.' },
);
export type AddedPasskey = z.infer<typeof AddedPasskey>;

const challenge = base64url(
  MAX_ID,
  'What the authenticator signs. It is taken once, within 5 minutes.',
  'y6VqCw3bq0mXKpPZ2yXlQ8fS4n0d1eR7tU5vW9aBcDe',
);
const timeout = doc(z.int(), 'For so long the browser asks the user, in ms.', 300_000);
const userVerification = doc(
  z.literal('required'),
  'The authenticator recognizes its user by a PIN, a finger or a face.',
);
const known = z.array(
  z
    .strictObject({ id, type: z.literal('public-key'), transports: z.array(z.string()) })
    .check(z.meta({ id: 'PasskeyDescriptor', description: 'A passkey that the browser looks for.' })),
);

/** What a browser makes a passkey with. */
export const PasskeyCreationOptions = component(
  'PasskeyCreationOptions',
  z.strictObject({
    challenge,
    timeout,
    rp: z.strictObject({
      id: doc(z.string(), 'The domain at whose pages it is valid.', 'pay.example'),
      name: doc(z.string(), 'What the browser calls the service.', 'mib'),
    }),
    user: z.strictObject({
      id: base64url(MAX_USER_HANDLE, 'The user, for the authenticator. It is no login.'),
      name: doc(z.string(), 'The login.', 'ann'),
      displayName: doc(z.string(), 'The login.', 'ann'),
    }),
    pubKeyCredParams: doc(
      z.array(z.strictObject({ type: z.literal('public-key'), alg: z.int() })),
      'The kinds of keys that are taken.',
      [{ type: 'public-key', alg: -7 }],
    ),
    excludeCredentials: doc(known, 'Your passkeys: their authenticators make no second one.', []),
    authenticatorSelection: z.strictObject({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification,
    }),
    attestation: z.literal('none'),
  }),
  { description: '`PublicKeyCredentialCreationOptionsJSON` of WebAuthn.' },
);
export type PasskeyCreationOptions = z.infer<typeof PasskeyCreationOptions>;

/** What a browser asks for a passkey with. */
export const PasskeyRequestOptions = component(
  'PasskeyRequestOptions',
  z.strictObject({
    challenge,
    timeout,
    rpId: doc(z.string(), 'The domain at whose pages the passkeys are valid.', 'pay.example'),
    userVerification,
    allowCredentials: doc(z.optional(known), 'Your passkeys. Missing for a login, which begins without a user.', []),
  }),
  { description: '`PublicKeyCredentialRequestOptionsJSON` of WebAuthn.' },
);
export type PasskeyRequestOptions = z.infer<typeof PasskeyRequestOptions>;

export const passkeyOptions = route({
  ...common,
  route: 'POST /auth/passkey/options',
  operationId: 'passkeyOptions',
  summary: 'Begin to add a passkey',
  description:
    'Returns what `PublicKeyCredential.parseCreationOptionsFromJSON` takes. `POST /auth/passkeys` takes the answer of the authenticator, once, within 5 minutes.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'The options.', body: PasskeyCreationOptions } },
  errors: ['step_up_required', 'too_many_passkeys'],
});

export const addPasskey = route({
  ...common,
  route: 'POST /auth/passkeys',
  operationId: 'addPasskey',
  summary: 'Add a passkey',
  description: `Takes what an authenticator has made from the options. A passkey logs in without the password. It is also a second factor: a login by the password needs it, a code of the app, or a recovery code from then on. The first factor comes with recovery codes. You can have ${MOST_PASSKEYS} passkeys.`,
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({
    body: z.strictObject({
      name: doc(lineOfText(MAX_NAME_CHARACTERS), NAME_TEXT, 'My phone', {
        minLength: 1,
        maxLength: MAX_NAME_CHARACTERS,
        pattern: LINE_PATTERN,
      }),
      response: PasskeyRegistration,
    }),
  }),
  responses: { 201: { description: 'The passkey is added.', body: AddedPasskey } },
  errors: ['step_up_required', 'wrong_passkey', 'passkey_exists', 'too_many_passkeys', 'unavailable'],
});

export const removePasskey = route({
  ...common,
  route: 'DELETE /auth/passkeys/{PasskeyID}',
  operationId: 'removePasskey',
  summary: 'Remove a passkey',
  description: 'The last second factor takes the recovery codes with it. Logins need the password alone then.',
  caller: 'user',
  rateLimit: 'sessions',
  // A malformed id gets the same 404 as another user's passkey.
  input: z.object({
    path: z.object({
      PasskeyID: doc(z.string(), 'Id of one of your passkeys.', 'u0LmB3Jt5h1Vq7zXw2nR8yKc4dFe6gAoPiTsQlMvUbE'),
    }),
  }),
  responses: { 204: { description: 'The passkey is removed.' } },
  errors: ['step_up_required', 'passkey_not_found', 'last_factor', 'unavailable'],
});

export const loginPasskeyOptions = route({
  ...common,
  route: 'POST /auth/login/passkey/options',
  operationId: 'loginPasskeyOptions',
  summary: 'Begin a login with a passkey',
  description:
    'Returns what `PublicKeyCredential.parseRequestOptionsFromJSON` takes. It names no user: the authenticator knows which passkeys it has. `POST /auth/login/passkey` takes the answer, once, within 5 minutes.',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({}),
  responses: { 200: { description: 'The options.', body: PasskeyRequestOptions } },
});

export const loginWithPasskey = route({
  ...common,
  route: 'POST /auth/login/passkey',
  operationId: 'loginWithPasskey',
  summary: 'Log in with a passkey',
  description:
    'Begins a session. It needs no password and no code: the authenticator has recognized its user. With the `challenge` of a login by the password, it completes that login, with a passkey of the same user. A user whom the operator has blocked gets `user_blocked`, for a right signature only.',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({
    body: z.strictObject({
      challenge: doc(
        z.optional(limitedText(MAX_CHALLENGE_CHARACTERS)),
        'The `challenge` of a login by the password. Without it the passkey alone logs in.',
        'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      ),
      response: PasskeyAssertion,
    }),
  }),
  responses: { 200: { description: 'The user is logged in.', ...session } },
  errors: ['challenge_ended', 'wrong_passkey', 'user_blocked'],
});

export const stepUpOptions = route({
  ...common,
  route: 'POST /auth/step_up/options',
  operationId: 'stepUpOptions',
  summary: 'Begin to confirm who you are with a passkey',
  description:
    'Returns what `PublicKeyCredential.parseRequestOptionsFromJSON` takes. `POST /auth/step_up` takes the answer as `passkey`, once, within 5 minutes.',
  caller: 'user',
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'The options.', body: PasskeyRequestOptions } },
  errors: ['passkey_not_found'],
});
