import * as z from 'zod/mini';
import { Password } from '../domain/credentials.ts';
import { component, doc } from '../domain/doc.ts';
import { RECOVERY_CODES } from '../domain/second-factor.ts';
import { session } from './accounts.ts';
import { fields } from './fields.ts';
import { limitedText } from './limited-text.ts';
import { OwnPasskey, PasskeyAssertion } from './passkeys.ts';
import { route } from './route.ts';

const MAX_CODE_CHARACTERS = 64;
const MAX_CHALLENGE_CHARACTERS = 2_048;
const CODE = '492039';

const common = { tag: 'Accounts' } as const;

const code = doc(
  limitedText(MAX_CODE_CHARACTERS),
  'The 6 digits that the authenticator app shows, or a recovery code. Each is taken once.',
  CODE,
);

/** The second factors of the caller. */
export const SecondFactors = component(
  'SecondFactors',
  z.strictObject({
    totp: doc(
      z.optional(z.strictObject({ since: doc(fields.time, 'When its first code came.') })),
      'The authenticator app. Missing if there is none.',
    ),
    passkeys: doc(z.optional(z.array(OwnPasskey)), 'The passkeys, the oldest first. Missing if there are none.'),
    recovery_codes: doc(z.int().check(z.nonnegative()), 'How many recovery codes are left.', RECOVERY_CODES),
  }),
  { description: 'What a login needs beside the password.' },
);
export type SecondFactors = z.infer<typeof SecondFactors>;

/** A secret for an authenticator app. */
export const TotpEnrolment = component(
  'TotpEnrolment',
  z.strictObject({
    secret: doc(z.string(), 'The secret in Base32. No other response has it.', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'),
    uri: doc(
      z.string(),
      'What the app reads, mostly as a QR code.',
      'otpauth://totp/mib:ann?issuer=mib&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
    ),
    expires_at: doc(fields.time, 'Until when its first code is awaited.'),
  }),
  { description: 'A secret that waits for its first code.' },
);
export type TotpEnrolment = z.infer<typeof TotpEnrolment>;

/** New recovery codes. */
export const RecoveryCodes = component(
  'RecoveryCodes',
  z.strictObject({
    recovery_codes: doc(z.array(z.string()), 'Each completes one login without the app. No other response has them.', [
      '4f8a1093-c3eb7d26-65e01f9a-0a2c4d81',
    ]),
  }),
  { description: 'Recovery codes, shown once.' },
);
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** Until when a session is confirmed. */
export const Confirmation = component(
  'Confirmation',
  z.strictObject({ confirmed_until: doc(fields.time, 'Until when the session counts as confirmed.') }),
  { description: 'The owner of the session has shown who they are.' },
);
export type Confirmation = z.infer<typeof Confirmation>;

export const loginWithCode = route({
  ...common,
  route: 'POST /auth/login/code',
  operationId: 'loginWithCode',
  summary: 'Complete a login',
  description:
    'A login of a user with a second factor gets the error `second_factor_required` with a `challenge`, which is valid for 5 minutes. This route takes it with a code, and begins the session. Each failed attempt in a row makes the wait before the next attempt longer.',
  caller: 'anybody',
  rateLimit: 'logins',
  input: z.object({
    body: z.strictObject({
      challenge: doc(
        limitedText(MAX_CHALLENGE_CHARACTERS),
        'The `challenge` of the login.',
        'eyJhbGciOiJFZERTQSJ9.e30.c2ln',
      ),
      code,
    }),
  }),
  responses: { 200: { description: 'The user is logged in.', ...session } },
  errors: ['challenge_ended', 'wrong_code', 'too_many_attempts'],
});

export const stepUp = route({
  ...common,
  route: 'POST /auth/step_up',
  operationId: 'stepUp',
  summary: 'Confirm who you are',
  description:
    'Confirms the session for 10 minutes: with `code` or `passkey` if you have a second factor, otherwise with `password`. `passkey` is what an authenticator answers to `POST /auth/step_up/options`. A login does the same. Requests that answer `step_up_required` succeed then.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({
    body: z.strictObject({
      password: z.optional(Password),
      code: z.optional(code),
      passkey: doc(z.optional(PasskeyAssertion), 'The answer of an authenticator, in place of a code.'),
    }),
  }),
  responses: { 200: { description: 'The session is confirmed.', body: Confirmation } },
  errors: ['wrong_password', 'wrong_code', 'wrong_passkey', 'too_many_attempts'],
});

export const secondFactors = route({
  ...common,
  route: 'GET /auth/factors',
  operationId: 'secondFactors',
  summary: 'Get your second factors',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'What a login needs beside the password.', body: SecondFactors } },
});

export const enrolTotp = route({
  ...common,
  route: 'POST /auth/factors/totp',
  operationId: 'enrolTotp',
  summary: 'Begin to add an authenticator app',
  description:
    'Returns a secret (RFC 6238). It counts from its first code on, which `POST /auth/factors/totp/confirm` takes. Until then a login is as before, and another call replaces the secret.',
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'The secret.', body: TotpEnrolment } },
  errors: ['step_up_required', 'factor_exists'],
});

export const confirmTotp = route({
  ...common,
  route: 'POST /auth/factors/totp/confirm',
  operationId: 'confirmTotp',
  summary: 'Add an authenticator app',
  description: `Takes the first code of the app. Logins need a code from then on. The response has ${RECOVERY_CODES} recovery codes, for a lost app.`,
  caller: 'user',
  limited: true,
  rateLimit: 'sessions',
  input: z.object({ body: z.strictObject({ code }) }),
  responses: { 200: { description: 'Logins need a code now.', body: RecoveryCodes } },
  errors: ['factor_not_found', 'factor_exists', 'wrong_code', 'too_many_attempts'],
});

export const removeTotp = route({
  ...common,
  route: 'DELETE /auth/factors/totp',
  operationId: 'removeTotp',
  summary: 'Remove the authenticator app',
  description:
    'Removes the recovery codes too, if you have no passkey. Logins need the password alone then. Where a second factor is required, the last one stays: `last_factor`.',
  caller: 'user',
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 204: { description: 'The app is removed.' } },
  errors: ['step_up_required', 'factor_not_found', 'last_factor', 'unavailable'],
});

export const renewRecoveryCodes = route({
  ...common,
  route: 'POST /auth/factors/recovery_codes',
  operationId: 'renewRecoveryCodes',
  summary: 'Make new recovery codes',
  description: 'The recovery codes from before are refused then.',
  caller: 'user',
  rateLimit: 'sessions',
  input: z.object({}),
  responses: { 200: { description: 'The new recovery codes.', body: RecoveryCodes } },
  errors: ['step_up_required', 'factor_not_found'],
});
