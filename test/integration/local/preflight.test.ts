import { createServer } from 'node:http';
import { type Server, createServer as tcpServer } from 'node:net';
import { shardCell } from '../../../lib/local/cells/cell.ts';
import { preflight } from '../../../lib/local/preflight.ts';
import { freePorts } from '../../../lib/local/processes/ports.ts';

let server: Server;
afterEach(() => server.close());

/** @returns the port that it listens on */
async function listening(made: Server): Promise<number> {
  server = made;
  const [port = 0] = await freePorts(1);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return port;
}

const shardAt = (port: number) => shardCell({ number: 0, count: 1, listen: { host: '127.0.0.1', port } });
const problemsOf = (database: string | undefined, ports: number[] = [], problems: string[] = []) =>
  preflight(
    { options: { database }, problems },
    { cellsOf: () => ports.map(shardAt), taken: ['--memory: taken'] },
  ).then(
    () => [],
    (error) => error.problems,
  );

describe('preflight', () => {
  it('reports all problems together: flags, variables, a database that does not respond, a port in use', async () => {
    const [freePort = 0] = await freePorts(1);
    const taken = await listening(tcpServer());
    expect(await problemsOf(`http://127.0.0.1:${freePort}`, [taken], ['PASSWORD_COST: is not a whole number'])).toEqual(
      [
        '--memory: taken',
        'PASSWORD_COST: is not a whole number',
        `the database at http://127.0.0.1:${freePort} does not respond: connect ECONNREFUSED 127.0.0.1:${freePort}`,
        expect.stringMatching(`^port ${taken} is in use: choose others with --shard-ports`),
      ],
    );
  });

  it('reports an unknown host in one line', async () => {
    server = tcpServer();
    expect(await problemsOf('http://no-such-host.invalid')).toEqual([
      '--memory: taken',
      expect.stringMatching(/^the database at http:\/\/no-such-host\.invalid does not respond: .+$/),
    ]);
  });

  it('accepts a database that refuses a request without a signature', async () => {
    const port = await listening(createServer((_request, response) => response.writeHead(400).end()));
    const options = { database: `http://127.0.0.1:${port}` };
    expect(await preflight({ options, problems: [] }, { cellsOf: () => [] })).toBe(options);
  });
});
