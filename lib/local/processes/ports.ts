import { randomInt } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { createServer } from 'node:net';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

// Below the range out of which the system takes the ports of outgoing connections: none of those can take a port that is to be
// listened on again after a restart.
const FIRST = 20_000;
const LAST = 32_000;

/** So many different ports that nobody listens on, on this machine's own address. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (await isFree({ host: '127.0.0.1', port })) ports.add(port);
  }
  return [...ports];
}

/** Whether one can listen on the host at all. */
export async function isOfThisMachine(host: string): Promise<boolean> {
  return isFree({ host, port: 0 }).catch(() => false);
}

/**
 * Whether one can listen there, under every address of the host: on `localhost`, somebody else may have the port of ::1 alone.
 * @throws Error if the host is unknown, or none of this machine's
 */
export async function isFree({ host, port }: ListenAddress): Promise<boolean> {
  const addresses = await lookup(withoutBrackets(host), { all: true });
  for (const { address } of addresses) if (!(await canListen(address, port))) return false;
  return true;
}

/** The form in which the system takes an IPv6 address, which in a URL has brackets. */
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
