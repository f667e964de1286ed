import * as z from 'zod';
import { ACCESS_LOG_VALUES } from './assumptions.ts';
import { serverlessFile } from './serverless-file.ts';

const Memory = z.object({ memorySize: z.number().optional() });
const Provider = z.object({
  memorySize: z.number(),
  logs: z.unknown(),
});
const Logs = z.object({
  httpApi: z.object({ format: z.string() }),
  lambda: z.object({ systemLogLevel: z.string() }).optional(),
});
const Service = z.object({ provider: Provider, functions: z.record(z.string(), Memory) });

/** The settings of the serverless files that have a price. */
export interface Declared {
  /** MB, by `service/function`. */
  readonly memory: Readonly<Record<string, number>>;
  /** A typical line of the access log. */
  readonly accessLine: string;
  /** Whether Lambda writes its own lines about every invocation. */
  readonly platformLines: boolean;
  /** Whether an API of a shard has an access log, too. */
  readonly shardsLogRequests: boolean;
}

export async function declared(): Promise<Declared> {
  const [orchestrator, shard] = await Promise.all([
    serverlessFile('serverless.yml').then((file) => Service.parse(file)),
    serverlessFile('serverless.shard.yml').then((file) => Service.parse(file)),
  ]);
  const logs = Logs.parse(orchestrator.provider.logs);
  const memoryOf = (name: string, { provider, functions }: z.infer<typeof Service>) =>
    Object.entries(functions).map(([key, { memorySize = provider.memorySize }]) => [`${name}/${key}`, memorySize]);
  return {
    memory: Object.fromEntries([...memoryOf('orchestrator', orchestrator), ...memoryOf('shard', shard)]),
    accessLine: logs.httpApi.format.replaceAll(
      /\$context\.(?:\w+\.)*(\w+)/g,
      (_variable, name: string) => ACCESS_LOG_VALUES[name] ?? '-',
    ),
    platformLines: logs.lambda?.systemLogLevel !== 'WARN',
    shardsLogRequests: Logs.safeParse(shard.provider.logs).success,
  };
}
