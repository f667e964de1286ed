import { isSame, requestedLayout } from '../../../lib/cli/deploy/layout.ts';
import { deployOptions, removeOptions } from '../../../lib/cli/deploy/options.ts';
import { problemsOf } from '../../support/environment/problems-of.ts';

describe('the options of npm run deploy', () => {
  it('are read from flags and environment, and a flag wins', () => {
    const options = deployOptions({ stage: 'dev', region: 'eu-west-1', shards: '2' }, { AWS_REGION: 'us-west-2' });
    expect(options).toMatchObject({ stage: 'dev', region: 'eu-west-1', shards: 2 });
    expect(deployOptions({ stage: 'dev' }, { AWS_REGION: 'us-west-2' }).region).toBe('us-west-2');
    expect(deployOptions({ stage: 'dev' }, {}).region).toBe('us-east-1');
  });

  it('can give a shard its own region', () => {
    const { shardRegion } = deployOptions({ stage: 'dev', shardRegion: ['0=us-west-2', '12=eu-west-1'] }, {});
    expect([...shardRegion]).toEqual([
      [0, 'us-west-2'],
      [12, 'eu-west-1'],
    ]);
  });

  it('are refused with all problems together', () => {
    const flags = { stage: 'No Stage', region: 'nowhere', shards: '0', shard: 'x', shardRegion: ['1:us-east-1'] };
    const env = {
      TREASURY_PASSWORD: 'short',
      CORS_ORIGINS: '*',
      PERMISSIONS_BOUNDARY: 'arn:aws:iam::123456789012:role/deploy',
      WRITES_PER_MINUTE: '0',
      READS_PER_MINUTE: '-1',
      LOGINS_PER_MINUTE: 'many',
    };
    expect(problemsOf(() => deployOptions(flags, env))).toEqual([
      expect.stringMatching(/^--stage /),
      expect.stringMatching(/^--region /),
      expect.stringMatching(/^--shards /),
      expect.stringMatching(/^--shard /),
      expect.stringMatching(/^--shard-region /),
      expect.stringMatching(/^TREASURY_PASSWORD /),
      'CORS_ORIGINS "*" is not an origin: write scheme://host or scheme://host:port',
      'PERMISSIONS_BOUNDARY is not the ARN of an IAM policy',
      'WRITES_PER_MINUTE is less than 1',
      'READS_PER_MINUTE is not a whole number',
      'LOGINS_PER_MINUTE is not a whole number',
    ]);
  });

  it('refuse a common password for the treasury', () => {
    for (const password of ['password1', 'my treasury']) {
      const problems = problemsOf(() => deployOptions({ stage: 'dev' }, { TREASURY_PASSWORD: password }));
      expect(problems).toEqual([expect.stringMatching(/^TREASURY_PASSWORD must not/)]);
    }
  });

  it('apply the minimum length of passwords to the treasury too', () => {
    const PASSWORD_MIN_LENGTH = '15';
    expect(deployOptions({ stage: 'dev' }, { PASSWORD_MIN_LENGTH })).toMatchObject({ PASSWORD_MIN_LENGTH: 15 });
    const env = { PASSWORD_MIN_LENGTH, TREASURY_PASSWORD: 'correct horse' };
    expect(problemsOf(() => deployOptions({ stage: 'dev' }, env))).toEqual([
      'TREASURY_PASSWORD must be at least 15 characters',
    ]);
    expect(problemsOf(() => deployOptions({ stage: 'dev' }, { PASSWORD_MIN_LENGTH: '7', PASSWORD_COST: '3' }))).toEqual(
      ['PASSWORD_COST is less than 4', 'PASSWORD_MIN_LENGTH is less than 8'],
    );
  });

  it('refuse the local stage', () => {
    expect(problemsOf(() => removeOptions({ stage: 'local' }, {}))).toEqual([expect.stringContaining('npm start')]);
  });
});

describe('the layout of a stage', () => {
  const none = new Map<number, string>();
  const before = { stage: 'dev', region: 'eu-west-1', shards: ['eu-west-1', 'us-west-2'] };

  it('stays as it is by default', () => {
    const wished = requestedLayout({ stage: 'dev', region: 'eu-west-1', count: undefined, shardRegions: none }, before);
    expect(isSame(before, wished)).toBe(true);
  });

  it('changes with another number of shards, or another region of one', () => {
    const wish = { stage: 'dev', region: 'eu-west-1', count: undefined, shardRegions: none };
    expect(isSame(before, requestedLayout({ ...wish, count: 3 }, before))).toBe(false);
    expect(isSame(before, requestedLayout({ ...wish, shardRegions: new Map([[1, 'eu-west-1']]) }, before))).toBe(false);
  });

  it('requires the number of shards at first, and only existing shards', () => {
    const wish = { stage: 'dev', region: 'eu-west-1', count: undefined, shardRegions: none };
    expect(problemsOf(() => requestedLayout(wish, undefined))).toEqual([expect.stringMatching(/^--shards is missing/)]);
    const beyond = { ...wish, shardRegions: new Map([[2, 'eu-west-1']]) };
    expect(problemsOf(() => requestedLayout(beyond, before))).toEqual([
      '--shard-region: there is no shard 2; the stage has 2 shards',
    ]);
  });
});
