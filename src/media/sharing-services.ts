/** A service whose usual links lead to a page around a video, not to the video. */
export interface Service {
  readonly name: string;
  /** Host names, each with everything below it. */
  readonly hosts: readonly string[];
  /** Whether a link is of the kind that leads to the file itself, as far as its spelling tells. */
  readonly isDirect?: (url: URL) => boolean;
  /** What to do instead. */
  readonly instead: string;
}

const NO_LINKS = 'It offers no links to its video files: use the original file, at a link that starts a download.';
const STORE =
  'Put the file into object storage (S3, GCS, Azure, R2) or a GitHub release and pass the link to that file';

/**
 * The usual services. Links of a service that has direct ones are told apart by their form; where a link of another
 * form turns out to be a video all the same, `reach` believes the bytes.
 */
export const SERVICES: readonly Service[] = [
  { name: 'YouTube', hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'], instead: NO_LINKS },
  {
    name: 'Vimeo',
    hosts: ['vimeo.com'],
    isDirect: ({ hostname, pathname }) =>
      /^(player\.vimeo\.com\/(progressive_redirect|external|play)\/|download)/.test(hostname + pathname),
    instead: 'Use a file link: "Distribution > Video file links" in the settings of the video (paid plans).',
  },
  {
    name: 'Google Drive',
    hosts: ['drive.google.com', 'docs.google.com'],
    isDirect: ({ pathname, searchParams }) => pathname === '/uc' && searchParams.get('export') === 'download',
    instead: `Its share links lead to a page, and its downloads ask back for larger files. ${STORE}, or import it with the Google Drive connector of TwelveLabs.`,
  },
  { name: 'Google Photos', hosts: ['photos.google.com', 'photos.app.goo.gl'], instead: `${STORE}.` },
  {
    name: 'Dropbox',
    hosts: ['dropbox.com'],
    isDirect: ({ searchParams }) => searchParams.get('dl') === '1' || searchParams.has('raw'),
    instead: 'Replace `dl=0` at the end of the link by `dl=1` (or add `raw=1`).',
  },
  {
    name: 'OneDrive or SharePoint',
    hosts: ['onedrive.live.com', '1drv.ms', 'sharepoint.com'],
    isDirect: ({ pathname, searchParams }) =>
      searchParams.get('download') === '1' || /\/(_layouts\/15\/)?download(\.aspx)?$/.test(pathname),
    instead: 'Add `download=1` to a link that is shared with anyone who has it.',
  },
  {
    name: 'Box',
    hosts: ['box.com'],
    isDirect: ({ pathname }) => pathname.startsWith('/shared/static/'),
    instead: 'Use the direct link of the settings of the shared link (".../shared/static/..."; paid plans).',
  },
  { name: 'Loom', hosts: ['loom.com'], isDirect: ({ hostname }) => hostname.startsWith('cdn.'), instead: NO_LINKS },
  {
    name: 'Wistia',
    hosts: ['wistia.com', 'wistia.net'],
    isDirect: ({ pathname }) => pathname.startsWith('/deliveries/'),
    instead: 'Use the link of an asset of the video (".../deliveries/....bin"), which its data API gives.',
  },
  { name: 'Dailymotion', hosts: ['dailymotion.com', 'dai.ly'], instead: NO_LINKS },
  {
    name: 'Twitch',
    hosts: ['twitch.tv'],
    isDirect: ({ hostname }) => hostname.startsWith('clips-media-assets'),
    instead: NO_LINKS,
  },
  { name: 'Facebook', hosts: ['facebook.com', 'fb.watch', 'fb.com'], instead: NO_LINKS },
  { name: 'Instagram', hosts: ['instagram.com'], instead: NO_LINKS },
  {
    name: 'TikTok',
    hosts: ['tiktok.com'],
    isDirect: ({ hostname, pathname }) => /^v\d/.test(hostname) || pathname.startsWith('/video/tos/'),
    instead: NO_LINKS,
  },
  { name: 'X', hosts: ['x.com', 'twitter.com', 't.co'], instead: NO_LINKS },
  { name: 'LinkedIn', hosts: ['linkedin.com', 'lnkd.in'], instead: NO_LINKS },
  {
    name: 'Reddit',
    hosts: ['reddit.com', 'redd.it'],
    isDirect: ({ hostname }) => hostname === 'v.redd.it',
    instead: NO_LINKS,
  },
  { name: 'Bilibili', hosts: ['bilibili.com', 'b23.tv'], instead: NO_LINKS },
  { name: 'Netflix', hosts: ['netflix.com'], instead: NO_LINKS },
  {
    name: 'Frame.io',
    hosts: ['frame.io', 'f.io'],
    isDirect: ({ hostname }) => /^(assets|media)\./.test(hostname),
    instead: `${STORE}.`,
  },
  {
    name: 'WeTransfer',
    hosts: ['wetransfer.com', 'we.tl'],
    isDirect: ({ hostname }) => hostname.startsWith('download'),
    instead: `${STORE}.`,
  },
  {
    name: 'iCloud',
    hosts: ['icloud.com'],
    isDirect: ({ hostname }) => /^(cvws|cvws-h2)\./.test(hostname),
    instead: `${STORE}.`,
  },
  {
    name: 'MEGA',
    hosts: ['mega.nz', 'mega.io'],
    instead: `Its files are encrypted for the browser. ${STORE}.`,
  },
  {
    name: 'MediaFire',
    hosts: ['mediafire.com'],
    isDirect: ({ hostname }) => hostname.startsWith('download'),
    instead: `${STORE}.`,
  },
  {
    name: 'Zoom',
    hosts: ['zoom.us'],
    isDirect: ({ pathname }) => pathname.startsWith('/rec/download/'),
    instead: `${STORE}.`,
  },
  {
    name: 'GitHub',
    hosts: ['github.com'],
    isDirect: ({ pathname, searchParams }) =>
      /\/(raw|releases\/download|user-attachments|files|assets)\//.test(pathname) || searchParams.get('raw') === 'true',
    instead:
      'Use the link of a release asset, or replace `/blob/` by `/raw/` (Git LFS included) for a file of a public repository.',
  },
  {
    name: 'GitLab',
    hosts: ['gitlab.com'],
    isDirect: ({ pathname }) => pathname.includes('/-/raw/') || pathname.includes('/packages/'),
    instead: 'Replace `/-/blob/` by `/-/raw/`.',
  },
  {
    name: 'Hugging Face',
    hosts: ['huggingface.co'],
    isDirect: ({ pathname }) => pathname.includes('/resolve/'),
    instead: 'Replace `/blob/` by `/resolve/`.',
  },
];

/** The service that a link belongs to; null for links that lead to a file, and for every other host. */
export function findSharingService(url: URL): Service | null {
  const host = url.hostname.toLowerCase().replace(/\.+$/, '');
  const service = SERVICES.find(({ hosts }) => hosts.some((known) => host === known || host.endsWith(`.${known}`)));
  if (service === undefined || service.isDirect?.(url) === true) return null;
  return service;
}
