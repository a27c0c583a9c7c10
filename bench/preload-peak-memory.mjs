// Preloaded into a script: at exit, it writes the peak resident memory of the process, in bytes, to PEAK_FILE. On
// Linux it does not use `resourceUsage`, which includes what the parent process held when it forked.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

process.on('exit', () => {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  writeFileSync(process.env.PEAK_FILE, String(Number(kibibytes) * 1024));
});
