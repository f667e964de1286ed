import * as z from 'zod';
import { accountSettingsIfSet } from '../../config/account-settings.ts';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { currenciesIn } from '../../config/currencies.ts';
import { passkeySettingsIfSet } from '../../config/passkey-settings.ts';
import { passwordSettingsIfSet } from '../../config/password-settings.ts';
import { RateLimitsIfSet } from '../../config/rate-limits.ts';
import { secondFactorSettingsIfSet } from '../../config/second-factor-setting.ts';
import { sessionSettingsIfSet } from '../../config/session-settings.ts';
import cors from '../../stack/cors.cjs';
import { treasuryPassword } from '../operator/treasury/password.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const wholeNumber = (min: number) =>
  z
    .string()
    .regex(/^\d{1,4}$/, 'is not a whole number')
    .transform(Number)
    .pipe(z.number().min(min, `is less than ${min}`));
const region = z.string().regex(/^[a-z]{2,}(-[a-z]+)+-\d+$/, 'is not a region such as eu-central-1');

const stage = z
  .string({ error: 'is missing' })
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'is not 1 to 20 lower-case letters, digits and dashes, beginning with a letter')
  .refine((name) => name !== 'local', 'cannot be "local": that is the stack that npm start runs');

const deployFlags = ({ PASSWORD_MIN_LENGTH }: Environment) =>
  z.object({
    stage,
    region,
    shards: wholeNumber(1).optional(),
    shard: wholeNumber(0).optional(),
    shardRegion: z
      .array(z.templateLiteral([z.string().regex(/^\d{1,4}$/), '=', region], { error: 'is not n=region' }))
      .default([])
      .transform(
        (pairs) => new Map(pairs.map((pair) => [Number.parseInt(pair, 10), pair.slice(pair.indexOf('=') + 1)])),
      ),
    adoptTreasury: z.boolean().default(false),
    TREASURY_PASSWORD: z.optional(treasuryPassword(PASSWORD_MIN_LENGTH)),
    /** serverless.yml reads it after the shards are deployed: a mistake is reported before that. */
    CORS_ORIGINS: z
      .string()
      .optional()
      .superRefine((text, context) => {
        for (const problem of cors.originsIn(text).problems) context.addIssue(problem);
      }),
    /** Read by lib/stack/permissions-boundary.cjs. */
    PERMISSIONS_BOUNDARY: z
      .string()
      .regex(/^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/, 'is not the ARN of an IAM policy')
      .optional(),
    /** Read by serverless.yml: the networks that webhooks may be in. */
    WEBHOOK_NETWORK: z.enum(['public', 'any'], { error: 'is neither "public" nor "any"' }).optional(),
    ...RateLimitsIfSet.shape,
    ...accountSettingsIfSet,
    ...passkeySettingsIfSet,
    ...passwordSettingsIfSet,
    ...secondFactorSettingsIfSet,
    ...sessionSettingsIfSet,
    /** Read by serverless.yml, and by the step that creates the treasuries. */
    currencies: z.transform((env: Environment, context) => {
      try {
        return currenciesIn(env);
      } catch (error) {
        if (!(error instanceof ConfigurationError)) throw error;
        for (const problem of error.problems) context.issues.push({ code: 'custom', message: problem, input: env });
        return z.NEVER;
      }
    }),
  });

const RemoveFlags = z.object({ stage, region, includeProtected: z.boolean().default(false) });

/**
 * Reads the options of a deployment from flags and environment.
 * @throws ConfigurationError with every problem
 */
export function deployOptions(
  flags: Record<string, unknown>,
  env: Environment,
): z.infer<ReturnType<typeof deployFlags>> {
  const names = [
    ...Object.keys(RateLimitsIfSet.shape),
    ...Object.keys(accountSettingsIfSet),
    ...Object.keys(passkeySettingsIfSet),
    ...Object.keys(passwordSettingsIfSet),
    ...Object.keys(secondFactorSettingsIfSet),
    ...Object.keys(sessionSettingsIfSet),
  ];
  const variables = {
    TREASURY_PASSWORD: env.TREASURY_PASSWORD || undefined,
    CORS_ORIGINS: env.CORS_ORIGINS,
    PERMISSIONS_BOUNDARY: env.PERMISSIONS_BOUNDARY || undefined,
    WEBHOOK_NETWORK: env.WEBHOOK_NETWORK || undefined,
    ...Object.fromEntries(names.map((name) => [name, env[name]])),
  };
  return read(deployFlags(env), { region: defaultRegion(env), ...variables, currencies: env, ...flags });
}

/**
 * Reads the options of a removal from flags and environment.
 * @throws ConfigurationError with every problem
 */
export function removeOptions(flags: Record<string, unknown>, env: Environment): z.infer<typeof RemoveFlags> {
  return read(RemoveFlags, { region: defaultRegion(env), ...flags });
}

function defaultRegion(env: Environment): string {
  return env.AWS_REGION || 'us-east-1';
}

function read<T>(schema: z.ZodType<T>, values: unknown): T {
  const { success, data, error } = schema.safeParse(values);
  if (success) return data;
  throw new ConfigurationError(
    error.issues.map(({ path, message }) =>
      path[0] === 'currencies' ? message : `${spelled(String(path[0]))} ${message}`,
    ),
  );
}

/** The spelling of an option on the command line: `--shard-region` for shardRegion. */
function spelled(name: string): string {
  return /^[A-Z_]+$/.test(name) ? name : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
