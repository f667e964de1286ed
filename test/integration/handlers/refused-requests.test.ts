import { unchangingWorld } from '../../support/in-process/unchanging-world.ts';
import { badBodies } from './bad-bodies.ts';
import { badFields } from './bad-fields.ts';
import { shardBadInput } from './shard-bad-input.ts';
import { tokens } from './tokens.ts';

// A refused request changes no item of any table.
const given = unchangingWorld();

badBodies(given);
badFields(given);
shardBadInput(given);
tokens(given);
