import path from 'node:path';

/** The folder of the project: serverless files name their handlers relative to it. */
export const PROJECT = path.resolve(import.meta.dirname, '../../..');

/** The program that the Serverless Framework is started by. */
export const SERVERLESS = path.join(PROJECT, 'node_modules/serverless/bin/serverless.js');

/** The stage under which everything runs on this machine. */
export const STAGE = 'local';

/** The region that everything on this machine says it is in: the state machines' ARNs in serverless.yml name it. */
export const REGION = 'us-east-1';

/** Where Node keeps what it has compiled, for the next start: the Serverless Framework is large, and is started several times. */
export const NODE_COMPILE_CACHE = path.join(PROJECT, 'node_modules/.cache/node-compile');
