import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readmeWithTables } from '../../scripts/readme-tables.ts';
import { readInputs } from '../../src/index-action/inputs.ts';
import { STATUSES } from '../../src/model/status.ts';
import { buildOutputs } from '../../src/report/outputs.ts';
import { createFakeRunner } from '../support/fixtures.ts';

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
const FOLDER = mkdtempSync(join(tmpdir(), 'metadata-'));
const ENV = { RUNNER_TEMP: FOLDER };
const GIVEN = { api_key: 'k', index_id: 'i1', video_url: 'https://example.com/a.mp4' };

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe('action.yml', () => {
  test('declares exactly the inputs that are read', () => {
    const asked = new Set<string>();
    readInputs(createFakeRunner(GIVEN, asked), ENV, 'uuid');
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('declares exactly the outputs that are set', () => {
    expect(Object.keys(buildOutputs({ results: [], error: null, resultsFile: '' })).sort()).toEqual(
      Object.keys(action.outputs).sort(),
    );
  });

  test('declares the default that an empty input has, for every input that has one', () => {
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

  test('gives its defaults as text, as a runner reads them', () => {
    for (const [name, input] of Object.entries(action.inputs)) {
      expect([name, typeof (input.default ?? '')]).toEqual([name, 'string']);
    }
  });

  test('names a default for everything that is on, off or a number without being asked', () => {
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

  test('uses snake_case throughout', () => {
    for (const name of [...Object.keys(action.inputs), ...Object.keys(action.outputs)]) {
      expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    }
  });

  test('lists the statuses from best to worst', () => {
    const named = [...(action.outputs['status']?.description ?? '').matchAll(/`([a-z_]+)`/g)].map((match) => match[1]);
    expect(named).toEqual([...STATUSES]);
  });

  test('runs a file that exists on Node 24', () => {
    expect(action.runs.using).toBe('node24');
    expect(existsSync(action.runs.main)).toBe(true);
  });
});

describe('README.md', () => {
  test('has the tables that action.yml makes (else: npm run docs)', () => {
    expect(README).toBe(readmeWithTables(README, ACTION_YML));
  });

  test('would not have them if action.yml said something else', () => {
    const drifted = ACTION_YML.replace('default: "120"', 'default: "60"');
    expect(drifted).not.toBe(ACTION_YML);
    expect(README).not.toBe(readmeWithTables(README, drifted));
  });

  test('must have a place for each table', () => {
    expect(() => readmeWithTables('no place', ACTION_YML)).toThrow(/no place for the inputs/);
    expect(() => readmeWithTables(README.replace('<!-- end of outputs -->', ''), ACTION_YML)).toThrow(/outputs/);
  });

  test('lists exactly the statuses there are, from best to worst', () => {
    const section = /\n## Statuses\n(.*?)\n## /s.exec(README)?.[1] ?? '';
    const rows = [...section.matchAll(/^\| `([a-z_]+)` +\|/gm)].map((match) => match[1]);
    expect(rows).toEqual([...STATUSES]);
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
