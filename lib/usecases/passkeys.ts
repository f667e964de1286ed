import { newPasskeyChallenge } from '../auth/passkey-challenge.ts';
import { MibError } from '../domain/errors.ts';
import { MOST_PASSKEYS, type Passkey } from '../domain/passkey.ts';
import { type FactorPolicy, type Factors, limitOf } from '../domain/second-factor.ts';
import type { UserClaims } from '../domain/user-claims.ts';
import type { UserFactors } from '../store/factors.ts';
import type { PasskeyChallenges } from '../store/passkey-challenges.ts';
import type { Sessions } from '../store/sessions.ts';
import type { User, Users } from '../store/users.ts';
import { confirmedUser } from './step-up.ts';

/** The stores of a change of the passkeys. */
export interface PasskeyStores {
  readonly users: Users;
  readonly sessions: Pick<Sessions, 'get'>;
  readonly factors: UserFactors;
}

/** Where challenges are stored. */
export interface ChallengeStore {
  readonly challenges: Pick<PasskeyChallenges, 'add'>;
}

/** What an authenticator is asked with. */
export interface PasskeyOffer {
  readonly challenge: string;
  /** Where the passkeys are valid. */
  readonly domain: string;
  /** Those that may answer. Missing: any. */
  readonly passkeys?: readonly Passkey[] | undefined;
}

/** What an authenticator makes a passkey from. */
export interface NewPasskeyOffer extends PasskeyOffer {
  readonly user: Pick<User, 'userId' | 'login'>;
  /** Those that there are. */
  readonly passkeys: readonly Passkey[];
}

/** Each failed attempt is another change of the factors of the user meanwhile. */
const ATTEMPTS = 3;

/**
 * Begins to add a passkey.
 * @param domain where it will be valid
 * @param now ms since 1970
 * @throws MibError unauthenticated, step_up_required, too_many_passkeys
 */
export async function offerNewPasskey(
  stores: PasskeyStores & ChallengeStore,
  caller: UserClaims,
  domain: string,
  now: number,
): Promise<NewPasskeyOffer> {
  const { user, factors } = await confirmedUser(stores, caller, now);
  if (factors.passkeys.length >= MOST_PASSKEYS) throw new MibError('too_many_passkeys');
  const challenge = newPasskeyChallenge();
  await stores.challenges.add(challenge, { purpose: 'add', userId: user.userId }, now);
  return { challenge, domain, user, passkeys: factors.passkeys };
}

/** Begins a login with a passkey of anybody. @param now ms since 1970 */
export async function offerLogin({ challenges }: ChallengeStore, domain: string, now: number): Promise<PasskeyOffer> {
  const challenge = newPasskeyChallenge();
  await challenges.add(challenge, { purpose: 'login' }, now);
  return { challenge, domain };
}

/**
 * Begins to confirm a session with a passkey of the caller.
 * @param now ms since 1970
 * @throws MibError passkey_not_found if the caller has none
 */
export async function offerStepUp(
  stores: ChallengeStore & { readonly factors: Pick<UserFactors, 'of'> },
  { userId }: UserClaims,
  domain: string,
  now: number,
): Promise<PasskeyOffer> {
  const { passkeys } = await stores.factors.of(userId);
  if (passkeys.length === 0) throw new MibError('passkey_not_found');
  const challenge = newPasskeyChallenge();
  await stores.challenges.add(challenge, { purpose: 'step_up', userId }, now);
  return { challenge, domain, passkeys };
}

/**
 * Removes a passkey, and with the last factor the recovery codes.
 * @param now ms since 1970
 * @throws MibError unauthenticated, step_up_required, passkey_not_found
 * @throws MibError last_factor if the policy requires a factor and there is no other
 * @throws MibError unavailable if the factors of the user change again and again meanwhile
 */
export async function removePasskey(
  stores: PasskeyStores,
  caller: UserClaims,
  id: string,
  now: number,
  policy: FactorPolicy,
): Promise<void> {
  const { user, factors } = await confirmedUser(stores, caller, now);
  if (!factors.passkeys.some((passkey) => passkey.id === id)) throw new MibError('passkey_not_found');
  let read = factors;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (limitOf(policy, without(read, id))) throw new MibError('last_factor');
    if (await stores.factors.removePasskey(user.userId, id, read)) return;
    read = await stores.factors.of(user.userId);
    // Its own write, whose response was lost; or that of another request.
    if (!read.passkeys.some((passkey) => passkey.id === id)) return;
  }
  throw new MibError('unavailable');
}

function without(factors: Factors, id: string): Factors {
  return { ...factors, passkeys: factors.passkeys.filter((passkey) => passkey.id !== id) };
}
