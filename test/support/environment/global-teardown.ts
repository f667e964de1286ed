import { stopDatabases } from './running-database.ts';

/** After all tests, once. */
export default stopDatabases;
