import { clientDataOf } from '../auth/client-data.ts';
import { checkNewKey, type NewCredential } from '../auth/passkey-signatures.ts';
import { hashOfRecoveryCode, newRecoveryCodes } from '../auth/recovery-codes.ts';
import { MibError } from '../domain/errors.ts';
import { MOST_PASSKEYS, type Passkey, type RelyingParty } from '../domain/passkey.ts';
import { hasFactor } from '../domain/second-factor.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { PasskeyChallenges } from '../store/passkey-challenges.ts';
import type { Sessions } from '../store/sessions.ts';
import type { PasskeyStores } from './passkeys.ts';
import { confirmedUser } from './step-up.ts';

/** What an authenticator has made, and what its user calls it. */
export interface MadePasskey {
  readonly name: string;
  readonly credential: NewCredential;
  readonly transports: readonly string[];
}

/** A passkey that was added. */
export interface AddedPasskey {
  readonly passkey: Passkey;
  /** Of the first factor. They are stored as hashes. */
  readonly recoveryCodes?: readonly string[] | undefined;
}

/** Each failed attempt is another change of the factors of the user meanwhile. */
const ATTEMPTS = 3;

/**
 * Adds a passkey. The session counts as confirmed by it. With the first factor others do not any more.
 * @param at `attemptId`: unique to the attempt; `now`: ms since 1970
 * @throws MibError unauthenticated, step_up_required
 * @throws MibError wrong_passkey if the answer is not to a challenge of the caller, or breaks a rule
 * @throws MibError passkey_exists, too_many_passkeys
 * @throws MibError unavailable if the factors of the user change again and again meanwhile
 */
export async function addPasskey(
  stores: PasskeyStores & { readonly sessions: Sessions; readonly challenges: Pick<PasskeyChallenges, 'take'> },
  caller: UserClaims,
  made: MadePasskey,
  relyingParty: RelyingParty,
  { attemptId, now }: { readonly attemptId: string; readonly now: number },
): Promise<AddedPasskey> {
  const confirmed = await confirmedUser(stores, caller, now);
  const { user, session } = confirmed;
  const { userId, login } = user;
  const said = clientDataOf(made.credential.clientDataJSON);
  if (!said || said.crossOrigin === true || !relyingParty.allows(said.origin)) throw new MibError('wrong_passkey');
  const { challenge, origin } = said;
  if (!(await stores.challenges.take(challenge, { purpose: 'add', userId }, attemptId, now)))
    throw new MibError('wrong_passkey');
  const expected = { challenge, origin, domain: relyingParty.id };
  const key = await checkNewKey(made.credential, expected).catch((cause: unknown) => {
    throw new MibError('wrong_passkey', { cause });
  });
  const { name, transports } = made;
  const passkey = { ...key, name, transports, login, since: new Date(now).toISOString() };
  const codes = newRecoveryCodes();
  let { factors } = confirmed;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (factors.passkeys.some(({ id }) => id === key.id)) throw new MibError('passkey_exists');
    if (factors.passkeys.length >= MOST_PASSKEYS) throw new MibError('too_many_passkeys');
    if (await stores.factors.addPasskey(userId, passkey, factors, codes.map(hashOfRecoveryCode), attemptId)) {
      const isFirst = !hasFactor(factors);
      await stores.sessions.confirm(userId, session.sessionId, now);
      return { passkey, ...(isFirst && { recoveryCodes: codes }) };
    }
    factors = await stores.factors.of(userId);
  }
  throw new MibError('unavailable');
}
