// An unhandled rejection when the IDs are in the output file.
import { readFileSync } from 'node:fs';

const timer = setInterval(() => {
  if (!readFileSync(process.env.GITHUB_OUTPUT, 'utf8').includes('video_id')) return;
  clearInterval(timer);
  void Promise.reject(new Error('a fault of our own'));
}, 20);
