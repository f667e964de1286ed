import { REGION } from '../processes/project.ts';

/** The endpoints that the functions of one cell call. */
export interface Endpoints {
  /** Of the cell's emulators. */
  readonly endpoint: string;
  /** Of a database elsewhere, which may need an AWS account of the user. */
  readonly database?: string | undefined;
}

const DUMMY_ACCOUNT = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** The variables with the local endpoints, for the SDK's clients and lib/store. */
export function endpointVariables({ endpoint, database }: Endpoints): Record<string, string> {
  return {
    ...(!mayNeedOwnAccount(database) && DUMMY_ACCOUNT),
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoint,
    AWS_ENDPOINT_URL_SFN: endpoint,
    AWS_ENDPOINT_URL_SQS: endpoint,
    AWS_ENDPOINT_URL_SSM: endpoint,
    DATABASE_URI: database ?? endpoint,
  };
}

/**
 * The environment of a process that uses the SDK: that of this process, and the local endpoints.
 * The user's AWS credentials are in it only if the database may need them.
 */
export function cellEnvironment(
  endpoints: Endpoints,
  more: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const withAws = mayNeedOwnAccount(endpoints.database);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !OURS_TO_SET.test(name) && (withAws || !name.startsWith('AWS_')),
  );
  return { ...Object.fromEntries(inherited), ...endpointVariables(endpoints), ...more };
}

const OURS_TO_SET = /^(SHARD_|DATABASE_URI$|RUN_ADDRESS$|AWS_ENDPOINT_URL|AWS_REGION$)/;

function mayNeedOwnAccount(database: string | undefined): boolean {
  return database !== undefined && (process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE) !== undefined;
}
