import { ConfigurationError } from '../../../lib/config/configuration-error.ts';

/** The problems of the configuration that `read` reads; empty if it is valid. */
export function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}
