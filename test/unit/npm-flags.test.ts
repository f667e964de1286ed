import { consumedByNpm } from '../../lib/config/npm-flags.ts';

const program = {
  options: [{ long: '--memory' }, { long: '--shard-ports' }, { long: undefined }],
  commands: [{ options: [{ long: '--json' }], commands: [] }],
};
const taken = (argv: string[], env: Record<string, string>) =>
  consumedByNpm(program, argv, env).map((line) => line.split(':')[0]);

describe('an option of a program', () => {
  it('is refused if npm consumed it, also the option of a subcommand', () => {
    const env = { npm_config_memory: 'true', npm_config_shard_ports: '9001', npm_config_json: 'true' };
    expect(taken([], env)).toEqual(['--memory', '--shard-ports', '--json']);
  });

  it('is accepted if the program received it too', () => {
    expect(
      taken(['--memory', '--shard-ports=9001'], { npm_config_memory: '', npm_config_shard_ports: '9001' }),
    ).toEqual([]);
  });

  it("is ignored if it is npm's own", () => {
    expect(taken([], { npm_config_loglevel: 'silent', npm_command: 'run' })).toEqual([]);
  });
});
