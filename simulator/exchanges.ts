import { channel } from 'node:diagnostics_channel';
import type { ApiRequest, Reply } from './api.ts';
import type { Body } from './body.ts';
import type { SimulatorOptions } from './options.ts';

/** One request and the platform's own response, before a fault rule changes it. */
export interface Exchange {
  readonly request: ApiRequest;
  readonly body: Body;
  readonly reply: Reply;
  readonly options: SimulatorOptions;
}

/** Every simulator of the process publishes its exchanges there. It costs nothing without a subscriber. */
export const EXCHANGE_CHANNEL = 'twelvelabs-simulator.exchange';

export function publishExchange(exchange: Exchange): void {
  channel(EXCHANGE_CHANNEL).publish(exchange);
}
