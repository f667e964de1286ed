import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

// Below the range that the system takes for outgoing connections: no connection can take a port
// that a process listens on again after a restart. By hand and not by `get-port`: that takes the
// first free port of a range, so that two starts at the same time would get the same one.
const FIRST = 20_000;
const LAST = 32_000;

/** Different free ports of 127.0.0.1. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (await isFree({ host: '127.0.0.1', port })) ports.add(port);
  }
  return [...ports];
}

/** Whether this machine can listen on the host at all. */
export async function isOfThisMachine(host: string): Promise<boolean> {
  return isFree({ host, port: 0 }).catch(() => false);
}

/**
 * Whether the port is free on every address of the host. Of `localhost`, another process may have
 * the port of ::1 alone.
 * @throws Error if the host is unknown or is not an address of this machine
 */
export async function isFree({ host, port }: ListenAddress): Promise<boolean> {
  const addresses = await lookup(withoutBrackets(host), { all: true });
  for (const { address } of addresses) if (!(await canListen(address, port))) return false;
  return true;
}

/** An IPv6 address as the system takes it. In a URL it has brackets. */
export function withoutBrackets(host: string): string {
  return host.replaceAll(/[[\]]/g, '');
}

function canListen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      // EADDRNOTAVAIL: a machine without IPv6, whose localhost has ::1 all the same.
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else if (error.code === 'EADDRNOTAVAIL' && host === '::1') resolve(true);
      else reject(error);
    });
    server.listen({ host, port }, () => server.close(() => resolve(true)));
  });
}
