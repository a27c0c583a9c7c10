import { readFile } from 'node:fs/promises';
import { asObject, type JsonObject, parseJson, parseNumber, parseText } from '../util/json.ts';

/** Reads the event that started the workflow (the file of GITHUB_EVENT_PATH); null if there is none. */
export async function readEvent(path: string | undefined): Promise<JsonObject | null> {
  if (!path) return null;
  try {
    return asObject(parseJson(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** The pull request that a run is for. */
export interface PullRequest {
  readonly number: number;
  /** The head commit; null if the event does not contain it. */
  readonly commit: string | null;
  readonly isFromFork: boolean;
}

/** The pull request of the event that started the workflow; null if the event is not about one. */
export async function findPullRequest(env: Readonly<Record<string, string | undefined>>): Promise<PullRequest | null> {
  return parsePullRequest(await readEvent(env['GITHUB_EVENT_PATH']), env['GITHUB_REPOSITORY'] ?? '');
}

/** The pull request of an event; null if the event is not about one. */
export function parsePullRequest(event: JsonObject | null, repository: string): PullRequest | null {
  const pullRequest = asObject(event?.['pull_request']);
  const number = parseNumber(pullRequest?.['number']);
  if (number !== null) {
    const head = asObject(pullRequest?.['head']);
    const from = parseText(asObject(head?.['repo'])?.['full_name']);
    const isFromFork = head !== null && from?.toLowerCase() !== repository.toLowerCase();
    return { number, commit: parseText(head?.['sha']), isFromFork };
  }
  const issue = asObject(event?.['issue']);
  const issueNumber = asObject(issue?.['pull_request']) === null ? null : parseNumber(issue?.['number']);
  return issueNumber === null ? null : { number: issueNumber, commit: null, isFromFork: false };
}
