import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ManifestSource, readManifest } from '../../../src/sources/manifest/read-manifest.ts';
import { createSystemClock } from '../../../src/util/clock.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
beforeAll(() => {
  folder = createTemporaryFolder();
  folder.write('videos/a.mp4', 'x');
  folder.write('videos/b, c.mp4', 'x');
});
afterAll(() => folder.remove());

const a = 'https://e.com/a.mp4';
const b = 'https://e.com/b.mp4';

function u16(text: string, isBigEndian = false): Buffer {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBigEndian ? bytes.swap16() : bytes;
}

/** A video (display name, name, key, metadata), or the error of a row. */
type ExpectedRow = string | readonly [string, string, string | null, object];
type Expected =
  | { readonly rows: readonly ExpectedRow[]; readonly notes?: readonly string[] }
  | { readonly failed: string };

/** Lists as spreadsheets, scripts and people write them. */
const LISTS: ReadonlyArray<readonly [name: string, content: string | Buffer, expected: Expected]> = [
  [
    'excel-de.csv',
    `url;name;user_metadata.jahr\r\n${a};"Hallo; Welt";2026\r\n${b};B;\r\n`,
    {
      rows: [
        ['https://e.com/a.mp4', 'Hallo; Welt', null, { jahr: '2026' }],
        ['https://e.com/b.mp4', 'B', null, {}],
      ],
    },
  ],
  ['excel-sep.csv', `sep=;\r\nurl;name\r\n${a};A\r\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  ['excel-sep-quoted.csv', `"sep=;"\r\nurl;name\r\n${a};A\r\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  ['sep-tab.csv', `sep=\t\r\nurl\tname\r\n${a}\tA\r\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  ['tab.csv', `url\tname\n${a}\tA, B\n`, { rows: [['https://e.com/a.mp4', 'A, B', null, {}]] }],
  ['table.tsv', `name\turl\nA\t${a}\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  ['comma.tsv', `name,url\nA,${a}\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  [
    'unicode-text.txt.csv',
    u16(`url\tname\r\n${a}\tMüller\r\n`),
    { rows: [['https://e.com/a.mp4', 'Müller', null, {}]] },
  ],
  ['utf16be.csv', u16(`url,name\n${a},Ü\n`, true), { rows: [['https://e.com/a.mp4', 'Ü', null, {}]] }],
  [
    'utf16.txt',
    u16(`${a}\r\n${b}\r\n`),
    {
      rows: [
        ['https://e.com/a.mp4', 'a.mp4', null, {}],
        ['https://e.com/b.mp4', 'b.mp4', null, {}],
      ],
    },
  ],
  ['utf16.jsonl', u16(`{"url":"${a}"}\r\n`), { rows: [['https://e.com/a.mp4', 'a.mp4', null, {}]] }],
  ['utf16.json', u16(`[{"url":"${a}"}]`), { rows: [['https://e.com/a.mp4', 'a.mp4', null, {}]] }],
  ['bom.csv', `\uFEFFurl;name\n${a};A\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  [
    'caps.csv',
    `URL,Name,KEY,User_Metadata.Team\n${a},A,k,T\n`,
    { rows: [['https://e.com/a.mp4', 'A', 'k', { Team: 'T' }]] },
  ],
  ['spaces.csv', ` Url ; name \n ${a} ; A \n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  ['quoted-header.csv', `"url";"name"\n"${a}";"A ""x"""\n`, { rows: [['https://e.com/a.mp4', 'A "x"', null, {}]] }],
  [
    'semicolon-in-quotes.csv',
    `"url","name; or title"\n${a},x\n`,
    {
      rows: [['https://e.com/a.mp4', 'a.mp4', null, {}]],
      notes: [
        'semicolon-in-quotes.csv:1: `name; or title` is ignored. To store it as metadata, rename it to `user_metadata.name; or title`.',
      ],
    },
  ],
  ['blank-first.csv', `\n\nurl;name\n${a};A\n`, { rows: [['https://e.com/a.mp4', 'A', null, {}]] }],
  [
    'blank-rows.csv',
    `url;name\n${a};A\n;\n;;\n\n${b};B\n`,
    {
      rows: [
        ['https://e.com/a.mp4', 'A', null, {}],
        ['https://e.com/b.mp4', 'B', null, {}],
      ],
    },
  ],
  [
    'trailing-separator.csv',
    `url;name;\n${a};A;\n`,
    {
      rows: [['https://e.com/a.mp4', 'A', null, {}]],
      notes: ['trailing-separator.csv:1: A column without a name is ignored.'],
    },
  ],
  [
    'latin1.csv',
    Buffer.from(`url;name\n${a};A\n${b};Müller\n`, 'latin1'),
    {
      failed:
        'Input `manifest` is "latin1.csv:3". Expected text in UTF-8. Possible cause: a file in Windows-1252 or Latin-1 with an accented letter; save it as UTF-8.',
    },
  ],
  [
    'two-links.csv',
    `url,name\n"${a}, ${b}",A\n`,
    {
      rows: [
        'two-links.csv:2 (column 1, url): This video URL is invalid: it contains more than one link: "https://e.com/a.mp4, https://e.com/b.mp4". Put each link on its own line, without commas.',
      ],
    },
  ],
  [
    'two-links-semicolon.csv',
    `url,name\n${a};${b},A\n`,
    {
      rows: [
        'two-links-semicolon.csv:2 (column 1, url): This video URL is invalid: it contains more than one link: "https://e.com/a.mp4;https://e.com/b.mp4". Put each link on its own line, without commas.',
      ],
    },
  ],
  [
    'two-links-newline.csv',
    `url,name\n"${a}\n${b}",A\n`,
    {
      rows: [
        'two-links-newline.csv:2 (column 1, url): This video URL is invalid: it contains more than one link: "https://e.com/a.mp4\\nhttps://e.com/b.mp4". Put each link on its own line, without commas.',
      ],
    },
  ],
  [
    'two-links-pipe.csv',
    `url\n${a}|${b}\n`,
    {
      rows: [
        'two-links-pipe.csv:2 (column 1, url): This video URL is invalid: it contains more than one link: "https://e.com/a.mp4|https://e.com/b.mp4". Put each link on its own line, without commas.',
      ],
    },
  ],
  [
    'two-files.csv',
    `file\nvideos/a.mp4; videos/x.mp4\n`,
    {
      rows: [
        'two-files.csv:2 (column 1, file): Found 2 paths ("videos/a.mp4; videos/x.mp4"). Expected one path. Possible cause: several files in one cell; give each its own row.',
      ],
    },
  ],
  [
    'two-files-comma.csv',
    `file\n"videos/a.mp4,videos/x.mp4"\n`,
    {
      rows: [
        'two-files-comma.csv:2 (column 1, file): Found 2 paths ("videos/a.mp4,videos/x.mp4"). Expected one path. Possible cause: several files in one cell; give each its own row.',
      ],
    },
  ],
  ['file-with-comma.csv', `file\n"videos/b, c.mp4"\n`, { rows: [['videos/b, c.mp4', 'b, c.mp4', null, {}]] }],
  [
    'link-in-file.csv',
    `file\n${a}\n`,
    {
      rows: [
        'link-in-file.csv:2 (column 1, file): Found a link ("https://e.com/a.mp4"). Expected a path. Possible cause: a link in the column `file`; use `url`.',
      ],
    },
  ],
  [
    'lines.json',
    `{"url":"${a}"}\n{"url":"${b}"}\n`,
    {
      rows: [
        ['https://e.com/a.mp4', 'a.mp4', null, {}],
        ['https://e.com/b.mp4', 'b.mp4', null, {}],
      ],
      notes: ['lines.json has one JSON value per line; it is read as JSON Lines.'],
    },
  ],
  [
    'link-lines.json',
    `"${a}"\n"${b}"\n`,
    {
      rows: [
        ['https://e.com/a.mp4', 'a.mp4', null, {}],
        ['https://e.com/b.mp4', 'b.mp4', null, {}],
      ],
      notes: ['link-lines.json has one JSON value per line; it is read as JSON Lines.'],
    },
  ],
  [
    'comment.json',
    `[\n  // the first\n  "${a}"\n]`,
    {
      failed:
        'Input `manifest` is "comment.json:2:3". Expected valid JSON; found "/". Possible cause: a comment, which JSON does not support.',
    },
  ],
  [
    'hash.json',
    `[\n  "${a}", # the first\n  "${b}"\n]`,
    {
      failed:
        'Input `manifest` is "hash.json:2:26". Expected valid JSON; found "#". Possible cause: a comment, which JSON does not support.',
    },
  ],
  [
    'trailing.json',
    `[\n  "${a}",\n  "${b}",\n]`,
    {
      failed:
        'Input `manifest` is "trailing.json:4:1". Expected valid JSON; found "]". Possible cause: a comma after the last entry.',
    },
  ],
  [
    'trailing-object.jsonl',
    `{"url":"${a}"}\n{"url":"${b}",}\n`,
    {
      rows: [
        ['https://e.com/a.mp4', 'a.mp4', null, {}],
        'trailing-object.jsonl:2:30: Found "}". Expected valid JSON. Possible cause: a comma after the last entry.',
      ],
    },
  ],
  [
    'integers.json',
    `[{"url":"${a}","key":12345678901234567890,"user_metadata":{"id":9007199254740993,"n":42,"f":1.5,"neg":-9007199254740993}}]`,
    {
      rows: [
        [
          'https://e.com/a.mp4',
          'a.mp4',
          '12345678901234567890',
          { id: '9007199254740993', n: 42, f: 1.5, neg: '-9007199254740993' },
        ],
      ],
    },
  ],
  [
    'integers.jsonl',
    `{"url":"${a}","user_metadata":{"id":123456789012345678901234567890}}\n`,
    { rows: [['https://e.com/a.mp4', 'a.mp4', null, { id: '123456789012345678901234567890' }]] },
  ],
  [
    'integers.csv',
    `url,key,user_metadata\n${a},00123456789012345678,"{""id"":9007199254740993}"\n`,
    { rows: [['https://e.com/a.mp4', 'a.mp4', '00123456789012345678', { id: '9007199254740993' }]] },
  ],
  [
    'bad-then-good.csv',
    `url,name,key\n${a},A,k,extra\n${a},A,k\n`,
    {
      rows: [
        'bad-then-good.csv:2 (column 4): Found 4 cells. Expected 3 cells, as in the header; a cell that contains a comma needs double quotes. Possible cause: a comma in a link, a name or JSON without quotes around the cell.',
        ['https://e.com/a.mp4', 'A', 'k', {}],
      ],
    },
  ],
  [
    'bad-then-good.jsonl',
    `{"url":"${a}","user_metadata":{"duration":1}}\n{"url":"${a}"}\n`,
    {
      rows: [
        'bad-then-good.jsonl:1:30: Found the name "duration". Expected names other than duration, filename, fps, height, model_names, size, video_title, width, which are reserved by TwelveLabs. Possible cause: metadata copied from TwelveLabs; remove or rename it.',
        ['https://e.com/a.mp4', 'a.mp4', null, {}],
      ],
    },
  ],
  [
    'pipe.csv',
    `url|name\n${a}|A\n`,
    {
      failed:
        'Input `manifest` is "pipe.csv:1". Expected columns separated by commas, semicolons or tabs. Possible cause: an export with | between columns.',
    },
  ],
  [
    'no-header.csv',
    `${a};A\n${b};B\n`,
    {
      failed:
        'Input `manifest` is "no-header.csv:1". Expected a first row with the column names, url, file, name, key, duration, user_metadata, including `url` or `file`. Possible cause: a missing header, because this row contains a link; add a header above it.',
    },
  ],
  [
    'headers-de.csv',
    `Adresse;Titel\n${a};A\n`,
    {
      failed:
        'Input `manifest` is "headers-de.csv:1". Expected a first row with the column names, url, file, name, key, duration, user_metadata, including `url` or `file`; found "Adresse", "Titel". Possible cause: another table.',
    },
  ],
  [
    'links-paste.txt',
    `- ${a}\n"${b}"\n`,
    {
      rows: [
        'links-paste.txt:1: This video URL is invalid: it begins with a list marker (-): "- https://e.com/a.mp4". Write https://e.com/a.mp4.',
        'links-paste.txt:2: This video URL is invalid: it is in quotes (" "): "\\"https://e.com/b.mp4\\"". Write https://e.com/b.mp4.',
      ],
    },
  ],
  [
    'zip.csv',
    Buffer.from('PK\u0003\u0004\u0000\u0000'),
    {
      failed:
        'Input `manifest` is "zip.csv:1". Expected text in UTF-8. Possible cause: a binary file with a zero byte, such as a spreadsheet, or UTF-16 without a byte order mark; save it as text in UTF-8.',
    },
  ],
];

async function read(name: string, content: string | Buffer): Promise<Expected> {
  folder.write(name, content);
  const notes: string[] = [];
  const note = (text: string): number => notes.push(text);
  const download = { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null };
  const roots = { workspace: folder.path, temporaryFolder: null };
  const options = { roots, allowPrivateUrls: false, maxItems: null, note, download };
  const sources: ManifestSource[] = [];
  try {
    for await (const batch of readManifest(name, options)) sources.push(...batch);
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) };
  }
  const rows = sources.map((source): ExpectedRow => {
    if (source.error !== null) return `${source.error.message} ${source.error.hint}`;
    if (source.kind !== 'url' && source.kind !== 'file') return source.kind;
    return [source.displayName, source.name, source.key, source.userMetadata];
  });
  return notes.length === 0 ? { rows } : { rows, notes };
}

test.each(LISTS)('%s is read as expected', async (name, content, expected) => {
  expect(await read(name, content)).toEqual(expected);
});
