/**
 * Read by serverless.yml and lib/stack/workflows.yml: the definitions of the state machines and their ARNs.
 */
const { readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * A definition as one string. As an object in the template it would lose every `"ResultPath": null`: neither the Serverless Framework
 * nor CloudFormation accepts null as a value.
 */
const definition = (name) => () =>
  JSON.stringify(JSON.parse(readFileSync(path.join(__dirname, '../../statemachines', `${name}.asl.json`), 'utf8')));

/**
 * The ARNs that functions find in their environment. They are composed from names, because a reference to the resource would be a
 * circle, which CloudFormation rejects: the state machine already refers to functions. serverless-offline resolves no Fn::Sub, so the
 * ARNs of the local stack are written out.
 */
async function arns({ resolveVariable }) {
  const prefix = await resolveVariable('self:custom.prefix');
  const isLocal = (await resolveVariable('sls:stage')) === 'local';
  const arn = (name) =>
    isLocal
      ? `arn:aws:states:us-east-1:000000000000:stateMachine:${prefix}-${name}`
      : {
          'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:${prefix}-${name}`,
        };
  return { transfer: arn('transfer'), createWallet: arn('create-wallet') };
}

module.exports = { transfer: definition('transfer'), createWallet: definition('create-wallet'), arns };
