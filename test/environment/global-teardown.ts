import { stopDatabase } from './running-database.ts';

/** After all tests, once. */
export default stopDatabase;
