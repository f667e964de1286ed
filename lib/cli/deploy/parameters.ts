/**
 * The parameter with the region of every shard by number, as JSON: the layout of the stage, and its
 * number of shards.
 */
export const shardsParameter = (stage: string) => `/mib/${stage}/shards`;

export const treasuryPasswordParameter = (stage: string) => `/mib/${stage}/treasury-password`;
