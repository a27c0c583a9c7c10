/** Reads the manifest LIST, keeps the videos of SHARD, and prints `{ms, rows}`, without the start of Node. */
import { basename, dirname } from 'node:path';
import { createSourceCollector } from '../src/sources/deduplicate.ts';
import { readManifest } from '../src/sources/manifest/read-manifest.ts';
import { parseShard } from '../src/sources/shard.ts';
import { createSystemClock } from '../src/util/clock.ts';

const { LIST: path = '', SHARD: shard = '' } = process.env;

const started = performance.now();
const collector = createSourceCollector(parseShard(shard).shard, 'octo/videos');
const download = { clock: createSystemClock(), signal: new AbortController().signal, temporaryFolder: null };
const options = {
  roots: { workspace: dirname(path), temporaryFolder: null },
  allowPrivateUrls: false,
  maxItems: null,
  note: () => {},
  download,
};
for await (const batch of readManifest(basename(path), options))
  for (const source of batch) if (source.kind !== 'object_request') collector.add(source);
const { sources, otherShardsCount } = collector.result();
console.log(JSON.stringify({ ms: performance.now() - started, rows: sources.length + otherShardsCount }));
