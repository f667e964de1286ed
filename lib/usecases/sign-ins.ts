import type { SignIn } from '../domain/sign-in.ts';
import { asError, logger } from '../observability/logger.ts';
import type { SignIns } from '../store/sign-ins.ts';

/** Where sign-ins are stored. */
export type SignInStore = Pick<SignIns, 'add'>;

/** Stores a sign-in for its user to see. Best effort: it has happened already. */
export async function noteSignIn(signIns: SignInStore, signIn: SignIn): Promise<void> {
  await note(signIns.add(signIn));
}

/**
 * Makes the write of a failed login where there is no user to see it, so that an unknown login takes as
 * long as a wrong password. The item expires at once.
 */
export async function noteNobody(signIns: SignInStore, signIn: Omit<SignIn, 'userId'>): Promise<void> {
  await note(signIns.add({ ...signIn, userId: `?${signIn.id}` }, 0));
}

async function note(written: Promise<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    logger.warn('sign-in not noted', { error: asError(error) });
  }
}
