/**
 * `npm run e2e:storage`: starts a real storage server (MinIO) with 5,000 objects, and runs the committed bundle against
 * it. Ends with `N passed, N failed`.
 */
import { execFileSync } from 'node:child_process';
import { createTemporaryFolder } from '../__tests__/support/temporary-folder.ts';
import { startStorageServer } from '../e2e/storage/minio.ts';
import { runScenarios } from '../e2e/storage/run-scenarios.ts';

const executable = execFileSync('bash', ['scripts/install-storage-server.sh'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
}).trim();
const folder = createTemporaryFolder();
const storage = await startStorageServer(executable, folder.path);
try {
  process.exitCode = await runScenarios(storage);
} finally {
  await storage.close();
  folder.remove();
}
