import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';

/** The id of a wallet in a path. An invalid id gets the same 404 as another user's wallet. */
export const ownWalletPath = { id: doc(z.string(), 'Id of one of your wallets.', '41') };

/** The path of a transaction of the wallet. */
export const ownTransactionPath = {
  ...ownWalletPath,
  TxID: doc(z.string(), 'Id of a transaction of the wallet.', '01KABZ5ZD6T8S0QFVJ0Q1N2M3P'),
};
