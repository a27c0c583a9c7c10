// A fault of our own in mid-run, once the ids are told: a promise that nobody looks after.
import { readFileSync } from 'node:fs';

const waiting = setInterval(() => {
  if (!readFileSync(process.env.GITHUB_OUTPUT, 'utf8').includes('video_id')) return;
  clearInterval(waiting);
  void Promise.reject(new Error('a fault of our own'));
}, 20);
