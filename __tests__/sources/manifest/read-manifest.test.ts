import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { InputError } from '../../../src/inputs/input-reader.ts';
import { type ManifestSource, readManifest } from '../../../src/sources/manifest/read-manifest.ts';
import { createSystemClock } from '../../../src/util/clock.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let workspace: TemporaryFolder;

beforeAll(async () => {
  workspace = await createTemporaryFolder();
  await workspace.write('videos/a.mp4', 'a video');
  await workspace.write('videos/empty.mp4', '');
  await workspace.link('outside.csv', '/etc/hostname');
});
afterAll(() => workspace.remove());

interface ReadResult {
  readonly sources: readonly ManifestSource[];
  readonly notes: readonly string[];
}

async function read(name: string, content?: string | Buffer): Promise<ReadResult> {
  if (content !== undefined) await workspace.write(name, content);
  const notes: string[] = [];
  const sources: ManifestSource[] = [];
  const download = { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null };
  const note = (text: string): number => notes.push(text);
  const options = {
    roots: { workspace: workspace.path, temporaryFolder: null },
    allowPrivateUrls: false,
    maxItems: null,
    note,
    download,
  };
  for await (const batch of readManifest(name, options)) sources.push(...batch);
  return { sources, notes };
}

/** The message and hint of each row; null for a valid row. */
function formatErrors({ sources }: ReadResult): Array<string | null> {
  return sources.map(({ error }) => (error === null ? null : `${error.message} ${error.hint}`));
}

const url = 'https://example.com/a.mp4';
const good = 'https://example.com/good.mp4';

describe('readManifest', () => {
  const sameList = {
    'list.csv': `url,name,key,user_metadata,user_metadata.team\n${url},A clip,k1,"{""year"": 2026, ""live"": true}",07\nhttps://example.com/b.mp4,,,,\n`,
    'list.jsonl': `{"url":"${url}","name":"A clip","key":"k1","user_metadata":{"year":2026,"live":true},"user_metadata.team":"07"}\n{"url":"https://example.com/b.mp4","name":null}\n`,
    'list.json': `{"videos":[{"url":"${url}","name":"A clip","key":"k1","user_metadata":{"year":2026,"live":true,"team":"07","none":null}},"https://example.com/b.mp4"]}`,
  };
  /** The line of a valid row of a `.json` file is not searched for. */
  const locations: Readonly<Record<string, object>> = {
    'list.csv': { location: { path: 'list.csv', line: 2 } },
    'list.jsonl': { location: { path: 'list.jsonl', line: 1 } },
  };
  test.each(Object.entries(sameList))('reads the same videos from %s', async (name, content) => {
    const { sources, notes } = await read(name, content);
    expect(notes).toEqual([]);
    expect(sources).toEqual([
      {
        kind: 'url',
        url,
        displayName: url,
        name: 'A clip',
        key: 'k1',
        userMetadata: { year: 2026, live: true, team: '07' },
        error: null,
        ...locations[name],
      },
      expect.objectContaining({
        url: 'https://example.com/b.mp4',
        name: 'b.mp4',
        key: null,
        userMetadata: {},
        error: null,
      }),
    ]);
  });

  test('keeps the line of a wrong row of any format', async () => {
    const lists = {
      'bad.csv': `url\n${url}\nftp://x\n`,
      'bad.txt': `${url}\n\nftp://x\n`,
      'bad.json': `[\n"${url}",\n"ftp://x"\n]`,
    };
    for (const [path, content] of Object.entries(lists)) {
      const { sources } = await read(path, content);
      expect(sources[1]).toMatchObject({ location: { path, line: 3 } });
    }
  });

  test('reads links, comments and empty lines of a .txt file', async () => {
    const { sources } = await read('list.txt', `# all of them\n${url}#t=1 # the first\n\n  ${good}  \n`);
    expect(sources.map((source) => 'url' in source && source.url)).toEqual([`${url}#t=1`, good]);
  });

  test.each([
    ['a byte order mark', '\uFEFFurl,name\nX,a\nX,b'],
    ['Windows line ends', 'url,name\r\nX,a\r\nX,b\r\n'],
    ['line ends of old Mac systems', 'url,name\rX,a\rX,b\r'],
    ['white space around cells', ' url , name \n X , "a" \nX,b'],
    ['empty rows of a spreadsheet', 'url,name\nX,a\n,\n\n , \nX,b\n'],
  ])('reads a .csv file with %s', async (_, content) => {
    const { sources } = await read('odd.csv', content.replaceAll('X', url));
    expect(sources.map(({ name, error }) => [name, error])).toEqual([
      ['a', null],
      ['b', null],
    ]);
  });

  test('reads a cell with commas, quotes and line breaks of JSON', async () => {
    const { sources } = await read(
      'quoted.csv',
      `url,user_metadata\r\n"${url}?a=1,2","{\r\n  ""a"": ""x, \\""y\\""""\r\n}"\r\n${good},\r\n`,
    );
    expect(sources.map(({ error }) => error)).toEqual([null, null]);
    expect(sources[0]).toMatchObject({ url: `${url}?a=1,2`, userMetadata: { a: 'x, "y"' } });
  });

  test('reads rows with files of the workspace', async () => {
    const { sources } = await read('files.csv', 'file,name\nvideos/a.mp4,A\n');
    expect(sources).toMatchObject([{ kind: 'file', displayName: 'videos/a.mp4', name: 'A', size: 7, error: null }]);
  });

  test('reads the duration of a video in seconds, or as a time', async () => {
    const rows = ['90', '90.5', '1:30', '01:02:03', '0', ''].map((duration) => `${url},${duration}`);
    const { sources } = await read('durations.csv', `url,duration\n${rows.join('\n')}\n`);
    const stated = sources.map((source) => ('statedDuration' in source ? source.statedDuration : null));
    expect(stated).toEqual([90, 90.5, 90, 3_723, null, null]);
    const { sources: json } = await read('durations.json', JSON.stringify([{ url, duration: 12.5 }]));
    expect(json).toMatchObject([{ statedDuration: 12.5, error: null }]);
  });

  test('notes each ignored column once', async () => {
    const { notes } = await read('extra.csv', `url,titel,nmae,fps\n${url},x,y,3\n`);
    expect(notes).toEqual([
      'extra.csv:1: `titel` is ignored. To store it as metadata, rename it to `user_metadata.titel`.',
      'extra.csv:1: `nmae` is ignored. Did you mean `name`?',
      'extra.csv:1: `fps` is ignored. To store it as metadata, rename it to `user_metadata.fps`.',
    ]);
    const rows = Array(50).fill(JSON.stringify({ url, nmae: 'x' }));
    expect((await read('extra.jsonl', rows.join('\n'))).notes).toEqual([
      'extra.jsonl:1: `nmae` is ignored. Did you mean `name`?',
    ]);
  });

  test('numbers lines correctly after cells with line breaks, and across many chunks', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `${url}?n=${n},"two\nlines"`);
    const { sources } = await read(
      'long.csv',
      `url,user_metadata.note\n${rows.join('\n')}\nftp://x,\n${url},"a\nb"\nftp://y,\n`,
    );
    expect(sources).toHaveLength(30_003);
    expect(sources.flatMap(({ error }) => error?.message.split(' ')[0] ?? [])).toEqual([
      'long.csv:60002',
      'long.csv:60005',
    ]);
  });
});

describe('readManifest with an invalid row', () => {
  const long = 'x'.repeat(300);
  const cases: ReadonlyArray<readonly [string, string, string, RegExp]> = [
    ['a path instead of a link', 'r1.txt', `${good}\nvideos/a.mp4\n${good}`, /^r1\.txt:2: .*a path, not a URL/],
    ['two links on a line', 'r2.txt', `${good}\n${url}, ${url}\n${good}`, /^r2\.txt:2: .*more than one link/],
    [
      'a private address',
      'r3.csv',
      `url\n${good}\nhttps://10.0.0.1/a.mp4\n${good}`,
      /^r3\.csv:3 \(column 1, url\): .*own network/,
    ],
    [
      'a missing address',
      'r4.csv',
      `url,name\n${good},a\n,b\n${good},c`,
      /^r4\.csv:3: Found neither `url` nor `file`.*an empty cell/,
    ],
    [
      'a duration that is not one',
      'r4b.csv',
      `url,duration\n${good},1\n${url},2 min\n${good},3`,
      /^r4b\.csv:3 \(column 2, duration\): Found "2 min"\. Expected a number of seconds/,
    ],
    [
      'two addresses',
      'r5.csv',
      `url,file\n${good},\n${url},videos/a.mp4\n${good},`,
      /^r5\.csv:3 \(column 2, file\): Found both/,
    ],
    [
      'an extra comma',
      'r6.csv',
      `url,name\n${good},a\n${url},b,c\n${good},d`,
      /^r6\.csv:3 \(column 3\): Found 3 cells\. Expected 2 cells.*comma in a link/,
    ],
    [
      'text after a closing quote',
      'r7.csv',
      `url,name\n${good},a\n${url},"b"c\n${good},d`,
      /^r7\.csv:3 \(column 2, name\): Found text after a closing quote.*doubled/,
    ],
    [
      'a quote in a cell',
      'r8.csv',
      `url,name\n${good},a\n${url},5" disk\n${good},d`,
      /^r8\.csv:3 \(column 2, name\): Found a quote in the middle/,
    ],
    [
      'a quote that is never closed',
      'r9.csv',
      `url,name\n${good},a\n${url},"b\n${good},d`,
      /^r9\.csv:3(?: \(column 2, name\))?: Found a quote that is never closed/,
    ],
    [
      'single quotes in JSON',
      'r10.csv',
      `url,user_metadata\n${good},\n${url},{'a': 1}\n${good},`,
      /^r10\.csv:3 \(column 2, user_metadata\): Found "\{'a': 1\}".*JSON object.*single quotes/,
    ],
    [
      'nested metadata',
      'r11.csv',
      `url,user_metadata\n${good},\n${url},"{""a"":[1]}"\n${good},`,
      /^r11\.csv:3 .*Found a list for "a"\. Expected strings, numbers, booleans and lists of strings/,
    ],
    [
      'a reserved name',
      'r12.csv',
      `url,user_metadata.duration\n${good},\n${url},3\n${good},`,
      /^r12\.csv:3 \(column 2, user_metadata\.duration\): .*reserved by TwelveLabs/,
    ],
    [
      'a reserved prefix',
      'r13.jsonl',
      `"${good}"\n{"url":"${url}","user_metadata":{"gha_source":"x"}}\n"${good}"`,
      /^r13\.jsonl:2:36: Found the name "gha_source".*reserved by this action/,
    ],
    [
      'a repeated name',
      'r14.csv',
      `url,user_metadata,user_metadata.a\n${good},,\n${url},"{""a"":1}",2\n${good},,`,
      /^r14\.csv:3 \(column 3, user_metadata\.a\): Found "a" twice/,
    ],
    [
      'a long name',
      'r15.csv',
      `url,name\n${good},a\n${url},${long}\n${good},b`,
      /^r15\.csv:3 \(column 2, name\): Found 300 characters\. Expected up to 255/,
    ],
    [
      'a trailing comma',
      'r16.jsonl',
      `"${good}"\n{"url":"${url}",}\n"${good}"`,
      /^r16\.jsonl:2:36: Found "\}"\. Expected valid JSON.*comma after the last/,
    ],
    [
      'a name without quotes',
      'r17.jsonl',
      `"${good}"\n{url:"${url}"}\n"${good}"`,
      /^r17\.jsonl:2:2: Found "u".*without quotes/,
    ],
    [
      'a truncated line',
      'r18.jsonl',
      `"${good}"\n{"url":"${url}"\n"${good}"`,
      /^r18\.jsonl:2:35: Found the end of the text/,
    ],
    [
      'a list inside the list',
      'r19.json',
      `["${good}",\n  ["${url}"],\n "${good}"]`,
      /^r19\.json:2:3: Found a list\. Expected an object/,
    ],
    [
      'a number instead of a link',
      'r20.json',
      `["${good}",\n  {"name": "x", "url": 5},\n "${good}"]`,
      /^r20\.json:2:17: Found 5\. Expected text/,
    ],
    [
      'a typo in a key',
      'r21.json',
      `{"videos": ["${good}",\n{"ur1": "${url}"},\n"${good}"]}`,
      /^r21\.json:2:2: Found "ur1"\. .*`ur1` instead of `url`/,
    ],
    [
      'a missing file',
      'r22.csv',
      `url,file\n${good},\n,videos/b.mp4\n${good},`,
      /^r22\.csv:3 \(column 2, file\): .*"videos\/b\.mp4" does not exist.*checkout/,
    ],
    ['a directory', 'r23.csv', `url,file\n${good},\n,videos\n${good},`, /^r23\.csv:3 .*"videos" is a directory/],
    [
      'a file outside the workspace',
      'r24.csv',
      `url,file\n${good},\n,../../etc/passwd\n${good},`,
      /^r24\.csv:3 .*is outside the workspace/,
    ],
    [
      'an empty file',
      'r25.csv',
      `url,file\n${good},\n,videos/empty.mp4\n${good},`,
      /^r25\.csv:3 .*"videos\/empty\.mp4" is empty/,
    ],
    [
      'a line break in a name',
      'r26.json',
      `["${good}",\n{"url":"${url}","name":"a\\nb"},\n"${good}"]`,
      /^r26\.json:2:36: Found "a\\nb".*without line breaks/,
    ],
  ];
  test.each(cases)('reports %s with its location and reads the other rows', async (_, name, content, message) => {
    const result = await read(name, content);
    expect(result.sources).toHaveLength(3);
    expect(formatErrors(result)[0]).toBeNull();
    expect(formatErrors(result)[1]).toMatch(message);
    expect(formatErrors(result)[2]).toBeNull();
    expect(result.sources[1]?.error?.class).toBe('input');
  });

  test('never shows a possible signature', async () => {
    const secret = `${url}?X-Amz-Signature=s3cr3t`;
    const csv = await read(
      's.csv',
      `url,name,user_metadata\n${secret},a,${secret}\n${secret},"b"c,\n${secret},a,b,c\n`,
    );
    const jsonl = await read(
      's.jsonl',
      `{"url": "${secret}" "x": 1}\n{"url": ["${secret}"]}\n{"videos": "${secret}"}\n`,
    );
    expect([...formatErrors(csv), ...formatErrors(jsonl)]).not.toContain(null);
    expect(
      JSON.stringify([formatErrors(csv), formatErrors(jsonl), csv.sources.map(({ displayName }) => displayName)]),
    ).not.toContain('s3cr3t');
  });
});

describe('readManifest with a row that is meant to harm the others', () => {
  const deep = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
  const commas = ','.repeat(250_000);
  const quoted = JSON.stringify(url);
  const cases: ReadonlyArray<readonly [string, string, string]> = [
    ['a deep value', 'h1.json', `[{"url": ${quoted}}, {"url": ${deep}}, {"url": ${quoted}}]`],
    ['a deep value behind a wrong one', 'h2.json', `[{"url": ${quoted}}, {"url": 5, "x": ${deep}}, ${quoted}]`],
    ['a deep value outside of the list', 'h3.json', `{"x": ${deep}, "videos": [${quoted}, 5, ${quoted}]}`],
    ['a deep list', 'h4.json', `[${quoted}, ${deep}, ${quoted}]`],
    ['a deep value in a line', 'h5.jsonl', `${quoted}\n{"url": 5, "x": ${deep}}\n${quoted}\n`],
    ['an unclosed deep value in a line', 'h6.jsonl', `${quoted}\n${'['.repeat(100_000)}\n${quoted}\n`],
    ['an entry of 2 MiB', 'h7.json', `[${quoted}, {"url": "${'x'.repeat(2_000_000)}"}, ${quoted}]`],
    ['an entry with 100,000 names', 'h8.json', `[${quoted}, {${manyMembers(100_000)}}, ${quoted}]`],
    ['a quarter of a million commas', 'h9.txt', `${url}\n${commas}\n${url}\n`],
    ['a quarter of a million spaces before a link', 'h10.txt', `${url}\nx${' '.repeat(250_000)}y\n${url}\n`],
    ['a link of a quarter of a million characters', 'h11.txt', `${url}\n${url}?${'a'.repeat(250_000)}\n${url}\n`],
    ['a cell of a quarter of a million commas', 'h12.csv', `url\n${url}\n"${commas}"\n${url}\n`],
    ['a row of 100,000 cells', 'h13.csv', `url\n${url}\n${commas.slice(0, 100_000)}x\n${url}\n`],
  ];

  test.each(cases)('reports %s, and reads the other rows', async (_, name, content) => {
    const result = await read(name, content);
    const errors = formatErrors(result);
    expect([errors.length, errors.at(0), errors.at(-1)]).toEqual([3, null, null]);
    expect(errors[1]).toContain('Expected');
    expect(errors[1]?.length).toBeLessThan(1_000);
  });

  test('locates twenty invalid rows exactly, and the others by their index', async () => {
    const rows = Array.from({ length: 2_000 }, () => '{"url": 5}');
    const errors = formatErrors(await read('many.json', `[\n${rows.join(',\n')}\n]`));
    expect(errors.slice(0, 20).every((error, at) => error?.startsWith(`many.json:${at + 2}:2: `))).toBe(true);
    expect(errors.slice(20).every((error, at) => error?.startsWith(`many.json (${at + 20}): `))).toBe(true);
  });

  test('notes ten of the columns that are ignored, and the number of the others', async () => {
    const columns = Array.from({ length: 20_000 }, (_, at) => `c${at}`);
    const { notes, sources } = await read('wide.csv', `url,${columns.join(',')}\n${url}\n`);
    expect([sources.length, notes.length, notes.at(-1)]).toEqual([
      1,
      11,
      'wide.csv:1: 19990 more columns are ignored.',
    ]);
  });

  test('reads a quote that is never closed in front of long lines, once', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => `${url}?n=${at},${'x'.repeat(50_000)}`);
    const { sources } = await read('open.csv', `url,user_metadata.note\n${url},"open\n${lines.join('\n')}\n`);
    expect(sources).toHaveLength(201);
    expect(formatErrors({ sources, notes: [] }).filter((error) => error !== null)).toHaveLength(1);
  });

  function manyMembers(count: number): string {
    return Array.from({ length: count }, (_, at) => `"n${at}":1`).join(',');
  }
});

describe('readManifest with a file that is not a list', () => {
  const cases: ReadonlyArray<readonly [string, string, string | Buffer, RegExp]> = [
    ['binary data', 'f2.csv', `url\n${url}\n\0\0`, /"f2\.csv:3"\. .*zero byte/],
    [
      'Latin-1',
      'f3.csv',
      Buffer.from(`url,name\n${url},Müller\n`, 'latin1'),
      /"f3\.csv:2"\. Expected text in UTF-8.*Windows-1252/,
    ],
    ['an empty file', 'f4.txt', '', /"f4\.txt"\. .*this file is empty.*found no videos/],
    ['comments only', 'f5.txt', '# nothing\n\n', /"f5\.txt"\. .*this list has no entries/],
    ['a header only', 'f6.csv', 'url,name\n', /"f6\.csv"\. .*this list has no entries/],
    ['an empty list', 'f7.json', '[]', /"f7\.json"\. .*this list has no entries/],
    ['a missing header', 'f8.csv', `${url}\n`, /"f8\.csv:1"\. .*the column names.*missing header/],
    ['a wrong header', 'f9.csv', `ur1,name\n${url},a\n`, /"f9\.csv:1"\. .*found "ur1", "name".*`ur1` instead of `url`/],
    ['a repeated column', 'f11.csv', `url,url\n${url},a\n`, /"f11\.csv:1"\. .*found "url" twice/],
    [
      'bars instead of commas',
      'f12.csv',
      `url|name\n${url}|a\n`,
      /"f12\.csv:1"\. Expected columns separated by commas/,
    ],
    [
      'a quote in the header',
      'f13.csv',
      `url,"na"me\n${url},a\n`,
      /"f13\.csv:1"\. .*a header.*text after a closing quote/,
    ],
    ['a line that is too long', 'f14.txt', 'x'.repeat(700_000), /"f14\.txt:1"\. Expected lines of up to 256 KiB/],
    [
      'broken JSON',
      'f15.json',
      `[\n  {"url": "${url}"},\n]`,
      /"f15\.json:3:1"\. Expected valid JSON; found "\]"\. Possible cause: a comma after/,
    ],
    ['single quotes', 'f16.json', `[\n  {'url': 1}]`, /"f16\.json:2:4"\. .*single quotes/],
    ['truncated JSON', 'f17.json', `[\n  {"url": "${url}"}`, /"f17\.json:2:39"\. .*the end of the text.*truncated/],
    [
      'another object',
      'f18.json',
      '{"items": []}',
      /"f18\.json"\. .*list named "videos"; found an object with the keys "items"/,
    ],
    ['a comment', 'f19.json', '[\n// mine\n]', /"f19\.json:2:1"\. .*comment/],
    [
      'an unsupported file extension',
      'f20.yaml',
      'url\n',
      /"f20\.yaml"\. Expected a file that ends in \.txt, \.csv, .*YAML; write it as \.json/,
    ],
    ['a spreadsheet', 'f21.xlsx', 'PK', /"f21\.xlsx"\. .*export it as \.csv/],
  ];
  test.each(cases)('rejects %s', async (_, name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
    await expect(read(name, content)).rejects.toBeInstanceOf(InputError);
  });

  test.each([
    ['a missing file', 'nowhere.csv', /"nowhere\.csv"\. .*does not exist.*checkout/],
    ['a directory', 'videos', /"videos"\. .*is a directory/],
    ['a path outside the workspace', '../list.csv', /is outside the workspace/],
    ['an absolute path outside the workspace', '/etc/hostname', /is outside the workspace/],
    ['a symbolic link that leads out of the workspace', 'outside.csv', /symbolic link that leads out/],
    ['a path inside .git', '.git/list.csv', /inside `\.git`/],
  ])('rejects %s', async (_, name, message) => {
    await expect(read(name)).rejects.toThrow(message);
  });
});
