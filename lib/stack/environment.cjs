/**
 * Read by serverless.yml: the environment of every function of the orchestrator.
 *
 * SHARD_ADDRESS_0, SHARD_ADDRESS_1, … come from the deployer's environment: a serverless file
 * cannot list variables whose number it does not know. NODE_OPTIONS makes Node read the bundle's
 * source map. The other two are the namespace of metrics, by stage, and the service that metrics
 * and log lines name.
 */
module.exports = async ({ resolveVariable }) => ({
  NODE_OPTIONS: await resolveVariable('self:custom.nodeOptions'),
  POWERTOOLS_SERVICE_NAME: await resolveVariable('self:service'),
  POWERTOOLS_METRICS_NAMESPACE: `mib/${await resolveVariable('sls:stage')}`,
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => /^SHARD_ADDRESS_\d+$/.test(name))),
});
