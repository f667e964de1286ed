import { ConfigurationError } from '../../config/configuration-error.ts';
import { MibError } from '../../domain/errors.ts';

/** The result of a change. @throws ConfigurationError with the sentence of a MibError, for the operator */
export async function told<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof MibError) throw new ConfigurationError([error.message]);
    throw error;
  }
}
