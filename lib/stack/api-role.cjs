const boundary = require('./permissions-boundary.cjs');

const ROLE = 'HttpApiRole';

const isOfApi = ({ Type, Properties }) =>
  Type === 'AWS::Lambda::Permission' && Properties.Principal === 'apigateway.amazonaws.com';

/**
 * A plugin of the Serverless Framework, named by serverless.yml. The framework lets API Gateway call a
 * function by a resource for each function. CloudFormation allows 500 resources in a stack. So API
 * Gateway gets one role instead, which may call just these functions.
 */
module.exports = class ApiRole {
  constructor(serverless) {
    const { provider } = serverless.service;
    this.hooks = {
      'before:package:finalize': () => {
        const { Resources } = provider.compiledCloudFormationTemplate;
        const functions = [];
        for (const [id, resource] of Object.entries(Resources)) {
          if (isOfApi(resource)) {
            functions.push(resource.Properties.FunctionName);
            delete Resources[id];
          }
          if (resource.Type === 'AWS::ApiGatewayV2::Integration')
            resource.Properties.CredentialsArn = { 'Fn::GetAtt': [ROLE, 'Arn'] };
        }
        Resources[ROLE] = roleFor(functions);
      },
    };
  }
};

function roleFor(functions) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }],
      },
      PermissionsBoundary: boundary.arn(),
      Policies: [
        {
          PolicyName: 'call',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functions }],
          },
        },
      ],
    },
  };
}
