import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { classifyHost } from '../../src/util/host.ts';

/** The kind of the host of a link. */
const classifyUrlHost = (host: string): string => classifyHost(new URL(`http://${host}/`).hostname);

describe('classifyHost', () => {
  test.each([
    'localhost',
    'LocalHost',
    'localhost.',
    '127.0.0.1',
    '127.255.255.254',
    '127.1',
    '127.0.0.1.',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '%31%32%37.0.0.1',
    '１２７.0.0.1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ])('classifies %s as loopback', (host) => {
    expect(classifyUrlHost(host)).toBe('loopback');
  });

  test.each([
    ['a name below localhost', 'app.localhost'],
    ['a host of Azure that answers everywhere', '168.63.129.16'],
    ['IPv6 that IANA has not allocated', '[1000::1]'],
    ['IPv6 that IANA has not allocated', '[4000::1]'],
    ['IPv6 that IANA has not allocated', '[::2]'],
    ['this host', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['this host as one number', '0'],
    ['private use', '10.0.0.1'],
    ['private use in hexadecimal', '0x0a000001'],
    ['private use', '172.16.0.1'],
    ['private use', '172.31.255.255'],
    ['private use', '192.168.1.1'],
    ['shared address space', '100.64.0.1'],
    ['shared address space', '100.127.255.255'],
    ['link-local, used for cloud credentials', '169.254.169.254'],
    ['link-local as one number', '2852039166'],
    ['documentation', '192.0.2.1'],
    ['benchmarking', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '[::]'],
    ['unique local', '[fc00::1]'],
    ['unique local', '[fdff:ffff::1]'],
    ['link-local', '[fe80::1]'],
    ['site-local', '[fec0::1]'],
    ['multicast', '[ff02::1]'],
    ['documentation', '[2001:db8::1]'],
    ['IPv4-mapped', '[::ffff:10.0.0.1]'],
    ['IPv4-mapped', '[::ffff:169.254.169.254]'],
    ['NAT64', '[64:ff9b::10.0.0.1]'],
    ['NAT64 of a local network', '[64:ff9b:1::a00:1]'],
    ['6to4', '[2002:7f00:1::]'],
    ['Teredo', '[2001::1]'],
    ['discard', '[100::1]'],
  ])('classifies an address for %s as private: %s', (_range, host) => {
    expect(classifyUrlHost(host)).toBe('private');
  });

  test.each(['[::127.0.0.1]', '[::10.0.0.1]', '[::169.254.169.254]'])(
    'does not classify an IPv4 address in the deprecated IPv6 form as public: %s',
    (host) => {
      expect(['loopback', 'private']).toContain(classifyUrlHost(host));
    },
  );

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '169.253.255.255',
    '192.167.255.255',
    '134744072',
    '[2606:4700::1111]',
    '[2a00:1450:4001:81b::200e]',
    '[::ffff:8.8.8.8]',
  ])('classifies %s as public', (host) => {
    expect(classifyUrlHost(host)).toBe('public');
  });

  test.each([
    'example.com',
    'notlocalhost',
    'localhost.example.com',
    '127.0.0.1.example.com',
    'xn--bcher-kva.example',
    'a',
  ])('classifies %s as a name', (host) => {
    expect(classifyUrlHost(host)).toBe('name');
  });
});

describe('classifyHost with any spelling of an address', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const octets = fc.tuple(octet, octet, octet, octet);

  test('returns the same kind for every spelling', () => {
    fc.assert(
      fc.property(octets, ([a, b, c, d]) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const kind = classifyUrlHost(`${a}.${b}.${c}.${d}`);
        expect(kind).not.toBe('name');
        expect(classifyUrlHost(String(number))).toBe(kind);
        expect(classifyUrlHost(`0x${number.toString(16)}`)).toBe(kind);
        expect(classifyUrlHost(`0${number.toString(8)}`)).toBe(kind);
        expect(classifyUrlHost(`${a}.${b}.${c}.${d}.`)).toBe(kind);
        expect(classifyUrlHost(`[::ffff:${a}.${b}.${c}.${d}]`)).toBe(kind);
      }),
    );
  });

  test('never classifies an address of a private range as public', () => {
    const inside = fc.oneof(
      octets.map(([, b, c, d]) => `10.${b}.${c}.${d}`),
      octets.map(([, b, c, d]) => `127.${b}.${c}.${d}`),
      octets.map(([, , c, d]) => `192.168.${c}.${d}`),
      octets.map(([, , c, d]) => `169.254.${c}.${d}`),
      octets.map(([, b, c, d]) => `172.${16 + (b % 16)}.${c}.${d}`),
      octets.map(([, b, c, d]) => `100.${64 + (b % 64)}.${c}.${d}`),
    );
    fc.assert(
      fc.property(inside, fc.constantFrom('', '::ffff:', '64:ff9b::'), (address, prefix) => {
        expect(['loopback', 'private']).toContain(classifyUrlHost(prefix === '' ? address : `[${prefix}${address}]`));
      }),
    );
  });

  test('classifies most of the Internet as public', () => {
    const sample = fc.sample(octets, { numRuns: 2_000, seed: 1 });
    const publicAddresses = sample.filter(
      ([a, b, c, d]) => a > 0 && a < 224 && classifyUrlHost(`${a}.${b}.${c}.${d}`) === 'public',
    );
    const unicast = sample.filter(([a]) => a > 0 && a < 224);
    expect(publicAddresses.length / unicast.length).toBeGreaterThan(0.9);
  });
});
