import { existsSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { groupInputs, readmeWithTables } from '../../scripts/readme-tables.ts';
import { readInputs } from '../../src/index-action/inputs.ts';
import { STATUS_TABLE } from '../../src/model/status.ts';
import { buildOutputs } from '../../src/report/outputs.ts';
import { createFakeRunner } from '../support/fixtures.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

interface Metadata {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { description?: string; required?: boolean; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description?: string }>>;
  readonly runs: { readonly using: string; readonly main: string };
}

const ACTION_YML = readFileSync('action.yml', 'utf8');
const README = readFileSync('README.md', 'utf8');
const action: Metadata = parse(ACTION_YML);
const FOLDER = createTemporaryFolder().path;
const ENV = { RUNNER_TEMP: FOLDER };
const GIVEN = { api_key: 'tlk_test_key', index_id: 'i1', video_url: 'https://example.com/a.mp4' };

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('action.yml', () => {
  test('declares exactly the inputs that are read', () => {
    const asked = new Set<string>();
    readInputs(createFakeRunner(GIVEN, asked), ENV, 'uuid');
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('declares exactly the outputs that are set', () => {
    expect(
      Object.keys(buildOutputs({ isDryRun: false, isSuccess: true, results: [], error: null, resultsFile: '' })).sort(),
    ).toEqual(Object.keys(action.outputs).sort());
  });

  test('declares the same defaults as the code', () => {
    const fromCode = readInputs(createFakeRunner(GIVEN), ENV, 'uuid');
    const withDefaults = Object.entries(action.inputs).filter(
      ([, { default: value }]) => value && !value.startsWith('$'),
    );
    expect(withDefaults.length).toBeGreaterThan(0);
    for (const [name, input] of withDefaults) {
      const declared = readInputs(createFakeRunner({ ...GIVEN, [name]: input.default ?? '' }), ENV, 'uuid');
      expect([name, declared]).toEqual([name, fromCode]);
    }
  });

  test('declares every default as a string', () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect([name, typeof (input.default ?? '')]).toEqual([name, 'string']);
    }
  });

  test('declares a default for every switch and for every required number', () => {
    const names = ['wait', 'timeout_minutes', 'fail_on_timeout', 'enable_video_stream', 'max_in_flight', 'summary'];
    for (const name of [...names, 'allow_private_urls', 'api_url']) expect(action.inputs[name]?.default).toBeTruthy();
  });

  test('describes every input and every output', () => {
    for (const [name, { description }] of [...Object.entries(action.inputs), ...Object.entries(action.outputs)]) {
      expect([name, (description ?? '').length > 15]).toEqual([name, true]);
    }
    expect(action.description.length).toBeGreaterThan(15);
    expect(action.name).not.toBe('');
  });

  test('puts every input into exactly one titled group', () => {
    const groups = groupInputs(ACTION_YML);
    expect(groups.map(({ title }) => title)).toEqual([
      'Video sources',
      'Index and account',
      'Waiting',
      'Keeping the index in step',
      'Cost',
      'Reporting',
    ]);
    expect(groups.flatMap(({ names }) => names)).toEqual(Object.keys(action.inputs));
  });

  test('uses snake_case for all inputs and outputs', () => {
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  test('lists the statuses from best to worst', () => {
    const named = [...(action.outputs['status']?.description ?? '').matchAll(/`([a-z_]+)`/g)].map((match) => match[1]);
    expect(named).toEqual([...STATUS_TABLE.statuses]);
  });

  test('runs an existing file with Node.js 24', () => {
    expect(action.runs.using).toBe('node24');
    expect(existsSync(action.runs.main)).toBe(true);
  });
});

describe.each(['action.yml', 'delete/action.yml'])('the description in %s', (file) => {
  test('is shorter than 125 characters, as the GitHub Marketplace requires', () => {
    const { description }: Metadata = parse(readFileSync(file, 'utf8'));
    expect(description.length).toBeLessThan(125);
  });
});

test('the action has an icon and a color of the Marketplace, and a name that is not reserved', () => {
  const { branding, name } = parse(ACTION_YML);
  const colors = ['white', 'black', 'yellow', 'blue', 'green', 'orange', 'red', 'purple', 'gray-dark'];
  expect(colors).toContain(branding.color);
  // The icons are those of Feather; `npm run check:metadata` has the whole list.
  expect(branding.icon).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
  expect(name).toMatch(/^[A-Z][\w ]{2,60}$/);
});

describe('README.md', () => {
  test('has the tables that are generated from action.yml (fix: npm run docs)', () => {
    expect(README).toBe(readmeWithTables(README, ACTION_YML));
  });

  test('differs from the generated tables if action.yml changes', () => {
    const drifted = ACTION_YML.replace('default: "120"', 'default: "60"');
    expect(drifted).not.toBe(ACTION_YML);
    expect(README).not.toBe(readmeWithTables(README, drifted));
  });

  test('needs a marker for each table', () => {
    expect(() => readmeWithTables('no place', ACTION_YML)).toThrow(/no place for the inputs/);
    expect(() => readmeWithTables(README.replace('<!-- end of outputs -->', ''), ACTION_YML)).toThrow(/outputs/);
  });

  test('lists exactly the existing statuses, from best to worst', () => {
    const section = /\n## Statuses\n(.*?)\n## /s.exec(README)?.[1] ?? '';
    const rows = [...section.matchAll(/^\| `([a-z_]+)` +\|/gm)].map((match) => match[1]);
    expect(rows).toEqual([...STATUS_TABLE.statuses]);
  });

  test('uses only inputs and outputs that exist', () => {
    const steps = [...README.matchAll(/^ {2}with:\n((?: {4}.*\n)+)/gm)].flatMap((match) =>
      [...(match[1] ?? '').matchAll(/^ {4}([a-z_]+):/gm)].map((line) => line[1] ?? ''),
    );
    expect(steps.length).toBeGreaterThan(3);
    for (const name of steps) expect(Object.keys(action.inputs)).toContain(name);
    for (const match of README.matchAll(/outputs\.([a-z_]+)/g)) expect(Object.keys(action.outputs)).toContain(match[1]);
  });
});
