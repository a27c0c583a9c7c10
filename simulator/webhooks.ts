import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimTask, SimulatorCore } from './core.ts';

/** Sends the end of tasks to `webhookUrl`. */
export interface Webhooks {
  /** Sends what has ended since the last call. */
  tick(): void;
}

/** Real milliseconds before each further attempt. How often the platform tries again is not documented. */
const RETRY_MS = [100, 300, 900];
const TIMEOUT_MS = 5000;

/** A task that ended while there was no `webhookUrl` is not sent later. Deliveries run in parallel. */
export function createWebhooks(core: SimulatorCore, signal: AbortSignal): Webhooks {
  let reported = 0;
  return {
    tick: () => {
      const ended = core.endings(reported);
      reported += ended.length;
      for (const task of ended) {
        // A webhook that cannot be delivered is lost, as a dashboard would show it.
        if (core.options.webhookUrl !== null) deliver(core, task, signal).catch(() => undefined);
      }
    },
  };
}

async function deliver(core: SimulatorCore, task: SimTask, signal: AbortSignal): Promise<void> {
  const body = JSON.stringify(createEvent(task, new Date()));
  for (const pause of [...RETRY_MS, null]) {
    if (await attempt(core, body, signal)) return;
    if (pause === null) return;
    await sleep(pause, undefined, { signal });
  }
}

async function attempt({ options }: SimulatorCore, body: string, signal: AbortSignal): Promise<boolean> {
  if (options.webhookUrl === null) return true;
  const seconds = Math.floor(Date.now() / 1000);
  const headers = {
    'content-type': 'application/json',
    'tl-signature': `t=${seconds},v1=${signature(options.webhookSecret, seconds, body)}`,
  };
  const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const sent = fetch(options.webhookUrl, { method: 'POST', headers, body, redirect: 'manual', signal: either });
  const response = await sent.catch(() => null);
  await response?.body?.cancel();
  return response?.ok === true;
}

/** HMAC-SHA256 of time, a dot, and the body as it is sent (documented). */
export function signature(secret: string, seconds: number, body: string): string {
  return createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
}

/** The documented payload: neither the video's id nor a reason is in it. For an indexed asset the id is its own (a guess). */
function createEvent({ id, status, duration, models }: SimTask, now: Date): object {
  return {
    id: `whe_${crypto.randomUUID().replaceAll('-', '')}`,
    created_at: now.toISOString(),
    type: `index.task.${status}`,
    data: {
      id,
      metadata: { duration },
      status,
      models: models.map((name) => ({ name, options: ['visual', 'audio'] })),
      tags: [],
    },
  };
}
