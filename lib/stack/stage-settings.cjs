/**
 * Read by serverless.yml: what operators' commands follow on this stage, as JSON. It is a parameter for
 * them, and a variable of the functions that follow it too. lib/domain/stage-settings.ts reads it.
 */
module.exports = async ({ resolveVariable }) => JSON.stringify(await resolveVariable('self:custom.stage.operators'));
