import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { type Socket, socketsIn } from './sockets.ts';

/** A process of this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** The file of its program; empty if it belongs to another user. */
  readonly program: string;
  /** Its CPU time in user and system mode, and that of its children that have ended. */
  readonly cpuMs: number;
  /** The inodes of its sockets; empty if it belongs to another user. */
  readonly sockets: ReadonlySet<string>;
}

/** The processes and sockets of a machine at one time. */
export interface Machine {
  readonly processes: readonly Process[];
  readonly sockets: readonly Socket[];
}

/** Where Linux shows its processes. */
const PROC = '/proc';
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Nothing without /proc. */
export async function readMachine(proc = PROC): Promise<Machine> {
  const pids = (await readdir(proc).catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const processes = await Promise.all(pids.map((pid) => readProcess(proc, pid)));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => textOf(path.join(proc, 'net', name))));
  return { processes: processes.flatMap((one) => one ?? []), sockets: tables.flatMap(socketsIn) };
}

/** These processes and all that they have started. */
export function withChildren({ processes }: Machine, pids: readonly number[]): Process[] {
  const found = new Set(pids);
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  return processes.filter(({ pid }) => found.has(pid));
}

/**
 * The processes that serve a port: the one that listens there, the servers of this machine that it
 * is connected to, the clients of those with the same program (workers), and the children of all.
 */
export function servingProcesses(machine: Machine, port: number): Process[] {
  const { processes, sockets } = machine;
  const listeners = (at: number) => {
    const inodes = sockets.filter((one) => one.state === 'listening' && one.port === at).map(({ inode }) => inode);
    return processes.filter((one) => inodes.some((inode) => one.sockets.has(inode)));
  };
  const servers = withChildren(
    machine,
    listeners(port).map(({ pid }) => pid),
  );
  const otherEnds = sockets.filter(({ state, local, remote }) =>
    sockets.some(
      (mine) =>
        state === 'established' &&
        mine.state === state &&
        mine.local === remote &&
        mine.remote === local &&
        servers.some((server) => server.sockets.has(mine.inode)),
    ),
  );
  const databasePorts = [...new Set(otherEnds.map((end) => end.port))].filter((at) => at !== port);
  const databases = databasePorts.flatMap(listeners);
  const isClient = ({ sockets: held }: Process) =>
    sockets.some(
      ({ inode, remote }) => held.has(inode) && databasePorts.includes(Number.parseInt(remote.split(':')[1] ?? '', 16)),
    );
  const workers = processes.filter(
    (one) => one.program !== '' && servers.some(({ program }) => program === one.program) && isClient(one),
  );
  return withChildren(
    machine,
    [...servers, ...databases, ...workers].map(({ pid }) => pid),
  );
}

/**
 * The CPU time of the processes that serve an address, in ms, by their names. Empty if the address
 * is on another machine or in a container, or without /proc.
 */
export async function cpuOfPort(url: string): Promise<Record<string, number>> {
  const { hostname, port } = new URL(url);
  if (!LOCAL.has(hostname)) return {};
  const serving = servingProcesses(await readMachine(), Number(port));
  return serving.some(({ name }) => name === 'docker-proxy') ? {} : cpuByName(serving);
}

/** The CPU time of processes, in ms, by their names. */
export function cpuByName(processes: readonly Process[]): Record<string, number> {
  const used: Record<string, number> = {};
  for (const { name, cpuMs } of processes) used[name] = (used[name] ?? 0) + cpuMs;
  return used;
}

/** @returns undefined if it has ended meanwhile */
async function readProcess(proc: string, pid: number): Promise<Process | undefined> {
  const folder = path.join(proc, String(pid));
  const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(await textOf(path.join(folder, 'stat'))) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  const fields = rest.split(' ');
  // Fields 14 to 17, in hundredths of a second. Source: proc_pid_stat(5) of Linux.
  const cpuMs = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  const program = await readlink(path.join(folder, 'exe')).catch(() => '');
  return { pid, parent: Number(fields[1]), name, program, cpuMs, sockets: await socketsOf(path.join(folder, 'fd')) };
}

async function socketsOf(folder: string): Promise<Set<string>> {
  const names = await readdir(folder).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(path.join(folder, name)).catch(() => '')));
  return new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
}

function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
