// Sends DNS queries to the name server in DNS_SERVER, and lets `dns.lookup` hang for the names that it does not answer.
import { execFileSync } from 'node:child_process';
import dns from 'node:dns';
import promises from 'node:dns/promises';
import { openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { Resolver } = promises;
promises.Resolver = class extends Resolver {
  constructor(options) {
    super(options);
    this.setServers([process.env.DNS_SERVER]);
  }
};

// Opening a pipe that nobody writes to occupies a thread of libuv, as a lookup without an answer does.
const pipe = `${process.env.RUNNER_TEMP}/silent-name-server`;
execFileSync('mkfifo', [pipe]);
// At the exit the threads have to end, as lookups do after half a minute.
setTimeout(() => openSync(pipe, 'r+'), 30_000).unref();
const { lookup } = dns;
const { lookup: lookUp } = promises;
const hang = (hostname) => /\.silent\.example$/.test(hostname) && open(pipe, 'r');
dns.lookup = (hostname, ...rest) => hang(hostname) || lookup(hostname, ...rest);
promises.lookup = (hostname, ...rest) => hang(hostname) || lookUp(hostname, ...rest);
syncBuiltinESMExports();
