import { type FileHandle, open } from 'node:fs/promises';
import type { ActionEnvironment } from '../github/environment.ts';
import { locateReleaseAsset, openReleaseAsset } from '../github/release-download.ts';
import { SourceError } from '../model/errors.ts';
import type { FileSource, ObjectSource, OpenableSource, VideoSource } from '../model/source.ts';
import { ApiError } from '../twelvelabs/errors.ts';
import type { VideoContent } from '../twelvelabs/tasks.ts';
import { readFileChunks, type SizedStream } from '../util/chunks.ts';
import { getSystemErrorCode } from '../util/error.ts';
import { OPEN_FLAGS } from '../util/plain-files.ts';
import type { Buckets } from './objects/buckets.ts';
import { createGitHubOptions } from './release-assets.ts';

/** Access to objects of buckets. */
export interface ObjectLinks {
  readonly buckets: Pick<Buckets, 'presign'>;
  /** Called with every link to an object before its first use, because it contains a signature. */
  readonly onLink: (source: ObjectSource, url: string) => void;
}

async function createObjectLink(source: ObjectSource, { buckets, onLink }: ObjectLinks): Promise<string> {
  const url = await buckets.presign(source);
  onLink(source, url);
  return url;
}

/**
 * Opens the content of a file, of an object of a bucket (by a link), or of a release asset of a private repository. Rejects with an `ApiError` of kind
 * `not_sent` if it is not available, so that the submission counts as never sent.
 */
export function createContentOpener(
  { githubToken }: { readonly githubToken: string },
  environment: ActionEnvironment,
  links: ObjectLinks,
): (source: OpenableSource) => Promise<VideoContent> {
  return async (source) => {
    try {
      if (source.kind === 'object') return { kind: 'url', url: await createObjectLink(source, links) };
      const content =
        source.kind === 'file'
          ? await openVideoFile(source)
          : await openReleaseAsset(source, createGitHubOptions(githubToken, environment));
      return { kind: 'file', filename: source.name, ...content };
    } catch (error) {
      if (error instanceof SourceError) throw new ApiError('not_sent', error.details, { cause: error });
      throw error;
    }
  };
}

/**
 * Gets a URL of a release asset or of an object that works for some time without a token; null if there is none, which
 * the submission reports.
 */
export function createAssetLocator(
  { githubToken }: { readonly githubToken: string },
  environment: ActionEnvironment,
  links: ObjectLinks,
): (video: { readonly source: VideoSource }) => Promise<string | null> {
  return async ({ source }) => {
    if (source.kind !== 'release_asset' && source.kind !== 'object') return null;
    try {
      if (source.kind === 'object') return await createObjectLink(source, links);
      return await locateReleaseAsset(source, createGitHubOptions(githubToken, environment));
    } catch (error) {
      if (error instanceof SourceError) return null;
      throw error;
    }
  };
}

/**
 * Opens a file of the workspace for upload. Rejects with a `SourceError` if it is no longer the file that was found at
 * the start of the step.
 */
export async function openVideoFile({ path, displayName, size }: FileSource): Promise<SizedStream> {
  const file = await openRegularFile(path, displayName);
  const currentSize = (await file.stat()).size;
  if (currentSize === size) {
    // Reads to the end of the file; the reader of the stream detects a file that has grown.
    return { stream: readFileChunks(file, { start: 0, length: null }, () => void file.close()), size };
  }
  await file.close();
  throw createFileChangedError(displayName, `it had ${size} bytes at the start, and now has ${currentSize}`);
}

/** All links in the path were resolved before, so that a link there now is new and is not followed. */
async function openRegularFile(path: string, displayName: string): Promise<FileHandle> {
  try {
    return await open(path, OPEN_FLAGS.read);
  } catch (cause) {
    const reason = `it can no longer be opened (${getSystemErrorCode(cause) ?? 'unknown reason'})`;
    throw createFileChangedError(displayName, reason, { cause });
  }
}

function createFileChangedError(displayName: string, reason: string, options?: ErrorOptions): SourceError {
  const message = `The file ${JSON.stringify(displayName)} changed while this step was running: ${reason}.`;
  const hint = 'Run this step after the process that writes the file has ended.';
  return new SourceError({ code: 'video_file_changed', message, hint, class: 'input' }, options);
}
