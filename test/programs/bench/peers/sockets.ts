/** A TCP socket of this machine. Addresses and ports are as in the table, in hexadecimal. */
export interface Socket {
  readonly local: string;
  readonly remote: string;
  /** In decimal. */
  readonly port: number;
  readonly state: 'listening' | 'established';
  readonly inode: string;
}

const STATES = new Map<string | undefined, Socket['state']>([
  ['01', 'established'],
  ['0A', 'listening'],
]);
/** An IPv4 address in a table of IPv6. */
const MAPPED = /^0{16}FFFF0000(?=[0-9A-F]{8}:)/;

/** Reads /proc/net/tcp or tcp6. Source: proc_net(5) of Linux. */
export function socketsIn(table: string): Socket[] {
  return table.split('\n').flatMap((line) => {
    const [slot, local, remote, code, , , , , , inode] = line.trim().split(/\s+/);
    const state = STATES.get(code);
    if (!slot?.endsWith(':') || !local || !remote || !state || !inode || inode === '0') return [];
    const [, port = ''] = local.split(':');
    return [{ local: unmapped(local), remote: unmapped(remote), port: Number.parseInt(port, 16), state, inode }];
  });
}

function unmapped(address: string): string {
  return address.replace(MAPPED, '');
}
