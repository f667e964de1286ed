import { compare, getRounds, hash } from 'bcryptjs';
import { passwordForms } from '../domain/credentials.ts';

/** @param cost of bcrypt: 2^cost rounds */
export function hashPassword(password: string, cost: number): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/**
 * Compares a password with the hash of a login. The work is the same for every hash of at most this
 * cost and for no hash. So an unknown login does not respond sooner than a wrong password.
 * `outdated` is a match with a hash of another cost, or with one from before passwords were
 * normalised. The caller can replace it.
 * @param cost the cost of new hashes
 */
export async function checkPassword(
  password: string,
  passwordHash: string | undefined,
  cost: number,
): Promise<'right' | 'outdated' | 'wrong'> {
  const compared = passwordHash ?? unmatchableHash(cost);
  for (const form of passwordForms(password)) {
    const matches = await compare(form, compared);
    if (matches && passwordHash !== undefined) {
      return getRounds(passwordHash) === cost && form === password.normalize('NFKC') ? 'right' : 'outdated';
    }
    await makeUpFor(form, getRounds(compared), cost);
  }
  return 'wrong';
}

/** Whether a password matches a hash. */
export async function passwordMatches(
  password: string,
  passwordHash: string | undefined,
  cost: number,
): Promise<boolean> {
  return (await checkPassword(password, passwordHash, cost)) !== 'wrong';
}

/**
 * Does the rounds that a comparison of cost `spent` left out: 2^cost - 2^spent = 2^spent + 2^(spent
 * + 1) + … + 2^(cost - 1).
 */
async function makeUpFor(password: string, spent: number, cost: number): Promise<void> {
  for (let left = spent; left < cost; left++) await compare(password, unmatchableHash(left));
}

/** A hash of this cost that no password matches: of a user who cannot log in. */
export function unmatchableHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
