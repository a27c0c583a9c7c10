/**
 * Checks the documentation: inputs and outputs in YAML blocks and examples, npm scripts and files in shell blocks, links,
 * and references to tests. Runs actionlint on YAML blocks if it is installed (`scripts/install-workflow-tools.sh`).
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDocs, checkYaml, isYaml, parseBlocks, readDocs, toWorkflow } from './docs-checker.ts';

/** Finds the executable on the PATH or in the cache folder. */
function findActionlint(): string | null {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'twelvelabs-index-action');
  const installed = globSync(join(cache, '*', 'bin', 'actionlint'));
  return ['actionlint', ...installed].find((name) => spawnSync(name, ['--version']).status === 0) ?? null;
}

/** A key of `concurrency` that this version of actionlint does not know yet. */
const NEWER_KEY = 'unexpected key "queue" for "concurrency" section';

/** Runs actionlint on workflows; `workflows` maps the location of a block to the text of its workflow. */
function lint(actionlint: string, workflows: ReadonlyMap<string, string>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  try {
    mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
    return [...workflows].flatMap(([place, text], at) => {
      const file = join(folder, '.github', 'workflows', `${at}.yml`);
      writeFileSync(file, text);
      const { stdout } = spawnSync(actionlint, ['-oneline', '-no-color', '-ignore', NEWER_KEY, file], {
        cwd: folder,
        encoding: 'utf8',
      });
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
const workflowFiles = globSync(['examples/*.yml', '.github/workflows/*.yml']);
const problems = [
  ...checkDocs(docs),
  ...workflowFiles.flatMap((file) => checkYaml({ place: file, text: readFileSync(file, 'utf8') })),
];
const blocks = docs.flatMap(parseBlocks).filter(isYaml);
const workflows = new Map(
  blocks.flatMap(({ place, text }) => {
    const workflow = toWorkflow(text);
    return workflow === null ? [] : [[place, workflow] as const];
  }),
);
const actionlint = findActionlint();
if (actionlint !== null) problems.push(...lint(actionlint, workflows));

for (const problem of problems) console.error(problem);
const how =
  actionlint === null ? 'not checked by actionlint, which is not installed' : `${workflows.size} checked by actionlint`;
console.log(
  `${docs.length} pages, ${blocks.length} YAML blocks (${how}), ${workflowFiles.length} workflows and examples: ${problems.length} problems.`,
);
if (problems.length > 0) process.exitCode = 1;
