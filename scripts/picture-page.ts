/** The summary that the pictures of the README show, and its structure. */
import { load } from 'cheerio';
import { openDemoRuns } from './demo-runs.ts';
import { renderPage } from './render-summary.ts';

export const PICTURES_FOLDER = 'docs/pictures';
export const STRUCTURE_FILE = `${PICTURES_FOLDER}/summary.json`;

/** What a reader recognizes a summary by, without what differs from run to run. */
export interface PageStructure {
  readonly headings: readonly string[];
  readonly paragraphs: readonly string[];
  readonly folded: readonly string[];
  readonly tables: readonly { readonly columns: readonly string[]; readonly rows: readonly string[] }[];
}

const OLD_VIDEOS = ['keynote.mp4', 'product-tour.mp4', 'customer-story.mp4'];
const NEW_VIDEOS = ['interview.mp4', 'release-notes.mp4'];
const SETTINGS = { collection: 'octo/videos nightly', price_per_minute: '0.042', enable_video_stream: 'false' };

/**
 * Runs two nights of a workflow, and returns the summary of the second: new and reused videos, and a link to a page.
 * `speed`: simulated seconds per second. `inputs`: of both runs.
 */
export async function createPictureSummary(
  speed: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<string> {
  const runs = await openDemoRuns(speed);
  try {
    await runs.run([...OLD_VIDEOS, 'draft.mp4'], { ...SETTINGS, ...inputs });
    const names = [...OLD_VIDEOS, ...NEW_VIDEOS, 'watch'];
    const { summary } = await runs.run(names, { ...SETTINGS, preflight: 'strict', ...inputs });
    return summary;
  } finally {
    await runs.close();
  }
}

export async function readStructure(summary: string): Promise<PageStructure> {
  const $ = load(await renderPage(summary, 'light'));
  const getTexts = (selector: string): readonly string[] =>
    $(selector)
      .get()
      .map((element) => normalize($(element).text()));
  const tables = $('article table')
    .get()
    .map((table) => {
      const columns = $(table)
        .find('th')
        .get()
        .map((cell) => $(cell).text());
      const isShown = (_: unknown, at: number): boolean => columns[at] !== 'Time';
      const rows = $(table).find('tbody tr').get();
      const toText = (row: (typeof rows)[number]): string =>
        $(row)
          .find('td')
          .get()
          .filter(isShown)
          .map((cell) => normalize($(cell).text()))
          .join(' | ');
      return { columns, rows: rows.map(toText).toSorted() };
    });
  return {
    headings: getTexts('article :is(h1, h2, h3, h4)'),
    paragraphs: getTexts('article p'),
    folded: getTexts('article summary'),
    tables,
  };
}

function normalize(text: string): string {
  return text
    .replace(/\b[0-9a-f]{24}\b/g, 'ID')
    .replace(/\s+/g, ' ')
    .trim();
}
