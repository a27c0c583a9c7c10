import { describe, expect, test } from '@jest/globals';
import { parseVideoLine } from '../../src/sources/video-url.ts';

/** What people paste, why it is refused, and what the message suggests. */
const PASTED: ReadonlyArray<readonly [line: string, reason: string, hint: string]> = [
  [
    '"https://example.com/a.mp4"',
    'it is in quotes (" "): "\\"https://example.com/a.mp4\\"".',
    'Write https://example.com/a.mp4.',
  ],
  [
    `'https://example.com/a.mp4'`,
    `it is in quotes (' '): "'https://example.com/a.mp4'".`,
    'Write https://example.com/a.mp4.',
  ],
  [
    '“https://example.com/a.mp4”',
    'it is in quotes (“ ”): "“https://example.com/a.mp4”".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '„https://example.com/a.mp4“',
    'it is in quotes („ “): "„https://example.com/a.mp4“".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '«https://example.com/a.mp4»',
    'it is in quotes (« »): "«https://example.com/a.mp4»".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '`https://example.com/a.mp4`',
    'it is in quotes (` `): "`https://example.com/a.mp4`".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '"https://example.com/a.mp4",',
    'it is in quotes (" "): "\\"https://example.com/a.mp4\\",".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '"https://example.com/a.mp4',
    'it begins with a quote ("): "\\"https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a.mp4"',
    'it ends with a quote ("): "https://example.com/a.mp4\\"".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a.mp4’',
    'it ends with a quote (’): "https://example.com/a.mp4’".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '<https://example.com/a.mp4>',
    'it is in angle brackets (< >): "<https://example.com/a.mp4>".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '(https://example.com/a.mp4)',
    'it is in parentheses: "(https://example.com/a.mp4)".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '[https://example.com/a.mp4]',
    'it is in square brackets: "[https://example.com/a.mp4]".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '{https://example.com/a.mp4}',
    'it is in braces: "{https://example.com/a.mp4}".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '<https://example.com/a.mp4>,',
    'it is in angle brackets (< >): "<https://example.com/a.mp4>,".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '<url:https://example.com/a.mp4>',
    'it is in angle brackets (< >): "<url:https://example.com/a.mp4>".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '[a clip](https://example.com/a.mp4)',
    'it is a Markdown link: "[a clip](https://example.com/a.mp4)".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '![a clip](https://example.com/a.mp4)',
    'it is a Markdown link: "![a clip](https://example.com/a.mp4)".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '[a clip](https://example.com/a.mp4 "title")',
    'it is a Markdown link: "[a clip](https://example.com/a.mp4 \\"title\\")".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '[a clip](<https://example.com/a.mp4>).',
    'it is a Markdown link: "[a clip](<https://example.com/a.mp4>).".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '<a href="https://example.com/a.mp4">a clip</a>',
    'it is an HTML tag: "<a href=\\"https://example.com/a.mp4\\">a clip</a>".',
    'Write https://example.com/a.mp4.',
  ],
  [
    `<video src='https://example.com/a.mp4' controls>`,
    `it is an HTML tag: "<video src='https://example.com/a.mp4' controls>".`,
    'Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a.mp4,',
    'it ends with "," (a comma): "https://example.com/a.mp4,".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %2C.',
  ],
  [
    'https://example.com/a.mp4;',
    'it ends with ";" (a semicolon): "https://example.com/a.mp4;".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %3B.',
  ],
  [
    'https://example.com/a.mp4.',
    'it ends with "." (a period): "https://example.com/a.mp4.".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %2E.',
  ],
  [
    'https://example.com/a.mp4)',
    'it ends with ")" (a closing parenthesis): "https://example.com/a.mp4)".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %29.',
  ],
  [
    'https://example.com/a.mp4).',
    'it ends with "." (a period): "https://example.com/a.mp4).".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %2E.',
  ],
  [
    'https://example.com/a.mp4]',
    'it ends with "]" (a closing bracket): "https://example.com/a.mp4]".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %5D.',
  ],
  [
    'https://example.com/a.mp4|',
    'it ends with "|" (a vertical bar): "https://example.com/a.mp4|".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %7C.',
  ],
  [
    'https://example.com/a.mp4\\',
    'it ends with "\\" (a backslash): "https://example.com/a.mp4\\\\".',
    'Write https://example.com/a.mp4. If it belongs to the link, write %5C.',
  ],
  [
    'https://example.com/a.mp4?t=1,',
    'it ends with "," (a comma): "https://example.com/a.mp4?…".',
    'Delete it. If it belongs to the link, write %2C.',
  ],
  [
    'https://example.com/\u200Ba.mp4',
    'it contains an invisible character (U+200B, zero-width space): "https://example.com/\\u{200B}a.mp4".',
    'Delete the character, which a document or a chat has added. Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a\u00AD.mp4',
    'it contains an invisible character (U+00AD, soft hyphen): "https://example.com/a\\u{AD}.mp4".',
    'Delete the character, which a document or a chat has added. Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a\u2060b.mp4',
    'it contains an invisible character (U+2060, word joiner): "https://example.com/a\\u{2060}b.mp4".',
    'Delete the character, which a document or a chat has added. Write https://example.com/ab.mp4.',
  ],
  [
    'https://example.com/\u202Ea.mp4',
    'it contains an invisible character (U+202E, right-to-left override): "https://example.com/\\u{202E}a.mp4".',
    'Delete the character, which a document or a chat has added. Write https://example.com/a.mp4.',
  ],
  [
    'https://exa\uFEFFmple.com/a.mp4',
    'it contains an invisible character (U+FEFF, byte order mark): "https://exa\\u{FEFF}mple.com/a.mp4".',
    'Delete the character, which a document or a chat has added. Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/a.mp4 https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4 https://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    'https://example.com/a.mp4, https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4, https://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    'https://example.com/a.mp4,https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4,https://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    'https://example.com/a.mp4;https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4;https://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    'https://example.com/a.mp4|https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4|https://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    'https://example.com/a.mp4\u0009https://example.com/a.mp4',
    'it contains more than one link: "https://example.com/a.mp4\\thttps://example.com/a.mp4".',
    'Put each link on its own line, without commas.',
  ],
  [
    '- https://example.com/a.mp4',
    'it begins with a list marker (-): "- https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '* https://example.com/a.mp4',
    'it begins with a list marker (*): "* https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '1. https://example.com/a.mp4',
    'it begins with a list marker (1.): "1. https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '> https://example.com/a.mp4',
    'it begins with a list marker (>): "> https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    '• https://example.com/a.mp4',
    'it begins with a list marker (•): "• https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'URL: https://example.com/a.mp4',
    'it begins with a name (URL:): "URL: https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'VIDEO_URL=https://example.com/a.mp4',
    'it begins with a name (VIDEO_URL=): "VIDEO_URL=https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'video_url: "https://example.com/a.mp4"',
    'it begins with a name (video_url:): "video_url: \\"https://example.com/a.mp4\\"".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'https://https://example.com/a.mp4',
    'it begins with https:// twice: "https://https://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'htps://example.com/a.mp4',
    'its scheme is misspelled (htps): "htps://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'ttps://example.com/a.mp4',
    'its scheme is misspelled (ttps): "ttps://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'http//example.com/a.mp4',
    'its scheme is misspelled (http): "http//example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'https//example.com/a.mp4',
    'its scheme is misspelled (https): "https//example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'hhttps://example.com/a.mp4',
    'its scheme is misspelled (hhttps): "hhttps://example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  ['example.com/a.mp4', 'it has no scheme: "example.com/a.mp4".', 'Write https://example.com/a.mp4.'],
  ['www.example.com/a.mp4', 'it has no scheme: "www.example.com/a.mp4".', 'Write https://www.example.com/a.mp4.'],
  [
    'videos/a.mp4',
    'it is a path, not a URL: "videos/a.mp4".',
    'Use the `video_file` input (or the column `file`) for files.',
  ],
  ['a.mp4', 'it is a path, not a URL: "a.mp4".', 'Use the `video_file` input (or the column `file`) for files.'],
  [
    'C:\\videos\\a.mp4',
    'it is a path on Windows: "C:\\\\videos\\\\a.mp4".',
    'Use the `video_file` input for files, or a link to the file.',
  ],
  [
    'file:///home/a.mp4',
    'its scheme is file: "file:///home/a.mp4".',
    'Use the `video_file` input for files of the workspace.',
  ],
  [
    'gs://bucket/a.mp4',
    'its scheme is gs: "gs://bucket/a.mp4".',
    'Use s3:// with an HMAC key and the endpoint https://storage.googleapis.com (AWS_ENDPOINT_URL_S3), or a signed https link.',
  ],
  [
    'ftp://example.com/a.mp4',
    'its scheme is ftp: "ftp://example.com/a.mp4".',
    'Use an http or https link; TwelveLabs supports no other scheme.',
  ],
  [
    'https://example.com/…/a.mp4',
    'it contains "…", so a part of it is missing: "https://example.com/…/a.mp4".',
    'Copy the address of the link, not its shortened text.',
  ],
  [
    'https://example.com/very-lo...',
    'it contains "…", so a part of it is missing: "https://example.com/very-lo...".',
    'Copy the address of the link, not its shortened text.',
  ],
  [
    'https://example.com/a.mp4?x=1&amp;y=2',
    'it contains "&amp;" from the source of a web page: "https://example.com/a.mp4?…".',
    'Write & instead of &amp;.',
  ],
  [
    'https://example.com/a clip.mp4',
    'it contains a space: "https://example.com/a clip.mp4".',
    'Write https://example.com/a%20clip.mp4.',
  ],
  [
    'https://example.com/a\u00A0clip.mp4',
    'it contains a space: "https://example.com/a\\u{A0}clip.mp4".',
    'Write https://example.com/a%20clip.mp4.',
  ],
  [
    'https://example.com/clip #1.mp4',
    'it contains a space: "https://example.com/clip #…".',
    'Write %20 instead of each space.',
  ],
  [
    'https://example.com/clip#1.mp4',
    'it contains a # before the end of the file name: "https://example.com/clip#…".',
    'Everything after # stays in the browser. If # is a part of the name of the file, write %23 instead.',
  ],
  [
    'https://example.com/clip#1.mp4?x=1#2.mov',
    'it contains a # before the end of the file name: "https://example.com/clip#…".',
    'Everything after # stays in the browser. If # is a part of the name of the file, write %23 instead.',
  ],
  [
    'https://user:secret@example.com/a.mp4,',
    'it ends with "," (a comma): "…@example.com/a.mp4,".',
    'Delete it. If it belongs to the link, write %2C.',
  ],
  [
    'https://example.com/a.mp4?X-Amz-Signature=secret,',
    'it ends with "," (a comma): "https://example.com/a.mp4?…".',
    'Delete it. If it belongs to the link, write %2C.',
  ],
  ['s3://', 'it has no bucket: "s3://".', 'Write the bucket after s3://, for example s3://my-bucket/videos/**/*.mp4.'],
  [
    's3://bucket/videos/',
    'it names a folder, not an object: "s3://bucket/videos/".',
    'Add a pattern, for example s3://bucket/videos/**/*.mp4.',
  ],
  [
    'https://',
    'it is not a URL: "https://".',
    'Use a direct link to a video file, e.g. https://example.com/video.mp4.',
  ],
  [
    'watch this',
    'it is not a URL: "watch this".',
    'Use a direct link to a video file, e.g. https://example.com/video.mp4.',
  ],
  [
    'https:// example.com/a.mp4',
    'it contains a space: "https:// example.com/a.mp4".',
    'Write https://example.com/a.mp4.',
  ],
  [
    'https://example.com/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.mp4,',
    'it ends with "," (a comma): "https://example.com/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…".',
    'Delete it. If it belongs to the link, write %2C.',
  ],
];

describe('a pasted link', () => {
  test.each(PASTED)('%j is refused', (line, reason, hint) => {
    const source = parseVideoLine(line, 7, false);
    expect(source.error?.message).toBe(`Line 7: This video URL is invalid: ${reason}`);
    expect(source.error?.hint).toBe(hint);
  });

  const url = 'https://example.com/a.mp4';
  test.each([` ${url} `, `\uFEFF${url}`, `${url}\u200B`, `\u200E${url}\u200F`, `\u00A0${url}`, `${url}\u2028`])(
    'loses what cannot be a part of it at its ends: %j',
    (line) => {
      expect(parseVideoLine(line, 1, false)).toMatchObject({ url, error: null });
    },
  );

  test.each([
    'https://example.com/clip(1)',
    'https://example.com/a(b).mp4',
    'https://example.com/a[1]',
    'https://example.com/a,b.mp4',
    'https://example.com/a;b=1/c.mp4',
    'https://example.com/a.mp4#t=10',
    'https://proxy.example/?u=https://e.com/a.mp4',
    'https://proxy.example/https://e.com/a.mp4',
    'https://example.com/%20a.mp4',
    'https://example.com/ü.mp4',
    'https://example.com/a.mp4?sig=abc==',
    'https://example.com',
    "https://example.com/it's.mp4",
    'https://example.com/a.mp4?list=1,2,3',
    'HTTPS://EXAMPLE.COM/A.MP4',
    'https://example.com/watch?v=-',
  ])('%s is accepted', (line) => {
    expect(parseVideoLine(line, 1, false).error).toBeNull();
  });
});
