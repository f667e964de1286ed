import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const ROOT = path.resolve(__dirname, '../../..');
const FOLDER = path.join(ROOT, '.github/workflows');

const Permissions = z.record(z.string(), z.string());
const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
});
const Job = z.object({
  uses: z.string().optional(),
  needs: z.string().optional(),
  environment: z.string().optional(),
  permissions: Permissions.optional(),
  'timeout-minutes': z.int().optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.object({ permissions: Permissions, jobs: z.record(z.string(), Job) });

const files = readdirSync(FOLDER);
const read = (file: string) => Workflow.parse(parse(readFileSync(path.join(FOLDER, file), 'utf8')));
const stepsOf = (file: string) => Object.values(read(file).jobs).flatMap(({ steps }) => steps);
/** A commit cannot be moved to other code as a tag can. People and Dependabot read the version. */
const PINNED = /^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
/** The actions of a workflow as they are written, with their comments. */
const usesOf = (file: string) =>
  [...readFileSync(path.join(FOLDER, file), 'utf8').matchAll(/^ +(?:- )?uses: (?!\.\/)(.+)$/gm)].map(
    ([, uses]) => uses ?? '',
  );
const scripts = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))).scripts;

describe.each(files)('the workflow %s', (file) => {
  it('has read access to the repository and no other permission by default', () => {
    expect(read(file).permissions).toEqual({ contents: 'read' });
  });

  it('pins every third-party action by its commit and names its version', () => {
    expect(stepsOf(file).flatMap(({ uses }) => uses ?? []).length).toBe(usesOf(file).length);
    expect(usesOf(file).filter((action) => !PINNED.test(action))).toEqual([]);
  });

  it('limits the time of every job', () => {
    const jobs = Object.values(read(file).jobs).filter(({ uses }) => uses === undefined);
    expect(jobs.filter((job) => job['timeout-minutes'] === undefined)).toEqual([]);
  });

  it('runs only scripts that package.json has', () => {
    const named = stepsOf(file).flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name]) => name),
    );
    expect(named.filter((name) => !Object.hasOwn(scripts, name ?? ''))).toEqual([]);
  });

  it('uses no stored secret', () => {
    expect(readFileSync(path.join(FOLDER, file), 'utf8')).not.toMatch(/secrets\.|AWS_(ACCESS|SECRET)/);
  });

  it('passes outside values to a shell only through the environment', () => {
    expect(stepsOf(file).filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });
});

describe('every change', () => {
  const ci = () => Object.values(read('ci.yml').jobs);
  const runsOf = () => stepsOf('ci.yml').flatMap(({ run = [] }) => run);

  it('is audited: every package is signed and has no known vulnerability', () => {
    // Development dependencies, too: a deployment runs them with its role.
    expect(runsOf()).toEqual(expect.arrayContaining(['npm audit', 'npm audit signatures']));
  });

  it('is searched for secrets with all earlier commits, by a fixed version of gitleaks', () => {
    const job = ci().find(({ steps }) => steps.some(({ run }) => run?.includes('gitleaks')));
    expect(job?.steps.map(({ with: { 'fetch-depth': depth } }) => depth)).toEqual([0, undefined]);
    expect(job?.steps.at(-1)?.run).toMatch(/^go run \S+@v\d+\.\d+\.\d+ git --config \.github\/gitleaks\.toml /);
  });

  it('is searched for known classes of vulnerabilities', () => {
    const used = stepsOf('codeql.yml').map(({ uses = '' }) => uses.split('@')[0]);
    expect(used).toEqual(expect.arrayContaining(['github/codeql-action/init', 'github/codeql-action/analyze']));
  });
});

it('Dependabot updates packages, actions and the modules of Go', () => {
  const Dependabot = z.object({ updates: z.array(z.object({ 'package-ecosystem': z.string() })) });
  const { updates } = Dependabot.parse(parse(readFileSync(path.join(FOLDER, '../dependabot.yml'), 'utf8')));
  expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions', 'gomod']);
});

it.each([
  'actions/checkout@v7.0.1',
  'actions/checkout@main',
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  'actions/checkout@3d3c42e # v7.0.1',
])('an action written as %s does not count as pinned', (action) => {
  expect(PINNED.test(action)).toBe(false);
});

it('all workflows use the same commit of an action', () => {
  const pinned = new Set(files.flatMap(usesOf));
  const actions = [...pinned].map((uses) => uses.split('@')[0]);
  expect(actions.sort()).toEqual([...new Set(actions)].sort());
});

describe('a deployment', () => {
  it('runs after all checks that a change must pass', () => {
    const { ci, deploy } = read('deploy.yml').jobs;
    expect([ci?.uses, deploy?.needs]).toEqual(['./.github/workflows/ci.yml', 'ci']);
  });

  it('gets its role by OIDC, in an environment that can require approval', () => {
    const { deploy } = read('deploy.yml').jobs;
    expect(deploy?.permissions).toEqual({ contents: 'read', deployments: 'read', 'id-token': 'write' });
    expect(deploy?.environment).toBe("${{ github.ref_type == 'tag' && 'prod' || 'dev' }}");
  });

  it('uploads its bill of materials before it gets the role', () => {
    const steps = stepsOf('deploy.yml');
    const [made, kept, role] = ['npm run -s sbom', 'upload-artifact', 'configure-aws-credentials'].map((text) =>
      steps.findIndex(({ run, uses }) => `${run ?? ''}${uses ?? ''}`.includes(text)),
    );
    expect([made, kept, role]).toEqual([made, (made ?? 0) + 1, (made ?? 0) + 2]);
    expect(steps[kept ?? 0]?.with.path).toBe(/> (\S+)$/.exec(steps[made ?? 0]?.run ?? '')?.[1]);
  });

  it('that fails is followed by a deployment of the previous version', () => {
    const last = stepsOf('deploy.yml').slice(-2);
    expect(last.map((step) => step.if?.includes("failure() && steps.deploy.outcome == 'failure'"))).toEqual([
      true,
      true,
    ]);
    expect(last.map(({ run }) => run)).toEqual([undefined, 'npm ci && npm run deploy -- --stage "$STAGE"']);
  });
});
