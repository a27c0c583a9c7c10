import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FaultRule } from '../../simulator/faults.ts';
import { createHostileMedia } from './hostile-media.ts';

/** Something that others write and that is meant to harm a step, beside two good videos. */
export interface HostileKind {
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** Files of the workspace. */
  readonly files: Readonly<Record<string, string>>;
  readonly prepare?: (folder: string) => void;
  readonly faults: readonly FaultRule[];
}

/** `video`: the URL of a good video by its name. */
export function createHostileKinds(video: (name: string) => string): readonly HostileKind[] {
  const good = [video('good-1.mp4'), video('good-2.mp4')] as const;
  return [...createLists(good), ...createNames(good), ...createAnswers(good), ...createMedia(good)];
}

type Good = readonly [string, string];

const BRACKETS = 50_000;
const DEEP = `${'['.repeat(BRACKETS)}${']'.repeat(BRACKETS)}`;
const DEEP_OBJECT = `${'{"a":'.repeat(BRACKETS)}1${'}'.repeat(BRACKETS)}`;

/** Entries of a JSON list that must not harm the entries beside them. */
const ENTRIES: Readonly<Record<string, string>> = {
  'deep brackets': DEEP,
  'deep brackets as a link': `{"url":${DEEP}}`,
  'deep brackets behind a wrong link': `{"url":5,"x":${DEEP}}`,
  'deep braces as metadata': `{"url":"https://v.example/a.mp4","user_metadata":${DEEP_OBJECT}}`,
  'a name of a megabyte': `{"url":"${'x'.repeat(1_000_000)}"}`,
  'a key of a megabyte': `{"${'k'.repeat(1_000_000)}":1}`,
  '20,000 keys': `{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
  '20,000 values of metadata': `{"url":5,"user_metadata":{${Array.from({ length: 20_000 }, (_, at) => `"k${at}":1`).join(',')}}}`,
  'a list of 100,000 nulls': `[${Array(100_000).fill('null').join(',')}]`,
  'a number with 100,000 digits': `{"url":${'9'.repeat(100_000)}}`,
  'a prototype as a key': '{"__proto__":{"url":"x"},"constructor":1,"toString":2}',
  'the same key twice': '{"url":5,"url":{"url":6}}',
  'lone surrogates': '{"url":"\\ud800","name":"\\udfff"}',
  'escaped quotes and backslashes': `{"url":"${'\\\\\\"'.repeat(20_000)}"}`,
  null: 'null',
  'an empty object': '{}',
  '2,000 wrong entries': Array(2_000).fill('{"url":5}').join(','),
  '2,000 wrong links': Array.from({ length: 2_000 }, (_, at) => `{"url":"nothing ${at}"}`).join(','),
};

/** Lines of a text list. */
const LINES: Readonly<Record<string, string>> = {
  'commas without an end': ','.repeat(200_000),
  'spaces without an end': `x${' '.repeat(200_000)}y`,
  'a link with 200,000 characters': `https://v.example/${'a'.repeat(200_000)}`,
  'commas and percent signs before a link': `https://v.example/${'%20,'.repeat(1_500)}x`,
  '300 lines of commas and percent signs': Array(300)
    .fill(`https://v.example/${',%20'.repeat(1_500)}`)
    .join('\n'),
  'a link with 2,000 parameters': `https://v.example/a?${Array.from({ length: 1_000 }, (_, at) => `p${at}=1`).join('&')}`,
  'a link that repeats its at sign': `https://${'@'.repeat(5_000)}v.example/a`,
  'a host of 2,000 labels': `https://${'a.'.repeat(2_000)}example/a`,
  'a link to this machine': 'http://[::ffff:7f00:1]:1/a.mp4',
  'control characters': '\u0001\u0007\u001b[31mred\u202egnp.exe',
  'workflow commands': '::set-output name=status::ready\n##[error]no\n::stop-commands::x',
  'a quarter of a million comments': `${'#\n'.repeat(250_000)}x`,
};

/** Rows of a table with the columns url and name. */
const ROWS: Readonly<Record<string, string>> = {
  'a quote that is never closed': `x,"open`,
  '500 quotes that are never closed': Array(500).fill('x,"open').join('\n'),
  '100,000 cells': `${','.repeat(100_000)}x`,
  'a cell with 200,000 quotes': `"${'""'.repeat(100_000)}",x`,
  'quotes in the middle': Array(2_000).fill('a"b,c"d').join('\n'),
  '20,000 rows without a link': Array(20_000).fill(',x').join('\n'),
};

function createLists([first, last]: Good): readonly HostileKind[] {
  const of = (name: string, file: string, text: string): HostileKind => {
    return { name, inputs: { manifest: file }, files: { [file]: text }, faults: [] };
  };
  const quoted = [JSON.stringify(first), JSON.stringify(last)];
  return [
    ...Object.entries(ENTRIES).map(([name, entry]) =>
      of(`${name} in a JSON list`, 'list.json', `[${quoted[0]},${entry},${quoted[1]}]`),
    ),
    ...Object.entries(ENTRIES).flatMap(([name, entry]) =>
      entry.length > 250_000 || name.startsWith('2,000')
        ? []
        : [of(`${name} in JSON lines`, 'list.jsonl', `${quoted[0]}\n${entry}\n${quoted[1]}\n`)],
    ),
    ...Object.entries(LINES).map(([name, line]) =>
      of(`${name} in a text list`, 'list.txt', `${first}\n${line}\n${last}\n`),
    ),
    ...Object.entries(ROWS).map(([name, row]) =>
      of(`${name} in a table`, 'list.csv', `url,name\n${first},\n${row}\n${last},\n`),
    ),
    of(
      '10,000 unknown columns',
      'wide.csv',
      `url,${Array.from({ length: 10_000 }, (_, at) => `c${at}`).join(',')}\n${first}\n${last}\n`,
    ),
  ];
}

const FILE_NAMES: Readonly<Record<string, string>> = {
  'underscores that a pattern backtracks on': `${'_'.repeat(120)}x`,
  'a name that is a command': '::error::x.mp4',
  'a name with line breaks': 'a\n::error::b.mp4',
  'a name with markup': '<img src=x>`@octo`.mp4',
  'a name that is a pattern': '[a](b){c,d}*.mp4',
};

function createNames(good: Good): readonly HostileKind[] {
  const inputs = { video_url: good.join('\n'), video_file: 'clips/*_*_*_*_*.mp4\nclips/good.mp4' };
  const prepare = (folder: string): void => {
    mkdirSync(join(folder, 'clips'), { recursive: true });
    cpSync('simulator/sample.mp4', join(folder, 'clips/good.mp4'));
    cpSync('simulator/sample.mp4', join(folder, 'clips/a_b_c_d_e.mp4'));
  };
  return [
    ...Object.entries(FILE_NAMES).map(([name, file]) => ({
      ...{ name, inputs, prepare, faults: [] },
      files: { [`clips/${file}`]: 'text' },
    })),
    {
      name: 'links that lead in circles and out of the workspace',
      ...{ inputs: { ...inputs, video_file: `${inputs.video_file}\n**/good.mp4` }, files: {}, faults: [] },
      prepare: (folder) => {
        prepare(folder);
        symlinkSync('..', join(folder, 'clips/circle'));
        symlinkSync('/', join(folder, 'clips/root'));
      },
    },
  ];
}

/** Bodies of the platform, on routes whose answer must not end or mislead a step. */
const BODIES: Readonly<Record<string, string>> = {
  'deep brackets': `{"data":${DEEP}}`,
  'deep braces as a reason': `{"_id":"x","status":"failed","error_reason":${DEEP_OBJECT}}`,
  'a billion pages': '{"data":[],"page_info":{"total_page":1000000000}}',
  '50,000 empty rows': `{"data":[${Array(50_000).fill('{}').join(',')}]}`,
  'rows with commands as IDs': '{"data":[{"_id":"::error::x","status":"ready"}]}',
  'rows with deep metadata': `{"data":[{"_id":"000000000000000000000009","status":"ready","user_metadata":{"gha_source":${DEEP}}}]}`,
  'no JSON': '<html>',
  nothing: '',
};

const ROUTES = ['GET /tasks/:id', 'GET /tasks', 'GET /indexes/:id/indexed-assets'];

function createAnswers(good: Good): readonly HostileKind[] {
  return ROUTES.flatMap((route) =>
    Object.entries(BODIES).map(([name, body]) => ({
      name: `${name} of ${route}`,
      inputs: { video_url: good.join('\n'), timeout_minutes: '1' },
      files: {},
      faults: [{ route, calls: [1, 2], effect: { kind: 'body' as const, body } }],
    })),
  );
}

function createMedia(good: Good): readonly HostileKind[] {
  return Object.entries(createHostileMedia()).map(([name, create]) => ({
    name,
    inputs: { video_url: good.join('\n'), video_file: 'hostile.mp4', preflight: 'warn' },
    files: {},
    prepare: (folder) => writeFileSync(join(folder, 'hostile.mp4'), create()),
    faults: [],
  }));
}

/** Writes the files of a kind into a workspace. */
export function writeHostileFiles({ files, prepare }: HostileKind, folder: string): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  prepare?.(folder);
}
