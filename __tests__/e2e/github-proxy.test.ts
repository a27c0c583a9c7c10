import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type BundleHarness, openBundleHarness } from '../support/bundle-harness.ts';
import { type GitHubServer, startGitHubServer, TOKEN } from '../support/github-server.ts';
import { type ProxyServer, startProxyServer } from '../support/proxy-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'github-proxy-'));
let github: GitHubServer;
let proxy: ProxyServer;
let harness: BundleHarness;

beforeAll(async () => {
  [github, harness] = await Promise.all([startGitHubServer(), openBundleHarness()]);
  proxy = await startProxyServer(github.apiUrl);
});
afterAll(async () => {
  await Promise.all([proxy.close(), harness.close()]);
  await github.close();
  rmSync(folder, { recursive: true });
});

test('the bundle reaches GitHub through the proxy of the environment, and loopback without it', async () => {
  const event = join(folder, 'event.json');
  const pullRequest = { number: 7, head: { sha: 'a'.repeat(40), repo: { full_name: 'octo/videos' } } };
  writeFileSync(event, JSON.stringify({ pull_request: pullRequest }));
  const { code } = await harness.run(
    { comment: 'true', github_token: TOKEN },
    {
      env: {
        GITHUB_API_URL: 'http://github.example/api/v3',
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: event,
        http_proxy: proxy.origin,
        no_proxy: '127.0.0.1',
      },
    },
  );
  expect(code).toBe(0);
  expect(github.comments.map(({ issue }) => issue)).toEqual([7]);
  expect([...new Set(proxy.tunnels)]).toEqual(['github.example:80']);
});
