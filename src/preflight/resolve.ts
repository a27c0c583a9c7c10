import { lookup } from 'node:dns/promises';
import type { Resolve } from './guarded-fetch.ts';

/** The machine's own resolver, hosts file included: what a connection would use. */
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });
