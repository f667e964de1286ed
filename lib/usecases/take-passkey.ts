import { clientDataOf } from '../auth/client-data.ts';
import { checkSignature, passkeyIdOf, type SignedCredential } from '../auth/passkey-signatures.ts';
import { MibError } from '../domain/errors.ts';
import type { Passkey, RelyingParty } from '../domain/passkey.ts';
import type { PasskeyScope } from '../domain/passkey-challenge.ts';
import { logger } from '../observability/logger.ts';
import type { UserFactors } from '../store/factors.ts';
import type { PasskeyChallenges } from '../store/passkey-challenges.ts';

/** The stores of a check of a signature. */
export interface SignatureStores {
  readonly factors: Pick<UserFactors, 'of' | 'takeSignature'>;
  readonly challenges: Pick<PasskeyChallenges, 'take'>;
}

/** Who has to have signed, and when. */
export interface SignatureAttempt {
  readonly userId: string;
  readonly relyingParty: RelyingParty;
  /** What the challenge must be for. */
  readonly scope: PasskeyScope;
  /** Unique to the attempt. */
  readonly attemptId: string;
  /** ms since 1970 */
  readonly now: number;
}

/** A right signature, or one whose count of signatures has not grown. */
export interface TakenSignature {
  readonly passkey: Passkey;
  /** False if the authenticator has counted less than before: then there may be two of it. */
  readonly isTaken: boolean;
}

/**
 * Takes a signature of a passkey of this user, once: its challenge is taken, and its count has to grow.
 * @throws MibError wrong_passkey if the challenge was taken before, has expired or is another one's, if the
 *   user has no such passkey, or if the signature is wrong
 */
export async function takeSignature(
  { factors, challenges }: SignatureStores,
  credential: SignedCredential,
  { userId, relyingParty, scope, attemptId, now }: SignatureAttempt,
): Promise<TakenSignature> {
  const said = clientDataOf(credential.clientDataJSON);
  if (!said || said.crossOrigin === true || !relyingParty.allows(said.origin)) throw new MibError('wrong_passkey');
  const { challenge, origin } = said;
  if (!(await challenges.take(challenge, scope, attemptId, now))) throw new MibError('wrong_passkey');
  const { passkeys } = await factors.of(userId);
  const passkey = passkeys.find(({ id }) => id === passkeyIdOf(credential.id));
  if (!passkey) throw new MibError('wrong_passkey');
  const expected = { challenge, origin, domain: relyingParty.id };
  const { counter, isSynced } = await checkSignature(credential, passkey, expected).catch((cause: unknown) => {
    throw new MibError('wrong_passkey', { cause });
  });
  const signature = { counter, isSynced, at: new Date(now).toISOString() };
  const isTaken = await factors.takeSignature(userId, passkey.id, signature, attemptId);
  if (!isTaken) logger.warn('passkey may be copied', { user_id: userId, passkey_id: passkey.id, counter });
  return { passkey, isTaken };
}
