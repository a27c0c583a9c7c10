import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeCode, escapeMarkdown, escapeText, formatBold, formatLogLine } from '../../src/report/escape.ts';
import { UNSAFE_TEXTS } from '../support/fixtures.ts';
import { renderMarkdown } from '../support/render-markdown.ts';

/** Any character of any script, and halves of characters. */
const anyCharacter = fc
  .oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x10ffff }))
  .map((point) => String.fromCodePoint(point));

/** Any text, and any mixture of text that hurts. */
const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 12 }),
  fc.string({ unit: 'binary-ascii' }),
  fc
    .array(fc.oneof(fc.constantFrom(...UNSAFE_TEXTS), fc.string({ maxLength: 4 })), { maxLength: 6 })
    .map((pieces) => pieces.join('')),
);

/** Text as a page shows it: runs of spaces are one, what has no width is not there. */
const visible = (text: string): string =>
  text
    .replaceAll('\u200b', '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();

const runs = { numRuns: 120, examples: UNSAFE_TEXTS.map((text): [string] => [text]) };

describe('Plain text', () => {
  test('is one line without invisible characters', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(escapeText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
      runs,
    );
  });

  test('with ordinary characters is unchanged', () => {
    for (const text of ['', 'intro.mp4', 'It is 100 % fine!', 'naïve 日本語 👍', '<b>', 'a & b']) {
      expect(escapeText(text)).toBe(text);
    }
  });

  test('shows the codes of invisible characters', () => {
    expect(escapeText('a\u202eb')).toBe('a\\u{202e}b');
    expect(escapeText('\u001b[31m')).toBe('\\u{1b}[31m');
    expect(escapeText('a\tb')).toBe('a\\u{9}b');
  });

  test('is joined with spaces if it has several lines', () => {
    expect(escapeText('one \r\n  two\n\n\nthree\rfour')).toBe('one two three four');
  });

  test('is cut if it is long, and never inside a character', () => {
    expect(escapeText('x'.repeat(500))).toBe('x'.repeat(500));
    expect(escapeText('x'.repeat(100_000))).toBe(`${'x'.repeat(500)}…`);
    for (const shift of ['', 'x']) {
      expect(escapeText(shift + '👍'.repeat(1_000)).isWellFormed()).toBe(true);
    }
  });

  test.each([' ', '\n', ' \n', '\t', '\u0000', '\u2028', 'a ', '::', '##['])(
    'is escaped fast, even for 15,000 times %j',
    (unit) => {
      const begin = performance.now();
      escapeText(unit.repeat(15_000));
      expect(performance.now() - begin).toBeLessThan(5_000);
    },
  );
});

describe('A line of the log', () => {
  /** The runner's own rules: `TryParseV2` trims and looks for `::`, `TryParse` looks for `##[` anywhere. */
  const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[');

  test('is never a command', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(isCommand(formatLogLine(text))).toBe(false);
      }),
      runs,
    );
  });

  test('is one line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(formatLogLine(text)).not.toMatch(/[\r\n\u0085\u2028\u2029]/);
      }),
      runs,
    );
  });

  test.each(['::error::x', '\u00a0\u3000::error::x', '\n::error::x', ':::x', '###[x]', '##[##[x]'])(
    'is readable but not a command for %j',
    (text) => {
      expect(isCommand(formatLogLine(text))).toBe(false);
      expect(formatLogLine(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
    },
  );

  test('with ordinary characters is unchanged', () => {
    for (const line of ['intro.mp4: ready (10s)', 'a::b', '# [x]', 'Time: 10:30'])
      expect(formatLogLine(line)).toBe(line);
  });
});

const TABLE = (cell: string): string => `| a | b |\n| - | - |\n| ${cell} | end |\n`;
const LIST = (item: string): string => `- ${item}\n- end\n`;
const TABLE_ELEMENTS = ['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td'];

/** The names of all elements of the body, in order. */
function elementsOf($: ReturnType<typeof renderMarkdown>): string[] {
  return $('body *')
    .get()
    .map((element) => element.tagName);
}

/** A reference cannot stand for these: a page shows a replacement for them, or nothing. */
const representable = anyText.filter((text) => !/\p{Cn}/u.test(text));

describe.each([
  ['code', escapeCode, ['code']],
  ['prose', escapeMarkdown, []],
] as const)('%s', (_name, escaped, own) => {
  /** Text in backticks is code. */
  const isExpected = (name: string): boolean => escaped === escapeCode || name !== 'code';
  const namesOf = ($: ReturnType<typeof renderMarkdown>): string[] => elementsOf($).filter(isExpected);
  const withoutBackticks = (text: string): string => visible(text.replaceAll('`', ''));

  test('adds no element, cell or row to a table', () => {
    fc.assert(
      fc.property(representable, (text) => {
        const $ = renderMarkdown(TABLE(escaped(text)));
        expect(namesOf($)).toEqual([...TABLE_ELEMENTS.slice(0, -1), ...own, 'td']);
        expect($('td').last().text()).toBe('end');
      }),
      runs,
    );
  });

  test('is displayed as the plain text in a table', () => {
    fc.assert(
      fc.property(representable, (text) => {
        expect(
          withoutBackticks(
            renderMarkdown(TABLE(escaped(text)))('td')
              .first()
              .text(),
          ),
        ).toBe(withoutBackticks(escapeText(text)));
      }),
      runs,
    );
  });

  test('adds no element to a list and is displayed as the plain text', () => {
    fc.assert(
      fc.property(representable, (text) => {
        const $ = renderMarkdown(LIST(`x ${escaped(text)}`));
        expect(namesOf($)).toEqual(['ul', 'li', ...own, 'li']);
        expect(withoutBackticks($('li').first().text())).toBe(withoutBackticks(`x ${escapeText(text)}`));
      }),
      runs,
    );
  });

  test('is a paragraph if it is alone', () => {
    fc.assert(
      fc.property(representable, (text) => {
        fc.pre(escapeText(text).trim() !== '');
        expect(namesOf(renderMarkdown(`before\n\n${escaped(text)}\n\nafter\n`))).toEqual(['p', 'p', ...own, 'p']);
      }),
      runs,
    );
  });

  // GitHub looks for mail addresses in the text of a page, after references are resolved, even inside <code>.
  test('never becomes a link to an email address', () => {
    const $ = renderMarkdown(TABLE(escaped('write to someone@evil.example or xmpp:a@evil.example')));
    expect($('td').first().text()).not.toMatch(/[\w.+-]@[\w-]/);
  });
});

describe('Markdown text', () => {
  const text = (given: string): string =>
    renderMarkdown(TABLE(escapeMarkdown(given)))('td')
      .first()
      .text();

  test('mentions nobody', () => {
    fc.assert(
      fc.property(anyText, (given) => {
        expect(text(given)).not.toMatch(/@[\w-]/);
      }),
      runs,
    );
  });

  test('refers to no issue', () => {
    fc.assert(
      fc.property(anyText, (given) => {
        const $ = renderMarkdown(TABLE(escapeMarkdown(given)));
        $('code').remove(); // GitHub makes no reference of code, and an address may end with `#1`
        expect($('td').first().text()).not.toMatch(/#\d/);
      }),
      runs,
    );
  });

  test('shows an address with a fragment as it is', () => {
    expect(escapeMarkdown('see https://a.example/x.png)owner/name#1')).toBe(
      'see `https://a.example/x.png)owner/name#1`',
    );
  });

  test('refers to no issue by the notation GH-1', () => {
    expect(text('see GH-12 and gh-12')).not.toMatch(/\bGH-\d/i);
  });

  test('can be bold as a whole', () => {
    fc.assert(
      fc.property(representable, (given) => {
        fc.pre(/^\S(.*\S)?$/s.test(escapeText(given)));
        const shown = renderMarkdown(`- x ${formatBold(given)} y\n`)('strong').text();
        expect(visible(shown).replaceAll('`', '')).toBe(visible(escapeText(given)).replaceAll('`', ''));
      }),
      runs,
    );
  });
});

test.each([
  ['Go', 'main.go:3:1: undefined', /^\s*(.+\.go):(?:(\d+):(\d+):)? (.*)/],
  [
    'TypeScript',
    'a.ts(1,2): error TS1: x',
    /^(?:\s+\d+>)?([^\s].*)\((\d+|\d+,\d+|\d+,\d+,\d+,\d+)\)\s*:\s+(error|warning|info)/,
  ],
  [
    'ESLint, compact',
    'a: line 1, col 2, Error - x (rule)',
    /^(.+):\sline\s(\d+),\scol\s(\d+),\s(Error|Warning|Info)\s-\s(.+)/,
  ],
  ['ESLint, stylish', '  1:2  error  x  rule', /^\s+(\d+):(\d+)\s+(error|warning|info)\s+(.*)\s\s+(.*)$/],
  ['Python', '  File "a", line 3', /^\s*File\s"(.*)",\sline\s(\d+),?.*$/],
  ['.NET', 'a.cs(1): error CS1: x', /^([^\s].*)\((\d+)(?:,\d+|,\d+,\d+)?\):\s+(error|warning)\s+/],
])('a line of the log does not fit the problem matcher of %s', (_, text, matcher) => {
  expect(text).toMatch(matcher);
  expect(formatLogLine(text)).not.toMatch(matcher);
});
