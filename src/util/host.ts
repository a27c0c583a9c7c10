import ipaddr from 'ipaddr.js';

/** The kind of a host in a URL, as far as it can be determined without DNS. */
export type HostKind = 'name' | 'public' | 'loopback' | 'private';

/** Digits and dots, or anything with a colon. */
const ADDRESS_PATTERN = /^[\d.]+$|:/;

/**
 * Classifies the `hostname` of a parsed URL. `URL` has already converted decimal, hexadecimal and octal spellings of
 * IPv4 addresses to dotted ones; an IPv4 address inside an IPv6 address is classified as the IPv4 address. `private`
 * covers every range that is not public: private, link-local, shared, multicast, reserved and so on (IANA's
 * registries, as maintained in ipaddr.js).
 */
export function classifyHost(hostname: string): HostKind {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  if (host === 'localhost') return 'loopback';
  if (host.endsWith('.localhost')) return 'private'; // not every resolver keeps these on the machine
  // For a name, ipaddr.js throws and catches internally, which is slow in lists of thousands of links.
  if (!ADDRESS_PATTERN.test(host) || !ipaddr.isValid(host)) return 'name';
  if (/^::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(host)) return 'private'; // IPv4-compatible: deprecated, never public
  const address = ipaddr.process(host);
  const range = address.range();
  if (range === 'unicast') return isGlobal(address) ? 'public' : 'private';
  return range === 'loopback' ? 'loopback' : 'private';
}

/** IANA has allocated global IPv6 addresses only here. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
/** Azure's virtual host, which answers from every machine there although its address is a public one. */
const AZURE_HOST = '168.63.129.16';

function isGlobal(address: ReturnType<typeof ipaddr.process>): boolean {
  return address.kind() === 'ipv6' ? address.match(GLOBAL_IPV6) : address.toString() !== AZURE_HOST;
}

/**
 * Suffixes that are used only inside private networks (RFC 2606, 6761, 6762, 8375, 9476; ICANN's `.internal`; Kubernetes,
 * Consul, and the defaults of routers and distributions).
 */
const PRIVATE_SUFFIXES = [
  ...['.local', '.internal', '.home.arpa', '.lan', '.intranet', '.corp', '.home', '.private', '.localdomain'],
  ...['.localhost', '.test', '.invalid', '.svc', '.consul', '.kubernetes', '.docker', '.workgroup', '.domain'],
];
/** Services of clouds that give credentials to whoever asks, by the first label of their names. */
const METADATA_NAME = /^(instance-data|metadata)\./;

/** Whether no public DNS resolves a host name. This is all that can be checked when a proxy does the DNS lookup. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || METADATA_NAME.test(name) || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
