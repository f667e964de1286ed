import { ConfigurationError } from '../../config/configuration-error.ts';
import { WalletIdDigits } from '../../domain/wallet-id.ts';

/**
 * Reads the id of a wallet from the command line.
 * @param name what the error names: the argument or the option
 * @returns a parser for commander, which throws ConfigurationError
 */
export function walletArgument(name = '<wallet>'): (text: string) => string {
  return (text) => {
    const { success, data, error } = WalletIdDigits.safeParse(text);
    if (!success) throw new ConfigurationError(error.issues.map(({ message }) => `${name} ${message}`));
    return data;
  };
}
