/**
 * A platform and a video for trying the action in a workflow: starts the simulator and a host of videos on free ports,
 * prints their addresses as step outputs, and stays until it is stopped.
 */
import { startVideoServer } from '../__tests__/support/http-server.ts';
import { startSimulator } from '../simulator/server.ts';

const files = await startVideoServer();
const simulator = await startSimulator({ speed: 60 });
console.log(`api_url=${simulator.url}`);
console.log(`videos_url=${files.origin}`);
console.log('index_id=000000000000000000000001');
// The shell of a step goes away before the steps that need this; on some engines its terminal does, too.
process.on('SIGHUP', () => undefined);
