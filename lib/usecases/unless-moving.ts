import { WalletMoving } from '../remote/shard-errors.ts';

/**
 * What a read about a wallet gives; undefined while the wallet is moving, and no shard gives it.
 * @throws what the read throws otherwise
 */
export async function unlessMoving<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof WalletMoving) return undefined;
    throw error;
  }
}
