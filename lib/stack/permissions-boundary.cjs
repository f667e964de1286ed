/**
 * Read by both serverless files: the policy that bounds what every role of a stack can ever allow, from PERMISSIONS_BOUNDARY (its ARN) in
 * the environment of whoever deploys. None by default.
 */
const boundary = process.env.PERMISSIONS_BOUNDARY || undefined;

module.exports = {
  /** For a role that a template declares. */
  arn: () => boundary ?? { Ref: 'AWS::NoValue' },
  /** For the roles that the plugin makes, one for each function. */
  rolesPerFunction: () => ({
    defaultInherit: true,
    ...(boundary && { iamGlobalPermissionsBoundary: boundary }),
  }),
};
