import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';

/** The id of a wallet in a path. An invalid id gets the same 404 as another user's wallet. */
export const ownWalletPath = { id: doc(z.string(), 'Id of one of your wallets.', '41') };
