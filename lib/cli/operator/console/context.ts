import type { Stage } from '../../../web/console/contract.ts';
import { connect, type OperatorOptions, operatorStores } from '../connection.ts';

/** What the answers work with. */
export interface ConsoleContext {
  readonly stage: Stage;
  readonly stores: ReturnType<typeof operatorStores>;
  /** ms since 1970 */
  readonly now: () => number;
}

/**
 * Connects to the stage as the other commands of the operators' program do.
 * @throws ConfigurationError
 */
export function openContext(options: OperatorOptions, now = Date.now): ConsoleContext {
  connect(options);
  const stores = operatorStores();
  const local = options.stage === 'local';
  const region = process.env.AWS_REGION;
  return {
    stage: {
      stage: options.stage,
      local,
      ...(!local && region !== undefined && { region }),
      shards: stores.shards.count,
      started_at: new Date(now()).toISOString(),
      can: { break: false, rotate_keys: !local, read_wallet_items: false },
      command: commandFor(options),
    },
    stores,
    now,
  };
}

function commandFor({ stage, data }: OperatorOptions): string {
  const flags = [...(stage === 'local' ? [] : ['--stage', stage]), ...(data === '.mib' ? [] : ['--data', data])];
  return ['npm run operator --', ...flags].join(' ');
}
