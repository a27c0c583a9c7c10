import { MetadataQuery } from '../../src/existing/metadata-query.ts';
import type { Runner } from '../../src/github/runner.ts';
import type { Form } from '../../src/http/multipart.ts';
import type { RequestLimits } from '../../src/http/request-limits.ts';
import type { ErrorDetails } from '../../src/model/errors.ts';
import type { Log } from '../../src/model/log.ts';
import { NO_METADATA, type VideoResult } from '../../src/model/result.ts';
import type { Api } from '../../src/twelvelabs/api.ts';
import type { JsonObject } from '../../src/util/json.ts';

export function createErrorDetails(change: Partial<ErrorDetails> = {}): ErrorDetails {
  return { code: 'video_file_broken', message: 'It is broken.', hint: 'Replace it.', class: 'media', ...change };
}

/** The result of a video that is ready. */
export function createVideoResult(change: Partial<VideoResult> = {}): VideoResult {
  return {
    ...NO_METADATA,
    source: 'https://example.com/intro.mp4',
    name: 'intro.mp4',
    status: 'ready',
    task_id: 'task-1',
    video_id: 'video-1',
    index_id: 'index-1',
    action: 'none',
    reason: null,
    replaces: [],
    reused: false,
    duration: 10,
    submitted_at: '2026-11-23T10:00:00.000Z',
    ready_at: '2026-11-23T10:01:00.000Z',
    elapsed_seconds: 60,
    error: null,
    ...change,
  };
}

/** A runner that returns inputs as the real one does (trimmed, empty when unset) and records which were read. */
export function createFakeRunner(
  inputs: Readonly<Record<string, string>>,
  read: Set<string> = new Set(),
): Pick<Runner, 'input'> & Runner {
  const nothing = (): void => {};
  return {
    input: (name) => {
      read.add(name);
      return (inputs[name] ?? '').trim();
    },
    output: nothing,
    mask: nothing,
    info: nothing,
    debug: nothing,
    notice: nothing,
    warning: nothing,
    error: nothing,
    group: nothing,
    openGroup: nothing,
    closeGroup: nothing,
    summary: () => Promise.resolve(),
  };
}

/** A log that adds its lines to a list. */
export function logTo(lines: string[] = []): Log {
  return {
    info: (line) => lines.push(line),
    warning: ({ code }, { name }) => lines.push(`${name} ${code}`),
    debug: () => {},
  };
}

/** A call that a fake `Api` received. */
export interface Call {
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly form?: Form;
}

/** The part of a fake `Api` that never pauses anything. */
export const NO_COOLDOWN: Pick<Api, 'cooldown' | 'hasResponded' | 'isLocal'> = {
  cooldown: { remainingMs: () => 0, wait: async () => {}, pauseFor: () => {}, reset: () => {} },
  isLocal: false,
  hasResponded: () => true,
};

/** An `Api` that has one answer for every GET and every form; other calls fail. */
export function createFakeApi(answer: JsonObject, calls: Call[] = []): Api {
  const unexpected = (): Promise<never> => Promise.reject(new Error('unexpected call'));
  return {
    ...NO_COOLDOWN,
    get: (path, query) => {
      calls.push({ path, query });
      return Promise.resolve(answer);
    },
    postForm: (path, form) => {
      calls.push({ path, form });
      return Promise.resolve(answer);
    },
    postFile: unexpected,
    postJson: unexpected,
    patchJson: unexpected,
    delete: unexpected,
  };
}

export const LIMITS: RequestLimits = { timeoutMs: 1_000, signal: new AbortController().signal };

/** What a promise rejects with; fails if it does not. */
export async function getRejection(promise: Promise<unknown>): Promise<unknown> {
  const missing = Symbol('missing');
  const reason: unknown = await promise.then(
    () => missing,
    (error: unknown) => error,
  );
  if (reason === missing) throw new Error('The promise was fulfilled.');
  return reason;
}

/** What `work` throws; fails if it does not. */
export function getThrownError(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('The function did not throw.');
}

/** Texts that need escaping in a log, in HTML or in Markdown. */
export const UNSAFE_TEXTS: readonly string[] = [
  '::error::x',
  '  ::set-output name=a::b',
  '##[error]x',
  'a ##[command]b',
  '::add-mask::x',
  '\r\n::stop-commands::x',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</code></td></table><h1>x',
  '<!-- a -->',
  '| a | b |',
  'a | b',
  '**bold** _it_ ~~s~~ `c`',
  '`',
  '```',
  '![x](https://evil.example/x.png)',
  '[x](javascript:alert(1))',
  'https://evil.example/?a=b',
  'www.evil.example',
  'a@evil.example',
  '@octocat',
  'owner/name#1',
  '#1',
  'GH-1',
  '# heading',
  '1. one',
  '- item',
  '> quote',
  '---',
  '===',
  '&lt;b&gt; &amp; &#x3c;',
  '\\`\\|',
  '\u001b[31mred\u001b[0m',
  '\u202egpj.exe',
  '\u2066x\u2069',
  'a\u200bb',
  '\u2028line\u2029par',
  '\u0085next',
  '\u0000',
  '\ufeff',
  '\ud800',
  '日本語 ファイル.mp4',
  'naïve café.mp4',
  '👩‍👩‍👧‍👦.mp4',
  '    indented',
  '$HOME %0A %25',
  '{{x}}',
  'it\'s "quoted"',
  '[ ] todo',
  '[^1]: note',
  '$a^2$',
  ':tada:',
];

/** The questions to an index, in which nothing is repeated. */
export function createTestMetadataQuery(api: Api, indexId: string): MetadataQuery {
  const { signal } = new AbortController();
  const createLimits = (): RequestLimits => ({ timeoutMs: 1_000, signal });
  return new MetadataQuery({ api, indexId, createLimits, retry: (read) => read() });
}
