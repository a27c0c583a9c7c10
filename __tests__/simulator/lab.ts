import { type ApiRequest, createCore, type SimulatorCore } from '../../simulator/core.ts';
import type { FetchedVideo } from '../../simulator/fetch-video.ts';
import { defaultIndexId, defaultOptions, type SimulatorOptions, withOptions } from '../../simulator/options.ts';
import { seededRandom } from '../../simulator/random.ts';

/** What may be in an answer. */
export interface Body {
  _id?: string;
  video_id?: string;
  asset_id?: string;
  status?: string;
  code?: string;
  message?: string;
  error?: { code?: string; message?: string; details?: unknown[] };
  error_reason?: string;
  hls?: unknown;
  user_metadata?: unknown;
  filename?: string;
  created_at?: string;
  updated_at?: string;
  data?: Body[];
  index?: unknown;
  page_info?: { total_results: number };
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** A platform in memory under a clock that the test moves. */
export interface Lab {
  readonly core: SimulatorCore;
  /** Moves the clock by simulated seconds. */
  pass(seconds: number): void;
  call(method: string, path: string, body?: object): Promise<Answer>;
  /** Sends a multipart form. */
  post(path: string, fields: Record<string, string>): Promise<Answer>;
  submit(url?: string): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** The ID of a ready asset. */
  asset(fields?: Record<string, string>): Promise<string>;
}

/** The time at which the clock of a lab starts. */
export const START = Date.UTC(2026, 10, 23, 12);

/** Facts about a video without its duration. */
export const FACTS = { width: 640, height: 360, fps: 25, size: 1000, hasAudio: true };

/** A video of 10 seconds that can be indexed. */
export function tenSeconds(url: string): FetchedVideo {
  return { kind: 'video', filename: url.split('/').at(-1) ?? '', facts: { ...FACTS, duration: 10 } };
}

export function createLab(options: Partial<SimulatorOptions> = {}, video = tenSeconds): Lab {
  let now = START;
  const core = createCore({
    options: withOptions(defaultOptions, { plan: 'unlimited', concurrency: 5, jitter: 0, ...options }),
    clock: { now: () => now },
    random: seededRandom(1),
    fetchVideo: async (url) => video(url),
  });
  const pass = (seconds: number): void => {
    now += seconds * 1000;
  };
  const call: Lab['call'] = (method, path, body) =>
    send(core, toRequest(method, path, body === undefined ? '' : 'application/json', JSON.stringify(body) ?? ''));
  const post: Lab['post'] = (path, fields) => send(core, toForm(path, fields));
  return {
    core,
    pass,
    call,
    post,
    submit: (url = 'https://x.example/a.mp4') => post('/tasks', { index_id: defaultIndexId, video_url: url }),
    get: (path) => call('GET', path),
    asset: async (fields = {}) => {
      const { body } = await post('/assets', { method: 'url', url: 'https://x.example/a.mp4', ...fields });
      pass(6);
      return body._id ?? '';
    },
  };
}

export function toForm(path: string, fields: Record<string, string>): ApiRequest {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return toRequest('POST', path, 'multipart/form-data; boundary=b', `${parts.join('')}--b--\r\n`);
}

export function toRequest(method: string, path: string, contentType = '', body = ''): ApiRequest {
  const [pathname = '', query = ''] = path.split('?');
  const headers = { 'x-api-key': 'k', 'content-type': contentType };
  return { method, path: `/v1.3${pathname}`, query: new URLSearchParams(query), headers, body: Buffer.from(body) };
}

export async function send(core: SimulatorCore, request: ApiRequest): Promise<Answer> {
  const delivery = await core.deliver(request);
  if (delivery.kind !== 'reply') throw new Error(delivery.kind);
  const { status, headers, body } = delivery.reply;
  return { status, headers, body: String(body) === '' ? {} : JSON.parse(String(body)) };
}
