import path from 'node:path';
import { failureIn } from '../../../lib/local/processes/failures.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';

describe('failureIn', () => {
  it('shows the error of a handler and its place in the sources, without frames of packages', () => {
    const stack = [
      'TypeError: no such thing',
      `    at run (${path.join(PROJECT, 'functions/orchestrator/wallets.ts')}:19:34)`,
      `    at runRequest (${path.join(PROJECT, 'node_modules/@middy/core/index.js')}:191:26)`,
      '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
      `    at async handler (${path.join(PROJECT, 'lib/lambda/http/endpoint.ts')}:57:36)`,
    ].join('\n');
    const error = { name: 'TypeError', message: 'no such thing', stack, location: 'wallets.ts:19' };
    expect(failureIn(JSON.stringify({ level: 'ERROR', message: 'unexpected failure', error }))).toEqual([
      'unexpected failure: TypeError: no such thing',
      '    at run (functions/orchestrator/wallets.ts:19:34)',
      '    at async handler (lib/lambda/http/endpoint.ts:57:36)',
    ]);
  });

  it('shows the message of an error without a stack', () => {
    expect(failureIn(JSON.stringify({ level: 'ERROR', message: 'the books do not balance' }))).toEqual([
      'the books do not balance',
    ]);
  });

  it('shows a mistake in the sources from a warning, and no error that a retry can pass', () => {
    const line = (name: string) =>
      JSON.stringify({ level: 'WARN', message: 'task failed', error: { name, message: 'it is so', stack: '' } });
    expect(failureIn(line('TypeError'))).toEqual(['task failed: TypeError: it is so']);
    expect(failureIn(line('ShardUnavailable'))).toEqual([]);
  });

  it.each(['', 'listening', '{', '{"level":"INFO","message":"request"}', '{"_aws":{}}', '"ERROR"'])(
    'such as %j shows nothing',
    (line) => {
      expect(failureIn(line)).toEqual([]);
    },
  );
});
