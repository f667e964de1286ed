import { compare, hash } from 'bcryptjs';

/** @param cost bcrypt's: 2^cost rounds */
export function hashPassword(password: string, cost: number): Promise<string> {
  return hash(password, cost);
}

/**
 * Compares in the time a comparison takes, also where there is no hash to compare with: an unknown login must not answer sooner
 * than a wrong password.
 */
export async function passwordMatches(
  password: string,
  passwordHash: string | undefined,
  cost: number,
): Promise<boolean> {
  const matches = await compare(password, passwordHash ?? hashOfNobody(cost));
  return matches && passwordHash !== undefined;
}

/** Has the form and the cost of a hash, and is the hash of no password. */
function hashOfNobody(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
