import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimTask } from '../../simulator/core.ts';
import type { BundleHarness, StepResult } from './bundle-harness.ts';
import { type HttpServer, serveWhole, startHttpServer } from './http-server.ts';
import { readSampleVideo } from './sample-video.ts';

/** A row of the list: the file that the link names, and its content. */
export interface Row {
  readonly file: string;
  readonly content: string;
  readonly key?: string;
  readonly name?: string;
  readonly user_metadata?: Readonly<Record<string, unknown>>;
}

/** A host whose files have a content that changes from night to night. */
export interface ContentHost extends Pick<HttpServer, 'origin' | 'close'> {
  /** What the files contain from now on. */
  serve(rows: readonly Row[]): void;
}

export async function startContentHost(): Promise<ContentHost> {
  const sample = readSampleVideo();
  let contents: ReadonlyMap<string, string> = new Map();
  const server = await startHttpServer((request, response) => {
    const content = contents.get(request.url ?? '') ?? 'none';
    // The date belongs to the content, as that of a file that is renamed does.
    const day = 1 + ((createHash('sha256').update(content).digest()[0] ?? 0) % 28);
    const headers = { etag: `"${content}"`, 'last-modified': new Date(Date.UTC(2026, 1, day)).toUTCString() };
    serveWhole(sample, { 'content-type': 'video/mp4', ...headers })(request, response);
  });
  return {
    origin: server.origin,
    close: () => server.close(),
    serve: (rows) => {
      contents = new Map(rows.map(({ file, content }) => [`/${file}`, content]));
    },
  };
}

export const COLLECTION = 'octo/videos main list';
export const INPUTS = {
  reuse: 'true',
  preflight: 'warn',
  poll_interval_seconds: '1',
  collection: COLLECTION,
  max_deletions: '100',
};

/** Runs the bundle with a list of the files of a host, or with the text of a list. */
export async function runNight(
  harness: BundleHarness,
  host: ContentHost,
  list: readonly Row[] | string,
  inputs: Readonly<Record<string, string>>,
): Promise<StepResult> {
  const rows = typeof list === 'string' ? [] : list;
  host.serve(rows);
  const entries = rows.map(({ file, content: _, ...row }) => ({ url: `${host.origin}/${file}`, ...row }));
  return await harness.run(
    { ...INPUTS, video_url: '', manifest: 'list.json', ...inputs },
    {
      prepare: (folder) =>
        writeFileSync(join(folder, 'list.json'), typeof list === 'string' ? list : JSON.stringify(entries)),
    },
  );
}

/** The videos of this action that are in the index. */
export function getOwn(harness: BundleHarness): readonly SimTask[] {
  return harness.simulator.core
    .tasks()
    .filter((task) => !task.videoDeleted && Object.hasOwn(task.userMetadata, 'gha_source'));
}
