/** Ends of host names that lead nowhere outside a network of one's own (RFC 6762, 8375, 9476; ICANN's `.internal`). */
const PRIVATE_SUFFIXES = ['.local', '.internal', '.home.arpa', '.lan', '.intranet', '.corp', '.home'];

/** Whether a host name is one that no public DNS knows: all that can be checked when a proxy asks DNS instead of us. */
export function isPrivateName(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.+$/, '');
  return !name.includes('.') || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}
