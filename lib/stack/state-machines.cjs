/**
 * The one loader of statemachines/*.asl.yaml. Read by lib/stack/workflows.yml (the definitions), by
 * serverless.yml (the ARNs), by `npm run asl` and by tests. The local stack has the definitions
 * from the printed template.
 */
const { readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { parse } = require('yaml');

const FOLDER = path.join(__dirname, '../../statemachines');
const ENDING = '.asl.yaml';

/** The name of every state machine, for example `transfer`. */
const names = () =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(ENDING))
    .map((file) => file.slice(0, -ENDING.length))
    .sort();

/**
 * The definition as it is deployed. Anchors are resolved, and `x-shared`, which only carries them,
 * is left out. CloudFormation fills in each `${…}`.
 */
function definition(name) {
  const { 'x-shared': _, ...deployed } = parse(readFileSync(path.join(FOLDER, `${name}${ENDING}`), 'utf8'), {
    merge: true,
  });
  return deployed;
}

/**
 * A definition as one string, for the template. As an object it would lose every `"ResultPath":
 * null`: neither the Serverless Framework nor CloudFormation accepts null as a value.
 */
const definitionString = (name) => () => JSON.stringify(definition(name));

/**
 * The ARNs that functions find in their environment. They are composed from names, because a
 * reference to the resource would be a circle, which CloudFormation rejects: the state machine
 * already refers to functions. serverless-offline resolves no Fn::Sub, so the ARNs of the local
 * stack are written out.
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
  return { transfer: arn('transfer'), createWallet: arn('create-wallet'), moveWallets: arn('move-wallets') };
}

module.exports = {
  names,
  definition,
  arns,
  transfer: definitionString('transfer'),
  createWallet: definitionString('create-wallet'),
  moveWallets: definitionString('move-wallets'),
};
