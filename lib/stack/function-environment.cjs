/**
 * Read by serverless.yml: what every function of the orchestrator finds in its environment. The shards' addresses stand in the
 * environment of whoever deploys; a serverless file cannot list variables whose number it does not know. NODE_OPTIONS makes Node
 * read the bundle's source map. The other two name the figures and log lines: by the stage and by the service.
 */
module.exports = async ({ resolveVariable }) => ({
  NODE_OPTIONS: await resolveVariable('self:custom.nodeOptions'),
  POWERTOOLS_SERVICE_NAME: await resolveVariable('self:service'),
  POWERTOOLS_METRICS_NAMESPACE: `mib/${await resolveVariable('sls:stage')}`,
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^SHARD_ADDRESS_\d+$/.test(name))),
});
