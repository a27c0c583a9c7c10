/**
 * Shows that the commit that is checked out can be released: `npm run check:release`. Each line is one proof; the exit
 * code is 1 if one fails. Needs Go and Python 3 for the checks of workflows.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

interface Proof {
  readonly claim: string;
  /** Empty if the claim holds. */
  readonly problems: readonly string[];
  /** Why it could not be checked here. */
  readonly skipped?: string;
}

function run(claim: string, command: string, ...options: readonly string[]): Proof {
  const { status, stdout, stderr, error } = spawnSync(command, options, { encoding: 'utf8' });
  if (status === 0) return { claim, problems: [] };
  const output = `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error ?? `exit code ${status}`);
  return { claim, problems: output.split('\n').slice(-12) };
}

function checkTree(): Proof {
  const { stdout } = spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  return { claim: 'Every file is committed', problems: stdout.split('\n').filter((line) => line !== '') };
}

/** References that GitHub resolves to one commit for ever: a full commit, or the commit of the workflow itself. */
const PINNED = /^(?:[\w./-]+@[0-9a-f]{40}(?: # v\d+\.\d+\.\d+)|\$\/\S*(?: #.*)?)$/;
/** Examples refer to this action by its major version, which this repository controls. */
const OWN_MAJOR = /^[\w-]+\/twelvelabs-index-action(?:\/[\w./-]+)?@v\d+$/;

function checkPins(): Proof {
  const files = globSync(['.github/workflows/*.yml', 'examples/*.yml', '{.,delete}/action.yml']);
  const problems = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^\s*(?:- )?uses: (.*)$/gm)].flatMap(([, reference = '']) => {
      const isPinned = PINNED.test(reference) || (file.startsWith('examples') && OWN_MAJOR.test(reference));
      return isPinned ? [] : [`${file}: ${reference}`];
    }),
  );
  return { claim: 'Every pin is a full commit', problems };
}

/** The keys of the registry and of Sigstore cannot be fetched everywhere. */
function checkSignatures(): Proof {
  const proof = run('The registry has signed every package', 'npm', 'audit', 'signatures', '--loglevel=error');
  const isOffline = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|No dependencies to audit|not supported/.test(
    proof.problems.join(),
  );
  return isOffline ? { ...proof, problems: [], skipped: 'the registry or Sigstore cannot be reached' } : proof;
}

const checks: readonly (() => Proof)[] = [
  checkTree,
  () => run('The owner is set', 'node', 'scripts/set-owner.ts', '--check'),
  () => run('The bundle is reproducible, and dist matches the sources byte for byte', 'npm', 'run', '-s', 'check:dist'),
  () => run('The SBOM and the licenses match the bundle', 'npm', 'run', '-s', 'check:sbom'),
  () => run('The metadata of the actions is valid', 'npm', 'run', '-s', 'check:metadata'),
  checkPins,
  () => run('actionlint and zizmor (pedantic) have no findings', 'npm', 'run', '-s', 'check:workflows'),
  checkSignatures,
];
let failed = 0;
for (const check of checks) {
  const { claim, problems, skipped } = check();
  const verdict = problems.length > 0 ? 'FAIL' : skipped === undefined ? 'ok  ' : 'skip';
  console.log(`${verdict} ${claim}${skipped === undefined ? '' : ` (not checked: ${skipped})`}`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) failed++;
}
if (failed > 0) process.exitCode = 1;
