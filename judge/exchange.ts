import type { Exchange } from '../simulator/exchanges.ts';
import { splitPath } from '../simulator/routes.ts';
import type { Judge, JudgedBody, JudgedRequest } from './judge.ts';

/** What is wrong with the request, and with the response, of one exchange with the simulator. */
export interface Verdict {
  readonly request: readonly string[];
  readonly response: readonly string[];
}

/** Holds one exchange against the description of the API, with the variants that the simulator's options choose. */
export function judgeExchange(judge: Judge, { request, body, reply, options }: Exchange): Verdict {
  const judged: JudgedRequest = {
    method: request.method,
    path: splitPath(request.path).path,
    query: request.query,
    headers: request.headers,
    body: toJudgedBody(body),
  };
  const response = { status: reply.status, headers: reply.headers, body: String(reply.body) };
  return {
    request: judge.checkRequest(judged),
    response: judge.checkResponse(judged, response, { ...options }),
  };
}

function toJudgedBody(body: Exchange['body']): JudgedBody {
  if (body.kind !== 'form') return body;
  const files = Object.entries(body.files).map(([name, { filename }]): [string, string[]] => [name, [filename]]);
  return { kind: 'form', values: new Map([...body.repeated, ...files]) };
}
