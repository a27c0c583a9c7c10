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
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  // For a name, ipaddr.js throws and catches internally, which is slow in lists of thousands of links.
  if (!ADDRESS_PATTERN.test(host) || !ipaddr.isValid(host)) return 'name';
  if (/^::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(host)) return 'private'; // IPv4-compatible: deprecated, never public
  const range = ipaddr.process(host).range();
  if (range === 'unicast') return 'public';
  return range === 'loopback' ? 'loopback' : 'private';
}

/** Suffixes that are used only inside private networks (RFC 6762, 8375, 9476; ICANN's `.internal`). */
const PRIVATE_SUFFIXES = ['.local', '.internal', '.home.arpa', '.lan', '.intranet', '.corp', '.home'];

/** Whether no public DNS resolves a host name. This is all that can be checked when a proxy does the DNS lookup. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
