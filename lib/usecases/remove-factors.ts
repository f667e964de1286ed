import { hasFactor } from '../domain/second-factor.ts';
import { type FactorSecrets, PROPOSED } from '../store/factor-secrets.ts';
import type { UserFactors } from '../store/factors.ts';
import { type EndingStores, endSessions } from './end-sessions.ts';
import type { SignInStore } from './sign-ins.ts';

/** Where the second factors of users are. */
export interface ForgettingStores {
  readonly factors: Pick<UserFactors, 'of' | 'forget'>;
  readonly factorSecrets: Pick<FactorSecrets, 'forget'>;
}

/**
 * Forgets every second factor of a user, with the secrets and the recovery codes. It may be repeated. The
 * secrets come first: the item says which there are.
 */
export async function forgetFactors({ factors, factorSecrets }: ForgettingStores, userId: string): Promise<void> {
  const { totp } = await factors.of(userId);
  for (const id of [PROPOSED, ...(totp ? [totp.id] : [])]) await factorSecrets.forget(userId, id);
  await factors.forget(userId);
}

/** A removal of second factors by an operator. */
export interface FactorRemoval {
  /** Unique to the removal. A repetition has the same. */
  readonly id: string;
  /** ms since 1970 */
  readonly now: number;
  /** Waits until no instance accepts an access token that was revoked before. */
  readonly untilRevoked: () => Promise<void>;
}

/**
 * Removes every second factor of a user who has lost theirs, and ends all of their sessions. The password
 * stays. It may be repeated, and has to be after an error.
 *
 * The sessions end before the factors do: without a factor no payment asks for a code, and a stolen token
 * must not profit from that. They end again afterwards, for a login with a code in between. The user
 * sees the removal among their sign-ins, whatever follows.
 * @returns how many sessions ended, and whether there was a factor
 */
export async function removeFactors(
  stores: EndingStores & ForgettingStores & { readonly signIns: SignInStore },
  userId: string,
  { id, now, untilRevoked }: FactorRemoval,
): Promise<{ ended: number; removed: boolean }> {
  const removed = hasFactor(await stores.factors.of(userId));
  const before = await endSessions(stores, userId, now);
  await untilRevoked();
  if (removed) {
    const device = { network: '', userAgent: '' };
    await stores.signIns.add({ userId, id, at: now, event: 'second_factor_removal', result: 'succeeded', ...device });
  }
  await forgetFactors(stores, userId);
  return { ended: before + (await endSessions(stores, userId, now)), removed };
}
