import { stopDatabases } from './running-database.ts';

/** Runs once after all tests. */
export default stopDatabases;
