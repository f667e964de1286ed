import { REGION } from './project.ts';

/** Where the functions of one cell find what they call. */
export interface Surroundings {
  readonly databaseEndpoint: string;
  /** Whether the database is embedded here: then no AWS account of the user's is of any use. */
  readonly embedded: boolean;
  readonly cloudEndpoint: string;
}

const DUMMY_ACCOUNT = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/**
 * The environment of a process that uses AWS's clients: what this process has, the endpoints of this machine, and an account that
 * opens nothing, unless the database is one that the user's own account may have to open.
 */
export function cellEnvironment(
  { databaseEndpoint, embedded, cloudEndpoint }: Surroundings,
  more: Readonly<Record<string, string>> = {},
): Record<string, string | undefined> {
  const ownAccount = !embedded && (process.env.AWS_ACCESS_KEY_ID ?? process.env.AWS_PROFILE) !== undefined;
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(SHARD_|DATABASE_URI$|RUN_ADDRESS$|AWS_ENDPOINT_URL|AWS_REGION$)/.test(name) &&
      (ownAccount || !name.startsWith('AWS_')),
  );
  return {
    ...Object.fromEntries(inherited),
    ...(!ownAccount && DUMMY_ACCOUNT),
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SFN: cloudEndpoint,
    AWS_ENDPOINT_URL_SSM: cloudEndpoint,
    DATABASE_URI: databaseEndpoint,
    ...more,
  };
}
