import { type Command, helpText, parseCommand } from './cli.ts';
import { defaultIndexId } from './options.ts';
import { type RecordedRequest, type Simulator, startSimulator } from './server.ts';

/** The simulator as a program: `node simulator/main.ts --port 8080 --speed 60`. */
async function main(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  if (command.help) {
    process.stdout.write(helpText());
    return;
  }
  const onRequest = command.quiet ? {} : { onRequest: printRequest };
  const simulator = await startSimulator({ ...command.options, port: command.port, ...onRequest });
  process.stdout.write(formatWelcome(simulator, command));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void simulator.close();
    });
  }
  // Some workflow engines hang up when the step that put it into the background ends; a terminal that closes ends it.
  if (!process.stdin.isTTY) process.on('SIGHUP', () => {});
}

function formatWelcome({ url }: Simulator, { options }: Command): string {
  const control = url.replace(/\/v1\.3$/, '/_simulator');
  return [
    `TwelveLabs simulator: ${url}`,
    `  index ID    ${defaultIndexId}`,
    `  API key     ${options.apiKeys === undefined || options.apiKeys === null ? 'any non-empty text' : 'one of --api-keys'}`,
    `  in a step   api_url: ${url}`,
    `  inspect     ${control}/tasks, ${control}/requests`,
    '',
  ].join('\n');
}

function printRequest({ method, path, status }: RecordedRequest): void {
  // A path comes from a client: print one line without control characters.
  process.stdout.write(`${method} ${encodeURI(path)} ${status ?? 'no response'}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const hint = message.includes('EADDRINUSE') ? '. Choose another one with --port; 0 takes any that is free' : '';
  process.stderr.write(`simulator: ${message}${hint}\n`);
  process.exitCode = 1;
}
