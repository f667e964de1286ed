import * as z from 'zod/mini';

const ClientData = z.object({
  challenge: z.string().check(z.regex(/^[\w-]{1,128}$/)),
  origin: z.string(),
  crossOrigin: z.optional(z.boolean()),
});

/** What a browser says of the request that an authenticator has answered. It is signed. */
export type ClientData = z.infer<typeof ClientData>;

/** @param text JSON in base64url @returns undefined if it cannot be read */
export function clientDataOf(text: string): ClientData | undefined {
  try {
    return ClientData.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
