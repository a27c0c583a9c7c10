import { describe, expect, test } from '@jest/globals';
import { INDEX_ID, type StepOptions, withBundleHarness } from '../support/bundle-harness.ts';
import { startProxyServer } from '../support/proxy-server.ts';

/** Runs a step that must fail before anything is submitted, and returns its log. */
async function fail(inputs: Readonly<Record<string, string>>, options: StepOptions = {}): Promise<string> {
  let log = '';
  await withBundleHarness({}, async ({ run, simulator }) => {
    const result = await run(inputs, options);
    expect(result.code).toBe(1);
    expect(result.outputs['error_code']).toBe('input_invalid');
    expect(simulator.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    log = result.log;
  });
  return log;
}

describe('index_id', () => {
  test('that is the name of an index is answered with its ID', async () => {
    await withBundleHarness({}, async ({ run, simulator }) => {
      const response = await fetch(`${simulator.url}/indexes`, { headers: { 'x-api-key': 'tlk_test' } });
      const { data } = (await response.json()) as { data: ReadonlyArray<{ _id: string; index_name: string }> };
      const name = data.find(({ _id }) => _id === INDEX_ID)?.index_name ?? '';
      const result = await run({ index_id: name });
      expect(result.code).toBe(1);
      expect(result.log).toContain(
        `Input \`index_id\` is "${name}". Expected the ID of the index instead of its name: ${INDEX_ID}.`,
      );
    });
  });

  test('that is no name either is reported as before', async () => {
    expect(await fail({ index_id: 'My first index' })).toContain('the name or the URL of the index instead of its ID');
  });
});

test.each([
  ['"tlk_CANARY123456"', 'quotes around the key'],
  ["'tlk_CANARY123456'", 'quotes around the key'],
  ['TWELVE_LABS_API_KEY=tlk_CANARY123456', 'NAME=key instead of the key'],
  ['tlk_CANARY\n123456', 'a line break inside the key'],
  ['Bearer tlk_CANARY123456', 'a header instead of the key'],
])('the key %j is refused before it is sent', async (key, hint) => {
  const log = await fail({ api_key: key });
  expect(log).toContain(hint);
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('CANARY');
});

describe('a proxy', () => {
  test.each([
    ['proxy.example:3128', 'a proxy without http:// before its host'],
    ['socks5://proxy.example:1080', 'neither http nor https'],
    ['http://user:50%CANARY@proxy.example:3128', 'percent-encode the special characters'],
    ['http://user:CANARY#1@proxy.example:3128', 'percent-encode the special characters'],
    ['http://user:CANARY/1@proxy.example:3128', 'percent-encode the special characters'],
  ])('%s is an error that says why', async (value, hint) => {
    const log = await fail({}, { env: { HTTPS_PROXY: value } });
    expect(log).toContain('Input `HTTPS_PROXY` is');
    expect(log).toContain(hint);
    expect(log).not.toContain('CANARY');
  });

  test('is not used for hosts that NO_PROXY names with *', async () => {
    await withBundleHarness({}, async ({ run, video }) => {
      const proxy = await startProxyServer(new URL(video('x')).origin);
      const step = (noProxy: string): ReturnType<typeof run> =>
        run(
          { video_url: 'http://clips.videos.example/a.mp4', preflight: 'strict' },
          { env: { HTTP_PROXY: proxy.origin, NO_PROXY: noProxy } },
        );
      try {
        await step('*.other.example');
        const used = proxy.tunnels.length;
        expect(used).toBeGreaterThan(0);
        await step('localhost, *.videos.example');
        expect(proxy.tunnels).toHaveLength(used);
      } finally {
        await proxy.close();
      }
    });
  });
});
