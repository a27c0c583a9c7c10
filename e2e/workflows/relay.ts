/** The relay of `examples/webhook-relay` in its own process, as a user runs it. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { defaultOptions } from '../../simulator/options.ts';
import { DISPATCH_TOKEN, REPOSITORY } from './github.ts';

const SECRET = 'whsec_e2eWorkflows';

export interface Relay {
  readonly url: string;
  /** Delivers a webhook as the platform does. */
  deliver(taskId: string, ended: 'ready' | 'failed', secret?: string): Promise<number>;
  close(): Promise<void>;
}

/** Whether the simulator sends webhooks itself. */
export const simulatorDelivers = 'webhookUrl' in defaultOptions;

/** Options with which the simulator calls the relay. */
export function webhookOptions(url: string): object {
  return simulatorDelivers ? { webhookUrl: url, webhookSecret: SECRET } : {};
}

export async function startRelay(githubUrl: string): Promise<Relay> {
  const child = spawn(process.execPath, ['examples/webhook-relay/server.js'], {
    env: {
      ...{ TL_WEBHOOK_SECRET: SECRET, GITHUB_REPOSITORY: REPOSITORY, GITHUB_TOKEN: DISPATCH_TOKEN },
      ...{ GITHUB_API_URL: githubUrl, HOST: '127.0.0.1', PORT: '0' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => reject(new Error('the relay did not start')));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const [, found] = /port: (\d+)/.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const url = `http://127.0.0.1:${port}/`;
  return {
    url,
    deliver: async (taskId, ended, secret = SECRET) => {
      const data = { id: taskId, metadata: { duration: 10 }, status: ended, models: [], tags: [] };
      const event = { id: `whe_${taskId}`, created_at: new Date().toISOString(), type: `index.task.${ended}`, data };
      const body = JSON.stringify(event);
      const time = Math.floor(Date.now() / 1000);
      const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      const headers = { 'content-type': 'application/json', 'TL-Signature': `t=${time},v1=${signature}` };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    },
    close: () =>
      new Promise((resolve) => {
        child.on('close', () => resolve());
        child.kill();
      }),
  };
}
