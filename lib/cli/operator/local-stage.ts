import * as z from 'zod';
import { send } from '../../remote/send.ts';

/** The variable with the address of a local stack's switchboard. `npm start` sets it for operators. */
export const SWITCHBOARD = 'LOCAL_SWITCHBOARD';
/** The tables of a shard, and the endpoint of its database. */
export const shardTableVariable = (shard: number) => `SHARD_TABLE_${shard}`;
export const shardEntriesVariable = (shard: number) => `SHARD_ENTRIES_${shard}`;
export const shardDatabaseVariable = (shard: number) => `SHARD_DATABASE_${shard}`;

const TIMEOUT_MS = 10_000;
const Refused = z.object({ message: z.string() });

/** The switchboard did not do what was asked. */
export class SwitchboardError extends Error {
  override readonly name = 'SwitchboardError';
  /** Undefined: it gave no response. */
  readonly status: number | undefined;

  constructor(message: string, status?: number, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** The client of a local stack's switchboard. */
export class LocalSwitchboard {
  readonly #address: string;

  /** @param address with its secret */
  constructor(address: string) {
    this.#address = address;
  }

  /**
   * @param target path and query
   * @param body makes it a POST
   * @throws SwitchboardError
   */
  async ask<T>(schema: z.core.$ZodType<T>, target: string, body?: object): Promise<T> {
    const post = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await send(`${this.#address}${target}`, {
      method: post ? 'POST' : 'GET',
      timeoutMs: TIMEOUT_MS,
      ...post,
    }).catch((error: unknown) => {
      throw new SwitchboardError('the local stack gives no response: has npm start stopped?', undefined, error);
    });
    const json: unknown = JSON.parse(response.text);
    if (response.status === 200) return z.parse(schema, json);
    throw new SwitchboardError(Refused.safeParse(json).data?.message ?? response.text, response.status);
  }
}
