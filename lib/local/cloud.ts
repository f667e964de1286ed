// A process of its own: the endpoint of Step Functions and of Systems Manager's parameters on this machine.
import { awsJsonServer } from './aws-json.ts';
import { CloudSettings } from './cloud-settings.ts';
import { dynamodbIntegration } from './dynamodb-integration.ts';
import { lambdaInvoke } from './lambda-invoke.ts';
import { parameterStore } from './parameter-store.ts';
import { stepFunctions } from './step-functions.ts';

const { port, parameters, machines, databaseEndpoint, lambdaEndpoint } = CloudSettings.parse(
  JSON.parse(process.env.CLOUD ?? ''),
);
const tasks = { invoke: lambdaInvoke(lambdaEndpoint), dynamodb: dynamodbIntegration(databaseEndpoint) };

const server = awsJsonServer({ ...stepFunctions(machines, tasks), ...parameterStore(parameters) });
// Clients keep their connections; one that is closed in the moment of its use is an error to them.
server.keepAliveTimeout = 0;
server.listen(port, '127.0.0.1');
