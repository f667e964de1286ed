/**
 * Read by serverless.yml: the CloudTrail of a protected stage, and the bucket that has it. Other stages
 * have none. lib/stack/stages.yml says for how many days it is stored.
 *
 * It has the management events, among them each read of a parameter with keys, and the data events of
 * the tables of the orchestrator and of all shards. Calls with the roles of functions and state machines
 * are left out: they are a hundred times as many as all others, and would cost more than the transfers.
 */
const own = async ({ resolveVariable }, name) => resolveVariable(`self:custom.${name}`);

const equals = (Field, ...Equals) => ({ Field, Equals });
const sub = (text) => ({ 'Fn::Sub': text });

/** The stacks of the stage: the prefix of their names, and their region. */
function stacksOf(prefix, stage, environment) {
  const regions = (environment.SHARD_REGIONS ?? '').split(',');
  const numbers = Object.keys(environment).flatMap((name) => /^SHARD_ADDRESS_(\d+)$/.exec(name)?.[1] ?? []);
  return [
    { prefix, region: '${AWS::Region}' },
    ...numbers.map((n) => ({ prefix: `mib-shard-${n}-${stage}`, region: regions[n] || '${AWS::Region}' })),
  ];
}

function trail(prefix, stacks) {
  return {
    Type: 'AWS::CloudTrail::Trail',
    DependsOn: 'TrailBucketPolicy',
    Properties: {
      TrailName: prefix,
      S3BucketName: { Ref: 'TrailBucket' },
      IsLogging: true,
      // Shards may be in other regions.
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
      AdvancedEventSelectors: [
        {
          Name: 'management events, with reads of parameters',
          FieldSelectors: [
            equals('eventCategory', 'Management'),
            { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
          ],
        },
        {
          Name: 'tables, but for the calls of the stage itself',
          FieldSelectors: [
            equals('eventCategory', 'Data'),
            equals('resources.type', 'AWS::DynamoDB::Table'),
            {
              Field: 'resources.ARN',
              StartsWith: stacks.map((stack) =>
                sub(`arn:\${AWS::Partition}:dynamodb:${stack.region}:\${AWS::AccountId}:table/${stack.prefix}-`),
              ),
            },
            {
              Field: 'userIdentity.arn',
              NotStartsWith: stacks.map((stack) =>
                sub(`arn:\${AWS::Partition}:sts::\${AWS::AccountId}:assumed-role/${stack.prefix}-`),
              ),
            },
          ],
        },
      ],
    },
  };
}

/** Nobody changes or deletes an object of it for these days, and afterwards it is deleted. */
function bucket(days) {
  return {
    Type: 'AWS::S3::Bucket',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      ObjectLockConfiguration: {
        ObjectLockEnabled: 'Enabled',
        Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: days } },
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Id: 'expired',
            Status: 'Enabled',
            ExpirationInDays: days,
            NoncurrentVersionExpiration: { NoncurrentDays: 1 },
          },
        ],
      },
    },
  };
}

function bucketPolicy(prefix) {
  const ofTrail = {
    StringEquals: {
      'aws:SourceArn': sub(`arn:\${AWS::Partition}:cloudtrail:\${AWS::Region}:\${AWS::AccountId}:trail/${prefix}`),
    },
  };
  const cloudTrail = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' }, Condition: ofTrail };
  const all = [sub('${TrailBucket.Arn}'), sub('${TrailBucket.Arn}/*')];
  return {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'TrailBucket' },
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Sid: 'Look', ...cloudTrail, Action: 's3:GetBucketAcl', Resource: sub('${TrailBucket.Arn}') },
          {
            Sid: 'Write',
            ...cloudTrail,
            Action: 's3:PutObject',
            Resource: sub('${TrailBucket.Arn}/AWSLogs/${AWS::AccountId}/*'),
          },
          {
            Sid: 'OnlyByTls',
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: all,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  };
}

module.exports = async (variables) => {
  const { trailDays } = await own(variables, 'stage');
  if (!trailDays) return { Resources: {} };
  const prefix = await own(variables, 'prefix');
  const stacks = stacksOf(prefix, await variables.resolveVariable('sls:stage'), process.env);
  return {
    Resources: {
      Trail: trail(prefix, stacks),
      TrailBucket: bucket(trailDays),
      TrailBucketPolicy: bucketPolicy(prefix),
    },
    Outputs: { TrailBucketName: { Value: { Ref: 'TrailBucket' } } },
  };
};
