// Loaded before a script: when its process ends, the most memory that it ever held, in bytes, stands in the file of
// PEAK_FILE. On Linux not by `resourceUsage`: that counts what the parent held when it forked as well.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

process.on('exit', () => {
  const status = existsSync(STATUS) ? readFileSync(STATUS, 'utf8') : '';
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  writeFileSync(process.env.PEAK_FILE, String(Number(kibibytes) * 1024));
});
