import path from 'node:path';

/** The folder of the project: serverless files name their handlers relative to it. */
export const PROJECT = path.resolve(import.meta.dirname, '../../..');

/** The command line of the Serverless Framework. */
export const SERVERLESS = path.join(PROJECT, 'node_modules/serverless/bin/serverless.js');

/** The stage of the local stack. */
export const STAGE = 'local';

/** The region of the local stack. The ARNs of state machines in the serverless files name it. */
export const REGION = 'us-east-1';

/** The folder in which Node stores compiled code for the next start. */
export const NODE_COMPILE_CACHE = path.join(PROJECT, 'node_modules/.cache/node-compile');
