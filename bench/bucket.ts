import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asObject } from '../src/util/json.ts';
import { atMost, formatMegabytes, type Scenario } from './figure.ts';
import { measureMemory } from './measured-run.ts';

const LISTER = fileURLToPath(new URL('./list-bucket.ts', import.meta.url));
const OBJECTS = 50_000;
const PAGE_SIZE = 1_000;
const MAX_BYTES = 300e6;

/** Lists a bucket with 50,000 videos, page by page, and matches a pattern with all of them. */
export const bucket: Scenario = {
  name: 'bucket',
  isNoisy: true,
  measure: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'bench-bucket-'));
    const server = createServer((request, response) => {
      const token = new URL(request.url ?? '/', 'http://host').searchParams.get('continuation-token');
      response.end(createPage(Number(token ?? 0)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const run = await measureMemory(LISTER, { ENDPOINT: `http://127.0.0.1:${port}` }, directory);
      const output = asObject(JSON.parse(run.stdout));
      if (output?.['objects'] !== OBJECTS) throw new Error(`the bucket was not listed completely: ${run.stdout}`);
      return [
        atMost(MAX_BYTES, {
          name: 'Peak memory of listing 50,000 objects of a bucket and matching all of them with a pattern',
          value: run.peakBytes,
          format: formatMegabytes,
          note: `${Math.round(Number(output['ms']))} ms`,
        }),
      ];
    } finally {
      server.closeAllConnections();
      server.close();
      await rm(directory, { recursive: true });
    }
  },
};

function createPage(start: number): string {
  const entries = Array.from({ length: PAGE_SIZE }, (_, offset) => {
    const n = start + offset;
    const etag = n.toString(16).padStart(32, '0');
    return `<Contents><Key>library/${n % 100}/a+folder/clip-${n}.mp4</Key><LastModified>2026-11-25T00:00:00.000Z</LastModified><ETag>&quot;${etag}&quot;</ETag><Size>1234567</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  const next = start + PAGE_SIZE;
  const isTruncated = next < OBJECTS;
  const token = isTruncated ? `<NextContinuationToken>${next}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${token}${entries.join('')}</ListBucketResult>`;
}
