import { compare, getRounds, hash } from 'bcryptjs';
import { passwordForms } from '../domain/credentials.ts';

/** @param cost bcrypt's: 2^cost rounds */
export function hashPassword(password: string, cost: number): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/**
 * Compares a password with the hash that a login has. The work is the same for every hash of at most this cost, and where there is none:
 * an unknown login must not answer sooner than a wrong password. A hash of another cost, or made before passwords were normalised, is
 * right and outdated: who has the password can make a new one.
 * @param cost what new hashes cost
 */
export async function checkPassword(
  password: string,
  passwordHash: string | undefined,
  cost: number,
): Promise<'right' | 'outdated' | 'wrong'> {
  const compared = passwordHash ?? hashOfNobody(cost);
  for (const form of passwordForms(password)) {
    const matches = await compare(form, compared);
    if (matches && passwordHash !== undefined) {
      return getRounds(passwordHash) === cost && form === password.normalize('NFKC') ? 'right' : 'outdated';
    }
    await makeUpFor(form, getRounds(compared), cost);
  }
  return 'wrong';
}

/** Whether a password is the one that a hash was made of. */
export async function passwordMatches(
  password: string,
  passwordHash: string | undefined,
  cost: number,
): Promise<boolean> {
  return (await checkPassword(password, passwordHash, cost)) !== 'wrong';
}

/** The rounds that a comparison of the cost `spent` has left out: 2^cost - 2^spent are 2^spent + 2^(spent + 1) + … + 2^(cost - 1). */
async function makeUpFor(password: string, spent: number, cost: number): Promise<void> {
  for (let left = spent; left < cost; left++) await compare(password, hashOfNobody(left));
}

/** Has the form and the cost of a hash, and is the hash of no password. */
function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
