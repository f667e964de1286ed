import { ConfigurationError } from '../../../lib/config/configuration-error.ts';

/** What the configuration that `read` reads is told to be wrong; nothing if it is right. */
export function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
