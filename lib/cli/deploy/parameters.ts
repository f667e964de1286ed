/** The region of every shard of the stage by number, as JSON: where it is laid out, and by how many its wallets are divided. */
export const shardsParameter = (stage: string) => `/mib/${stage}/shards`;

export const treasuryPasswordParameter = (stage: string) => `/mib/${stage}/treasury-password`;
