/** Serves a folder through a delayed proxy until it is killed, in a process of its own; prints the port. */
import { startRangedServer } from '../scripts/ranged-server.ts';
import { startDelayedProxy } from './delayed-proxy.ts';

const [, , folder = '.', roundTripMs = '50'] = process.argv;
const server = await startRangedServer(folder);
const proxy = await startDelayedProxy(server.port, Number(roundTripMs));
console.log(proxy.port);
