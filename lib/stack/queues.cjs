/**
 * Read by serverless.yml: the URLs of queues, by which functions call SQS. On this machine nothing resolves
 * CloudFormation's functions; there the queue stand-in reads the name at the end of the URL alone.
 */
module.exports = async ({ resolveVariable }) => {
  const prefix = await resolveVariable('self:custom.prefix');
  const isLocal = (await resolveVariable('sls:stage')) === 'local';
  const url = (name) =>
    isLocal
      ? `https://sqs.us-east-1.amazonaws.com/000000000000/${prefix}-${name}`
      : { 'Fn::Sub': `https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${prefix}-${name}` };
  return { deliveries: url('deliveries'), undelivered: url('undelivered-events') };
};
