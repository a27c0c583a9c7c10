import type { Runner } from '../github/runner.ts';
import { InputError } from '../inputs/input-reader.ts';
import { toErrorCode } from '../model/error-catalog.ts';
import type { ErrorDetails } from '../model/errors.ts';
import { ActionError, createErrorDetails } from '../model/errors.ts';
import type { Log } from '../model/log.ts';
import type { VideoSource } from '../model/source.ts';
import { getLocation } from '../model/source.ts';
import type { VideoState } from '../model/video-store.ts';
import { getErrorMessage } from '../util/error.ts';
import { findUrlSecrets, isSafeToMask, MIN_MASKED_LENGTH } from '../util/url.ts';
import { MAX_ANNOTATIONS } from './annotations.ts';
import { escapeText, formatLogLine } from './escape.ts';
import type { Redact } from './redact.ts';
import { createRedact, removeQueries } from './redact.ts';

/** One annotation is kept for the results; further warnings become lines of the log. */
const MAX_WARNINGS = MAX_ANNOTATIONS - 1;
/** Shorter pieces of a malformed key are not removed: they would hide ordinary text. */
const MIN_SECRET_LENGTH = 8;

/** The log of a run on a runner. Its methods can be passed on as functions. */
export class LogWriter implements Log {
  /** How many videos the run has. */
  videoCount = 0;
  /** How many annotations `warning` has made. */
  warningCount = 0;
  readonly #runner: Runner;
  #redactKey: Redact = createRedact([]);
  /** For IDs, which are not longer than shorter secrets and must stay as they are. */
  #redactId: Redact = createRedact([]);
  readonly #secrets = new Set<string>();
  /** The secrets of links that were created during the run. */
  readonly #linkSecrets = new Map<VideoSource, readonly string[]>();
  #isGroupOpen = false;

  constructor(runner: Runner) {
    this.#runner = runner;
  }

  /** Masks the API key or another secret, and removes it from everything that is written from now on. */
  readonly addSecret = (apiKey: string): void => {
    if (apiKey === '') return;
    // A malformed key is reported, and what was pasted around the key must not reveal it.
    const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= MIN_SECRET_LENGTH)];
    for (const piece of new Set(pieces)) {
      if (piece.length >= MIN_MASKED_LENGTH && !/\s/.test(piece)) this.#runner.mask(piece);
      this.#secrets.add(piece);
    }
    this.#redactKey = createRedact([...this.#secrets]);
    this.#redactId = createRedact([...this.#secrets].filter((secret) => secret.length >= MIN_MASKED_LENGTH));
  };

  /** Masks the secrets of a link to the content of a video, and removes them from everything about that video. */
  readonly addLink = (source: VideoSource, url: string): void => {
    const secrets = findUrlSecrets(url);
    for (const secret of secrets) if (isSafeToMask(secret)) this.#runner.mask(secret);
    this.#linkSecrets.set(source, [...(this.#linkSecrets.get(source) ?? []), ...secrets]);
  };

  /** Removes the API key from a value that must otherwise stay as it is. */
  readonly redact: Redact = (text) => this.#redactKey(text);

  /** Removes the API key, the query of every link, and the secrets of `video` from a text for people. */
  readonly clean = (text: string, video?: VideoState): string => {
    const cleaned = this.#redactKey(removeQueries(text));
    if (video === undefined) return cleaned;
    const { source } = video;
    const secrets = source.kind === 'url' ? findUrlSecrets(source.url) : (this.#linkSecrets.get(source) ?? []);
    return createRedact(secrets)(cleaned);
  };

  /** A result without secrets; the object itself if it has none, as there may be thousands. */
  cleanResult<Result extends { readonly error: ErrorDetails | null }>(result: Result, video?: VideoState): Result {
    const changes = Object.entries(result).flatMap(([name, value]) => {
      if (typeof value !== 'string' || name === 'status') return [];
      const text = name.endsWith('_id') ? this.#redactId(value) : this.redact(value);
      return text === value ? [] : [[name, text]];
    });
    const cleaned: Result = changes.length === 0 ? result : { ...result, ...Object.fromEntries(changes) };
    if (cleaned.error === null) return cleaned;
    const { code, message } = cleaned.error;
    return {
      ...cleaned,
      error: { ...cleaned.error, code: toErrorCode(this.redact(code)), message: this.clean(message, video) },
    };
  }

  readonly info = (line: string, video?: VideoState): void => {
    this.event(video === undefined ? line : `${this.formatNumber(video)} note: ${video.name}: ${line}`, video);
  };

  /** A line that already names the video that it is about. */
  event(line: string, video?: VideoState): void {
    this.closeGroup();
    this.#runner.info(formatLogLine(this.clean(line, video)));
  }

  /** The position of a video among all: `[3/12]`. */
  formatNumber({ position }: VideoState): string {
    return `[${position + 1}/${Math.max(this.videoCount, position + 1)}]`;
  }

  readonly debug = (line: string): void => this.#runner.debug(escapeText(this.clean(line)));

  readonly warning: Log['warning'] = ({ message, hint }, { name, source }) => {
    const text = escapeText(this.clean(`${message} ${hint}`));
    if (this.warningCount === MAX_WARNINGS) {
      this.event(`Warning about ${name}: ${text}`);
      return;
    }
    this.warningCount += 1;
    this.#runner.warning(text, `TwelveLabs: ${escapeText(this.clean(name))}`, source && getLocation(source));
  };

  group(title: string, lines: readonly string[]): void {
    const cleaned = lines.map((line) => formatLogLine(this.clean(line)));
    this.#runner.group(title, cleaned);
  }

  /** A line about one video of many, in a group that ends with the next line outside of it. */
  eventInGroup(title: string, line: string, video: VideoState): void {
    if (!this.#isGroupOpen) this.#runner.openGroup(title);
    this.#isGroupOpen = true;
    this.#runner.info(formatLogLine(this.clean(line, video)));
  }

  closeGroup(): void {
    if (this.#isGroupOpen) this.#runner.closeGroup();
    this.#isGroupOpen = false;
  }

  /** Writes the error that ends the run as an annotation, and returns its details. */
  abort(error: unknown): ErrorDetails {
    this.closeGroup();
    const details = toErrorDetails(error, this.clean);
    this.#runner.error(details.message.split('\n').map(escapeText).join('\n'), 'TwelveLabs');
    if (error instanceof Error && !(error instanceof InputError)) this.debug(error.stack ?? '');
    return details;
  }
}

function toErrorDetails(error: unknown, clean: Redact): ErrorDetails {
  if (error instanceof ActionError) {
    const { details } = error;
    return { ...details, code: toErrorCode(clean(details.code)), message: clean(details.message) };
  }
  return createErrorDetails('internal_error', { message: `Internal error: ${clean(getErrorMessage(error))}` });
}
