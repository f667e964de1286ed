import * as z from 'zod';
import type { Api } from '../support/steps/api.ts';

/** A shorter text may be part of ordinary words. No password and no token is shorter. */
const SHORTEST = 8;

const Credentials = z.object({ password: z.string() });
const Session = z.object({ token: z.string() });

/** Remembers every password and token in requests and responses of an API, valid or not. */
export class Secrets {
  readonly seen = new Set<string>();

  constructor(...known: readonly string[]) {
    for (const secret of known) this.#see(secret);
  }

  of(api: Api): Api {
    return {
      request: async (method, path, message = {}) => {
        this.#see(message.token);
        this.#see(Credentials.safeParse(message.body).data?.password);
        const response = await api.request(method, path, message);
        this.#see(Session.safeParse(response.body).data?.token);
        return response;
      },
    };
  }

  #see(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= SHORTEST) this.seen.add(secret);
  }
}
