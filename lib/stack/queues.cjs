/**
 * Read by serverless.yml: the URLs of the queues that functions send to. serverless-offline
 * resolves no Fn::Sub, so the URLs of the local stack are written out. Its emulator of SQS reads
 * only the name at the end.
 */
module.exports = async ({ resolveVariable }) => {
  const prefix = await resolveVariable('self:custom.prefix');
  const isLocal = (await resolveVariable('sls:stage')) === 'local';
  const url = (name) =>
    isLocal
      ? `https://sqs.us-east-1.amazonaws.com/000000000000/${prefix}-${name}`
      : { 'Fn::Sub': `https://sqs.\${AWS::Region}.\${AWS::URLSuffix}/\${AWS::AccountId}/${prefix}-${name}` };
  return {
    deliveries: url('deliveries'),
    undelivered: url('undelivered-events'),
    announcements: url('announcements'),
    userDeliveries: url('user-deliveries'),
  };
};
