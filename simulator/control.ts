import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { jsonReply, noContent, type Reply } from './api.ts';
import type { SimulatorCore } from './core.ts';
import { ApiError } from './errors.ts';

/** Where the control routes are: beside the API, without a key. */
export const controlBase = '/_simulator';

/** Handles a control request, with which other processes read and change the simulator. Never throws. */
export async function control(core: SimulatorCore, incoming: IncomingMessage, path: string): Promise<Reply> {
  const body = await text(incoming).catch(() => '');
  try {
    return route(core, `${incoming.method ?? ''} ${path.slice(controlBase.length)}`, body);
  } catch (error) {
    if (error instanceof TypeError || error instanceof SyntaxError || error instanceof ApiError) {
      return jsonReply(400, { message: error.message });
    }
    throw error;
  }
}

function route(core: SimulatorCore, name: string, body: string): Reply {
  switch (name) {
    case 'GET /health':
      return jsonReply(200, { status: 'ok' });
    case 'GET /requests':
      return jsonReply(200, core.requests);
    case 'GET /storage-requests':
      return jsonReply(200, core.storageRequests);
    case 'GET /assets':
      return jsonReply(200, core.assets());
    case 'GET /tasks':
      return jsonReply(200, core.tasks());
    case 'GET /billing':
      return jsonReply(200, core.billing());
    case 'POST /tasks':
      return jsonReply(201, core.addTask(body === '' ? {} : JSON.parse(body)));
    case 'POST /faults':
      core.fault(JSON.parse(body));
      return noContent;
    case 'DELETE /faults':
      core.clearFaults();
      return noContent;
    case 'GET /options':
      return jsonReply(200, core.options);
    case 'PATCH /options':
      core.setOptions(JSON.parse(body));
      return jsonReply(200, core.options);
    default:
      return jsonReply(404, { message: `There is no control route ${name}.` });
  }
}
