const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { nest } = require('./nested-template.cjs');

/** It lies beside the other artifacts of a package, and goes to the deployment bucket with them. */
const FILE = 'cloudformation-template-nested.json';

/**
 * A plugin of the Serverless Framework, named by serverless.yml. CloudFormation allows 500 resources in a
 * stack. So the functions that `custom.nestedFunctions` lists are in a nested stack. It must be none that a
 * stage has outside: CloudFormation creates before it deletes, and would find the names taken.
 */
module.exports = class NestedFunctions {
  constructor(serverless) {
    this.serverless = serverless;
    this.hooks = {
      // The template has all resources by then, and is not written yet.
      'after:aws:package:finalize:stripNullPropsFromTemplateResources': () => this.split(),
      'before:aws:deploy:deploy:uploadArtifacts': () => this.upload(),
    };
  }

  /** Beside the file in which the framework looks for zips. */
  file() {
    return path.join(this.serverless.serviceDir, '.serverless', FILE);
  }

  split() {
    const { custom, package: packaged, provider } = this.serverless.service;
    const names = custom.nestedFunctions ?? [];
    if (names.length === 0) return;
    const { naming } = this.serverless.getProvider('aws');
    const ids = names.map((name) => naming.getLambdaLogicalId(name));
    const template = nest(provider.compiledCloudFormationTemplate, ids, {
      'Fn::Sub': `https://s3.\${AWS::Region}.\${AWS::URLSuffix}/\${ServerlessDeploymentBucket}/${packaged.artifactDirectoryName}/${FILE}`,
    });
    mkdirSync(path.dirname(this.file()), { recursive: true });
    writeFileSync(this.file(), JSON.stringify(template, null, 2));
  }

  async upload() {
    const { package: packaged, provider } = this.serverless.service;
    if (provider.shouldNotDeploy || !existsSync(this.file())) return;
    // Only a deployment needs it, and not the processes that read serverless.yml.
    const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
    const aws = this.serverless.getProvider('aws');
    const Body = readFileSync(this.file());
    await new S3Client(await aws.getAwsSdkV3Config()).send(
      new PutObjectCommand({
        Bucket: await aws.getServerlessDeploymentBucketName(),
        Key: `${packaged.artifactDirectoryName}/${FILE}`,
        Body,
        ContentType: 'application/json',
        // The framework reads it of each artifact, to tell whether there is a change.
        Metadata: { filesha256: createHash('sha256').update(Body).digest('base64') },
      }),
    );
  }
};
