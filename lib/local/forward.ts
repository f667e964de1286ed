import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { type ListenAddress, withoutBrackets } from './ports.ts';

/**
 * Passes every connection on to a port of this machine's own address.
 * @returns what ends it, and all connections that go through it
 */
export async function forward({ host, port }: ListenAddress, to: number): Promise<() => void> {
  const open = new Set<{ destroy(): void }>();
  const server = createServer((outside) => {
    const inside = connect(to, '127.0.0.1');
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen({ host: withoutBrackets(host), port });
  await once(server, 'listening');
  return () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
}
