/** A service whose share links lead to a web page with a video, not to the video file. */
export interface SharingService {
  readonly name: string;
  /** Host names; subdomains are included. */
  readonly hosts: readonly string[];
  /** Whether a URL has the form of a direct link to a file; absent if the service has no direct links. */
  readonly isDirect?: (url: URL) => boolean;
  /** What to do instead. */
  readonly hint: string;
}

const NO_DIRECT_LINKS =
  'This service has no direct links to video files. Instead, use the original file with a direct link.';
const UPLOAD = 'Upload the file to object storage (S3, GCS, Azure, R2) or a GitHub release, and use the link to it';

/**
 * Common services. If a service has direct links, they are recognized by their form. If a link with another form serves
 * a video anyway, `inspectUrl` trusts the bytes.
 */
export const SERVICES: readonly SharingService[] = [
  { name: 'YouTube', hosts: ['youtube.com', 'youtu.be', 'youtube-nocookie.com'], hint: NO_DIRECT_LINKS },
  {
    name: 'Vimeo',
    hosts: ['vimeo.com'],
    isDirect: ({ hostname, pathname }) =>
      /^(player\.vimeo\.com\/(progressive_redirect|external|play)\/|download)/.test(hostname + pathname),
    hint: 'Use a file link: "Distribution > Video file links" in the settings of the video (paid plans).',
  },
  {
    name: 'Google Drive',
    hosts: ['drive.google.com', 'docs.google.com'],
    isDirect: ({ pathname, searchParams }) => pathname === '/uc' && searchParams.get('export') === 'download',
    hint: `Its share links lead to a page, and downloads of large files require a confirmation. ${UPLOAD}, or import the file with the Google Drive connector of TwelveLabs.`,
  },
  { name: 'Google Photos', hosts: ['photos.google.com', 'photos.app.goo.gl'], hint: `${UPLOAD}.` },
  {
    name: 'Dropbox',
    hosts: ['dropbox.com'],
    isDirect: ({ searchParams }) => searchParams.get('dl') === '1' || searchParams.has('raw'),
    hint: 'Replace `dl=0` at the end of the link with `dl=1`, or add `raw=1`.',
  },
  {
    name: 'OneDrive or SharePoint',
    hosts: ['onedrive.live.com', '1drv.ms', 'sharepoint.com'],
    isDirect: ({ pathname, searchParams }) =>
      searchParams.get('download') === '1' || /\/(_layouts\/15\/)?download(\.aspx)?$/.test(pathname),
    hint: 'Share the link with anyone, and add `download=1` to it.',
  },
  {
    name: 'Box',
    hosts: ['box.com'],
    isDirect: ({ pathname }) => pathname.startsWith('/shared/static/'),
    hint: 'Use the direct link from the settings of the shared link (".../shared/static/..."; paid plans).',
  },
  { name: 'Loom', hosts: ['loom.com'], isDirect: ({ hostname }) => hostname.startsWith('cdn.'), hint: NO_DIRECT_LINKS },
  {
    name: 'Wistia',
    hosts: ['wistia.com', 'wistia.net'],
    isDirect: ({ pathname }) => pathname.startsWith('/deliveries/'),
    hint: 'Use the link of an asset of the video (".../deliveries/....bin") from the data API of Wistia.',
  },
  { name: 'Dailymotion', hosts: ['dailymotion.com', 'dai.ly'], hint: NO_DIRECT_LINKS },
  {
    name: 'Twitch',
    hosts: ['twitch.tv'],
    isDirect: ({ hostname }) => hostname.startsWith('clips-media-assets'),
    hint: NO_DIRECT_LINKS,
  },
  { name: 'Facebook', hosts: ['facebook.com', 'fb.watch', 'fb.com'], hint: NO_DIRECT_LINKS },
  { name: 'Instagram', hosts: ['instagram.com'], hint: NO_DIRECT_LINKS },
  {
    name: 'TikTok',
    hosts: ['tiktok.com'],
    isDirect: ({ hostname, pathname }) => /^v\d/.test(hostname) || pathname.startsWith('/video/tos/'),
    hint: NO_DIRECT_LINKS,
  },
  { name: 'X', hosts: ['x.com', 'twitter.com', 't.co'], hint: NO_DIRECT_LINKS },
  { name: 'LinkedIn', hosts: ['linkedin.com', 'lnkd.in'], hint: NO_DIRECT_LINKS },
  {
    name: 'Reddit',
    hosts: ['reddit.com', 'redd.it'],
    isDirect: ({ hostname }) => hostname === 'v.redd.it',
    hint: NO_DIRECT_LINKS,
  },
  { name: 'Bilibili', hosts: ['bilibili.com', 'b23.tv'], hint: NO_DIRECT_LINKS },
  { name: 'Netflix', hosts: ['netflix.com'], hint: NO_DIRECT_LINKS },
  {
    name: 'Frame.io',
    hosts: ['frame.io', 'f.io'],
    isDirect: ({ hostname }) => /^(assets|media)\./.test(hostname),
    hint: `${UPLOAD}.`,
  },
  {
    name: 'WeTransfer',
    hosts: ['wetransfer.com', 'we.tl'],
    isDirect: ({ hostname }) => hostname.startsWith('download'),
    hint: `${UPLOAD}.`,
  },
  {
    name: 'iCloud',
    hosts: ['icloud.com'],
    isDirect: ({ hostname }) => /^(cvws|cvws-h2)\./.test(hostname),
    hint: `${UPLOAD}.`,
  },
  {
    name: 'MEGA',
    hosts: ['mega.nz', 'mega.io'],
    hint: `Its files are encrypted for the browser. ${UPLOAD}.`,
  },
  {
    name: 'MediaFire',
    hosts: ['mediafire.com'],
    isDirect: ({ hostname }) => hostname.startsWith('download'),
    hint: `${UPLOAD}.`,
  },
  {
    name: 'Zoom',
    hosts: ['zoom.us'],
    isDirect: ({ pathname }) => pathname.startsWith('/rec/download/'),
    hint: `${UPLOAD}.`,
  },
  {
    name: 'GitHub',
    hosts: ['github.com'],
    isDirect: ({ pathname, searchParams }) =>
      /\/(raw|releases\/download|user-attachments|files|assets)\//.test(pathname) || searchParams.get('raw') === 'true',
    hint: 'Use the link of a release asset, or for a file of a public repository, replace `/blob/` with `/raw/` (also for Git LFS).',
  },
  {
    name: 'GitLab',
    hosts: ['gitlab.com'],
    isDirect: ({ pathname }) => pathname.includes('/-/raw/') || pathname.includes('/packages/'),
    hint: 'Replace `/-/blob/` with `/-/raw/`.',
  },
  {
    name: 'Hugging Face',
    hosts: ['huggingface.co'],
    isDirect: ({ pathname }) => pathname.includes('/resolve/'),
    hint: 'Replace `/blob/` with `/resolve/`.',
  },
];

/** The service of a share link; null for direct links and for all other hosts. */
export function findSharingService(url: URL): SharingService | null {
  const host = url.hostname.toLowerCase().replace(/\.+$/, '');
  const service = SERVICES.find(({ hosts }) => hosts.some((known) => host === known || host.endsWith(`.${known}`)));
  if (service === undefined || service.isDirect?.(url) === true) return null;
  return service;
}
