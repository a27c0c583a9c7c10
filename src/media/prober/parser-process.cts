/**
 * Runs MediaInfo (C++ compiled to WebAssembly) in a process of its own, one file at a time. It does not open the file: it
 * asks the main process for bytes. It is CommonJS, because that is the form of MediaInfo that can be bundled.
 */
const createMediaInfo: CreateMediaInfo = require('mediainfo.js').default;

type ParserRequest = import('./protocol.ts').ParserRequest;
type ParserResponse = import('./protocol.ts').ParserResponse;
type MediaTrack = import('./protocol.ts').MediaTrack;

/** What is used of `mediainfo.js`, whose own types need those of a browser. */
type CreateMediaInfo = (options: {
  readonly format: 'JSON';
  readonly chunkSize: number;
  readonly locateFile: (name: string, folder: string) => string;
}) => Promise<{
  analyzeData(size: number, readChunk: (maxBytes: number, start: number) => Promise<Uint8Array>): Promise<string>;
}>;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE_BYTES = 64 * 1024;
/** The limit of the heap does not include the memory of WebAssembly. */
const MAX_MEMORY_BYTES = 160 * 1024 * 1024;
/** The memory of WebAssembly never shrinks. */
const MAX_REUSABLE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 256 * 1024;
const MAX_TRACKS = 64;
const MAX_TEXT_LENGTH = 64;
const FIELDS = [
  'Format',
  'CodecID',
  'Duration',
  'Delay',
  'Width',
  'Height',
  'PixelAspectRatio',
  'Rotation',
  'Encryption',
  'FrameCount',
  'IsTruncated',
  'Menu_For',
];

let memoryBytes = 0;

/** The only way for MediaInfo to get more memory. Without it, MediaInfo aborts. */
function limitMemory(prototype: WasmMemory): void {
  const { grow } = prototype;
  prototype.grow = function growWithinLimit(pages: number): number {
    memoryBytes = this.buffer.byteLength + pages * PAGE_BYTES;
    if (memoryBytes > MAX_MEMORY_BYTES) throw new RangeError('The file needs too much memory.');
    return grow.call(this, pages);
  };
}

let resolveData: ((data: Uint8Array) => void) | null = null;

function send(response: ParserResponse): void {
  process.send?.(response);
}

function readChunk(maxBytes: number, start: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    resolveData = resolve;
    send({ kind: 'read', start, maxBytes });
  });
}

/** The result of MediaInfo may be large, because it describes every fault of a file. */
function selectFields(json: string): readonly MediaTrack[] {
  const tracks: readonly Record<string, unknown>[] = JSON.parse(json).media?.track ?? [];
  return tracks.slice(0, MAX_TRACKS).map((track) => {
    const values = { ...Object(track['extra']), ...track };
    const known = FIELDS.filter((name) => typeof values[name] === 'string');
    const fields = Object.fromEntries(known.map((name) => [name, String(values[name]).slice(0, MAX_TEXT_LENGTH)]));
    return { type: String(track['@type']).slice(0, MAX_TEXT_LENGTH), fields };
  });
}

function start(): void {
  limitMemory(Reflect.get(globalThis, 'WebAssembly').Memory.prototype);
  // In the package, the WebAssembly is one folder above the code; in a bundle, it is beside it.
  const isSource = __filename.endsWith('.cts');
  const locateFile = (name: string, folder: string): string => `${folder}${isSource ? '../' : ''}${name}`;
  const loading = createMediaInfo({ format: 'JSON', chunkSize: CHUNK_BYTES, locateFile });
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.on('message', (request: ParserRequest) => {
    if (request.kind === 'data') {
      resolveData?.(request.data);
      return;
    }
    loading
      .then((mediaInfo) => mediaInfo.analyzeData(request.size, readChunk))
      .then(
        (json) => send({ kind: 'tracks', tracks: selectFields(json), isReusable: memoryBytes < MAX_REUSABLE_BYTES }),
        () => send({ kind: 'failed' }),
      );
  });
}

start();
