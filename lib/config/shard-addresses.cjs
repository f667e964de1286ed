/**
 * Read by serverless.yml: the shards' addresses, out of the environment of whoever deploys, for the functions' own environment.
 * A serverless file cannot list variables whose number it does not know.
 */
module.exports = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => /^SHARD_ADDRESS_\d+$/.test(name)));
