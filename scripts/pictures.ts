/**
 * Makes the pictures of the README: the summary of a real run, in light and dark, rendered with headless Chromium (on
 * Debian: `apt-get install chromium fonts-noto-color-emoji`). Writes their structure beside them, which a test compares
 * with that of the present code.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPictureSummary, PICTURES_FOLDER, readStructure, STRUCTURE_FILE } from './picture-page.ts';
import { renderPage, type Theme } from './render-summary.ts';

/** Simulated seconds per second. */
const SPEED = 60;
/** Points. */
const WIDTH = 840;
const MAX_BYTES = 60_000;
/** Pixels per point. */
const SCALE = 1.5;
/** Of the WebP encoder, from 0 to 1. Text stays sharp. */
const QUALITY = 0.35;

function findChromium(): string {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const found = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (found === undefined) throw new Error(`Chromium is not installed. Install it as one of ${names.join(', ')}.`);
  return found;
}

function runChromium(chromium: string, page: string, flags: readonly string[]): string {
  // Without a sandbox, because it shows only a page that this script wrote, and containers do not allow one.
  const always = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage'];
  const { status, stdout, stderr } = spawnSync(chromium, [...always, ...flags, pathToFileURL(page).href], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`Chromium failed: ${stderr}`);
  return stdout;
}

/** Points from the top of the page to the end of its content. */
function measureHeight(chromium: string, page: string): number {
  const dom = runChromium(chromium, page, ['--dump-dom', `--window-size=${WIDTH},800`]);
  const [, height] = /data-height="(\d+)"/.exec(dom) ?? [];
  if (height === undefined) throw new Error('The height of the page cannot be determined.');
  return Number(height);
}

const MEASURE = `<script>
document.body.dataset.height = Math.ceil(document.querySelector('article').getBoundingClientRect().height);
</script>
`;

/** Converts a PNG of Chromium to WebP, which takes a quarter of its space. */
function toWebp(chromium: string, png: string, folder: string): Buffer {
  const page = join(folder, 'convert.html');
  const source = `data:image/png;base64,${readFileSync(png).toString('base64')}`;
  writeFileSync(page, `<!doctype html><body><img src="${source}">${CONVERT}`);
  const [, data] =
    /data-webp="data:image\/webp;base64,([^"]+)"/.exec(runChromium(chromium, page, ['--dump-dom'])) ?? [];
  if (data === undefined) throw new Error('Chromium did not convert the picture to WebP.');
  return Buffer.from(data, 'base64');
}

const CONVERT = `<script>
addEventListener('load', () => {
  const image = document.querySelector('img');
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext('2d').drawImage(image, 0, 0);
  document.body.dataset.webp = canvas.toDataURL('image/webp', ${QUALITY});
  image.remove();
});
</script>
`;

const chromium = findChromium();
const summary = await createPictureSummary(SPEED);
const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
try {
  mkdirSync(PICTURES_FOLDER, { recursive: true });
  for (const theme of ['light', 'dark'] satisfies Theme[]) {
    const page = join(folder, `${theme}.html`);
    writeFileSync(page, `${await renderPage(summary, theme)}${MEASURE}`);
    const height = measureHeight(chromium, page);
    const png = join(folder, `${theme}.png`);
    const size = [`--window-size=${WIDTH},${height}`, `--force-device-scale-factor=${SCALE}`];
    runChromium(chromium, page, [`--screenshot=${png}`, ...size]);
    const webp = toWebp(chromium, png, folder);
    const picture = join(PICTURES_FOLDER, `summary-${theme}.webp`);
    if (webp.length > MAX_BYTES) throw new Error(`${picture} would have ${webp.length} bytes, above ${MAX_BYTES}.`);
    writeFileSync(picture, webp);
    console.log(`${picture}: ${WIDTH} × ${height} points, ${webp.length} bytes`);
  }
  writeFileSync(STRUCTURE_FILE, `${JSON.stringify(await readStructure(summary), null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
