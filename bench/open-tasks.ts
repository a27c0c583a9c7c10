import { defaultIndexId } from '../simulator/options.ts';
import { startSimulator } from '../simulator/server.ts';
import { createTransport } from '../src/http/transport.ts';
import { fetchStatuses } from '../src/indexing/polling/fetch-statuses.ts';
import { createApi } from '../src/twelvelabs/api.ts';
import { createStatusSources } from '../src/twelvelabs/status-source.ts';
import { createSystemClock } from '../src/util/clock.ts';
import { atMost, type Figure, type Scenario } from './figure.ts';

const TASKS = 500;
const MAX_REQUESTS_PER_TASK = 0.02;
/** So long that no task ends during the measurement. */
const VIDEO_SECONDS = 3 * 3_600;
const REQUEST_TIMEOUT_MS = 10_000;

/** One poll of 500 open tasks, over HTTP, on the simulated platform. */
export const openTasks: Scenario = { name: 'open-tasks', isNoisy: false, measure };

async function measure(): Promise<readonly Figure[]> {
  const simulator = await startSimulator({ plan: 'unlimited', seed: 1 });
  try {
    const tasks = Array.from({ length: TASKS }, () =>
      simulator.core.addTask({ status: 'indexing', duration: VIDEO_SECONDS }),
    );
    const clock = createSystemClock();
    const send = createTransport(clock);
    const { random } = Math;
    const api = createApi({ baseUrl: simulator.url, apiKey: 'tlk_benchmark', send, clock, random, trace: () => {} });
    const limits = { timeoutMs: REQUEST_TIMEOUT_MS, signal: new AbortController().signal };
    const source = createStatusSources(api, defaultIndexId).task;
    const taskIds = tasks.map(({ id }) => id);
    const { error, states } = await fetchStatuses(source, taskIds, () => limits);
    if (error !== null || states.length !== TASKS) throw new Error(`${states.length} of ${TASKS} statuses were read`);
    const requests = simulator.requests.length;
    return [
      atMost(MAX_REQUESTS_PER_TASK, {
        name: `Requests for one poll of ${TASKS} open tasks, relative to one request per task`,
        value: requests / TASKS,
        format: (value) => value.toFixed(3),
        note: `${requests} requests`,
      }),
    ];
  } finally {
    await simulator.close();
  }
}
