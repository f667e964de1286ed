import { REGION } from '../processes/project.ts';

/** Where the functions of one cell find what they call. */
export interface Endpoints {
  readonly databaseEndpoint: string;
  /** Whether the database is embedded here: then no AWS account of the user's is of any use. */
  readonly embedded: boolean;
  readonly cloudEndpoint: string;
}

const DUMMY_ACCOUNT = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** The variables by which AWS's clients, and ours of the database, find the endpoints of this machine. */
export function endpointVariables({ databaseEndpoint, embedded, cloudEndpoint }: Endpoints): Record<string, string> {
  return {
    ...(!mayNeedOwnAccount(embedded) && DUMMY_ACCOUNT),
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_EVENTBRIDGE: cloudEndpoint,
    AWS_ENDPOINT_URL_SFN: cloudEndpoint,
    AWS_ENDPOINT_URL_SQS: cloudEndpoint,
    AWS_ENDPOINT_URL_SSM: cloudEndpoint,
    DATABASE_URI: databaseEndpoint,
  };
}

/**
 * The environment of a process that uses AWS's clients: what this process has, and the endpoints of this machine. What this process
 * has of AWS goes along only if the database is one that the user's own account may have to open.
 */
export function cellEnvironment(
  endpoints: Endpoints,
  more: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  const withAws = mayNeedOwnAccount(endpoints.embedded);
  const inherited = Object.entries(process.env).filter(
    ([name]) => !OURS_TO_SET.test(name) && (withAws || !name.startsWith('AWS_')),
  );
  return { ...Object.fromEntries(inherited), ...endpointVariables(endpoints), ...more };
}

const OURS_TO_SET = /^(SHARD_|DATABASE_URI$|RUN_ADDRESS$|AWS_ENDPOINT_URL|AWS_REGION$)/;

function mayNeedOwnAccount(embedded: boolean): boolean {
  return !embedded && (process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE) !== undefined;
}
