import { MEMORY_ENDPOINT } from './services.ts';

// Before the tests of a file in the project "store in memory": the simulation's store takes the place of the embedded one.
process.env.DATABASE_URI = process.env[MEMORY_ENDPOINT];
