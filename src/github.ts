/**
 * Loads `@actions/github` when GitHub is first asked for something; other runs never pay for it. Its HTTP client,
 * undici, has to be there first: see `vendor/lazy-undici`.
 */
export async function loadGitHub(): Promise<typeof import('@actions/github')> {
  Reflect.set(globalThis, Symbol.for('undici-on-demand'), await import('undici-on-demand'));
  return import('@actions/github');
}
