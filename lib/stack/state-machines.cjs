/**
 * Read by serverless.yml: the definitions of the state machines, each as one string. As an object in the template a definition
 * would lose every `"ResultPath": null`: neither the Serverless Framework nor CloudFormation takes null for a value.
 */
const { readFileSync } = require('node:fs');
const path = require('node:path');

const definition = (name) => () =>
  JSON.stringify(JSON.parse(readFileSync(path.join(__dirname, '../../statemachines', `${name}.asl.json`), 'utf8')));

module.exports = { transfer: definition('transfer'), createWallet: definition('create-wallet') };
