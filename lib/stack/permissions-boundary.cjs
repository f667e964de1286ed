/**
 * Read by serverless.yml, serverless.shard.yml, lib/stack/workflows.yml and lib/stack/api-role.cjs: the policy that bounds
 * the rights of every role in a stack. PERMISSIONS_BOUNDARY in the deployer's environment is its
 * ARN. There is none by default.
 */
const boundary = process.env.PERMISSIONS_BOUNDARY || undefined;

module.exports = {
  /** For a role that a template declares itself. */
  arn: () => boundary ?? { Ref: 'AWS::NoValue' },
  /** For the roles of functions, which serverless-iam-roles-per-function creates. */
  rolesPerFunction: () => ({
    defaultInherit: true,
    ...(boundary && { iamGlobalPermissionsBoundary: boundary }),
  }),
};
