/**
 * Read by serverless.yml: what operators' commands follow on this stage, as the JSON of its parameter.
 * lib/domain/stage-settings.ts reads it.
 */
module.exports = async ({ resolveVariable }) => JSON.stringify(await resolveVariable('self:custom.stage.operators'));
