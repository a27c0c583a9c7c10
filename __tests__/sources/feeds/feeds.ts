/** Feeds in the shapes that are in use. `X` is `https://media.example/`. */

const VIDEO = 'url="X1.mp4" type="video/mp4" length="1000"';
const MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"';

function rss(items: string, attributes = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" ${attributes}><channel><title>Show</title><link>https://show.example</link>\n${items}\n</channel></rss>`;
}

function item(content: string): string {
  return `<item>${content}</item>`;
}

function atom(entries: string, attributes = ''): string {
  return `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" ${attributes}><title>Show</title><id>urn:x</id>${entries}</feed>`;
}

function json(items: readonly object[], version = 'https://jsonfeed.org/version/1.1'): string {
  return JSON.stringify({ version, title: 'Show', items });
}

/** What is read of a video: the URL without its origin, and what else the test is about. */
export interface ExpectedVideo {
  readonly url: string;
  readonly key?: string | null;
  readonly name?: string;
  readonly userMetadata?: object;
}

/** Name, ending of the file, text, the videos in their order, and the note. */
export type FeedCase = readonly [
  name: string,
  ending: string,
  text: string | Buffer,
  videos: readonly ExpectedVideo[],
  note: string,
];

const ONE = '1 item, 1 with a video.';

export const FEEDS: readonly FeedCase[] = [
  [
    'RSS with an enclosure, title, guid, date and link',
    'xml',
    rss(
      item(
        `<title>One</title><guid isPermaLink="false">ep-1</guid><pubDate>Tue, 10 Jun 2025 04:00:00 GMT</pubDate><link>https://show.example/1</link><enclosure ${VIDEO}/>`,
      ),
    ),
    [
      {
        url: '1.mp4',
        key: 'ep-1',
        name: 'One',
        userMetadata: { published: '2025-06-10T04:00:00.000Z', link: 'https://show.example/1' },
      },
    ],
    ONE,
  ],
  [
    'RSS with a permalink as guid',
    'rss',
    rss(item(`<guid>https://show.example/?p=1&amp;x=2</guid><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', key: 'https://show.example/?p=1&x=2' }],
    ONE,
  ],
  [
    'RSS without a guid',
    'xml',
    rss(item(`<title>One</title><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', key: null, name: 'One' }],
    ONE,
  ],
  ['RSS without a title', 'xml', rss(item(`<enclosure ${VIDEO}/>`)), [{ url: '1.mp4', name: '1.mp4' }], ONE],
  [
    'a numeric guid with zeros',
    'xml',
    rss(item(`<guid>00123</guid><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', key: '00123' }],
    ONE,
  ],
  [
    'CDATA and entities in a title',
    'xml',
    rss(item(`<title><![CDATA[Tom & <b>Jerry</b>]]> &#8211; &lt;3</title><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', name: 'Tom & Jerry – <3' }],
    ONE,
  ],
  [
    'a title with line breaks',
    'xml',
    rss(item(`<title>\n  One\n  two\t three </title><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', name: 'One two three' }],
    ONE,
  ],
  [
    'a tag of an item inside CDATA',
    'xml',
    rss(item(`<description><![CDATA[</item><item><enclosure url="X9.mp4"/>]]></description><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4' }],
    ONE,
  ],
  [
    'items in a comment',
    'xml',
    rss(`<!-- <item><enclosure url="X9.mp4" type="video/mp4"/></item> -->${item(`<enclosure ${VIDEO}/>`)}`),
    [{ url: '1.mp4' }],
    ONE,
  ],
  [
    'a podcast with audio and video episodes',
    'xml',
    rss(
      item(`<guid>v</guid><enclosure ${VIDEO}/>`) +
        item('<guid>a</guid><enclosure url="X2.mp3" type="audio/mpeg" length="5"/>').repeat(2) +
        item('<guid>n</guid><title>News</title>'),
    ),
    [{ url: '1.mp4', key: 'v' }],
    '4 items, 1 with a video; ignored: 2 with only audio, 1 with no video.',
  ],
  [
    'a podcast with an alternate video enclosure',
    'xml',
    rss(
      item(
        '<guid>v</guid><enclosure url="X1.mp3" type="audio/mpeg"/><podcast:alternateEnclosure type="video/mp4" length="9" height="720"><podcast:source uri="X720.mp4"/><podcast:source uri="ipfs://x"/></podcast:alternateEnclosure><podcast:alternateEnclosure type="video/mp4" length="20" height="1080"><podcast:source uri="X1080.mp4"/></podcast:alternateEnclosure>',
      ),
      'xmlns:podcast="https://podcastindex.org/namespace/1.0"',
    ),
    [{ url: '1080.mp4' }],
    ONE,
  ],
  [
    'Media RSS with a group of renditions',
    'xml',
    rss(
      item(
        '<media:group><media:content url="Xs.mp4" type="video/mp4" height="360" width="640"/><media:content url="Xl.mp4" type="video/mp4" height="1080" width="1920"/><media:content url="Xa.mp3" type="audio/mpeg"/></media:group><media:title>Two</media:title>',
      ),
      MEDIA,
    ),
    [{ url: 'l.mp4', name: 'Two' }],
    ONE,
  ],
  [
    'a rendition that is too large for an index',
    'xml',
    rss(
      item(
        '<media:content url="X8k.mp4" type="video/mp4" width="7680" height="4320"/><media:content url="X4k.mp4" type="video/mp4" width="3840" height="2160"/>',
      ),
      MEDIA,
    ),
    [{ url: '4k.mp4' }],
    ONE,
  ],
  [
    'a file that is too large for an index',
    'xml',
    rss(
      item(
        '<media:content url="Xmaster.mov" type="video/quicktime" fileSize="90000000000"/><media:content url="Xweb.mp4" type="video/mp4" fileSize="900000000"/>',
      ),
      MEDIA,
    ),
    [{ url: 'web.mp4' }],
    ONE,
  ],
  [
    'renditions that differ only in their bit rate',
    'xml',
    rss(
      item(
        '<media:content url="Xl.mp4" type="video/mp4" bitrate="800"/><media:content url="Xh.mp4" type="video/mp4" bitrate="2400"/>',
      ),
      MEDIA,
    ),
    [{ url: 'h.mp4' }],
    ONE,
  ],
  [
    'renditions of which all are too small',
    'xml',
    rss(
      item(
        '<media:content url="X1.mp4" type="video/mp4" width="160" height="120"/><media:content url="X2.mp4" type="video/mp4" width="320" height="240"/>',
      ),
      MEDIA,
    ),
    [{ url: '2.mp4' }],
    ONE,
  ],
  [
    'Media RSS with another prefix',
    'xml',
    rss(item('<m:content url="X1.mp4" medium="video"/>'), 'xmlns:m="http://search.yahoo.com/mrss"'),
    [{ url: '1.mp4' }],
    ONE,
  ],
  [
    'an image and a player beside the video',
    'xml',
    rss(
      item(
        `<media:thumbnail url="X1.jpg"/><media:content url="X1.jpg" medium="image" type="image/jpeg"/><media:player url="https://show.example/p"/><enclosure ${VIDEO}/>`,
      ),
      MEDIA,
    ),
    [{ url: '1.mp4' }],
    ONE,
  ],
  ['an enclosure without a type', 'xml', rss(item('<enclosure url="X1.MP4?x=1"/>')), [{ url: '1.MP4?x=1' }], ONE],
  [
    'an enclosure of an unspecific type',
    'xml',
    rss(item('<enclosure url="X1.mkv" type="application/octet-stream"/>')),
    [{ url: '1.mkv' }],
    ONE,
  ],
  [
    'a stream beside a file',
    'xml',
    rss(item(`<enclosure url="X1.m3u8" type="application/x-mpegURL"/><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4' }],
    ONE,
  ],
  [
    'items with only a stream',
    'xml',
    rss(item('<enclosure url="X1.m3u8" type="application/x-mpegURL"/>') + item(`<enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4' }],
    '2 items, 1 with a video; ignored: 1 with only a stream.',
  ],
  [
    'items that are not sorted by date',
    'xml',
    rss(
      [2, 3, 1]
        .map((n) =>
          item(
            `<guid>${n}</guid><pubDate>0${n} Jun 2025 00:00:00 +0200</pubDate><enclosure url="X${n}.mp4" type="video/mp4"/>`,
          ),
        )
        .join('') + item('<guid>x</guid><enclosure url="Xx.mp4" type="video/mp4"/>'),
    ),
    [{ url: '3.mp4' }, { url: '2.mp4' }, { url: '1.mp4' }, { url: 'x.mp4' }],
    '4 items, 4 with a video.',
  ],
  ['a relative enclosure', 'xml', rss(item('<enclosure url="/1.mp4" type="video/mp4"/>')), [{ url: '/1.mp4' }], ONE],
  [
    'Atom with an enclosure',
    'atom',
    atom(
      `<entry><title type="html">One &amp;amp; two</title><id>tag:show.example,2025:1</id><published>2025-06-10T04:00:00Z</published><updated>2025-07-01T00:00:00Z</updated><link rel="alternate" href="https://show.example/1"/><link rel="enclosure" type="video/mp4" length="5" href="X1.mp4"/></entry>`,
    ),
    [
      {
        url: '1.mp4',
        key: 'tag:show.example,2025:1',
        userMetadata: { published: '2025-06-10T04:00:00.000Z', link: 'https://show.example/1' },
      },
    ],
    ONE,
  ],
  [
    'Atom with a prefix',
    'xml',
    '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>S</a:title><a:entry><a:id>1</a:id><a:link rel="enclosure" type="video/mp4" href="X1.mp4"/></a:entry></a:feed>',
    [{ url: '1.mp4', key: '1' }],
    ONE,
  ],
  [
    'RSS with an Atom link to itself',
    'xml',
    rss(
      item(
        `<atom:link rel="enclosure" href="X9.mp4" type="video/mp4"/><link>https://show.example/1</link><enclosure ${VIDEO}/>`,
      ),
      'xmlns:atom="http://www.w3.org/2005/Atom"',
    ),
    [{ url: '1.mp4', userMetadata: { link: 'https://show.example/1' } }],
    ONE,
  ],
  [
    'RSS 1.0',
    'xml',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><items><rdf:Seq/></items></channel><item rdf:about="https://show.example/1"><title>One</title><dc:date>2025-06-10</dc:date><enclosure url="X1.mp4" type="video/mp4"/></item></rdf:RDF>',
    [{ url: '1.mp4', key: 'https://show.example/1', userMetadata: { published: '2025-06-10T00:00:00.000Z' } }],
    ONE,
  ],
  [
    'RSS in ISO 8859-1',
    'xml',
    Buffer.from(
      `<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel>${item(`<title>Müller</title><enclosure ${VIDEO}/>`)}</channel></rss>`,
      'latin1',
    ),
    [{ url: '1.mp4', name: 'Müller' }],
    ONE,
  ],
  [
    'RSS in UTF-16',
    'xml',
    Buffer.from(`\uFEFF${rss(item(`<title>日本</title><enclosure ${VIDEO}/>`)).replace('UTF-8', 'UTF-16')}`, 'utf16le'),
    [{ url: '1.mp4', name: '日本' }],
    ONE,
  ],
  [
    'RSS with a byte order mark and a document type',
    'xml',
    `\uFEFF<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//X//Y" "http://x.example/rss.dtd"><rss><channel>${item(`<enclosure ${VIDEO}/>`)}</channel></rss>`,
    [{ url: '1.mp4' }],
    ONE,
  ],
  [
    'JSON Feed with attachments',
    'json',
    json([
      {
        id: 'j1',
        title: 'One',
        url: 'https://show.example/1',
        date_published: '2025-06-10T04:00:00+00:00',
        attachments: [
          { url: 'X1.mp3', mime_type: 'audio/mpeg' },
          { url: 'X1.mp4', mime_type: 'video/mp4', size_in_bytes: 5, duration_in_seconds: 60 },
        ],
      },
      { id: 'j2', content_text: 'no video' },
    ]),
    [
      {
        url: '1.mp4',
        key: 'j1',
        name: 'One',
        userMetadata: { published: '2025-06-10T04:00:00.000Z', link: 'https://show.example/1' },
      },
    ],
    '2 items, 1 with a video; ignored: 1 with no video.',
  ],
  [
    'JSON Feed version 1 with a number as ID',
    'json',
    json([{ id: 7, attachments: [{ url: 'X1.mp4', mime_type: 'video/mp4' }] }], 'https://jsonfeed.org/version/1'),
    [{ url: '1.mp4', key: '7' }],
    ONE,
  ],
  [
    'an ID that is too long for a key',
    'xml',
    rss(item(`<guid>${'g'.repeat(600)}</guid><enclosure ${VIDEO}/>`)),
    [{ url: '1.mp4', key: null }],
    ONE,
  ],
];

/** Feeds that harm careless readers, or that are no feeds; and the start of the message. */
export const HOSTILE_FEEDS: ReadonlyArray<readonly [name: string, text: string, message: RegExp]> = [
  [
    'a billion laughs',
    `<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${rss(item(`<title>&b;</title><enclosure ${VIDEO}/>`)).slice(39)}`,
    /without a document type of its own/,
  ],
  [
    'an external entity',
    `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${rss(item('<title>&x;</title>')).slice(39)}`,
    /without a document type of its own/,
  ],
  [
    'a parameter entity',
    `<!DOCTYPE r [<!ENTITY % p SYSTEM "http://169.254.169.254/">%p;]>${rss('').slice(39)}`,
    /without a document type of its own/,
  ],
  [
    '50,000 nested tags in an item',
    rss(item('<a>'.repeat(50_000) + '</a>'.repeat(50_000))),
    /:3"\. Expected XML with up to 50 nested tags/,
  ],
  [
    'an item that does not end',
    rss(`<item><title>x</title>`),
    /:3"\. Expected well-formed XML; this item does not end/,
  ],
  ['a truncated feed', rss(item(`<enclosure ${VIDEO}/>`)).slice(0, -30), /Expected well-formed XML/],
  ['crossed tags', rss(item('<title><b></title></b>')), /:3"\. Expected well-formed XML/],
  [
    'an & in a title',
    rss(item('<title>Tom & Jerry</title>')),
    /:3"\. Expected well-formed XML.*an & that is not written as &amp;/,
  ],
  [
    'the name of the prototype as a tag',
    rss(item('<__proto__><polluted>1</polluted></__proto__>')),
    /Expected XML with up to 50 nested tags and plain names/,
  ],
  [
    'an item of 2 MB',
    rss(item(`<description>${'x'.repeat(2_000_000)}</description>`)),
    /:3"\. Expected items of up to 1 MiB/,
  ],
  ['2 MB outside of items', rss(`<x>${'x'.repeat(2_000_000)}</x>`), /more than 1 MiB outside of items/],
  ['a web page', '<!doctype html><html><body>Log in</body></html>', /Expected a feed.*a web page/],
  [
    'a sitemap',
    '<?xml version="1.0"?><urlset><url><loc>https://a</loc></url></urlset>',
    /Expected RSS or Atom; found <urlset>/,
  ],
  ['an empty feed', rss(''), /Expected a list of videos; this feed has none/],
  [
    'a feed with audio only',
    rss(item('<enclosure url="X1.mp3" type="audio/mpeg"/>')),
    /Expected a list of videos; this feed has none/,
  ],
  ['no XML at all', 'just text', /Expected RSS or Atom; found no tag/],
  ['bytes that are not UTF-8', '<rss>\u0000', /Expected well-formed XML|this feed has none/],
];
