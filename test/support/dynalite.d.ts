// dynalite has no types. These describe the part that is used here.

declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** A DynamoDB over HTTP. Without `path` it stores in memory. */
  export default function dynalite(options: { readonly path?: string; readonly createTableMs?: number }): Server;
}
