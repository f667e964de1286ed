import * as z from 'zod';
import { hashPassword } from '../../../lib/auth/passwords.ts';
import { MibError } from '../../../lib/domain/errors.ts';
import { loadService } from '../../../lib/local/template/load-service.ts';
import { LoginBackoff } from '../../../lib/store/login-backoff.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Users } from '../../../lib/store/users.ts';
import { login } from '../../../lib/usecases/login.ts';
import { median } from '../../support/environment/median.ts';
import { MemoryDatabase } from '../../support/memory-dynamodb/memory-database.ts';

/** The median CPU time of a failed login, in µs, for known and unknown logins. */
export type LoginTime = z.infer<typeof LoginTime>;
export const LoginTime = z.strictObject({ calls: z.int(), known: z.int(), unknown: z.int(), ratio: z.number() });

/**
 * Below the 10 of a deployment, at which bcrypt takes eight times as long and hides every other
 * difference.
 */
const PASSWORD_COST = 7;
const WARM_UP = 10;
/** A ratio outside reveals whether a login exists. */
const BOUNDS = { least: 0.9, most: 1.1 };

/**
 * Measures whether the time of a failed login reveals that the login exists. It takes CPU time,
 * which other processes do not change, and medians. A known and an unknown login take turns, so
 * that a slow phase of the machine meets both.
 * @throws Error if known and unknown logins differ by more than a tenth
 */
export async function loginTime({ quick }: { quick: boolean }): Promise<LoginTime> {
  const calls = quick ? 50 : 200;
  const stores = await storesInMemory();
  const passwordHash = await hashPassword('the right password', PASSWORD_COST);
  for (let n = 0; n < calls; n++) {
    const known = `known-${n}`;
    await stores.users.create({ login: known, userId: known, passwordHash, createdAt: new Date(0).toISOString() });
  }
  const device = { network: '203.0.113.0/24', userAgent: 'bench' };
  const microseconds = async (name: string) => {
    const from = { now: Date.now(), address: 'bench', attemptId: name, passwordCost: PASSWORD_COST, device };
    const before = process.cpuUsage();
    const error = await login(stores, { login: name, password: 'a wrong password' }, from).catch((thrown) => thrown);
    const { user, system } = process.cpuUsage(before);
    if (!(error instanceof MibError && error.code === 'wrong_credentials')) throw error;
    return user + system;
  };
  for (let n = 0; n < WARM_UP; n++) await microseconds(`warm-up-${n}`);
  const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
  for (let n = 0; n < calls; n++) {
    const knownFirst = n % 2 === 1;
    if (knownFirst) times.known.push(await microseconds(`known-${n}`));
    times.unknown.push(await microseconds(`other-${n}`));
    if (!knownFirst) times.known.push(await microseconds(`known-${n}`));
  }
  const [known, unknown] = [median(times.known), median(times.unknown)];
  const ratio = Math.round((unknown / known) * 1_000) / 1_000;
  if (ratio < BOUNDS.least || ratio > BOUNDS.most) {
    throw new Error(`a failed login tells whether it exists: unknown to known is ${ratio}`);
  }
  return { calls, known, unknown, ratio };
}

async function storesInMemory(): Promise<{ users: Users; backoff: LoginBackoff; signIns: SignIns }> {
  const { tables } = await loadService({});
  const definitions = tables.map(({ definition }) => definition);
  const named = (suffix: string) => definitions.find(({ TableName }) => TableName.endsWith(suffix))?.TableName ?? '';
  const { documents } = new MemoryDatabase(definitions);
  return {
    users: new Users(documents, named('-users')),
    backoff: new LoginBackoff(documents, named('-throttles')),
    signIns: new SignIns(documents, named('-sessions')),
  };
}
