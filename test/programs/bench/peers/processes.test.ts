import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cpuByName, type Machine, type Process, readMachine, servingProcesses, withChildren } from './processes.ts';
import { type Socket, socketsIn } from './sockets.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1389 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 501 1 0000000000000000 100 0 0 10 0
   1: 0100007F:9C40 0100007F:15A5 01 00000000:00000000 00:00000000 00000000     0        0 502 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:9C41 0100007F:15A5 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0000000000000000
`;

describe('a table of sockets', () => {
  it('has those that listen and those that are connected, and no closed ones', () => {
    expect(socketsIn(TABLE)).toEqual([
      { local: '0100007F:1389', remote: '00000000:0000', port: 5001, state: 'listening', inode: '501' },
      { local: '0100007F:9C40', remote: '0100007F:15A5', port: 40_000, state: 'established', inode: '502' },
    ]);
  });

  it('of IPv6 has IPv4 addresses like that of IPv4', () => {
    const line = '0: 0000000000000000FFFF00000100007F:1389 0000000000000000FFFF00000100007F:9C40 01 0 0 0 0 0 7 1 0';
    expect(socketsIn(line)).toEqual([
      { local: '0100007F:1389', remote: '0100007F:9C40', port: 5001, state: 'established', inode: '7' },
    ]);
  });
});

describe('the processes of a machine', () => {
  let proc: string;

  beforeAll(async () => {
    proc = await mkdtemp(path.join(tmpdir(), 'proc-'));
    const fd = path.join(proc, '12/fd');
    await mkdir(path.join(proc, 'net'), { recursive: true });
    await mkdir(fd, { recursive: true });
    await writeFile(path.join(proc, 'net/tcp'), TABLE);
    await writeFile(path.join(proc, '12/stat'), '12 (a (b) c) S 7 12 12 0 -1 4194560 9 9 9 9 31 4 20 5 20 0 1 0 99');
    await symlink('/bin/server', path.join(proc, '12/exe'));
    await symlink('socket:[501]', path.join(fd, '3'));
    await symlink('/dev/null', path.join(fd, '4'));
  });

  afterAll(() => rm(proc, { recursive: true, force: true }));

  it('are read with their CPU time, that of their ended children, and their sockets', async () => {
    const { processes, sockets } = await readMachine(proc);
    expect(processes).toEqual([
      { pid: 12, parent: 7, name: 'a (b) c', program: '/bin/server', cpuMs: 600, sockets: new Set(['501']) },
    ]);
    expect(sockets).toHaveLength(2);
  });

  it('are none where there is no /proc', async () => {
    expect(await readMachine(path.join(proc, 'none'))).toEqual({ processes: [], sockets: [] });
  });
});

describe('the processes that serve a port', () => {
  const listening = (port: string, inode: string): string => `0: 00000000:${port} 00000000:0000 0A 0 0 0 0 0 ${inode}`;
  const connected = (local: string, remote: string, inode: string): string =>
    `0: 0100007F:${local} 0100007F:${remote} 01 0 0 0 0 0 ${inode}`;
  const sockets: Socket[] = socketsIn(
    [
      listening('1389', 'api'),
      listening('15A5', 'database'),
      listening('0050', 'other'),
      // The server's connection to the database, and its other end in a child of the database.
      connected('9C40', '15A5', 'pool'),
      connected('15A5', '9C40', 'backend'),
      // A worker's, whose other end is in another child.
      connected('9C50', '15A5', 'worker'),
      // A client of the server.
      connected('9C60', '1389', 'client'),
      connected('1389', '9C60', 'request'),
    ].join('\n'),
  );
  const process = (pid: number, parent: number, name: string, held: readonly string[], program = name): Process => ({
    pid,
    parent,
    name,
    program,
    cpuMs: pid,
    sockets: new Set(held),
  });
  const machine: Machine = {
    sockets,
    processes: [
      process(10, 1, 'server', ['api', 'pool', 'request']),
      process(11, 10, 'child of server', []),
      process(20, 1, 'database', ['database']),
      process(21, 20, 'database', ['backend']),
      process(30, 1, 'worker', ['worker'], 'server'),
      process(40, 1, 'psql', [], 'psql'),
      process(50, 1, 'client', ['client']),
      process(60, 1, 'other', ['other']),
    ],
  };

  it('are its server, the database behind it, the workers of the same program, and their children', () => {
    expect(servingProcesses(machine, 5001).map(({ pid }) => pid)).toEqual([10, 11, 20, 21, 30]);
  });

  it('are none if nothing listens there', () => {
    expect(servingProcesses(machine, 81)).toEqual([]);
  });

  it('have the CPU time of all with the same name', () => {
    expect(cpuByName(servingProcesses(machine, 5001))).toEqual({
      server: 10,
      'child of server': 11,
      database: 41,
      worker: 30,
    });
  });

  it('include children of children', () => {
    const chain = [process(3, 2, 'c', []), process(2, 1, 'b', []), process(1, 0, 'a', [])];
    expect(withChildren({ sockets, processes: chain }, [1]).map(({ pid }) => pid)).toEqual([3, 2, 1]);
  });
});
