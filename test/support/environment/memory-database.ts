import { IN_MEMORY } from './services.ts';

// Runs before each test file of the project "store in memory".
process.env[IN_MEMORY] = 'true';
