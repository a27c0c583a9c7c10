import { readFile } from 'node:fs/promises';
import { asObject, type JsonObject, parseJson, parseNumber, parseText } from '../util/json.ts';

/** What GitHub says of the event that started the workflow (the file of GITHUB_EVENT_PATH); null where there is none. */
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
  /** The commit that was pushed to it; null where the event does not tell. */
  readonly commit: string | null;
  readonly isFromFork: boolean;
}

/** Reads it from the event that started the workflow; null when that is about none. */
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
