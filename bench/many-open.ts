import { defaultIndexId } from '../simulator/options.ts';
import { type Simulator, startSimulator } from '../simulator/server.ts';
import { createTransport } from '../src/http/transport.ts';
import { fetchStatuses, type StatusSnapshot } from '../src/indexing/polling/fetch-statuses.ts';
import { createApi } from '../src/twelvelabs/api.ts';
import { createStatusSources } from '../src/twelvelabs/status-source.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { atMost, type Figure } from './figure.ts';
import type { Scenario } from './scenario.ts';

const TASKS = 500;
const MOST_REQUESTS = 10;
/** Long enough that no task ends meanwhile. */
const VIDEO_SECONDS = 3 * 3_600;
const REQUEST_TIMEOUT_MS = 10_000;

/** One look at 500 open tasks, over HTTP, on the simulated platform. */
export const manyOpen: Scenario = { name: 'many open tasks', measure };

async function measure(): Promise<readonly Figure[]> {
  const simulator = await startSimulator({ plan: 'unlimited', seed: 1 });
  try {
    const taskIds = openTasks(simulator);
    const sight = await look(simulator, taskIds);
    if (!isComplete(sight)) throw new Error(`a look at ${TASKS} tasks showed ${sight.states.length} of them`);
    return [requestsOf(simulator)];
  } finally {
    await simulator.close();
  }
}

function openTasks(simulator: Simulator): readonly string[] {
  const tasks = Array.from({ length: TASKS }, () =>
    simulator.core.addTask({ status: 'indexing', duration: VIDEO_SECONDS }),
  );
  return tasks.map((task) => task.id);
}

function look(simulator: Simulator, taskIds: readonly string[]): Promise<StatusSnapshot> {
  const clock = createSystemClock();
  const api = createApi({
    baseUrl: simulator.url,
    apiKey: 'any',
    send: createTransport(clock),
    clock,
    random: Math.random,
    trace: () => {},
  });
  const limits = { timeoutMs: REQUEST_TIMEOUT_MS, signal: new AbortController().signal };
  return fetchStatuses(createStatusSources(api, defaultIndexId).task, taskIds, () => limits);
}

function isComplete(sight: StatusSnapshot): boolean {
  return sight.error === null && sight.states.length === TASKS;
}

function requestsOf(simulator: Simulator): Figure {
  return atMost(MOST_REQUESTS, {
    what: `requests per round while ${TASKS} tasks are open`,
    value: simulator.requests.length,
    show: String,
  });
}
