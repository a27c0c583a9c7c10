/** Serves a folder over a slow line until it is killed; prints the port. A process of its own, so that it is not measured. */
import { startRangedServer } from '../scripts/ranged-server.ts';
import { openSlowLine } from './slow-line.ts';

const [, , folder = '.', roundTripMs = '50'] = process.argv;
const server = await startRangedServer(folder);
const line = await openSlowLine(server.port, Number(roundTripMs));
console.log(line.port);
