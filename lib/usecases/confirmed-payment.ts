import { MibError } from '../domain/errors.ts';
import { type PaidPair, type Paying, pairsOf } from '../domain/new-payee.ts';
import { type Factors, hasFactor, isConfirmed } from '../domain/second-factor.ts';
import type { UserFactors } from '../store/factors.ts';
import type { Sessions } from '../store/sessions.ts';
import { type PayeeStores, toNewPayees } from './new-payees.ts';

interface FactorStores {
  readonly factors: Pick<UserFactors, 'of'>;
  readonly sessions: Pick<Sessions, 'get'>;
}

/** For which payments a stage wants users with a second factor to confirm who they are. */
export interface StepUpPolicy extends FactorStores {
  /** In minor units of any currency: a request that pays more needs it. */
  readonly above: bigint;
}

/** The same, with what the stage wants of a payment to a new payee. */
export interface PaymentPolicy extends StepUpPolicy {
  /** Where it is looked up who is one; undefined if the stage does not ask for it. */
  readonly newPayees: PayeeStores | undefined;
}

/** Who pays. A key of a program has limits of its own, and no session. */
interface Payer {
  readonly userId: string;
  readonly sessionId?: string | undefined;
  readonly key?: object | undefined;
}

/** A payment that a request asks for. */
export interface AskedPayment extends Paying {
  readonly amount: bigint;
  /** Whether it repeats a request that was accepted, under its key: then nothing new comes of it. */
  readonly isRepetition: () => Promise<boolean>;
}

/**
 * Refuses what pays a large sum of a user with a second factor, unless the session was confirmed recently.
 * It costs one read for a large sum of any user, and another one if they have a second factor.
 * @param amount of all payments of the request
 * @param now ms since 1970
 * @throws MibError step_up_required; unauthenticated if the session is over
 */
export async function assertConfirmed(policy: StepUpPolicy, caller: Payer, amount: bigint, now: number): Promise<void> {
  if (amount > policy.above) await assertConfirmedUser(policy, caller, now);
}

/**
 * Refuses what lets others pay by themselves to a user with a second factor, unless the session was
 * confirmed recently. It costs one read, and another one if they have a second factor.
 * @param now ms since 1970
 * @throws MibError step_up_required; unauthenticated if the session is over
 */
export async function assertConfirmedUser(stores: FactorStores, caller: Payer, now: number): Promise<void> {
  if (caller.key) return;
  const own = await stores.factors.of(caller.userId);
  if (hasFactor(own) && !(await isSessionConfirmed(stores, caller, own, now))) throw new MibError('step_up_required');
}

/**
 * Refuses a large payment of a user with a second factor, and one to a payee who is new to the wallet,
 * unless the session was confirmed recently. A small payment costs a read where the stage asks at new
 * payees, and another one if the user has a second factor. Only what would be refused is looked at further:
 * a request that repeats an accepted one under its key passes, however long ago that was.
 * @param payments all payments of the request
 * @param now ms since 1970
 * @returns the payees that are to be remembered once the payments are accepted: `rememberPayees`
 * @throws MibError step_up_required; unauthenticated if the session is over; what the lookups throw
 */
export async function confirmPayments(
  policy: PaymentPolicy,
  caller: Payer,
  payments: readonly AskedPayment[],
  now: number,
): Promise<readonly PaidPair[]> {
  const { newPayees, above, factors } = policy;
  const isLarge = payments.reduce((sum, { amount }) => sum + amount, 0n) > above;
  if (caller.key || !(isLarge || newPayees)) return [];
  const own = await factors.of(caller.userId);
  if (!hasFactor(own)) return [];
  const unknown = newPayees ? await newPayees.known.unknownOf(caller.userId, pairsOf(payments)) : [];
  const isAsked = isLarge || unknown.length > 0;
  if (!isAsked || (await isSessionConfirmed(policy, caller, own, now))) return unknown;
  const refused = isLarge || !newPayees ? payments : await toNewPayees(newPayees, caller.userId, payments, unknown);
  for (const { isRepetition } of refused) if (!(await isRepetition())) throw new MibError('step_up_required');
  return unknown;
}

async function isSessionConfirmed(
  { sessions }: FactorStores,
  { userId, sessionId }: Payer,
  own: Factors,
  now: number,
): Promise<boolean> {
  const session = sessionId === undefined ? undefined : await sessions.get(userId, sessionId, now);
  if (!session) throw new MibError('unauthenticated');
  return isConfirmed(session, own, now);
}
