/**
 * Checks the documentation: YAML blocks and examples against action.yml and, where actionlint is installed
 * (`scripts/install-workflow-tools.sh`), by it; npm scripts and files of shell blocks; links; tests that are named.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { asWorkflow, blocksOf, isYaml, problemsOfDocs, problemsOfYaml, readDocs } from './docs-checker.ts';

/** The executable on the path, or the one in the cache folder. */
function findActionlint(): string | null {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'twelvelabs-index-action');
  const installed = globSync(join(cache, '*', 'bin', 'actionlint'));
  return ['actionlint', ...installed].find((name) => spawnSync(name, ['--version']).status === 0) ?? null;
}

/** What actionlint says of the blocks, each made a workflow; by the places of the blocks. */
function lint(actionlint: string, workflows: ReadonlyMap<string, string>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
    return [...workflows].flatMap(([place, text], at) => {
      const file = join(folder, '.github', 'workflows', `${at}.yml`);
      writeFileSync(file, text);
      const { stdout } = spawnSync(actionlint, ['-oneline', '-no-color', file], { cwd: folder, encoding: 'utf8' });
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `${place}: ${line.replace(/^.*?\.yml:/, '')}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const docs = readDocs();
const examples = globSync('examples/*.yml');
const problems = [
  ...problemsOfDocs(docs),
  ...examples.flatMap((file) => problemsOfYaml({ place: file, text: readFileSync(file, 'utf8') })),
];
const blocks = docs.flatMap(blocksOf).filter(isYaml);
const workflows = new Map(
  blocks.flatMap(({ place, text }) => {
    const workflow = asWorkflow(text);
    return workflow === null ? [] : [[place, workflow] as const];
  }),
);
const actionlint = findActionlint();
if (actionlint !== null) problems.push(...lint(actionlint, workflows));

for (const problem of problems) console.error(problem);
const how =
  actionlint === null ? 'actionlint is not installed and did not see them' : `${workflows.size} of them by actionlint`;
console.log(
  `${docs.length} pages, ${blocks.length} YAML blocks (${how}), ${examples.length} examples: ${problems.length} problems.`,
);
if (problems.length > 0) process.exitCode = 1;
