import { setTimeout as delay } from 'node:timers/promises';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ChangeLog } from '../../../lib/local/database/change-log.ts';
import { openStore } from '../../../lib/local/database/store.ts';
import { followForeignStreams } from '../../../lib/local/streams/foreign-streams.ts';
import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';

/** The changes of tables behind an endpoint, which must have DynamoDB Streams. */
export function foreignChanges(database: string): {
  readonly of: (mapping: StreamMapping) => Promise<ChangeLog>;
  readonly stop: () => void;
} {
  const stops: (() => void)[] = [];
  const say = (line: string) => {
    throw new Error(line);
  };
  return {
    async of(mapping) {
      const client = new DynamoDBClient({ endpoint: database });
      const { Table } = await client.send(new DescribeTableCommand({ TableName: mapping.table }));
      client.destroy();
      const arns = new Map(Table?.LatestStreamArn ? [[mapping.table, Table.LatestStreamArn]] : []);
      const store = await openStore({ path: undefined, tables: [], flush: 'system' });
      const log = store.changes(mapping);
      const values = (namespace: string) => store.values(namespace);
      // Looks for changes 100 times as often as `npm start`.
      const retries = { pause: (ms: number) => delay(ms / 100), random: () => 0, say };
      stops.push(
        await followForeignStreams({
          database,
          arns,
          logs: [log],
          values,
          nextPlace: () => store.nextPlace(),
          retries,
        }),
      );
      return log;
    },
    stop() {
      for (const stop of stops.splice(0)) stop();
    },
  };
}
