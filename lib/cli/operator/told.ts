import * as z from 'zod';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { MibError } from '../../domain/errors.ts';
import { WalletMoving } from '../../remote/shard-errors.ts';
import { ShardUnavailable } from '../../remote/shards.ts';

const WHAT_TO_DO =
  'Repair that shard: its own alarms and logs name the cause. Then repeat the command: it does what is left to do.';

/** The sentence of an error for an operator, who names no shard: that of a shard speaks of the shard alone. */
export function sentenceOf({ code, message }: MibError): string {
  return code === 'no_such_wallet' ? 'There is no such wallet.' : message;
}

/** The result of a change. @throws ConfigurationError with the sentence of a MibError, for the operator */
export async function told<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof MibError && !ofShard(error)) throw new ConfigurationError([sentenceOf(error)]);
    throw error;
  }
}

/**
 * The result of a command. A shard that gives no response is named, with what to do.
 * @throws ConfigurationError in place of a ShardUnavailable, and what `run` throws otherwise
 */
export async function toldOfShard<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const unavailable = ofShard(error);
    if (!unavailable) throw error;
    throw new ConfigurationError([`${unavailable.message}${inBrackets(unavailable.cause)}`, WHAT_TO_DO]);
  }
}

/** The shard's error in a chain of causes. A wallet that is moving needs no repair. */
function ofShard(error: unknown): ShardUnavailable | undefined {
  if (error instanceof WalletMoving || !(error instanceof Error)) return undefined;
  return error instanceof ShardUnavailable ? error : ofShard(error.cause);
}

/** What a connection or a timeout says. Others have many lines. */
const Reason = z.object({ message: z.string().regex(/^.+$/) });

function inBrackets(cause: unknown): string {
  const { data } = Reason.safeParse(cause);
  return data ? ` (${data.message})` : '';
}
