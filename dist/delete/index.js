import * as __WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_d37d5686__ from "../lazy-undici.cjs";
import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(218);


/***/ }),

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var net = __nccwpck_require__(278);
var tls = __nccwpck_require__(756);
var http = __nccwpck_require__(611);
var https = __nccwpck_require__(692);
var events = __nccwpck_require__(434);
var assert = __nccwpck_require__(613);
var util = __nccwpck_require__(23);


exports.httpOverHttp = httpOverHttp;
exports.httpsOverHttp = httpsOverHttp;
exports.httpOverHttps = httpOverHttps;
exports.httpsOverHttps = httpsOverHttps;


function httpOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  return agent;
}

function httpsOverHttp(options) {
  var agent = new TunnelingAgent(options);
  agent.request = http.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}

function httpOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  return agent;
}

function httpsOverHttps(options) {
  var agent = new TunnelingAgent(options);
  agent.request = https.request;
  agent.createSocket = createSecureSocket;
  agent.defaultPort = 443;
  return agent;
}


function TunnelingAgent(options) {
  var self = this;
  self.options = options || {};
  self.proxyOptions = self.options.proxy || {};
  self.maxSockets = self.options.maxSockets || http.Agent.defaultMaxSockets;
  self.requests = [];
  self.sockets = [];

  self.on('free', function onFree(socket, host, port, localAddress) {
    var options = toOptions(host, port, localAddress);
    for (var i = 0, len = self.requests.length; i < len; ++i) {
      var pending = self.requests[i];
      if (pending.host === options.host && pending.port === options.port) {
        // Detect the request to connect same origin server,
        // reuse the connection.
        self.requests.splice(i, 1);
        pending.request.onSocket(socket);
        return;
      }
    }
    socket.destroy();
    self.removeSocket(socket);
  });
}
util.inherits(TunnelingAgent, events.EventEmitter);

TunnelingAgent.prototype.addRequest = function addRequest(req, host, port, localAddress) {
  var self = this;
  var options = mergeOptions({request: req}, self.options, toOptions(host, port, localAddress));

  if (self.sockets.length >= this.maxSockets) {
    // We are over limit so we'll add it to the queue.
    self.requests.push(options);
    return;
  }

  // If we are under maxSockets create a new one.
  self.createSocket(options, function(socket) {
    socket.on('free', onFree);
    socket.on('close', onCloseOrRemove);
    socket.on('agentRemove', onCloseOrRemove);
    req.onSocket(socket);

    function onFree() {
      self.emit('free', socket, options);
    }

    function onCloseOrRemove(err) {
      self.removeSocket(socket);
      socket.removeListener('free', onFree);
      socket.removeListener('close', onCloseOrRemove);
      socket.removeListener('agentRemove', onCloseOrRemove);
    }
  });
};

TunnelingAgent.prototype.createSocket = function createSocket(options, cb) {
  var self = this;
  var placeholder = {};
  self.sockets.push(placeholder);

  var connectOptions = mergeOptions({}, self.proxyOptions, {
    method: 'CONNECT',
    path: options.host + ':' + options.port,
    agent: false,
    headers: {
      host: options.host + ':' + options.port
    }
  });
  if (options.localAddress) {
    connectOptions.localAddress = options.localAddress;
  }
  if (connectOptions.proxyAuth) {
    connectOptions.headers = connectOptions.headers || {};
    connectOptions.headers['Proxy-Authorization'] = 'Basic ' +
        new Buffer(connectOptions.proxyAuth).toString('base64');
  }

  debug('making CONNECT request');
  var connectReq = self.request(connectOptions);
  connectReq.useChunkedEncodingByDefault = false; // for v0.6
  connectReq.once('response', onResponse); // for v0.6
  connectReq.once('upgrade', onUpgrade);   // for v0.6
  connectReq.once('connect', onConnect);   // for v0.7 or later
  connectReq.once('error', onError);
  connectReq.end();

  function onResponse(res) {
    // Very hacky. This is necessary to avoid http-parser leaks.
    res.upgrade = true;
  }

  function onUpgrade(res, socket, head) {
    // Hacky.
    process.nextTick(function() {
      onConnect(res, socket, head);
    });
  }

  function onConnect(res, socket, head) {
    connectReq.removeAllListeners();
    socket.removeAllListeners();

    if (res.statusCode !== 200) {
      debug('tunneling socket could not be established, statusCode=%d',
        res.statusCode);
      socket.destroy();
      var error = new Error('tunneling socket could not be established, ' +
        'statusCode=' + res.statusCode);
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    if (head.length > 0) {
      debug('got illegal response body from proxy');
      socket.destroy();
      var error = new Error('got illegal response body from proxy');
      error.code = 'ECONNRESET';
      options.request.emit('error', error);
      self.removeSocket(placeholder);
      return;
    }
    debug('tunneling connection has established');
    self.sockets[self.sockets.indexOf(placeholder)] = socket;
    return cb(socket);
  }

  function onError(cause) {
    connectReq.removeAllListeners();

    debug('tunneling socket could not be established, cause=%s\n',
          cause.message, cause.stack);
    var error = new Error('tunneling socket could not be established, ' +
                          'cause=' + cause.message);
    error.code = 'ECONNRESET';
    options.request.emit('error', error);
    self.removeSocket(placeholder);
  }
};

TunnelingAgent.prototype.removeSocket = function removeSocket(socket) {
  var pos = this.sockets.indexOf(socket)
  if (pos === -1) {
    return;
  }
  this.sockets.splice(pos, 1);

  var pending = this.requests.shift();
  if (pending) {
    // If we have pending requests and a socket gets closed a new one
    // needs to be created to take over in the pool for the one that closed.
    this.createSocket(pending, function(socket) {
      pending.request.onSocket(socket);
    });
  }
};

function createSecureSocket(options, cb) {
  var self = this;
  TunnelingAgent.prototype.createSocket.call(self, options, function(socket) {
    var hostHeader = options.request.getHeader('host');
    var tlsOptions = mergeOptions({}, self.options, {
      socket: socket,
      servername: hostHeader ? hostHeader.replace(/:.*$/, '') : options.host
    });

    // 0 is dummy port for v0.6
    var secureSocket = tls.connect(0, tlsOptions);
    self.sockets[self.sockets.indexOf(socket)] = secureSocket;
    cb(secureSocket);
  });
}


function toOptions(host, port, localAddress) {
  if (typeof host === 'string') { // since v0.10
    return {
      host: host,
      port: port,
      localAddress: localAddress
    };
  }
  return host; // for v0.11 or later
}

function mergeOptions(target) {
  for (var i = 1, len = arguments.length; i < len; ++i) {
    var overrides = arguments[i];
    if (typeof overrides === 'object') {
      var keys = Object.keys(overrides);
      for (var j = 0, keyLen = keys.length; j < keyLen; ++j) {
        var k = keys[j];
        if (overrides[k] !== undefined) {
          target[k] = overrides[k];
        }
      }
    }
  }
  return target;
}


var debug;
if (process.env.NODE_DEBUG && /\btunnel\b/.test(process.env.NODE_DEBUG)) {
  debug = function() {
    var args = Array.prototype.slice.call(arguments);
    if (typeof args[0] === 'string') {
      args[0] = 'TUNNEL: ' + args[0];
    } else {
      args.unshift('TUNNEL:');
    }
    console.error.apply(console, args);
  }
} else {
  debug = function() {};
}
exports.debug = debug; // for test


/***/ }),

/***/ 32:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

var x = (y) => {
	var x = {}; __nccwpck_require__.d(x, y); return x
} 
var y = (x) => (() => (x))
module.exports = x({ ["ProxyAgent"]: () => (__WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_d37d5686__.ProxyAgent), ["fetch"]: () => (__WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_d37d5686__.fetch) });

/***/ }),

/***/ 789:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("../lazy-undici.cjs");

/***/ }),

/***/ 613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 23:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 280:
/***/ (function(module) {

(function (root) {
    'use strict';
    // A list of regular expressions that match arbitrary IPv4 addresses,
    // for which a number of weird notations exist.
    // Note that an address like 0010.0xa5.1.1 is considered legal.
    const ipv4Part = '(0?\\d+|0x[a-f0-9]+)';
    const ipv4Regexes = {
        fourOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, 'i'),
        threeOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}$`, 'i'),
        twoOctet: new RegExp(`^${ipv4Part}\\.${ipv4Part}$`, 'i'),
        longValue: new RegExp(`^${ipv4Part}$`, 'i')
    };

    // Regular Expression for checking Octal numbers
    const octalRegex = new RegExp(`^0[0-7]+$`, 'i');
    const hexRegex = new RegExp(`^0x[a-f0-9]+$`, 'i');

    const zoneIndex = '%[0-9a-z]{1,}';

    // IPv6-matching regular expressions.
    // For IPv6, the task is simpler: it is enough to match the colon-delimited
    // hexadecimal IPv6 and a transitional variant with dotted-decimal IPv4 at
    // the end.
    const ipv6Part = '(?:[0-9a-f]+::?)+';
    const ipv6Regexes = {
        zoneIndex: new RegExp(zoneIndex, 'i'),
        'native': new RegExp(`^(::)?(${ipv6Part})?([0-9a-f]+)?(::)?(${zoneIndex})?$`, 'i'),
        deprecatedTransitional: new RegExp(`^(?:::)(${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?)$`, 'i'),
        transitional: new RegExp(`^((?:${ipv6Part})|(?:::)(?:${ipv6Part})?)${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}\\.${ipv4Part}(${zoneIndex})?$`, 'i')
    };

    // Expand :: in an IPv6 address or address part consisting of `parts` groups.
    function expandIPv6 (string, parts) {
        // More than one '::' means invalid address
        if (string.indexOf('::') !== string.lastIndexOf('::')) {
            return null;
        }

        let colonCount = 0;
        let lastColon = -1;
        let zoneId = (string.match(ipv6Regexes.zoneIndex) || [])[0];
        let replacement, replacementCount;

        // Remove zone index and save it for later
        if (zoneId) {
            zoneId = zoneId.substring(1);
            string = string.replace(/%.+$/, '');
        }

        // How many parts do we already have?
        while ((lastColon = string.indexOf(':', lastColon + 1)) >= 0) {
            colonCount++;
        }

        // 0::0 is two parts more than ::
        if (string.substr(0, 2) === '::') {
            colonCount--;
        }

        if (string.substr(-2, 2) === '::') {
            colonCount--;
        }

        // An address must not contain more separators than available parts,
        // and :: must compress at least one part.
        if (colonCount >= parts) {
            return null;
        }

        // replacement = ':' + '0:' * (parts - colonCount)
        replacementCount = parts - colonCount;
        replacement = ':';
        while (replacementCount--) {
            replacement += '0:';
        }

        // Insert the missing zeroes
        string = string.replace('::', replacement);

        // Trim any garbage which may be hanging around if :: was at the edge in
        // the source string
        if (string[0] === ':') {
            string = string.slice(1);
        }

        if (string[string.length - 1] === ':') {
            string = string.slice(0, -1);
        }

        parts = (function () {
            const ref = string.split(':');
            const results = [];

            for (let i = 0; i < ref.length; i++) {
                results.push(ref[i].length > 4 ? NaN : parseInt(ref[i], 16));
            }

            return results;
        })();

        return {
            parts: parts,
            zoneId: zoneId
        };
    }

    // A generic CIDR (Classless Inter-Domain Routing) RFC1518 range matcher.
    function matchCIDR (first, second, partSize, cidrBits) {
        if (first.length !== second.length) {
            throw new Error('ipaddr: cannot match CIDR for objects with different lengths');
        }

        let part = 0;
        let shift;

        while (cidrBits > 0) {
            shift = partSize - cidrBits;
            if (shift < 0) {
                shift = 0;
            }

            if (first[part] >> shift !== second[part] >> shift) {
                return false;
            }

            cidrBits -= partSize;
            part += 1;
        }

        return true;
    }

    function parseIntAuto (string) {
        // Hexadecimal base 16 (0x#)
        if (hexRegex.test(string)) {
            return parseInt(string, 16);
        }
        // While octal representation is discouraged by ECMAScript 3
        // and forbidden by ECMAScript 5, we silently allow it to
        // work only if the rest of the string has numbers less than 8.
        if (string[0] === '0' && !isNaN(parseInt(string[1], 10))) {
        if (octalRegex.test(string)) {
            return parseInt(string, 8);
        }
            throw new Error(`ipaddr: cannot parse ${string} as octal`);
        }
        // Always include the base 10 radix!
        return parseInt(string, 10);
    }

    function padPart (part, length) {
        while (part.length < length) {
            part = `0${part}`;
        }

        return part;
    }

    const ipaddr = {};

    // An IPv4 address (RFC791).
    ipaddr.IPv4 = (function () {
        // Constructs a new IPv4 address from an array of four octets
        // in network order (MSB first)
        // Verifies the input.
        function IPv4 (octets) {
            if (octets.length !== 4) {
                throw new Error('ipaddr: ipv4 octet count should be 4');
            }

            let i, octet;

            for (i = 0; i < octets.length; i++) {
                octet = octets[i];
                if (!((0 <= octet && octet <= 255))) {
                    throw new Error('ipaddr: ipv4 octet should fit in 8 bits');
                }
            }

            this.octets = octets;
        }

        // Special IPv4 address ranges.
        // See also https://en.wikipedia.org/wiki/Reserved_IP_addresses
        IPv4.prototype.SpecialRanges = {
            unspecified: [[new IPv4([0, 0, 0, 0]), 8]],
            broadcast: [[new IPv4([255, 255, 255, 255]), 32]],
            // RFC3171
            multicast: [[new IPv4([224, 0, 0, 0]), 4]],
            // RFC3927
            linkLocal: [[new IPv4([169, 254, 0, 0]), 16]],
            // RFC5735
            loopback: [[new IPv4([127, 0, 0, 0]), 8]],
            // RFC6598
            carrierGradeNat: [[new IPv4([100, 64, 0, 0]), 10]],
            // RFC1918
            'private': [
                [new IPv4([10, 0, 0, 0]), 8],
                [new IPv4([172, 16, 0, 0]), 12],
                [new IPv4([192, 168, 0, 0]), 16]
            ],
            // Reserved and testing-only ranges; RFCs 5735, 5737, 2544, 1700
            reserved: [
                [new IPv4([192, 0, 0, 0]), 24],
                [new IPv4([192, 0, 2, 0]), 24],
                [new IPv4([192, 88, 99, 0]), 24],
                [new IPv4([198, 18, 0, 0]), 15],
                [new IPv4([198, 51, 100, 0]), 24],
                [new IPv4([203, 0, 113, 0]), 24],
                [new IPv4([240, 0, 0, 0]), 4]
            ],
            // RFC7534, RFC7535
            as112: [
                [new IPv4([192, 175, 48, 0]), 24],
                [new IPv4([192, 31, 196, 0]), 24],
            ],
            // RFC7450
            amt: [
                [new IPv4([192, 52, 193, 0]), 24],
            ],
        };

        // The 'kind' method exists on both IPv4 and IPv6 classes.
        IPv4.prototype.kind = function () {
            return 'ipv4';
        };

        // Checks if this address matches other one within given CIDR range.
        IPv4.prototype.match = function (other, cidrRange) {
            let ref;
            if (cidrRange === undefined) {
                ref = other;
                other = ref[0];
                cidrRange = ref[1];
            }

            if (other.kind() !== 'ipv4') {
                throw new Error('ipaddr: cannot match ipv4 address with non-ipv4 one');
            }

            return matchCIDR(this.octets, other.octets, 8, cidrRange);
        };

        // returns a number of leading ones in IPv4 address, making sure that
        // the rest is a solid sequence of 0's (valid netmask)
        // returns either the CIDR length or null if mask is not valid
        IPv4.prototype.prefixLengthFromSubnetMask = function () {
            let cidr = 0;
            // non-zero encountered stop scanning for zeroes
            let stop = false;
            // number of zeroes in octet
            const zerotable = {
                0: 8,
                128: 7,
                192: 6,
                224: 5,
                240: 4,
                248: 3,
                252: 2,
                254: 1,
                255: 0
            };
            let i, octet, zeros;

            for (i = 3; i >= 0; i -= 1) {
                octet = this.octets[i];
                if (octet in zerotable) {
                    zeros = zerotable[octet];
                    if (stop && zeros !== 0) {
                        return null;
                    }

                    if (zeros !== 8) {
                        stop = true;
                    }

                    cidr += zeros;
                } else {
                    return null;
                }
            }

            return 32 - cidr;
        };

        // Checks if the address corresponds to one of the special ranges.
        IPv4.prototype.range = function () {
            return ipaddr.subnetMatch(this, this.SpecialRanges);
        };

        // Returns an array of byte-sized values in network order (MSB first)
        IPv4.prototype.toByteArray = function () {
            return this.octets.slice(0);
        };

        // Converts this IPv4 address to an IPv4-mapped IPv6 address.
        IPv4.prototype.toIPv4MappedAddress = function () {
            return ipaddr.IPv6.parse(`::ffff:${this.toString()}`);
        };

        // Symmetrical method strictly for aligning with the IPv6 methods.
        IPv4.prototype.toNormalizedString = function () {
            return this.toString();
        };

        // Returns the address in convenient, decimal-dotted format.
        IPv4.prototype.toString = function () {
            return this.octets.join('.');
        };

        return IPv4;
    })();

    // A utility function to return broadcast address given the IPv4 interface and prefix length in CIDR notation
    ipaddr.IPv4.broadcastAddressFromCIDR = function (string) {

        try {
            const cidr = this.parseCIDR(string);
            const ipInterfaceOctets = cidr[0].toByteArray();
            const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            const octets = [];
            let i = 0;
            while (i < 4) {
                // Broadcast address is bitwise OR between ip interface and inverted mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv4 CIDR format', { cause: e });
        }
    };

    // Checks if a given string is formatted like IPv4 address.
    ipaddr.IPv4.isIPv4 = function (string) {
        return this.parser(string) !== null;
    };

    // Checks if a given string is a valid IPv4 address.
    ipaddr.IPv4.isValid = function (string) {
        try {
            new this(this.parser(string));
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a valid IPv4 address in CIDR notation.
    ipaddr.IPv4.isValidCIDR = function (string) {
        try {
            this.parseCIDR(string);
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a full four-part IPv4 Address.
    ipaddr.IPv4.isValidFourPartDecimal = function (string) {
        if (ipaddr.IPv4.isValid(string) && string.match(/^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}$/)) {
            return true;
        } else {
            return false;
        }
    };

    // Checks if a given string is a full four-part IPv4 Address with CIDR prefix.
    ipaddr.IPv4.isValidCIDRFourPartDecimal = function (string) {
        const match = string.match(/^(.+)\/(\d+)$/);

        if (!ipaddr.IPv4.isValidCIDR(string) || !match) {
            return false;
        }

        return ipaddr.IPv4.isValidFourPartDecimal(match[1]);
    };

    // A utility function to return network address given the IPv4 interface and prefix length in CIDR notation
    ipaddr.IPv4.networkAddressFromCIDR = function (string) {
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;

        try {
            cidr = this.parseCIDR(string);
            ipInterfaceOctets = cidr[0].toByteArray();
            subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            octets = [];
            i = 0;
            while (i < 4) {
                // Network address is bitwise AND between ip interface and mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv4 CIDR format', { cause: e });
        }
    };

    // Tries to parse and validate a string with IPv4 address.
    // Throws an error if it fails.
    ipaddr.IPv4.parse = function (string) {
        const parts = this.parser(string);

        if (parts === null) {
            throw new Error('ipaddr: string is not formatted like an IPv4 Address');
        }

        return new this(parts);
    };

    // Parses the string as an IPv4 Address with CIDR Notation.
    ipaddr.IPv4.parseCIDR = function (string) {
        let match;

        if ((match = string.match(/^(.+)\/(\d+)$/))) {
            const maskLength = parseInt(match[2]);
            if (maskLength >= 0 && maskLength <= 32) {
                const parsed = [this.parse(match[1]), maskLength];
                Object.defineProperty(parsed, 'toString', {
                    value: function () {
                        return this.join('/');
                    }
                });
                return parsed;
            }
        }

        throw new Error('ipaddr: string is not formatted like an IPv4 CIDR range');
    };

    // Classful variants (like a.b, where a is an octet, and b is a 24-bit
    // value representing last three octets; this corresponds to a class C
    // address) are omitted due to classless nature of modern Internet.
    ipaddr.IPv4.parser = function (string) {
        let match, part, value;

        // parseInt recognizes all that octal & hexadecimal weirdness for us
        if ((match = string.match(ipv4Regexes.fourOctet))) {
            return (function () {
                const ref = match.slice(1, 6);
                const results = [];

                for (let i = 0; i < ref.length; i++) {
                    part = ref[i];
                    results.push(parseIntAuto(part));
                }

                return results;
            })();
        } else if ((match = string.match(ipv4Regexes.longValue))) {
            value = parseIntAuto(match[1]);
            if (value > 0xffffffff || value < 0) {
                throw new Error('ipaddr: address outside defined range');
            }

            return ((function () {
                const results = [];
                let shift;

                for (shift = 0; shift <= 24; shift += 8) {
                    results.push((value >> shift) & 0xff);
                }

                return results;
            })()).reverse();
        } else if ((match = string.match(ipv4Regexes.twoOctet))) {
            return (function () {
                const ref = match.slice(1, 4);
                const results = [];

                value = parseIntAuto(ref[1]);
                if (value > 0xffffff || value < 0) {
                    throw new Error('ipaddr: address outside defined range');
                }

                results.push(parseIntAuto(ref[0]));
                results.push((value >> 16) & 0xff);
                results.push((value >>  8) & 0xff);
                results.push( value        & 0xff);

                return results;
            })();
        } else if ((match = string.match(ipv4Regexes.threeOctet))) {
            return (function () {
                const ref = match.slice(1, 5);
                const results = [];

                value = parseIntAuto(ref[2]);
                if (value > 0xffff || value < 0) {
                    throw new Error('ipaddr: address outside defined range');
                }

                results.push(parseIntAuto(ref[0]));
                results.push(parseIntAuto(ref[1]));
                results.push((value >> 8) & 0xff);
                results.push( value       & 0xff);

                return results;
            })();
        } else {
            return null;
        }
    };

    // A utility function to return subnet mask in IPv4 format given the prefix length
    ipaddr.IPv4.subnetMaskFromPrefixLength = function (prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 32) {
            throw new Error('ipaddr: invalid IPv4 prefix length');
        }

        const octets = [0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);

        while (j < filledOctetCount) {
            octets[j] = 255;
            j++;
        }

        if (filledOctetCount < 4) {
            octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - (prefix % 8);
        }

        return new this(octets);
    };

    // An IPv6 address (RFC2460)
    ipaddr.IPv6 = (function () {
        // Constructs an IPv6 address from an array of eight 16 - bit parts
        // or sixteen 8 - bit parts in network order(MSB first).
        // Throws an error if the input is invalid.
        function IPv6 (parts, zoneId) {
            let i, part;

            if (parts.length === 16) {
                this.parts = [];
                for (i = 0; i <= 14; i += 2) {
                    this.parts.push((parts[i] << 8) | parts[i + 1]);
                }
            } else if (parts.length === 8) {
                this.parts = parts;
            } else {
                throw new Error('ipaddr: ipv6 part count should be 8 or 16');
            }

            for (i = 0; i < this.parts.length; i++) {
                part = this.parts[i];
                if (!((0 <= part && part <= 0xffff))) {
                    throw new Error('ipaddr: ipv6 part should fit in 16 bits');
                }
            }

            if (zoneId) {
                this.zoneId = zoneId;
            }
        }

        // Special IPv6 ranges
        IPv6.prototype.SpecialRanges = {
            // RFC4291, here and after
            unspecified: [new IPv6([0, 0, 0, 0, 0, 0, 0, 0]), 128],
            linkLocal: [new IPv6([0xfe80, 0, 0, 0, 0, 0, 0, 0]), 10],
            multicast: [new IPv6([0xff00, 0, 0, 0, 0, 0, 0, 0]), 8],
            loopback: [new IPv6([0, 0, 0, 0, 0, 0, 0, 1]), 128],
            uniqueLocal: [new IPv6([0xfc00, 0, 0, 0, 0, 0, 0, 0]), 7],
            ipv4Mapped: [new IPv6([0, 0, 0, 0, 0, 0xffff, 0, 0]), 96],
            // RFC3879
            deprecatedSiteLocal: [new IPv6([0xfec0, 0, 0, 0, 0, 0, 0, 0]), 10],
            // RFC6666
            discard: [new IPv6([0x100, 0, 0, 0, 0, 0, 0, 0]), 64],
            // RFC6145
            rfc6145: [new IPv6([0, 0, 0, 0, 0xffff, 0, 0, 0]), 96],
            rfc6052: [
                // RFC6052
                [new IPv6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0]), 96],
                // RFC8215
                [new IPv6([0x64, 0xff9b, 0x1, 0, 0, 0, 0, 0]), 48],
            ],
            // RFC3056
            '6to4': [new IPv6([0x2002, 0, 0, 0, 0, 0, 0, 0]), 16],
            // RFC6052, RFC6146
            teredo: [new IPv6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 32],
            // RFC5180
            benchmarking: [new IPv6([0x2001, 0x2, 0, 0, 0, 0, 0, 0]), 48],
            // RFC7450
            amt: [new IPv6([0x2001, 0x3, 0, 0, 0, 0, 0, 0]), 32],
            as112v6: [
                // RFC7535
                [new IPv6([0x2001, 0x4, 0x112, 0, 0, 0, 0, 0]), 48],
                // RFC7534
                [new IPv6([0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0]), 48],
            ],
            // RFC4843
            deprecatedOrchid: [new IPv6([0x2001, 0x10, 0, 0, 0, 0, 0, 0]), 28],
            // RFC7343
            orchid2: [new IPv6([0x2001, 0x20, 0, 0, 0, 0, 0, 0]), 28],
            // RFC9374
            droneRemoteIdProtocolEntityTags: [new IPv6([0x2001, 0x30, 0, 0, 0, 0, 0, 0]), 28],
            // RFC9602
            segmentRouting: [new IPv6([0x5f00, 0, 0, 0, 0, 0, 0, 0]), 16],
            reserved: [
                // RFC3849
                [new IPv6([0x2001, 0, 0, 0, 0, 0, 0, 0]), 23],
                // RFC2928
                [new IPv6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0]), 32],
                // RFC9637
                [new IPv6([0x3fff, 0, 0, 0, 0, 0, 0, 0]), 20],
            ],
        };

        // Checks if this address is an IPv4-mapped IPv6 address.
        IPv6.prototype.isIPv4MappedAddress = function () {
            return this.range() === 'ipv4Mapped';
        };

        // The 'kind' method exists on both IPv4 and IPv6 classes.
        IPv6.prototype.kind = function () {
            return 'ipv6';
        };

        // Checks if this address matches other one within given CIDR range.
        IPv6.prototype.match = function (other, cidrRange) {
            let ref;

            if (cidrRange === undefined) {
                ref = other;
                other = ref[0];
                cidrRange = ref[1];
            }

            if (other.kind() !== 'ipv6') {
                throw new Error('ipaddr: cannot match ipv6 address with non-ipv6 one');
            }

            return matchCIDR(this.parts, other.parts, 16, cidrRange);
        };

        // returns a number of leading ones in IPv6 address, making sure that
        // the rest is a solid sequence of 0's (valid netmask)
        // returns either the CIDR length or null if mask is not valid
        IPv6.prototype.prefixLengthFromSubnetMask = function () {
            let cidr = 0;
            // non-zero encountered stop scanning for zeroes
            let stop = false;
            // number of zeroes in octet
            const zerotable = {
                0: 16,
                32768: 15,
                49152: 14,
                57344: 13,
                61440: 12,
                63488: 11,
                64512: 10,
                65024: 9,
                65280: 8,
                65408: 7,
                65472: 6,
                65504: 5,
                65520: 4,
                65528: 3,
                65532: 2,
                65534: 1,
                65535: 0
            };
            let part, zeros;

            for (let i = 7; i >= 0; i -= 1) {
                part = this.parts[i];
                if (part in zerotable) {
                    zeros = zerotable[part];
                    if (stop && zeros !== 0) {
                        return null;
                    }

                    if (zeros !== 16) {
                        stop = true;
                    }

                    cidr += zeros;
                } else {
                    return null;
                }
            }

            return 128 - cidr;
        };


        // Checks if the address corresponds to one of the special ranges.
        IPv6.prototype.range = function () {
            return ipaddr.subnetMatch(this, this.SpecialRanges);
        };

        // Returns an array of byte-sized values in network order (MSB first)
        IPv6.prototype.toByteArray = function () {
            let part;
            const bytes = [];
            const ref = this.parts;
            for (let i = 0; i < ref.length; i++) {
                part = ref[i];
                bytes.push(part >> 8);
                bytes.push(part & 0xff);
            }

            return bytes;
        };

        // Returns the address in expanded format with all zeroes included, like
        // 2001:0db8:0008:0066:0000:0000:0000:0001
        IPv6.prototype.toFixedLengthString = function () {
            const addr = ((function () {
                const results = [];
                for (let i = 0; i < this.parts.length; i++) {
                    results.push(padPart(this.parts[i].toString(16), 4));
                }

                return results;
            }).call(this)).join(':');

            let suffix = '';

            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }

            return addr + suffix;
        };

        // Converts this address to IPv4 address if it is an IPv4-mapped IPv6 address.
        // Throws an error otherwise.
        IPv6.prototype.toIPv4Address = function () {
            if (!this.isIPv4MappedAddress()) {
                throw new Error('ipaddr: trying to convert a generic ipv6 address to ipv4');
            }

            const ref = this.parts.slice(-2);
            const high = ref[0];
            const low = ref[1];

            return new ipaddr.IPv4([high >> 8, high & 0xff, low >> 8, low & 0xff]);
        };

        // Returns the address in expanded format with all zeroes included, like
        // 2001:db8:8:66:0:0:0:1
        //
        // Deprecated: use toFixedLengthString() instead.
        IPv6.prototype.toNormalizedString = function () {
            const addr = ((function () {
                const results = [];

                for (let i = 0; i < this.parts.length; i++) {
                    results.push(this.parts[i].toString(16));
                }

                return results;
            }).call(this)).join(':');

            let suffix = '';

            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }

            return addr + suffix;
        };

        // Returns the address in compact, human-readable format like
        // 2001:db8:8:66::1
        // in line with RFC 5952 (see https://tools.ietf.org/html/rfc5952#section-4)
        IPv6.prototype.toRFC5952String = function () {
            const regex = /((^|:)(0(:|$)){2,})/g;
            // The zone identifier (RFC 4007) is not part of the address; match
            // against the address alone so a trailing zero run right before the
            // "%" suffix still gets compressed (RFC 5952, 4.2.2).
            let suffix = '';
            if (this.zoneId) {
                suffix = `%${this.zoneId}`;
            }
            const normalized = this.toNormalizedString();
            const string = normalized.slice(0, normalized.length - suffix.length);
            let bestMatchIndex = 0;
            let bestMatchLength = -1;
            let bestMatchGroups = -1;
            let match;

            while ((match = regex.exec(string))) {
                // Compare by the number of zero groups, not the matched length:
                // a run that is not at the start carries a leading ":" in the
                // match, so an equal-length run later in the address would
                // otherwise be preferred over the leftmost one (RFC 5952, 4.2.3).
                const groups = (match[0].match(/0/g) || []).length;
                if (groups > bestMatchGroups) {
                    bestMatchGroups = groups;
                    bestMatchIndex = match.index;
                    bestMatchLength = match[0].length;
                }
            }

            if (bestMatchLength < 0) {
                return string + suffix;
            }

            return `${string.substring(0, bestMatchIndex)}::${string.substring(bestMatchIndex + bestMatchLength)}${suffix}`;
        };

        // Returns the address in compact, human-readable format like
        // 2001:db8:8:66::1
        // Calls toRFC5952String under the hood.
        IPv6.prototype.toString = function () {
            return this.toRFC5952String();
        };

        return IPv6;

    })();

    // A utility function to return broadcast address given the IPv6 interface and prefix length in CIDR notation
    ipaddr.IPv6.broadcastAddressFromCIDR = function (string) {
        try {
            const cidr = this.parseCIDR(string);
            const ipInterfaceOctets = cidr[0].toByteArray();
            const subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            const octets = [];
            let i = 0;
            while (i < 16) {
                // Broadcast address is bitwise OR between ip interface and inverted mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) | parseInt(subnetMaskOctets[i], 10) ^ 255);
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv6 CIDR format', { cause: e });
        }
    };

    // Checks if a given string is formatted like IPv6 address.
    ipaddr.IPv6.isIPv6 = function (string) {
        return this.parser(string) !== null;
    };

    // Checks to see if string is a valid IPv6 Address
    ipaddr.IPv6.isValid = function (string) {

        // Since IPv6.isValid is always called first, this shortcut
        // provides a substantial performance gain.
        if (typeof string === 'string' && string.indexOf(':') === -1) {
            return false;
        }

        try {
            const addr = this.parser(string);
            new this(addr.parts, addr.zoneId);
            return true;
        } catch {
            return false;
        }
    };

    // Checks if a given string is a valid IPv6 address in CIDR notation.
    ipaddr.IPv6.isValidCIDR = function (string) {

        // See note in IPv6.isValid
        if (typeof string === 'string' && string.indexOf(':') === -1) {
            return false;
        }

        try {
            this.parseCIDR(string);
            return true;
        } catch {
            return false;
        }
    };

    // A utility function to return network address given the IPv6 interface and prefix length in CIDR notation
    ipaddr.IPv6.networkAddressFromCIDR = function (string) {
        let cidr, i, ipInterfaceOctets, octets, subnetMaskOctets;

        try {
            cidr = this.parseCIDR(string);
            ipInterfaceOctets = cidr[0].toByteArray();
            subnetMaskOctets = this.subnetMaskFromPrefixLength(cidr[1]).toByteArray();
            octets = [];
            i = 0;
            while (i < 16) {
                // Network address is bitwise AND between ip interface and mask
                octets.push(parseInt(ipInterfaceOctets[i], 10) & parseInt(subnetMaskOctets[i], 10));
                i++;
            }

            return new this(octets);
        } catch (e) {
            throw new Error('ipaddr: the address does not have IPv6 CIDR format', { cause: e });
        }
    };

    // Tries to parse and validate a string with IPv6 address.
    // Throws an error if it fails.
    ipaddr.IPv6.parse = function (string) {
        const addr = this.parser(string);

        if (addr === null) {
            throw new Error('ipaddr: string is not formatted like an IPv6 Address');
        }

        return new this(addr.parts, addr.zoneId);
    };

    ipaddr.IPv6.parseCIDR = function (string) {
        let maskLength, match, parsed;

        if ((match = string.match(/^(.+)\/(\d+)$/))) {
            maskLength = parseInt(match[2]);
            if (maskLength >= 0 && maskLength <= 128) {
                parsed = [this.parse(match[1]), maskLength];
                Object.defineProperty(parsed, 'toString', {
                    value: function () {
                        return this.join('/');
                    }
                });
                return parsed;
            }
        }

        throw new Error('ipaddr: string is not formatted like an IPv6 CIDR range');
    };

    // Parse an IPv6 address.
    ipaddr.IPv6.parser = function (string) {
        let addr, i, match, octet, octets, zoneId;

        if ((match = string.match(ipv6Regexes.deprecatedTransitional))) {
            return this.parser(`::ffff:${match[1]}`);
        }
        if (ipv6Regexes.native.test(string)) {
            return expandIPv6(string, 8);
        }
        if ((match = string.match(ipv6Regexes.transitional))) {
            zoneId = match[6] || '';
            addr = match[1]
            if (!match[1].endsWith('::')) {
                addr = addr.slice(0, -1)
            }
            addr = expandIPv6(addr + zoneId, 6);
            if (addr && addr.parts) {
                octets = [
                    parseInt(match[2]),
                    parseInt(match[3]),
                    parseInt(match[4]),
                    parseInt(match[5])
                ];
                for (i = 0; i < octets.length; i++) {
                    octet = octets[i];
                    if (!((0 <= octet && octet <= 255))) {
                        return null;
                    }
                }

                addr.parts.push(octets[0] << 8 | octets[1]);
                addr.parts.push(octets[2] << 8 | octets[3]);
                return {
                    parts: addr.parts,
                    zoneId: addr.zoneId
                };
            }
        }

        return null;
    };

    // A utility function to return subnet mask in IPv6 format given the prefix length
    ipaddr.IPv6.subnetMaskFromPrefixLength = function (prefix) {
        prefix = parseInt(prefix);
        if (Number.isNaN(prefix) || prefix < 0 || prefix > 128) {
            throw new Error('ipaddr: invalid IPv6 prefix length');
        }

        const octets = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let j = 0;
        const filledOctetCount = Math.floor(prefix / 8);

        while (j < filledOctetCount) {
            octets[j] = 255;
            j++;
        }

        if (filledOctetCount < 16) {
            octets[filledOctetCount] = Math.pow(2, prefix % 8) - 1 << 8 - (prefix % 8);
        }

        return new this(octets);
    };

    // Try to parse an array in network order (MSB first) for IPv4 and IPv6
    ipaddr.fromByteArray = function (bytes) {
        const length = bytes.length;

        if (length === 4) {
            return new ipaddr.IPv4(bytes);
        } else if (length === 16) {
            return new ipaddr.IPv6(bytes);
        } else {
            throw new Error('ipaddr: the binary input is neither an IPv6 nor IPv4 address');
        }
    };

    // Checks if the address is valid IP address
    ipaddr.isValid = function (string) {
        return ipaddr.IPv6.isValid(string) || ipaddr.IPv4.isValid(string);
    };

    // Checks if the address is valid IP address in CIDR notation
    ipaddr.isValidCIDR = function (string) {
        return ipaddr.IPv6.isValidCIDR(string) || ipaddr.IPv4.isValidCIDR(string);
    };


    // Attempts to parse an IP Address, first through IPv6 then IPv4.
    // Throws an error if it could not be parsed.
    ipaddr.parse = function (string) {
        if (ipaddr.IPv6.isValid(string)) {
            return ipaddr.IPv6.parse(string);
        } else if (ipaddr.IPv4.isValid(string)) {
            return ipaddr.IPv4.parse(string);
        } else {
            throw new Error('ipaddr: the address has neither IPv6 nor IPv4 format');
        }
    };

    // Attempt to parse CIDR notation, first through IPv6 then IPv4.
    // Throws an error if it could not be parsed.
    ipaddr.parseCIDR = function (string) {
        try {
            return ipaddr.IPv6.parseCIDR(string);
        } catch {
            try {
                return ipaddr.IPv4.parseCIDR(string);
            } catch (e) {
                throw new Error('ipaddr: the address has neither IPv6 nor IPv4 CIDR format', { cause: e });
            }
        }
    };

    // Parse an address and return plain IPv4 address if it is an IPv4-mapped address
    ipaddr.process = function (string) {
        const addr = this.parse(string);

        if (addr.kind() === 'ipv6' && addr.isIPv4MappedAddress()) {
            return addr.toIPv4Address();
        } else {
            return addr;
        }
    };

    // An utility function to ease named range matching. See examples below.
    // rangeList can contain both IPv4 and IPv6 subnet entries and will not throw errors
    // on matching IPv4 addresses to IPv6 ranges or vice versa.
    ipaddr.subnetMatch = function (address, rangeList, defaultName) {
        let i, rangeName, rangeSubnets, subnet;

        if (defaultName === undefined || defaultName === null) {
            defaultName = 'unicast';
        }

        for (rangeName in rangeList) {
            if (Object.prototype.hasOwnProperty.call(rangeList, rangeName)) {
                rangeSubnets = rangeList[rangeName];
                // ECMA5 Array.isArray isn't available everywhere
                if (rangeSubnets[0] && !(rangeSubnets[0] instanceof Array)) {
                    rangeSubnets = [rangeSubnets];
                }

                for (i = 0; i < rangeSubnets.length; i++) {
                    subnet = rangeSubnets[i];
                    if (address.kind() === subnet[0].kind() && address.match.apply(address, subnet)) {
                        return rangeName;
                    }
                }
            }
        }

        return defaultName;
    };

    // Export for both the CommonJS and browser-like environment
    if ( true && module.exports) {
        module.exports = ipaddr;

    } else {
        root.ipaddr = ipaddr;
    }

}(this));


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/create fake namespace object */
/******/ (() => {
/******/ 	var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 	var leafPrototypes;
/******/ 	// create a fake namespace object
/******/ 	// mode & 1: value is a module id, require it
/******/ 	// mode & 2: merge all properties of value into the ns
/******/ 	// mode & 4: return value when already ns object
/******/ 	// mode & 16: return value when it's Promise-like
/******/ 	// mode & 8|1: behave like require
/******/ 	__nccwpck_require__.t = function(value, mode) {
/******/ 		if(mode & 1) value = this(value);
/******/ 		if(mode & 8) return value;
/******/ 		if(typeof value === 'object' && value) {
/******/ 			if((mode & 4) && value.__esModule) return value;
/******/ 			if((mode & 16) && typeof value.then === 'function') return value;
/******/ 		}
/******/ 		var ns = Object.create(null);
/******/ 		__nccwpck_require__.r(ns);
/******/ 		var def = {};
/******/ 		leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 		for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 			Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 		}
/******/ 		def['default'] = () => (value);
/******/ 		__nccwpck_require__.d(ns, def);
/******/ 		return ns;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: ./lib/existing/collection.js

const CLAIM = /^gha_in_[0-9a-f]{8}$/;
const NAMES = /^gha_names_([0-9a-f]{8})$/;
const SOURCE_KEY = /^[0-9a-f]{32}$/;
function createCollection(name) {
    const digits = (0,external_node_crypto_namespaceObject.hash)('sha256', name, 'hex').slice(0, 8);
    return { name, claim: `gha_in_${digits}`, pastClaim: `gha_was_in_${digits}`, names: `gha_names_${digits}` };
}
function namePullRequestCollection(repository, pullRequest) {
    return `${repository} pull request ${pullRequest}`;
}
function findPullRequestOf(name, repository) {
    const number = Number(/ pull request (\d{1,9})$/.exec(name)?.[1]);
    return name === namePullRequestCollection(repository, number) ? number : null;
}
function isClaimedBy(metadata, { claim, name }) {
    return metadata[claim] === name;
}
function wasClaimedBy(metadata, { pastClaim, name }) {
    return metadata[pastClaim] === name;
}
function getOtherClaims(metadata, collection) {
    return Object.keys(metadata)
        .toSorted()
        .filter((name) => CLAIM.test(name) && isSet(metadata[name]) && !(collection?.claim === name && isClaimedBy(metadata, collection)));
}
function getNamesSet(metadata) {
    const entries = Object.keys(metadata).flatMap((key) => NAMES.test(key) ? [[key, parseNames(metadata[key])]] : []);
    return new Map(entries);
}
function collection_formatNames(userMetadata) {
    return JSON.stringify(Object.keys(userMetadata).toSorted());
}
function isMetadataOfOther(metadata, collection) {
    const claims = getOtherClaims(metadata, collection);
    return [...getNamesSet(metadata).keys()].some((key) => claims.includes(key.replace(NAMES, 'gha_in_$1')));
}
function isManaged(metadata) {
    const { gha_submission: submission, gha_source: source } = metadata;
    return typeof submission === 'string' && submission !== '' && typeof source === 'string' && SOURCE_KEY.test(source);
}
function isSet(value) {
    return value !== undefined && value !== null && value !== '';
}
function parseNames(value) {
    try {
        const names = typeof value === 'string' ? JSON.parse(value) : null;
        return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    }
    catch {
        return [];
    }
}

;// CONCATENATED MODULE: ./lib/util/json.js
function json_asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
function asList(value) {
    return Array.isArray(value) ? value : [];
}
function json_parseText(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function json_parseId(value) {
    return typeof value === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(value) ? value : null;
}
function json_parseNumber(value) {
    return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}
function json_parseDate(value) {
    const time = Date.parse(json_parseText(value) ?? '');
    return Number.isNaN(time) ? null : new Date(time);
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
const LONG_INTEGER = /[[:,\s]-?\d{16,}\s*[,}\]]/;
function parseExactJson(text) {
    if (!LONG_INTEGER.test(text))
        return parseJson(text);
    try {
        return JSON.parse(text, (_key, value, context) => {
            const source = context?.source;
            const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined;
            return isInexact && /^-?\d+$/.test(source) ? source : value;
        });
    }
    catch {
        return parseJson(text);
    }
}
function formatJson(value) {
    try {
        return JSON.stringify(value);
    }
    catch {
        return 'a value that is nested too deeply';
    }
}

;// CONCATENATED MODULE: ./lib/http/pagination.js

const pagination_PAGE_LIMIT = 50;
const MAX_PAGES = 200;
function pagination_countRows({ totalResults, totalPages, rows }) {
    return totalResults ?? totalPages * rows.length;
}
async function* paginate(readPage) {
    for (let page = 1, totalPages = 1; page <= Math.min(totalPages, MAX_PAGES); page++) {
        const result = await readPage(page);
        yield result;
        totalPages = result.totalPages;
    }
}
async function readAllRows(readPage) {
    const rows = [];
    for await (const page of paginate(readPage))
        rows.push(...page.rows);
    return rows;
}
function parsePage(body, parseRow) {
    if (!Array.isArray(body['data']))
        return null;
    const rows = asList(body['data']).flatMap((item) => {
        const object = json_asObject(item);
        const row = object && parseRow(object);
        return row ? [row] : [];
    });
    return {
        rows,
        totalPages: parseTotalPages(body),
        totalResults: json_parseNumber(json_asObject(body['page_info'])?.['total_results']),
    };
}
function parseTotalPages(body) {
    const total = json_parseNumber(json_asObject(body['page_info'])?.['total_page']) ?? 1;
    return Math.min(Math.max(1, Math.ceil(total)), MAX_PAGES + 1);
}

;// CONCATENATED MODULE: ./lib/http/request-limits.js
const READ_TIMEOUT_MS = 30_000;
const GRACE_PERIOD_MS = 3_000;
function createReadLimits({ deadline, cancellation }) {
    const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.remainingMs() + GRACE_PERIOD_MS));
    return { timeoutMs, signal: cancellation.signal };
}

;// CONCATENATED MODULE: ./lib/http/network.js

function getErrorFields(error) {
    const fields = json_asObject(error);
    const message = typeof fields?.['message'] === 'string' ? fields['message'] : String(error);
    const [first] = asList(fields?.['errors']);
    if (message === '' && first !== undefined)
        return getErrorFields(first);
    return { code: json_parseText(fields?.['code']) ?? '', syscall: json_parseText(fields?.['syscall']) ?? '', message };
}
function formatNetworkError(error) {
    const { code, message } = getErrorFields(error);
    return code !== '' && !message.includes(code) ? `${message} (${code})` : message;
}
function classifyNetworkError(error) {
    const { code } = getErrorFields(error);
    if (code === 'ENOTFOUND')
        return 'unknown_host';
    return isCertificateError(code) ? 'certificate' : 'connection';
}
function isCertificateError(code) {
    return code.startsWith('ERR_TLS_') || /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_|WRONG_VERSION_NUMBER/.test(code);
}
function isCertainlyNotSent(error) {
    const { syscall, code, message } = getErrorFields(error);
    if (syscall === 'connect' || syscall === 'getaddrinfo')
        return true;
    const errors = asList(json_asObject(error)?.['errors']);
    if (errors.length > 0)
        return errors.every(isCertainlyNotSent);
    if (message.startsWith('tunneling socket could not be established'))
        return true;
    return isCertificateError(code) || message.includes('wrong version number');
}
function createStopSignal(signal) {
    const stopped = new AbortController();
    const stop = () => {
        signal.removeEventListener('abort', stop);
        stopped.abort('stopped');
    };
    if (signal.aborted)
        stop();
    else
        signal.addEventListener('abort', stop);
    return { signal: stopped.signal, stop };
}
function startTimeout(clock, { timeoutMs, signal }, toError) {
    const sleeping = createStopSignal(signal);
    const expired = clock.sleep(timeoutMs, sleeping.signal).then(() => {
        if (signal.aborted)
            throw toError('cancelled', 'the step was cancelled');
        throw toError('timeout', `no complete response within ${Math.max(0, Math.round(timeoutMs / 100) / 10)} s`);
    });
    expired.catch(() => { });
    return { expired, stop: sleeping.stop };
}
function readBody(message, chunks, isEnough) {
    return new Promise((resolve, reject) => {
        let bytes = 0;
        const rejectTruncated = (cause) => reject(new Error('the connection was lost in the middle of the response', cause ? { cause } : undefined));
        message.on('data', (chunk) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (!isEnough(bytes))
                return;
            resolve(false);
            message.destroy();
        });
        message.on('end', () => (message.complete ? resolve(true) : rejectTruncated()));
        message.on('error', rejectTruncated);
        message.on('close', () => rejectTruncated());
    });
}
const REDIRECTS = (/* unused pure expression or super */ null && ([301, 302, 303, 307, 308]));
const MAX_REDIRECTS = 10;
async function followRedirects(start, { send, check, createTooManyError }) {
    let url = start;
    for (let redirects = 0;; redirects++) {
        const message = await send(url);
        const { location } = message.headers;
        if (location === undefined || !REDIRECTS.includes(message.statusCode ?? 0))
            return { message, url };
        message.destroy();
        if (redirects === MAX_REDIRECTS)
            throw createTooManyError(MAX_REDIRECTS);
        url = check(URL.parse(location, url.href), url);
    }
}

;// CONCATENATED MODULE: ./lib/http/rate-limit-headers.js
const MIN_EPOCH_SECONDS = 1_000_000_000;
const MAX_RETRY_AFTER_MS = 365 * 86_400_000;
function parseRetryAfterMs(headers, now) {
    const retryAfter = getFirstValue(headers['retry-after']);
    if (retryAfter !== null) {
        const delayMs = parseSecondsAsMs(retryAfter, now) ?? parseDateAsMs(retryAfter, now);
        if (delayMs !== null)
            return delayMs;
    }
    const exhaustedMs = parseQuotaExhaustedMs(headers, now);
    if (exhaustedMs !== null)
        return exhaustedMs;
    for (const scheme of HEADER_PREFIXES) {
        const delayMs = parseResetMs(headers, scheme, now);
        if (delayMs !== null)
            return delayMs;
    }
    return null;
}
function parseQuotaExhaustedMs(headers, now) {
    const exhausted = HEADER_PREFIXES.filter((prefix) => getFirstValue(headers[`${prefix}-remaining`]) === '0');
    const delays = exhausted.flatMap((prefix) => parseResetMs(headers, prefix, now) ?? []);
    return delays.length === 0 ? null : Math.max(...delays);
}
const HEADER_PREFIXES = ['x-ratelimit-request', 'x-ratelimit-duration', 'x-ratelimit', 'ratelimit'];
function parseResetMs(headers, scheme, now) {
    const reset = getFirstValue(headers[`${scheme}-reset`]);
    return reset === null ? null : (parseSecondsAsMs(reset, now) ?? parseDateAsMs(reset, now));
}
function getFirstValue(header) {
    const value = (Array.isArray(header) ? header[0] : header)?.trim();
    return value ? value : null;
}
function parseSecondsAsMs(value, now) {
    if (!/^\d+(\.\d+)?$/.test(value))
        return null;
    const seconds = Number(value);
    return clampDelayMs(seconds >= MIN_EPOCH_SECONDS ? seconds * 1000 - now.getTime() : seconds * 1000);
}
function parseDateAsMs(value, now) {
    const time = /[A-Za-z]{3}|^\d{4}-/.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(time) ? null : clampDelayMs(time - now.getTime());
}
function clampDelayMs(ms) {
    return Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS);
}

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function proxy_getProxyUrl(reqUrl) {
    const usingSsl = reqUrl.protocol === 'https:';
    if (checkBypass(reqUrl)) {
        return undefined;
    }
    const proxyVar = (() => {
        if (usingSsl) {
            return process.env['https_proxy'] || process.env['HTTPS_PROXY'];
        }
        else {
            return process.env['http_proxy'] || process.env['HTTP_PROXY'];
        }
    })();
    if (proxyVar) {
        try {
            return new DecodedURL(proxyVar);
        }
        catch (_a) {
            if (!proxyVar.startsWith('http://') && !proxyVar.startsWith('https://'))
                return new DecodedURL(`http://${proxyVar}`);
        }
    }
    else {
        return undefined;
    }
}
function checkBypass(reqUrl) {
    if (!reqUrl.hostname) {
        return false;
    }
    const reqHost = reqUrl.hostname;
    if (isLoopbackAddress(reqHost)) {
        return true;
    }
    const noProxy = process.env['no_proxy'] || process.env['NO_PROXY'] || '';
    if (!noProxy) {
        return false;
    }
    // Determine the request port
    let reqPort;
    if (reqUrl.port) {
        reqPort = Number(reqUrl.port);
    }
    else if (reqUrl.protocol === 'http:') {
        reqPort = 80;
    }
    else if (reqUrl.protocol === 'https:') {
        reqPort = 443;
    }
    // Format the request hostname and hostname with port
    const upperReqHosts = [reqUrl.hostname.toUpperCase()];
    if (typeof reqPort === 'number') {
        upperReqHosts.push(`${upperReqHosts[0]}:${reqPort}`);
    }
    // Compare request host against noproxy
    for (const upperNoProxyItem of noProxy
        .split(',')
        .map(x => x.trim().toUpperCase())
        .filter(x => x)) {
        if (upperNoProxyItem === '*' ||
            upperReqHosts.some(x => x === upperNoProxyItem ||
                x.endsWith(`.${upperNoProxyItem}`) ||
                (upperNoProxyItem.startsWith('.') &&
                    x.endsWith(`${upperNoProxyItem}`)))) {
            return true;
        }
    }
    return false;
}
function isLoopbackAddress(host) {
    const hostLower = host.toLowerCase();
    return (hostLower === 'localhost' ||
        hostLower.startsWith('127.') ||
        hostLower.startsWith('[::1]') ||
        hostLower.startsWith('[0:0:0:0:0:0:0:1]'));
}
class DecodedURL extends URL {
    constructor(url, base) {
        super(url, base);
        this._decodedUsername = decodeURIComponent(super.username);
        this._decodedPassword = decodeURIComponent(super.password);
    }
    get username() {
        return this._decodedUsername;
    }
    get password() {
        return this._decodedPassword;
    }
}
//# sourceMappingURL=proxy.js.map
// EXTERNAL MODULE: ./node_modules/tunnel/index.js
var tunnel = __nccwpck_require__(770);
// EXTERNAL MODULE: external "../lazy-undici.cjs"
var external_lazy_undici_cjs_ = __nccwpck_require__(32);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/index.js
/* eslint-disable @typescript-eslint/no-explicit-any */
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};





var HttpCodes;
(function (HttpCodes) {
    HttpCodes[HttpCodes["OK"] = 200] = "OK";
    HttpCodes[HttpCodes["MultipleChoices"] = 300] = "MultipleChoices";
    HttpCodes[HttpCodes["MovedPermanently"] = 301] = "MovedPermanently";
    HttpCodes[HttpCodes["ResourceMoved"] = 302] = "ResourceMoved";
    HttpCodes[HttpCodes["SeeOther"] = 303] = "SeeOther";
    HttpCodes[HttpCodes["NotModified"] = 304] = "NotModified";
    HttpCodes[HttpCodes["UseProxy"] = 305] = "UseProxy";
    HttpCodes[HttpCodes["SwitchProxy"] = 306] = "SwitchProxy";
    HttpCodes[HttpCodes["TemporaryRedirect"] = 307] = "TemporaryRedirect";
    HttpCodes[HttpCodes["PermanentRedirect"] = 308] = "PermanentRedirect";
    HttpCodes[HttpCodes["BadRequest"] = 400] = "BadRequest";
    HttpCodes[HttpCodes["Unauthorized"] = 401] = "Unauthorized";
    HttpCodes[HttpCodes["PaymentRequired"] = 402] = "PaymentRequired";
    HttpCodes[HttpCodes["Forbidden"] = 403] = "Forbidden";
    HttpCodes[HttpCodes["NotFound"] = 404] = "NotFound";
    HttpCodes[HttpCodes["MethodNotAllowed"] = 405] = "MethodNotAllowed";
    HttpCodes[HttpCodes["NotAcceptable"] = 406] = "NotAcceptable";
    HttpCodes[HttpCodes["ProxyAuthenticationRequired"] = 407] = "ProxyAuthenticationRequired";
    HttpCodes[HttpCodes["RequestTimeout"] = 408] = "RequestTimeout";
    HttpCodes[HttpCodes["Conflict"] = 409] = "Conflict";
    HttpCodes[HttpCodes["Gone"] = 410] = "Gone";
    HttpCodes[HttpCodes["TooManyRequests"] = 429] = "TooManyRequests";
    HttpCodes[HttpCodes["InternalServerError"] = 500] = "InternalServerError";
    HttpCodes[HttpCodes["NotImplemented"] = 501] = "NotImplemented";
    HttpCodes[HttpCodes["BadGateway"] = 502] = "BadGateway";
    HttpCodes[HttpCodes["ServiceUnavailable"] = 503] = "ServiceUnavailable";
    HttpCodes[HttpCodes["GatewayTimeout"] = 504] = "GatewayTimeout";
})(HttpCodes || (HttpCodes = {}));
var Headers;
(function (Headers) {
    Headers["Accept"] = "accept";
    Headers["ContentType"] = "content-type";
})(Headers || (Headers = {}));
var MediaTypes;
(function (MediaTypes) {
    MediaTypes["ApplicationJson"] = "application/json";
})(MediaTypes || (MediaTypes = {}));
/**
 * Returns the proxy URL, depending upon the supplied url and proxy environment variables.
 * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
 */
function lib_getProxyUrl(serverUrl) {
    const proxyUrl = pm.getProxyUrl(new URL(serverUrl));
    return proxyUrl ? proxyUrl.href : '';
}
const HttpRedirectCodes = [
    HttpCodes.MovedPermanently,
    HttpCodes.ResourceMoved,
    HttpCodes.SeeOther,
    HttpCodes.TemporaryRedirect,
    HttpCodes.PermanentRedirect
];
const HttpResponseRetryCodes = [
    HttpCodes.BadGateway,
    HttpCodes.ServiceUnavailable,
    HttpCodes.GatewayTimeout
];
const RetryableHttpVerbs = ['OPTIONS', 'GET', 'DELETE', 'HEAD'];
const ExponentialBackoffCeiling = 10;
const ExponentialBackoffTimeSlice = 5;
class HttpClientError extends Error {
    constructor(message, statusCode) {
        super(message);
        this.name = 'HttpClientError';
        this.statusCode = statusCode;
        Object.setPrototypeOf(this, HttpClientError.prototype);
    }
}
class HttpClientResponse {
    constructor(message) {
        this.message = message;
    }
    readBody() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                let output = Buffer.alloc(0);
                this.message.on('data', (chunk) => {
                    output = Buffer.concat([output, chunk]);
                });
                this.message.on('end', () => {
                    resolve(output.toString());
                });
            }));
        });
    }
    readBodyBuffer() {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve) => __awaiter(this, void 0, void 0, function* () {
                const chunks = [];
                this.message.on('data', (chunk) => {
                    chunks.push(chunk);
                });
                this.message.on('end', () => {
                    resolve(Buffer.concat(chunks));
                });
            }));
        });
    }
}
function isHttps(requestUrl) {
    const parsedUrl = new URL(requestUrl);
    return parsedUrl.protocol === 'https:';
}
class lib_HttpClient {
    constructor(userAgent, handlers, requestOptions) {
        this._ignoreSslError = false;
        this._allowRedirects = true;
        this._allowRedirectDowngrade = false;
        this._maxRedirects = 50;
        this._allowRetries = false;
        this._maxRetries = 1;
        this._keepAlive = false;
        this._disposed = false;
        this.userAgent = this._getUserAgentWithOrchestrationId(userAgent);
        this.handlers = handlers || [];
        this.requestOptions = requestOptions;
        if (requestOptions) {
            if (requestOptions.ignoreSslError != null) {
                this._ignoreSslError = requestOptions.ignoreSslError;
            }
            this._socketTimeout = requestOptions.socketTimeout;
            if (requestOptions.allowRedirects != null) {
                this._allowRedirects = requestOptions.allowRedirects;
            }
            if (requestOptions.allowRedirectDowngrade != null) {
                this._allowRedirectDowngrade = requestOptions.allowRedirectDowngrade;
            }
            if (requestOptions.maxRedirects != null) {
                this._maxRedirects = Math.max(requestOptions.maxRedirects, 0);
            }
            if (requestOptions.keepAlive != null) {
                this._keepAlive = requestOptions.keepAlive;
            }
            if (requestOptions.allowRetries != null) {
                this._allowRetries = requestOptions.allowRetries;
            }
            if (requestOptions.maxRetries != null) {
                this._maxRetries = requestOptions.maxRetries;
            }
        }
    }
    options(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('OPTIONS', requestUrl, null, additionalHeaders || {});
        });
    }
    get(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('GET', requestUrl, null, additionalHeaders || {});
        });
    }
    del(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('DELETE', requestUrl, null, additionalHeaders || {});
        });
    }
    post(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('POST', requestUrl, data, additionalHeaders || {});
        });
    }
    patch(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PATCH', requestUrl, data, additionalHeaders || {});
        });
    }
    put(requestUrl, data, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('PUT', requestUrl, data, additionalHeaders || {});
        });
    }
    head(requestUrl, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request('HEAD', requestUrl, null, additionalHeaders || {});
        });
    }
    sendStream(verb, requestUrl, stream, additionalHeaders) {
        return __awaiter(this, void 0, void 0, function* () {
            return this.request(verb, requestUrl, stream, additionalHeaders);
        });
    }
    /**
     * Gets a typed object from an endpoint
     * Be aware that not found returns a null.  Other errors (4xx, 5xx) reject the promise
     */
    getJson(requestUrl_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, additionalHeaders = {}) {
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            const res = yield this.get(requestUrl, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    postJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.post(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    putJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.put(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    patchJson(requestUrl_1, obj_1) {
        return __awaiter(this, arguments, void 0, function* (requestUrl, obj, additionalHeaders = {}) {
            const data = JSON.stringify(obj, null, 2);
            additionalHeaders[Headers.Accept] = this._getExistingOrDefaultHeader(additionalHeaders, Headers.Accept, MediaTypes.ApplicationJson);
            additionalHeaders[Headers.ContentType] =
                this._getExistingOrDefaultContentTypeHeader(additionalHeaders, MediaTypes.ApplicationJson);
            const res = yield this.patch(requestUrl, data, additionalHeaders);
            return this._processResponse(res, this.requestOptions);
        });
    }
    /**
     * Makes a raw http request.
     * All other methods such as get, post, patch, and request ultimately call this.
     * Prefer get, del, post and patch
     */
    request(verb, requestUrl, data, headers) {
        return __awaiter(this, void 0, void 0, function* () {
            if (this._disposed) {
                throw new Error('Client has already been disposed.');
            }
            const parsedUrl = new URL(requestUrl);
            let info = this._prepareRequest(verb, parsedUrl, headers);
            // Only perform retries on reads since writes may not be idempotent.
            const maxTries = this._allowRetries && RetryableHttpVerbs.includes(verb)
                ? this._maxRetries + 1
                : 1;
            let numTries = 0;
            let response;
            do {
                response = yield this.requestRaw(info, data);
                // Check if it's an authentication challenge
                if (response &&
                    response.message &&
                    response.message.statusCode === HttpCodes.Unauthorized) {
                    let authenticationHandler;
                    for (const handler of this.handlers) {
                        if (handler.canHandleAuthentication(response)) {
                            authenticationHandler = handler;
                            break;
                        }
                    }
                    if (authenticationHandler) {
                        return authenticationHandler.handleAuthentication(this, info, data);
                    }
                    else {
                        // We have received an unauthorized response but have no handlers to handle it.
                        // Let the response return to the caller.
                        return response;
                    }
                }
                let redirectsRemaining = this._maxRedirects;
                while (response.message.statusCode &&
                    HttpRedirectCodes.includes(response.message.statusCode) &&
                    this._allowRedirects &&
                    redirectsRemaining > 0) {
                    const redirectUrl = response.message.headers['location'];
                    if (!redirectUrl) {
                        // if there's no location to redirect to, we won't
                        break;
                    }
                    const parsedRedirectUrl = new URL(redirectUrl);
                    if (parsedUrl.protocol === 'https:' &&
                        parsedUrl.protocol !== parsedRedirectUrl.protocol &&
                        !this._allowRedirectDowngrade) {
                        throw new Error('Redirect from HTTPS to HTTP protocol. This downgrade is not allowed for security reasons. If you want to allow this behavior, set the allowRedirectDowngrade option to true.');
                    }
                    // we need to finish reading the response before reassigning response
                    // which will leak the open socket.
                    yield response.readBody();
                    // strip authorization header if redirected to a different hostname
                    if (parsedRedirectUrl.hostname !== parsedUrl.hostname) {
                        for (const header in headers) {
                            // header names are case insensitive
                            if (header.toLowerCase() === 'authorization') {
                                delete headers[header];
                            }
                        }
                    }
                    // let's make the request with the new redirectUrl
                    info = this._prepareRequest(verb, parsedRedirectUrl, headers);
                    response = yield this.requestRaw(info, data);
                    redirectsRemaining--;
                }
                if (!response.message.statusCode ||
                    !HttpResponseRetryCodes.includes(response.message.statusCode)) {
                    // If not a retry code, return immediately instead of retrying
                    return response;
                }
                numTries += 1;
                if (numTries < maxTries) {
                    yield response.readBody();
                    yield this._performExponentialBackoff(numTries);
                }
            } while (numTries < maxTries);
            return response;
        });
    }
    /**
     * Needs to be called if keepAlive is set to true in request options.
     */
    dispose() {
        if (this._agent) {
            this._agent.destroy();
        }
        this._disposed = true;
    }
    /**
     * Raw request.
     * @param info
     * @param data
     */
    requestRaw(info, data) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => {
                function callbackForResult(err, res) {
                    if (err) {
                        reject(err);
                    }
                    else if (!res) {
                        // If `err` is not passed, then `res` must be passed.
                        reject(new Error('Unknown error'));
                    }
                    else {
                        resolve(res);
                    }
                }
                this.requestRawWithCallback(info, data, callbackForResult);
            });
        });
    }
    /**
     * Raw request with callback.
     * @param info
     * @param data
     * @param onResult
     */
    requestRawWithCallback(info, data, onResult) {
        if (typeof data === 'string') {
            if (!info.options.headers) {
                info.options.headers = {};
            }
            info.options.headers['Content-Length'] = Buffer.byteLength(data, 'utf8');
        }
        let callbackCalled = false;
        function handleResult(err, res) {
            if (!callbackCalled) {
                callbackCalled = true;
                onResult(err, res);
            }
        }
        const req = info.httpModule.request(info.options, (msg) => {
            const res = new HttpClientResponse(msg);
            handleResult(undefined, res);
        });
        let socket;
        req.on('socket', sock => {
            socket = sock;
        });
        // If we ever get disconnected, we want the socket to timeout eventually
        req.setTimeout(this._socketTimeout || 3 * 60000, () => {
            if (socket) {
                socket.end();
            }
            handleResult(new Error(`Request timeout: ${info.options.path}`));
        });
        req.on('error', function (err) {
            // err has statusCode property
            // res should have headers
            handleResult(err);
        });
        if (data && typeof data === 'string') {
            req.write(data, 'utf8');
        }
        if (data && typeof data !== 'string') {
            data.on('close', function () {
                req.end();
            });
            data.pipe(req);
        }
        else {
            req.end();
        }
    }
    /**
     * Gets an http agent. This function is useful when you need an http agent that handles
     * routing through a proxy server - depending upon the url and proxy environment variables.
     * @param serverUrl  The server URL where the request will be sent. For example, https://api.github.com
     */
    getAgent(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        return this._getAgent(parsedUrl);
    }
    getAgentDispatcher(serverUrl) {
        const parsedUrl = new URL(serverUrl);
        const proxyUrl = proxy_getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (!useProxy) {
            return;
        }
        return this._getProxyAgentDispatcher(parsedUrl, proxyUrl);
    }
    _prepareRequest(method, requestUrl, headers) {
        const info = {};
        info.parsedUrl = requestUrl;
        const usingSsl = info.parsedUrl.protocol === 'https:';
        info.httpModule = usingSsl ? external_https_namespaceObject : external_http_namespaceObject;
        const defaultPort = usingSsl ? 443 : 80;
        info.options = {};
        info.options.host = info.parsedUrl.hostname;
        info.options.port = info.parsedUrl.port
            ? parseInt(info.parsedUrl.port)
            : defaultPort;
        info.options.path =
            (info.parsedUrl.pathname || '') + (info.parsedUrl.search || '');
        info.options.method = method;
        info.options.headers = this._mergeHeaders(headers);
        if (this.userAgent != null) {
            info.options.headers['user-agent'] = this.userAgent;
        }
        info.options.agent = this._getAgent(info.parsedUrl);
        // gives handlers an opportunity to participate
        if (this.handlers) {
            for (const handler of this.handlers) {
                handler.prepareRequest(info.options);
            }
        }
        return info;
    }
    _mergeHeaders(headers) {
        if (this.requestOptions && this.requestOptions.headers) {
            return Object.assign({}, lowercaseKeys(this.requestOptions.headers), lowercaseKeys(headers || {}));
        }
        return lowercaseKeys(headers || {});
    }
    /**
     * Gets an existing header value or returns a default.
     * Handles converting number header values to strings since HTTP headers must be strings.
     * Note: This returns string | string[] since some headers can have multiple values.
     * For headers that must always be a single string (like Content-Type), use the
     * specialized _getExistingOrDefaultContentTypeHeader method instead.
     */
    _getExistingOrDefaultHeader(additionalHeaders, header, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[header];
            if (headerValue) {
                clientHeader =
                    typeof headerValue === 'number' ? headerValue.toString() : headerValue;
            }
        }
        const additionalValue = additionalHeaders[header];
        if (additionalValue !== undefined) {
            return typeof additionalValue === 'number'
                ? additionalValue.toString()
                : additionalValue;
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    /**
     * Specialized version of _getExistingOrDefaultHeader for Content-Type header.
     * Always returns a single string (not an array) since Content-Type should be a single value.
     * Converts arrays to comma-separated strings and numbers to strings to ensure type safety.
     * This was split from _getExistingOrDefaultHeader to provide stricter typing for callers
     * that assign the result to places expecting a string (e.g., additionalHeaders[Headers.ContentType]).
     */
    _getExistingOrDefaultContentTypeHeader(additionalHeaders, _default) {
        let clientHeader;
        if (this.requestOptions && this.requestOptions.headers) {
            const headerValue = lowercaseKeys(this.requestOptions.headers)[Headers.ContentType];
            if (headerValue) {
                if (typeof headerValue === 'number') {
                    clientHeader = String(headerValue);
                }
                else if (Array.isArray(headerValue)) {
                    clientHeader = headerValue.join(', ');
                }
                else {
                    clientHeader = headerValue;
                }
            }
        }
        const additionalValue = additionalHeaders[Headers.ContentType];
        // Return the first non-undefined value, converting numbers or arrays to strings if necessary
        if (additionalValue !== undefined) {
            if (typeof additionalValue === 'number') {
                return String(additionalValue);
            }
            else if (Array.isArray(additionalValue)) {
                return additionalValue.join(', ');
            }
            else {
                return additionalValue;
            }
        }
        if (clientHeader !== undefined) {
            return clientHeader;
        }
        return _default;
    }
    _getAgent(parsedUrl) {
        let agent;
        const proxyUrl = proxy_getProxyUrl(parsedUrl);
        const useProxy = proxyUrl && proxyUrl.hostname;
        if (this._keepAlive && useProxy) {
            agent = this._proxyAgent;
        }
        if (!useProxy) {
            agent = this._agent;
        }
        // if agent is already assigned use that agent.
        if (agent) {
            return agent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        let maxSockets = 100;
        if (this.requestOptions) {
            maxSockets = this.requestOptions.maxSockets || external_http_.globalAgent.maxSockets;
        }
        // This is `useProxy` again, but we need to check `proxyURl` directly for TypeScripts's flow analysis.
        if (proxyUrl && proxyUrl.hostname) {
            const agentOptions = {
                maxSockets,
                keepAlive: this._keepAlive,
                proxy: Object.assign(Object.assign({}, ((proxyUrl.username || proxyUrl.password) && {
                    proxyAuth: `${proxyUrl.username}:${proxyUrl.password}`
                })), { host: proxyUrl.hostname, port: proxyUrl.port })
            };
            let tunnelAgent;
            const overHttps = proxyUrl.protocol === 'https:';
            if (usingSsl) {
                tunnelAgent = overHttps ? tunnel.httpsOverHttps : tunnel.httpsOverHttp;
            }
            else {
                tunnelAgent = overHttps ? tunnel.httpOverHttps : tunnel.httpOverHttp;
            }
            agent = tunnelAgent(agentOptions);
            this._proxyAgent = agent;
        }
        // if tunneling agent isn't assigned create a new agent
        if (!agent) {
            const options = { keepAlive: this._keepAlive, maxSockets };
            agent = usingSsl ? new external_https_.Agent(options) : new external_http_.Agent(options);
            this._agent = agent;
        }
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            agent.options = Object.assign(agent.options || {}, {
                rejectUnauthorized: false
            });
        }
        return agent;
    }
    _getProxyAgentDispatcher(parsedUrl, proxyUrl) {
        let proxyAgent;
        if (this._keepAlive) {
            proxyAgent = this._proxyAgentDispatcher;
        }
        // if agent is already assigned use that agent.
        if (proxyAgent) {
            return proxyAgent;
        }
        const usingSsl = parsedUrl.protocol === 'https:';
        proxyAgent = new external_lazy_undici_cjs_.ProxyAgent(Object.assign({ uri: proxyUrl.href, pipelining: !this._keepAlive ? 0 : 1 }, ((proxyUrl.username || proxyUrl.password) && {
            token: `Basic ${Buffer.from(`${proxyUrl.username}:${proxyUrl.password}`).toString('base64')}`
        })));
        this._proxyAgentDispatcher = proxyAgent;
        if (usingSsl && this._ignoreSslError) {
            // we don't want to set NODE_TLS_REJECT_UNAUTHORIZED=0 since that will affect request for entire process
            // http.RequestOptions doesn't expose a way to modify RequestOptions.agent.options
            // we have to cast it to any and change it directly
            proxyAgent.options = Object.assign(proxyAgent.options.requestTls || {}, {
                rejectUnauthorized: false
            });
        }
        return proxyAgent;
    }
    _getUserAgentWithOrchestrationId(userAgent) {
        const baseUserAgent = userAgent || 'actions/http-client';
        const orchId = process.env['ACTIONS_ORCHESTRATION_ID'];
        if (orchId) {
            // Sanitize the orchestration ID to ensure it contains only valid characters
            // Valid characters: 0-9, a-z, _, -, .
            const sanitizedId = orchId.replace(/[^a-z0-9_.-]/gi, '_');
            return `${baseUserAgent} actions_orchestration_id/${sanitizedId}`;
        }
        return baseUserAgent;
    }
    _performExponentialBackoff(retryNumber) {
        return __awaiter(this, void 0, void 0, function* () {
            retryNumber = Math.min(ExponentialBackoffCeiling, retryNumber);
            const ms = ExponentialBackoffTimeSlice * Math.pow(2, retryNumber);
            return new Promise(resolve => setTimeout(() => resolve(), ms));
        });
    }
    _processResponse(res, options) {
        return __awaiter(this, void 0, void 0, function* () {
            return new Promise((resolve, reject) => __awaiter(this, void 0, void 0, function* () {
                const statusCode = res.message.statusCode || 0;
                const response = {
                    statusCode,
                    result: null,
                    headers: {}
                };
                // not found leads to null obj returned
                if (statusCode === HttpCodes.NotFound) {
                    resolve(response);
                }
                // get the result from the body
                function dateTimeDeserializer(key, value) {
                    if (typeof value === 'string') {
                        const a = new Date(value);
                        if (!isNaN(a.valueOf())) {
                            return a;
                        }
                    }
                    return value;
                }
                let obj;
                let contents;
                try {
                    contents = yield res.readBody();
                    if (contents && contents.length > 0) {
                        if (options && options.deserializeDates) {
                            obj = JSON.parse(contents, dateTimeDeserializer);
                        }
                        else {
                            obj = JSON.parse(contents);
                        }
                        response.result = obj;
                    }
                    response.headers = res.message.headers;
                }
                catch (err) {
                    // Invalid resource (contents not json);  leaving result obj null
                }
                // note that 3xx redirects are handled by the http layer.
                if (statusCode > 299) {
                    let msg;
                    // if exception/error in body, attempt to get better error
                    if (obj && obj.message) {
                        msg = obj.message;
                    }
                    else if (contents && contents.length > 0) {
                        // it may be the case that the exception is in the body message as string
                        msg = contents;
                    }
                    else {
                        msg = `Failed request: (${statusCode})`;
                    }
                    const err = new HttpClientError(msg, statusCode);
                    err.result = response.result;
                    reject(err);
                }
                else {
                    resolve(response);
                }
            }));
        });
    }
}
const lowercaseKeys = (obj) => Object.keys(obj).reduce((c, k) => ((c[k.toLowerCase()] = obj[k]), c), {});
//# sourceMappingURL=index.js.map
;// CONCATENATED MODULE: ./lib/http/http-client.js



const USER_AGENT = 'twelvelabs-index-action';
const SOCKET_TIMEOUT_MS = 10 * 60_000;
function createHttpClient(url, { keepAlive = true, socketTimeoutMs = SOCKET_TIMEOUT_MS, resolve = null } = {}) {
    const client = new lib_HttpClient(USER_AGENT, [], {
        allowRedirects: false,
        keepAlive,
        maxSockets: 1,
        socketTimeout: socketTimeoutMs,
    });
    const agent = client.getAgent(url.href);
    const options = agent instanceof external_node_http_namespaceObject.Agent ? Reflect.get(agent, 'options') : null;
    if (typeof options !== 'object' || options === null)
        return client;
    if (url.hostname.startsWith('['))
        Object.assign(options, { host: url.hostname.slice(1, -1) });
    if (resolve !== null)
        Object.assign(options, { lookup: toLookup(resolve) });
    return client;
}
function toLookup(resolve) {
    return (hostname, { all }, done) => {
        resolve(hostname).then((addresses) => {
            const [first] = addresses;
            if (all)
                done(null, [...addresses]);
            else
                done(null, first?.address ?? '', first?.family);
        }, (error) => done(error, ''));
    };
}
function watchConnections(client, url) {
    const agent = client.getAgent(url.href);
    const create = agent instanceof external_node_http_namespaceObject.Agent ? Reflect.get(agent, 'createConnection') : null;
    if (!(agent instanceof external_node_http_namespaceObject.Agent) || typeof create !== 'function')
        return () => true;
    let isConnected = false;
    const event = url.protocol === 'https:' ? 'secureConnect' : 'connect';
    Reflect.set(agent, 'createConnection', (...args) => {
        const socket = Reflect.apply(create, agent, args);
        if (socket instanceof external_node_net_namespaceObject.Socket) {
            socket.once(event, () => {
                isConnected = true;
            });
        }
        else
            isConnected = true;
        return socket;
    });
    return () => isConnected;
}

;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");
;// CONCATENATED MODULE: ./lib/http/request-body.js

function createRequestBody(chunks) {
    let done = false;
    const failure = Promise.withResolvers();
    failure.promise.catch(() => { });
    const stream = new RequestBodyStream(async (request) => {
        try {
            done = await writeChunks(chunks, request);
            if (done)
                stream.destroy();
        }
        catch (error) {
            failure.reject(error);
        }
    });
    return { stream, failed: failure.promise, isDone: () => done };
}
class RequestBodyStream extends external_node_stream_namespaceObject.Readable {
    #pump;
    constructor(pump) {
        super();
        this.#pump = pump;
    }
    pipe(request) {
        void this.#pump(request);
        return request;
    }
}
async function writeChunks(chunks, request) {
    for await (const chunk of chunks) {
        if (!(await writeChunk(chunk, request)))
            return false;
    }
    return true;
}
function writeChunk(chunk, request) {
    return new Promise((resolve) => {
        request.write(chunk, (error) => resolve(!error));
    });
}

;// CONCATENATED MODULE: external "node:dns/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns/promises");
;// CONCATENATED MODULE: ./lib/http/resolver.js


const PATIENT = { timeoutMs: 2_000, tries: 3 };
const IMPATIENT = { timeoutMs: 900, tries: 1 };
const ASK_SYSTEM = ['ENOTFOUND', 'ENODATA', 'ECONNREFUSED', 'ENOTIMP', 'EREFUSED', 'ENONAME'];
function createResolver({ timeoutMs, tries, servers }) {
    const resolver = new promises_namespaceObject.Resolver({ timeout: timeoutMs, tries });
    if (servers !== undefined)
        resolver.setServers(servers);
    let system = Promise.resolve();
    const askSystem = (hostname) => {
        const answer = system.then(() => (0,promises_namespaceObject.lookup)(hostname, { all: true }));
        system = answer.catch(() => { });
        return answer;
    };
    return async (hostname) => {
        if (isLocalName(hostname))
            return LOOPBACK;
        const [v4, v6] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
        const addresses = [...toAddresses(v4, 4), ...toAddresses(v6, 6)];
        if (addresses.length > 0)
            return addresses;
        const codes = [v4, v6].flatMap((result) => (result.status === 'rejected' ? [getCode(result.reason)] : []));
        const failed = codes.find((code) => !ASK_SYSTEM.includes(code));
        if (failed !== undefined)
            throw createLookupError(hostname, failed);
        return await askSystem(hostname);
    };
}
const CACHE_MS = 60_000;
const MAX_CACHED_NAMES = 10_000;
function cacheResolver(resolve, clock) {
    const answers = new Map();
    return (hostname) => {
        const known = answers.get(hostname);
        if (known !== undefined && known.untilMs > clock.now())
            return known.answer;
        if (answers.size >= MAX_CACHED_NAMES)
            answers.clear();
        const answer = resolve(hostname);
        answer.catch(() => { });
        answers.set(hostname, { answer, untilMs: clock.now() + CACHE_MS });
        return answer;
    };
}
const LOOPBACK = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
];
function isLocalName(hostname) {
    return /^(.*\.)?localhost\.?$/i.test(hostname);
}
function toAddresses(result, family) {
    return result.status === 'fulfilled' ? result.value.map((address) => ({ address, family })) : [];
}
function getCode(error) {
    return json_parseText(json_asObject(error)?.['code']) ?? 'unknown';
}
function createLookupError(hostname, code) {
    const reason = code === 'ETIMEOUT' ? 'the name servers did not answer in time' : `the name servers answered ${code}`;
    const error = new Error(`${hostname} could not be resolved: ${reason}`);
    return Object.assign(error, { code, syscall: 'getaddrinfo', hostname });
}

;// CONCATENATED MODULE: ./lib/http/transport.js




class TransportError extends Error {
    name = 'TransportError';
    sent;
    constructor(message, sent, options) {
        super(message, options);
        this.sent = sent;
    }
}
const MAX_BODY_BYTES = 8 * 1024 * 1024;
function createTransport(clock) {
    const idleClients = { GET: [], PUT: [] };
    const resolve = createResolver(PATIENT);
    return async (request) => {
        const idle = idleClients[request.method];
        const connection = idle?.pop() ?? openConnection(request.url, idle !== undefined, resolve);
        const { client, isConnected } = connection;
        const timeout = startTimeout(clock, request, (_failure, message) => new TransportError(message, isConnected()));
        const connected = watchConnecting(clock, connection, request);
        const upload = isStreamed(request.body) ? createRequestBody(request.body.stream) : null;
        try {
            const ways = [startRequest(client, request, upload), timeout.expired, connected.expired];
            const response = await Promise.race(upload === null ? ways : [...ways, rejectOnBodyError(upload)]);
            const reply = await readResponse(response, timeout.expired);
            const isOver = reply.bodyError === null && (upload === null || upload.isDone());
            if (idle && isOver)
                idle.push(connection);
            else
                client.dispose();
            return reply;
        }
        catch (error) {
            client.dispose();
            throw error;
        }
        finally {
            timeout.stop();
            connected.stop();
            if (isStreamed(request.body))
                request.body.stream.destroy();
        }
    };
}
function openConnection(url, keepAlive, resolve) {
    const client = createHttpClient(url, { keepAlive, resolve });
    return { client, isConnected: watchConnections(client, url) };
}
const CONNECT_TIMEOUT_MS = 30_000;
function watchConnecting(clock, { isConnected }, { signal }) {
    const { promise, reject } = Promise.withResolvers();
    promise.catch(() => { });
    const sleeping = createStopSignal(signal);
    void clock.sleep(CONNECT_TIMEOUT_MS, sleeping.signal).then(() => {
        if (sleeping.signal.aborted || isConnected())
            return;
        reject(new TransportError(`no connection within ${CONNECT_TIMEOUT_MS / 1000} s`, false));
    });
    return { expired: promise, stop: sleeping.stop };
}
function isStreamed(body) {
    return typeof body === 'object' && body !== null;
}
function rejectOnBodyError({ failed }) {
    return failed.catch((cause) => {
        throw new TransportError(`the content could not be read: ${formatNetworkError(cause)}`, false, { cause });
    });
}
async function startRequest(client, request, upload) {
    try {
        const { method, url, headers, body } = request;
        const response = isStreamed(body) && upload !== null
            ? await client.sendStream(method, url.href, upload.stream, { ...headers, 'content-length': body.length })
            : await client.request(method, url.href, isStreamed(body) ? null : body, { ...headers });
        return response.message;
    }
    catch (error) {
        throw new TransportError(formatNetworkError(error), !isCertainlyNotSent(error), { cause: error });
    }
}
async function readResponse(message, expired) {
    const chunks = [];
    let bodyError = null;
    try {
        const isComplete = await Promise.race([readBody(message, chunks, (bytes) => bytes > MAX_BODY_BYTES), expired]);
        if (!isComplete)
            throw new Error(`the response is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
    }
    catch (error) {
        bodyError = error instanceof Error ? error : new Error(String(error));
        message.destroy();
    }
    const body = Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString('utf8');
    return { status: message.statusCode ?? 0, headers: message.headers, body, bodyError };
}

;// CONCATENATED MODULE: ./lib/model/error-catalog.js
const CHECK_KEY = 'Create a key in the TwelveLabs dashboard, store it as a repository secret and pass it as `api_key`; keys expire on the date that their owner chose.';
const CHECK_VIDEO = 'Convert or replace the file. The same file would fail again.';
const CHECK_ID = 'Compare the ID with the one in the TwelveLabs dashboard, and make sure that the API key belongs to the same account.';
const CHECK_BILLING = 'Check the billing page of the TwelveLabs dashboard.';
const CHECK_CONNECTION = 'Check the DNS, proxy and firewall of the runner.';
const REPORT = 'If it happens again, report it to the maintainers of this action with the log of a run with debug logging.';
const TRY_LATER = 'Run the workflow again later.';
const MAKE_PLAYABLE = 'Check that it plays; `ffmpeg -i in -c:v libx264 -c:a aac out.mp4` creates a file that works.';
const RUN_DELETION_AGAIN = 'Run the step again: videos that are already deleted cause no error.';
const RESUME = 'Wait for it in a later run with the input `task_id`. Do not submit it again.';
const RESUME_UPLOAD = 'Run the workflow again: parts that TwelveLabs still has are not sent again.';
const DOWNLOAD_LATER = 'TwelveLabs may still be able to download it. Otherwise, try again later.';
const DIRECT_LINK = 'Use a link that starts a download of the video file when it is opened in a private window.';
const LARGE_FILE = 'Compress or cut it first.';
const withClass = (errorClass) => (message, hint, troubleshooting = {}) => ({ class: errorClass, message, hint, troubleshooting });
const input = withClass('input');
const auth = withClass('auth');
const quota = withClass('quota');
const rateLimit = withClass('rate_limit');
const media = withClass('media');
const platform = withClass('platform');
const network = withClass('network');
const NOT_FOUND = input('No resource with this ID was found.', CHECK_ID);
const PLATFORM_ERRORS = {
    parameter_invalid: input('TwelveLabs rejected the value of a parameter.', 'Correct the parameter that the message names.'),
    parameter_not_provided: input('A parameter of the request is missing.', REPORT),
    parameter_unknown: input('TwelveLabs rejected an unknown parameter.', 'Leave `language` empty unless `api_url` names version 1.1 or 1.2 of the API.'),
    content_type_invalid: platform('TwelveLabs rejected the format of the request.', REPORT),
    resource_not_exist: {
        ...NOT_FOUND,
        troubleshooting: 'The index name was passed instead of its ID, or the resource was deleted. For the ID of a video without a task, also set `index_id`.',
    },
    resource_not_exists: NOT_FOUND,
    endpoint_not_exists: platform('This endpoint does not exist or was removed.', 'Check `api_url`; if it is correct, update this action.'),
    api_upgrade_required: platform('This version of the API was retired.', 'Remove `api_url` to use the current version, or update this action.'),
    tags_not_allowed: input('TwelveLabs accepts no markup in a value.', 'Remove the tags from `user_metadata`.'),
    api_key_invalid: auth('The API key is wrong, was revoked or has expired.', CHECK_KEY, 'The key is wrong, was revoked, or has expired. Create a new one.'),
    unauthorized: auth('The API key does not permit this.', CHECK_KEY),
    read_not_allowed: auth('The key is valid but may not read this resource: it belongs to another account, or was deleted.', CHECK_ID, 'The key and the index (or task) belong to different accounts, or the index was deleted.'),
    api_allowed_for_paid_plan: quota('The plan of this account does not include this.', 'Upgrade the plan.'),
    api_not_allowed: auth('This account may not use this part of the API.', 'Contact TwelveLabs to enable it.'),
    region_not_allowed: auth('TwelveLabs rejects requests from this region.', 'Use a runner in another region.'),
    request_canceled_or_timed_out: platform('The request timed out at TwelveLabs.', TRY_LATER),
    too_many_requests: rateLimit('The rate limit of the account is used up.', 'Lower `max_in_flight`, spread the work over more time, or raise the limits of the plan.', 'The rate limit of the account is exhausted. Lower `max_in_flight`, or run again later: only missing videos are submitted.'),
    usage_limit_exceeded: quota('The minutes that the plan includes are used up.', 'Upgrade the plan. On the Free plan, deleting videos does not restore minutes.', 'The minutes included in the plan are used up. Upgrade the plan, then run again.'),
    insufficient_funds: quota('The account has no funds left.', CHECK_BILLING),
    video_resolution_too_low: media('The resolution is below the minimum of the models of the index (360x360).', 'Use a version with a higher resolution.'),
    video_resolution_too_high: media('The resolution is above the maximum of the models of the index.', 'Scale the video down.'),
    video_resolution_invalid_aspect_ratio: media('The models of the index do not support this aspect ratio.', 'Crop or pad it to between 1:1 and 2.4:1, upright or wide.'),
    video_duration_too_short: media('The video is shorter than the minimum of the models of the index (4 s).', 'Use a longer video, or join short ones.'),
    video_duration_too_long: media('The video is longer than the maximum of the models of the index.', 'Split the video into parts.'),
    video_duration_out_of_range: media('The video is shorter or longer than the models of the index allow.', 'Cut or join it to between 4 s and the maximum of the model.'),
    video_file_broken: media('TwelveLabs cannot read this as a video: it is damaged, has no picture, or the link leads to a web page.', `Open the link in a private window: it must start a download. ${MAKE_PLAYABLE}`, 'TwelveLabs cannot read the file as a video. Check that it plays and that the link starts a download.'),
    audio_file_broken: media('TwelveLabs cannot read the audio.', MAKE_PLAYABLE),
    video_audio_track_not_exists: media('The video has no audio track, and a model of the index needs one.', CHECK_VIDEO),
    video_filesize_too_large: media('The file is larger than this endpoint accepts (2 GB).', LARGE_FILE),
    unsupported_file_type: media('TwelveLabs does not support this file type.', MAKE_PLAYABLE),
    task_cannot_be_deleted: input('A task can be deleted only after it has ended.', 'Run the step again after the task has ended.'),
};
const EXTERNAL_VIDEO_ERROR = media('TwelveLabs cannot import from this service.', 'Pass a direct link to the video file instead of a page or a share link.');
const HTTP_ERRORS = {
    '3xx': input('The API responded with a redirect, which is not followed, because it would send the API key elsewhere.', 'Check `api_url` and any proxy between the runner and the API.'),
    401: auth('TwelveLabs does not accept the API key.', CHECK_KEY),
    402: quota('TwelveLabs requires payment.', CHECK_BILLING),
    403: auth('TwelveLabs denied access.', CHECK_ID),
    404: NOT_FOUND,
    410: platform('This endpoint or resource was removed.', 'Update this action.'),
    413: media('The file is larger than TwelveLabs accepts.', LARGE_FILE),
    429: PLATFORM_ERRORS.too_many_requests,
    '4xx': platform('TwelveLabs rejected the request.', REPORT),
    '5xx': platform('TwelveLabs has an internal error.', TRY_LATER),
};
const ACTION_ERRORS = {
    input_invalid: input('An input of this step is invalid.', 'Correct the inputs of this step. Nothing was sent.', {
        api_key: 'The secret does not exist under that name, or the workflow has no access to secrets. See [Forks and Dependabot](#forks-and-dependabot).',
        '`video_file`, `manifest`': 'No matching file. `actions/checkout` must run before this step; check upper and lower case.',
        release_assets: 'The event has no release: set `release_tag`, for example to the name of the pushed tag. Or the job lacks `contents: read`.',
    }),
    no_videos: input('The sources of this step name no video.', 'If that is expected, set `if_no_videos: ignore`.'),
    manifest_row_invalid: input('A row of the manifest is invalid.', 'Correct the row.'),
    duplicate_key: input('The key already belongs to another video.', 'Give every video a key of its own, or none.'),
    video_file_invalid: input('The video file cannot be used.', 'Check the path, and the step that creates the file.', 'The file is a Git LFS pointer: set `lfs: true` in `actions/checkout`. Other causes are in the message.'),
    video_file_changed: input('The video file changed while this step was running.', 'Start this step after the file is completely written.'),
    video_url_invalid: input('The video URL cannot be used.', 'Use a direct link to a video file, for example https://example.com/video.mp4.'),
    storage_credentials_invalid: auth('The storage service does not accept the credentials.', 'Set the credentials in the job directly before this step, for example with aws-actions/configure-aws-credentials.', 'The AWS credentials are wrong, incomplete or expired. See the message, and [sources](sources.md#buckets).'),
    storage_bucket_not_found: input('The bucket does not exist, or not in this region.', 'Check the name of the bucket, AWS_REGION and AWS_ENDPOINT_URL_S3.'),
    storage_access_denied: auth('The credentials do not permit to list the bucket or to read the object.', 'Permit `s3:GetObject` on the objects, and `s3:ListBucket` on the bucket.', 'A pattern needs `s3:ListBucket` on the bucket, and every object `s3:GetObject`. See [sources](sources.md#permissions).'),
    storage_unavailable: network('The storage service is unavailable.', 'Run the workflow again later. If it fails again, check the endpoint.'),
    object_not_found: input('The bucket has no such object.', 'Check the key; upper and lower case matter.'),
    object_archived: input('The object is in an archive (Glacier) and cannot be read.', 'Restore the object, wait until it is available, and run the workflow again.'),
    release_asset_incomplete: input('The release asset is empty or not completely uploaded.', 'Upload it to a draft and then publish the release, or run this step again after the upload (`release_tag`).'),
    release_asset_unavailable: network('The release asset cannot be downloaded.', 'Run the job again; if it fails again, see githubstatus.com.'),
    video_file_empty: input('The file is empty.', 'Check the step that creates it.'),
    video_file_not_video: input('The file is not a video.', 'Check the path. A Git LFS pointer needs `lfs: true` at checkout.'),
    video_duration_mismatch: input('The manifest states another duration than the video has.', 'Correct `duration` in the manifest. The duration of the file is used.'),
    video_encrypted: media('The video is encrypted (DRM), so TwelveLabs cannot read it.', 'Use a version of the video without encryption.'),
    video_check_incomplete: media('The video could not be checked completely.', 'No action is needed. TwelveLabs checks the video when it is submitted.'),
    video_url_share_link: input('The link leads to a page of a sharing service, not to a video file.', DIRECT_LINK, 'The URL leads to a page, not to a video file. See [Share links](#share-links).'),
    video_url_web_page: input('The link leads to a web page, not to a video file.', `${DIRECT_LINK} A login page is a web page too.`, 'The URL leads to a page, not to a video file. See [Share links](#share-links).'),
    video_url_not_video: input('The link does not lead to a video.', DIRECT_LINK),
    video_url_empty: input('The file behind the link is empty.', 'Check the upload that created the file.'),
    video_url_not_found: input('The host of the video has no such file.', 'Check the link, and whether the file is public.'),
    video_url_expired: input('The signature of the link has expired.', 'Sign the link immediately before this step, with a validity of several hours.', 'The signature of the link has expired. Sign the link in the same job, directly before this step, with a lifetime of hours.'),
    video_url_signature_invalid: input('The signature of the link is not valid.', 'Copy the whole link, with every character after `?`. Sign it for GET, with a key that still exists.'),
    video_url_archived: input('The file is in an archive tier of object storage.', 'Restore the object (S3 Glacier: `aws s3api restore-object`; Azure: set the tier to Hot or Cool), then run the workflow again.'),
    video_url_bot_check: network('The host of the video blocks automated requests.', 'TwelveLabs downloads the file with a program too. Allow downloads of this file, or send it with `video_file`.'),
    video_url_forbidden: input('The host of the video requires credentials.', 'Make the file public or use a signed link; TwelveLabs sends no credentials.', 'The host requires credentials. Make the file public, sign the link, or send the file with `video_file`.'),
    video_url_private_address: input('The link leads to an address that only your own network can reach.', 'Use a public link, or set `allow_private_urls: true` for an API on your own network.', 'TwelveLabs cannot reach an address on your network. Send the file with `video_file`.'),
    video_url_unavailable: network('The host of the video has an error.', DOWNLOAD_LATER),
    video_url_unexpected_response: network('The host of the video sent an unexpected response.', DIRECT_LINK),
    video_url_bad_redirect: network('The link has an invalid redirect.', DIRECT_LINK),
    video_url_unknown_host: network('The host of the video has no DNS entry.', 'Check the spelling of the link.'),
    video_url_bad_certificate: network('The TLS certificate of the host of the video is invalid.', 'Renew the certificate of the host. TwelveLabs may reject it too.'),
    video_url_unreachable: network('The host of the video cannot be reached.', DOWNLOAD_LATER),
    index_models_retired: input('The index has only retired models.', 'Create an index with Marengo 3.0 and pass its ID; the models of an index cannot be changed.', 'The index has only retired models. Create an index with Marengo 3.0; the models of an index cannot be changed.'),
    index_model_skipped: input('A model of the index was retired and does not index new videos.', 'If a later step requires the retired model, analyze the asset instead.'),
    index_expired: input('The index has expired.', 'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.'),
    index_expires_soon: input('The index expires soon.', 'Indexes of the Free plan expire after 90 days: create a new one, or upgrade the plan.'),
    index_full: quota('The index appears to be full.', 'Delete videos from it, use another index, or upgrade the plan.'),
    reuse_lookup_failed: platform('Could not check whether this video is already indexed, so it was not submitted.', 'Run the workflow again. With `reuse: false`, videos are submitted without the check, and billed again if they are already indexed.', 'The index could not be searched reliably, so nothing was submitted. Run again; for a very large index that other tools fill too, use a separate index, or set `reuse: false`.'),
    record_not_found: platform('The metadata that identifies a video was written, but no filter of the index returns the video.', 'Later runs have to read the whole index to avoid duplicate submissions, and submit nothing if it is too large.'),
    retry_limit_reached: platform('Indexing this video failed in three earlier runs, so it was not submitted again.', 'Check the file and its link. To try again, replace the file, delete the failed videos from the index, or set `reuse: false`.', 'Three attempts failed. Replace the file, delete the failed videos from the index, or set `reuse: false`.'),
    selection_failed: platform('Could not determine which videos match `where`. Nothing was deleted.', 'Name the videos by `video_id` instead.'),
    budget_exceeded: quota('The new videos are longer than `max_total_minutes`. Nothing was submitted.', 'Raise the budget, or remove videos from the list.', 'The new videos are longer than `max_total_minutes`. Raise it or shorten the list. Nothing was submitted.'),
    budget_undetermined: quota('The length of a video cannot be determined, so the budget cannot be checked. Nothing was submitted.', 'State the `duration` of these videos in the manifest, follow the advice for each in the log, or submit them in a step without a budget.', 'The length of a video cannot be determined; the log states why. State its `duration` in the manifest, or remove it from the list. Nothing was submitted.'),
    upload_refused: platform('The storage of TwelveLabs does not accept a part of the file, even with new URLs.', `Check the clock of the runner, and any proxy. ${RESUME_UPLOAD}`),
    upload_stalled: network('No part of the file reached the storage of TwelveLabs.', `${CHECK_CONNECTION} The host of the storage is not that of the API. ${RESUME_UPLOAD}`),
    upload_failed: platform('TwelveLabs ended the upload.', RESUME_UPLOAD),
    upload_stopped: input('The file was not uploaded completely. Nothing was submitted.', RESUME_UPLOAD),
    not_submitted: input('This video was not submitted.', 'Run the workflow again for it; if time ran out, raise `timeout_minutes`, or `max_in_flight` if the plan allows more.', 'Time ran out, or the workflow was cancelled, before the video was submitted. Run again.'),
    submission_unconfirmed: network('The submission was not confirmed, and it was not found: it may or may not exist.', 'Before you submit it again, search the index for the user metadata `gha_submission`; every duplicate is billed.', 'The response was lost or an error, and the submission cannot be found. Search the index for the ID in the message before you submit again.'),
    wait_timed_out: platform('The video was still being indexed when the step timed out. Indexing continues on TwelveLabs.', 'Wait for it in a later run with the input `task_id`, or raise `timeout_minutes`. Do not submit it again.', 'The video was still being indexed when time ran out. Run again, or wait with `task_id`; raise `timeout_minutes`.'),
    wait_cancelled: input('The workflow was cancelled while this video was being indexed. Indexing continues on TwelveLabs and is billed.', RESUME),
    run_cancelled: input('The workflow was cancelled before the videos were known.', 'Run the workflow again. Nothing was submitted.', 'The workflow was cancelled while the list of videos was being read. Run it again.'),
    run_timed_out: input('The step timed out before the videos were known.', 'Raise `timeout_minutes`, or split the list with `shard`. Nothing was submitted.', 'Reading the list of videos took longer than `timeout_minutes`. Raise it, or split the list.'),
    step_failed: platform('This step failed while the video was being indexed. Indexing continues on TwelveLabs.', RESUME),
    task_failed: platform('TwelveLabs could not index this video, possibly not because of the video.', 'Run the workflow again; the same content is submitted at most three times. If it fails again, check that it plays and meets the limits of the model, and contact TwelveLabs with the task ID.', 'TwelveLabs could not index the video and gave no reason that lies in it. Run again; the same content is submitted at most three times.'),
    video_content_invalid: media('TwelveLabs cannot index the content of this video.', `Check that it meets the limits of the model. ${MAKE_PLAYABLE}`, 'TwelveLabs could not index the content of the video. Replace the file, or set `reuse: false` to submit the same file again at your expense.'),
    video_download_failed: network('TwelveLabs could not download the video.', 'Check that the link opens in a private window and stays valid until indexing starts. Then run the workflow again.', 'TwelveLabs could not download the video. Check the link, or send the file with `video_file`, and run again.'),
    asset_not_ready: platform('TwelveLabs was still processing this file when the step ended, so it was not indexed.', 'Run the workflow again: the file is reused, and not uploaded again.'),
    task_unreadable: platform('A task may belong to the same video, but cannot be read before it ends.', 'Run the workflow again later, or raise `timeout_minutes`.'),
    tasks_retired: input('TwelveLabs no longer offers tasks, and no video was found with this ID.', 'Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.', 'TwelveLabs no longer offers tasks. Pass the `video_id` of the earlier step as `task_id`, together with `index_id`.'),
    metadata_update_failed: platform('The video is searchable, but its metadata could not be updated.', 'Run the workflow again.', 'The video is searchable, but its metadata or the claim of its collection could not be updated. Run again.'),
    video_disappeared: platform('The video was deleted while this step ran.', 'Run the workflow again: the video is submitted again. Jobs that change the same index need one `concurrency` group.', 'Another run deleted the video while this step used it. Run again, and give jobs that change one index the same `concurrency` group.'),
    too_many_deletions: input('More videos would be deleted than `max_deletions` allows. Nothing was deleted.', 'Check the list: a part of it may be missing. Otherwise raise `max_deletions`.', 'The list no longer has more videos than `max_deletions`. Check the list, then raise `max_deletions`.'),
    prune_skipped: input('Nothing was deleted, because the list could not be read completely.', 'Correct the rows that are reported. The next run deletes what is no longer listed.', 'With an invalid row, it is unknown which videos are no longer listed. Correct the row and run again.'),
    not_managed: input('Skipped: its metadata has neither `gha_submission` nor `gha_source`, so this action did not submit it.', 'To delete it anyway, set `force: true`.'),
    video_unverified: platform('TwelveLabs lists this video but does not return its metadata, so it was not deleted.', 'Run the step again after the video has been indexed.'),
    deletion_timed_out: platform('The video was not deleted: the step timed out.', `Raise \`timeout_minutes\`. ${RUN_DELETION_AGAIN}`),
    deletion_cancelled: platform('The video was not deleted: the workflow was cancelled.', RUN_DELETION_AGAIN),
    deletion_crashed: platform('The video was not deleted: the step failed.', RUN_DELETION_AGAIN),
    deletion_unconfirmed: platform('The deletion was requested, but the step ended before a response arrived. The video may still exist.', RUN_DELETION_AGAIN),
    too_many_matches: input('More videos would be deleted than `max_deletions` allows. Nothing was deleted.', 'Make `where` more specific, or raise `max_deletions` (check the matches with `dry_run: true` first).'),
    too_many_rows: input('TwelveLabs lists too many videos for `where`. Nothing was deleted.', 'Make `where` more specific.'),
    results_file_failed: input('The results file could not be written.', 'Check the free space and the permissions of the runner. The outputs contain the IDs.'),
    unreachable: network('TwelveLabs could not be reached.', `Check \`api_url\`. ${CHECK_CONNECTION}`, 'DNS, proxy or firewall of the runner, or a wrong `api_url`.'),
    certificate_invalid: network('The TLS certificate of the API is invalid, so nothing was sent.', 'If a proxy inspects TLS, pass its certificate to Node with NODE_EXTRA_CA_CERTS.', 'A proxy inspects TLS. See [Runners](runners.md).'),
    no_response: network('TwelveLabs sent no complete response.', TRY_LATER),
    invalid_response: platform('The response does not have the format of the API.', 'Check that `api_url` is the API and not a proxy or a web page.'),
    internal_error: platform('Internal error.', 'Report it to the maintainers with the log of a run with debug logging.', 'A bug in this action. Report it with the log of a run with debug logging enabled.'),
};
function toErrorCode(code) {
    return code;
}
const BY_CODE = { ...PLATFORM_ERRORS, ...ACTION_ERRORS };
function getErrorInfo(code) {
    return BY_CODE[code];
}

;// CONCATENATED MODULE: ./lib/model/errors.js

function createErrorDetails(code, specifics = {}) {
    const { class: errorClass, message, hint } = getErrorInfo(code);
    return { code, message, hint, class: errorClass, ...specifics };
}
class ActionError extends Error {
    name = 'ActionError';
    details;
    constructor(details, options) {
        super(details.message, options);
        this.details = details;
    }
}
class UserError extends ActionError {
    name = 'UserError';
}
class SourceError extends (/* unused pure expression or super */ null && (ActionError)) {
    name = 'SourceError';
}

;// CONCATENATED MODULE: ./node_modules/parse-ms/index.js
const toZeroIfInfinity = value => Number.isFinite(value) ? value : 0;

function parse_ms_parseNumber(milliseconds) {
	return {
		days: Math.trunc(milliseconds / 86_400_000),
		hours: Math.trunc(milliseconds / 3_600_000 % 24),
		minutes: Math.trunc(milliseconds / 60_000 % 60),
		seconds: Math.trunc(milliseconds / 1000 % 60),
		milliseconds: Math.trunc(milliseconds % 1000),
		microseconds: Math.trunc(toZeroIfInfinity(milliseconds * 1000) % 1000),
		nanoseconds: Math.trunc(toZeroIfInfinity(milliseconds * 1e6) % 1000),
	};
}

function parseBigint(milliseconds) {
	return {
		days: milliseconds / 86_400_000n,
		hours: milliseconds / 3_600_000n % 24n,
		minutes: milliseconds / 60_000n % 60n,
		seconds: milliseconds / 1000n % 60n,
		milliseconds: milliseconds % 1000n,
		microseconds: 0n,
		nanoseconds: 0n,
	};
}

function parseMilliseconds(milliseconds) {
	switch (typeof milliseconds) {
		case 'number': {
			if (Number.isFinite(milliseconds)) {
				return parse_ms_parseNumber(milliseconds);
			}

			break;
		}

		case 'bigint': {
			return parseBigint(milliseconds);
		}

		// No default
	}

	throw new TypeError('Expected a finite number or bigint');
}

;// CONCATENATED MODULE: ./node_modules/pretty-ms/index.js


const isZero = value => value === 0 || value === 0n;
const pluralize = (word, count) => (count === 1 || count === 1n) ? word : `${word}s`;

const SECOND_ROUNDING_EPSILON = 0.000_000_1;
const ONE_DAY_IN_MILLISECONDS = 24n * 60n * 60n * 1000n;

function prettyMilliseconds(milliseconds, options) {
	const isBigInt = typeof milliseconds === 'bigint';
	if (!isBigInt && !Number.isFinite(milliseconds)) {
		throw new TypeError('Expected a finite number or bigint');
	}

	options = {...options};

	const sign = milliseconds < 0 ? '-' : '';
	milliseconds = milliseconds < 0 ? -milliseconds : milliseconds; // Cannot use `Math.abs()` because of BigInt support.

	if (options.colonNotation) {
		options.compact = false;
		options.formatSubMilliseconds = false;
		options.separateMilliseconds = false;
		options.verbose = false;
	}

	if (options.compact) {
		options.unitCount = 1;
		options.secondsDecimalDigits = 0;
		options.millisecondsDecimalDigits = 0;
	}

	let result = [];

	const floorDecimals = (value, decimalDigits) => {
		const flooredInterimValue = Math.floor((value * (10 ** decimalDigits)) + SECOND_ROUNDING_EPSILON);
		const flooredValue = Math.round(flooredInterimValue) / (10 ** decimalDigits);
		return flooredValue.toFixed(decimalDigits);
	};

	const add = (value, long, short, valueString) => {
		if (
			(result.length === 0 || !options.colonNotation)
			&& isZero(value)
			&& !(options.colonNotation && short === 'm')) {
			return;
		}

		valueString ??= String(value);
		if (options.colonNotation) {
			const wholeDigits = valueString.includes('.') ? valueString.split('.')[0].length : valueString.length;
			const minLength = result.length > 0 ? 2 : 1;
			valueString = '0'.repeat(Math.max(0, minLength - wholeDigits)) + valueString;
		} else {
			valueString += options.verbose ? ' ' + pluralize(long, value) : short;
		}

		result.push(valueString);
	};

	const parsed = parseMilliseconds(milliseconds);
	const days = BigInt(parsed.days);

	if (options.hideYearAndDays) {
		add((BigInt(days) * 24n) + BigInt(parsed.hours), 'hour', 'h');
	} else {
		if (options.hideYear) {
			add(days, 'day', 'd');
		} else {
			add(days / 365n, 'year', 'y');
			add(days % 365n, 'day', 'd');
		}

		add(Number(parsed.hours), 'hour', 'h');
	}

	add(Number(parsed.minutes), 'minute', 'm');

	if (!options.hideSeconds) {
		if (
			options.separateMilliseconds
			|| options.formatSubMilliseconds
			|| (!options.colonNotation && milliseconds < 1000 && !options.subSecondsAsDecimals)
		) {
			const seconds = Number(parsed.seconds);
			const milliseconds = Number(parsed.milliseconds);
			const microseconds = Number(parsed.microseconds);
			const nanoseconds = Number(parsed.nanoseconds);

			add(seconds, 'second', 's');

			if (options.formatSubMilliseconds) {
				add(milliseconds, 'millisecond', 'ms');
				add(microseconds, 'microsecond', 'µs');
				add(nanoseconds, 'nanosecond', 'ns');
			} else {
				const millisecondsAndBelow
					= milliseconds
					+ (microseconds / 1000)
					+ (nanoseconds / 1e6);

				const millisecondsDecimalDigits
					= typeof options.millisecondsDecimalDigits === 'number'
						? options.millisecondsDecimalDigits
						: 0;

				const roundedMilliseconds = millisecondsAndBelow >= 1
					? Math.round(millisecondsAndBelow)
					: Math.ceil(millisecondsAndBelow);
				const maximumMilliseconds = 1000 - (10 ** -millisecondsDecimalDigits);

				const millisecondsString = millisecondsDecimalDigits
					? Math.min(millisecondsAndBelow, maximumMilliseconds).toFixed(millisecondsDecimalDigits)
					: Math.min(roundedMilliseconds, maximumMilliseconds);

				add(
					Number.parseFloat(millisecondsString),
					'millisecond',
					'ms',
					millisecondsString,
				);
			}
		} else {
			const seconds = (
				(isBigInt ? Number(milliseconds % ONE_DAY_IN_MILLISECONDS) : milliseconds)
				/ 1000
			) % 60;
			const secondsDecimalDigits
				= typeof options.secondsDecimalDigits === 'number'
					? options.secondsDecimalDigits
					: 1;
			const secondsFixed = floorDecimals(seconds, secondsDecimalDigits);
			const secondsString = options.keepDecimalsOnWholeSeconds
				? secondsFixed
				: secondsFixed.replace(/\.0+$/, '');
			add(Number.parseFloat(secondsString), 'second', 's', secondsString);
		}
	}

	if (result.length === 0) {
		return sign + '0' + (options.verbose ? ' milliseconds' : 'ms');
	}

	const separator = options.colonNotation ? ':' : ' ';
	if (typeof options.unitCount === 'number') {
		result = result.slice(0, Math.max(options.unitCount, 1));
	}

	return sign + result.join(separator);
}

;// CONCATENATED MODULE: ./lib/util/format.js

const GIB = (/* unused pure expression or super */ null && (1024 ** 3));
function cutText(text, maxLength) {
    if (text.length <= maxLength)
        return text;
    return `${text
        .slice(0, maxLength + 1)
        .replace(/[^\s/"'<>]*$/, '')
        .trimEnd()}…`;
}
function format_formatDuration(seconds) {
    const whole = Math.round(seconds);
    return whole === 0 ? '0s' : prettyMilliseconds(whole * 1000, { secondsDecimalDigits: 0 });
}
function formatExactDuration(seconds) {
    if (seconds < 120)
        return `${Math.round(seconds * 10) / 10} s`;
    return `${Math.round((seconds / 60) * 10) / 10} min`;
}
function format_formatMinutes(seconds, rounded = 'nearest') {
    if (rounded === 'up')
        return String(Math.ceil(seconds / 0.6) / 100);
    return (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
}
function formatSize(bytes) {
    if (bytes < GIB)
        return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
    return `${(bytes / GIB).toFixed(bytes % GIB === 0 ? 0 : 2)} GiB`;
}

;// CONCATENATED MODULE: ./lib/twelvelabs/errors.js







class errors_ApiError extends ActionError {
    name = 'ApiError';
    failure;
    status;
    retryAfterMs;
    responseDetails;
    constructor(failure, details, facts = {}) {
        super(details, facts.cause === undefined ? undefined : { cause: facts.cause });
        this.failure = failure;
        this.status = facts.status ?? null;
        this.retryAfterMs = facts.retryAfterMs ?? null;
        this.responseDetails = facts.details;
    }
}
function errors_isTransient(error) {
    if (isMisconfigured(error))
        return false;
    if (error.failure !== 'error_response')
        return true;
    const { status } = error;
    return status === null || status === 408 || status === 425 || status === 429 || status >= 500;
}
function isMisconfigured({ status, details }) {
    return (status !== null && status < 400) || details.code === 'certificate_invalid';
}
function isResourceError(error) {
    return error instanceof errors_ApiError && !errors_isTransient(error) && !isMisconfigured(error) && error.status !== 401;
}
function toDeadlineExceeded(error, now) {
    const { details, failure, status, retryAfterMs } = error;
    const reset = retryAfterMs === null ? '' : ` It resets at ${new Date(now.getTime() + retryAfterMs).toISOString()}.`;
    const message = `${details.message} That is after the timeout of this step.${reset}`;
    return new errors_ApiError(failure, { ...details, message }, { status, retryAfterMs, cause: error });
}
function isRetiredEndpoint({ failure, status, details }) {
    const hasCode = details.code === 'endpoint_not_exists' || details.code === 'api_upgrade_required';
    return failure === 'error_response' && (status === 410 || hasCode);
}
function toTransportError(error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof TransportError) || error.sent) {
        return new errors_ApiError('no_response', withReason('no_response', reason), { cause: error });
    }
    const code = classifyNetworkError(error.cause) === 'certificate' ? 'certificate_invalid' : 'unreachable';
    return new errors_ApiError('not_sent', withReason(code, reason), { cause: error });
}
function errors_createInvalidResponseError(reason, cause) {
    return new errors_ApiError('invalid_response', withReason('invalid_response', reason), { cause });
}
function toResponseError(reply, now) {
    const body = json_asObject(parseJson(reply.body));
    const error = json_asObject(body?.['error']) ?? body;
    const code = parseErrorCode(error?.['code']);
    const info = (code === null ? null : getInfoByCode(code)) ?? getInfoByHttpStatus(reply.status);
    const reason = json_parseText(error?.['message']) ?? json_parseText(body?.['error']) ?? `HTTP ${reply.status}`;
    return new errors_ApiError('error_response', toErrorDetails(code ?? `http_${reply.status}`, info, reason), {
        status: reply.status,
        retryAfterMs: parseRetryAfterMs(reply.headers, now),
        details: error?.['details'],
        cause: reply.bodyError ?? undefined,
    });
}
function parseErrorCode(value) {
    const text = json_parseText(value);
    return text !== null && /^[a-z][a-z0-9_]{0,99}$/.test(text) ? toErrorCode(text) : null;
}
function toFailedVideoError(code, reason) {
    const words = reason?.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
    const listed = code ?? words.map(toErrorCode).find((word) => getInfoByCode(word) !== null) ?? null;
    const info = listed === null ? null : getInfoByCode(listed);
    const text = reason ?? 'TwelveLabs gave no reason';
    const cause = classifyReason(reason ?? '');
    const isLink = info?.class === 'input' && cause === 'video_download_failed';
    if (info !== null && listed !== null && !isLink)
        return toErrorDetails(listed, info, text);
    return toErrorDetails((isLink ? null : code) ?? cause, ACTION_ERRORS[cause], text);
}
function getInfoByCode(code) {
    if (Object.hasOwn(PLATFORM_ERRORS, code))
        return PLATFORM_ERRORS[code];
    return code.startsWith('external_video_') ? EXTERNAL_VIDEO_ERROR : null;
}
function getInfoByHttpStatus(status) {
    const group = `${status >= 500 ? 5 : Math.floor(status / 100)}xx`;
    return HTTP_ERRORS[status] ?? HTTP_ERRORS[group] ?? HTTP_ERRORS['4xx'] ?? ACTION_ERRORS.invalid_response;
}
const DOWNLOAD = /download|fetch|retriev|(access|reach|open|load)\b.*\b(file|video|url|link)|\b(url|link)\b|access denied|forbidden|not found|expired|connection|\b(401|403|404|410|429|50\d)\b/i;
const INTERNAL = /try again|internal|time(d )?[ -]?out|unavailable/i;
const CONTENT = /\b(in)?valid (video|audio|file|media|format)|cannot be (read|played|decoded)|corrupt|damaged|broken|unsupported|not supported|too (big|large|long|short|small|low|high)|exceed|no (sound|audio|video)|codec|decod|playab|format|resolution|aspect ratio|duration/i;
function classifyReason(reason) {
    const text = reason.slice(0, 1_000);
    if (DOWNLOAD.test(text))
        return 'video_download_failed';
    return CONTENT.test(text) && !INTERNAL.test(text) ? 'video_content_invalid' : 'task_failed';
}
function withReason(code, reason) {
    return toErrorDetails(code, getErrorInfo(code), reason);
}
function toErrorDetails(code, { message, hint, class: errorClass }, reason) {
    return { code, message: `${message} (${cutText(reason, MAX_REASON_LENGTH)})`, hint, class: errorClass };
}
const MAX_REASON_LENGTH = 2_000;

;// CONCATENATED MODULE: ./lib/model/result.js
const result_NO_METADATA = {
    video_id: null,
    asset_id: null,
    duration: null,
    width: null,
    height: null,
    size: null,
    hls_url: null,
    thumbnail_url: null,
};
function result_isRemoval({ reason }) {
    return reason === 'unlisted' || reason === 'replaced' || reason === 'duplicate';
}

;// CONCATENATED MODULE: ./lib/twelvelabs/indexing-state.js



function indexing_state_parseIndexingState(body) {
    const id = json_parseId(body['_id']);
    const status = json_parseText(body['status'])?.toLowerCase();
    if (id === null || status === undefined)
        return null;
    const metadata = json_asObject(body['system_metadata']) ?? json_asObject(body['metadata']);
    return {
        id,
        indexId: json_parseId(body['index_id']),
        status,
        metadata: {
            ...result_NO_METADATA,
            video_id: json_parseId(body['video_id']),
            asset_id: json_parseId(body['asset_id']),
            duration: json_parseNumber(metadata?.['duration']),
            width: json_parseNumber(metadata?.['width']),
            height: json_parseNumber(metadata?.['height']),
            size: json_parseNumber(metadata?.['size']),
            ...parseStream(body),
        },
        filename: json_parseText(metadata?.['filename']),
        createdAt: json_parseDate(body['created_at']),
        readyAt: status === 'ready' ? json_parseDate(body['updated_at']) : null,
        error: status === 'failed' ? parseFailure(body) : null,
    };
}
function parseStream(body) {
    const hls = json_asObject(body['hls']);
    return { hls_url: json_parseText(hls?.['video_url']), thumbnail_url: json_parseText(asList(hls?.['thumbnail_urls'])[0]) };
}
function parseFailure(body) {
    for (const name of ['error_reason', 'error', 'error_message', 'message']) {
        const text = json_parseText(body[name]);
        if (text !== null)
            return toFailedVideoError(null, text);
        const object = json_asObject(body[name]);
        const list = asList(body[name]);
        if (list.length > 0)
            return toFailedVideoError(null, formatJson(list));
        if (object !== null) {
            return toFailedVideoError(parseErrorCode(object['code']), json_parseText(object['message']) ?? formatJson(object));
        }
    }
    return toFailedVideoError(null, null);
}

;// CONCATENATED MODULE: ./lib/twelvelabs/indexed-assets.js




const ALL_STATUSES = ['validating', 'pending', 'queued', 'indexing', 'ready', 'failed'];
const DOCUMENTED_STATUSES = ['pending', 'queued', 'indexing', 'ready', 'failed'];
const FILTER_SPELLINGS = ['brackets', 'json', 'bare'];
async function listIndexedAssets(api, indexId, { page, statuses = DOCUMENTED_STATUSES, filter }, limits) {
    const params = new URLSearchParams({ page: String(page), page_limit: String(pagination_PAGE_LIMIT) });
    if (filter)
        for (const [name, value] of spellFilter(filter.spelling, filter.values))
            params.append(name, value);
    for (const status of statuses)
        params.append('status', status);
    const rows = parsePage(await api.get(getPath(indexId), params, limits), parseIndexedAsset);
    if (rows === null)
        throw errors_createInvalidResponseError('the list has no `data`');
    return rows;
}
function spellFilter(spelling, values) {
    if (spelling === 'json')
        return [['user_metadata', JSON.stringify(values)]];
    return Object.entries(values).map(([name, value]) => [
        spelling === 'bare' ? name : `user_metadata[${name}]`,
        String(value),
    ]);
}
function matchesMetadata(userMetadata, wanted) {
    return Object.entries(wanted).every(([name, value]) => Object.hasOwn(userMetadata, name) && isSameValue(userMetadata[name], value));
}
function isSameValue(stored, wanted) {
    return typeof stored === 'object' ? false : String(stored) === String(wanted);
}
async function getIndexedAsset(api, indexId, id, limits) {
    const body = await api.get(`${getPath(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
    const asset = parseIndexedAsset(body);
    if (asset === null || asset.id !== id)
        throw errors_createInvalidResponseError('the response is not the requested item');
    return asset;
}
function getPath(indexId) {
    return `/indexes/${encodeURIComponent(indexId)}/indexed-assets`;
}
function parseIndexedAsset(body) {
    const state = indexing_state_parseIndexingState(body);
    if (state === null)
        return null;
    return {
        ...state,
        metadata: { ...state.metadata, video_id: state.id },
        readyAt: state.status === 'ready' ? json_parseDate(body['indexed_at']) : null,
        userMetadata: omitEmpty(json_asObject(body['user_metadata'])),
    };
}
function omitEmpty(object) {
    return object !== null && Object.keys(object).length > 0 ? object : null;
}
function updateUserMetadata(api, indexId, id, values, limits) {
    return api.patchJson(`${getPath(indexId)}/${encodeURIComponent(id)}`, { user_metadata: values }, limits);
}
function deleteIndexedAsset(api, indexId, id, limits) {
    return api.delete(`${getPath(indexId)}/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
}

;// CONCATENATED MODULE: ./lib/http/retry.js
async function retry(operation, options) {
    const { clock, signal, deadline, isRetryable } = options;
    const { random = () => 1, maxAttempts = Number.POSITIVE_INFINITY } = options;
    const startedMs = clock.now();
    for (let failures = 1;; failures++) {
        try {
            return await operation();
        }
        catch (error) {
            const remainingMs = deadline?.remainingMs() ?? Number.POSITIVE_INFINITY;
            const isOver = signal.aborted || remainingMs <= 0 || failures >= maxAttempts;
            if (isOver || !isRetryable(error, clock.now() - startedMs))
                throw error;
            const retryAfterMs = options.getRetryAfterMs?.(error) ?? null;
            if (retryAfterMs !== null && retryAfterMs >= remainingMs)
                throw options.toDeadlineError?.(error) ?? error;
            options.onRetry?.(error, failures);
            await clock.sleep(Math.min((retryAfterMs ?? 0) + getBackoffMs(failures, random()), remainingMs), signal);
            if (signal.aborted || (deadline?.remainingMs() ?? 1) <= 0)
                throw error;
        }
    }
}
const FIRST_BACKOFF_MS = 1_000;
const MAX_BACKOFF_MS = 60_000;
function getBackoffMs(failures, random) {
    if (failures === 0)
        return 0;
    return Math.min(FIRST_BACKOFF_MS * 2 ** (failures - 1), MAX_BACKOFF_MS) * (0.5 + random / 2);
}

;// CONCATENATED MODULE: ./lib/twelvelabs/retry.js



const UNREACHABLE_TIMEOUT_MS = 5 * 60_000;
function isUnreachable(api, { failure }, elapsedMs) {
    return failure === 'not_sent' && !api.hasResponded() && elapsedMs > UNREACHABLE_TIMEOUT_MS;
}
function retryWhileTransient(context, request, getLimits = () => createReadLimits(context)) {
    const { clock, random, deadline, log } = context;
    const { cooldown } = context.api;
    const { signal } = context.cancellation;
    const send = async () => {
        await cooldown.wait(deadline, signal);
        const result = await request(getLimits());
        cooldown.reset();
        return result;
    };
    return retry(send, {
        clock,
        random,
        signal,
        deadline,
        isRetryable: (error, elapsedMs) => {
            if (!(error instanceof errors_ApiError) || !errors_isTransient(error))
                return false;
            if (error.status === 429)
                cooldown.pauseFor(error.retryAfterMs);
            return !isUnreachable(context.api, error, elapsedMs);
        },
        getRetryAfterMs: (error) => (error instanceof errors_ApiError ? error.retryAfterMs : null),
        toDeadlineError: (error) => (error instanceof errors_ApiError ? toDeadlineExceeded(error, clock.date()) : error),
        onRetry: (error, failures) => {
            if (failures === 1 && error instanceof errors_ApiError)
                log.info(`${error.message} Retrying.`);
        },
    });
}
async function readIfAvailable(read) {
    try {
        return await read();
    }
    catch (error) {
        if (error instanceof ApiError && (error.status ?? 0) >= 400 && !isTransient(error))
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: external "node:timers/promises"
const external_node_timers_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");
;// CONCATENATED MODULE: ./lib/util/concurrency.js

async function inParallel(count, items, work) {
    const iterator = items[Symbol.iterator]();
    const worker = async () => {
        for (let next = iterator.next(); !next.done; next = iterator.next())
            await work(next.value);
    };
    await Promise.all(Array.from({ length: count }, worker));
}
async function mapInParallel(count, items, convert) {
    const results = [];
    await inParallel(count, [...items].entries(), async ([at, item]) => {
        results[at] = await convert(item);
    });
    return results;
}
const MAX_TURN_MS = 40;
function createPause() {
    let startedMs = performance.now();
    return async () => {
        if (performance.now() - startedMs < MAX_TURN_MS)
            return;
        await (0,external_node_timers_promises_namespaceObject.setImmediate)();
        startedMs = performance.now();
    };
}
async function mapInTurns(items, convert) {
    const pause = createPause();
    const converted = [];
    for (const item of items) {
        converted.push(convert(item));
        await pause();
    }
    return converted;
}

;// CONCATENATED MODULE: ./lib/existing/metadata-query.js






function createMetadataQuery(context, indexId) {
    return new MetadataQuery({
        api: context.api,
        indexId,
        createLimits: () => createReadLimits(context),
        retry: (read) => retryWhileTransient(context, read),
    });
}
const READ_CONCURRENCY = 8;
const MAX_ROWS_READ = 5;
const IMPOSSIBLE_VALUES = { gha_source: 'no-such-source-key' };
class MetadataQuery {
    #dependencies;
    #candidates = FILTER_SPELLINGS;
    #provenSpelling = null;
    #statuses = ALL_STATUSES;
    #areStatusesAccepted = false;
    #metadata = new Map();
    #responses = new Map();
    constructor(dependencies) {
        this.#dependencies = dependencies;
    }
    get isProven() {
        return this.#provenSpelling !== null;
    }
    listPage(page) {
        return this.#dependencies.retry(() => this.#listPage(page));
    }
    async #listPage(page) {
        const { api, indexId, createLimits } = this.#dependencies;
        try {
            const list = await listIndexedAssets(api, indexId, { page, statuses: this.#statuses }, createLimits());
            this.#areStatusesAccepted = true;
            return list;
        }
        catch (error) {
            const fewer = this.#statuses === ALL_STATUSES ? DOCUMENTED_STATUSES : [];
            if (!isRefusal(error) || this.#statuses.length === 0)
                throw error;
            this.#statuses = fewer;
            return await this.#listPage(page);
        }
    }
    readItem(row) {
        return this.#dependencies.retry(() => this.#readItem(row));
    }
    async #readItem(row) {
        const { api, indexId, createLimits } = this.#dependencies;
        const known = this.#metadata.get(row.id);
        if (known)
            return { ...row, userMetadata: known };
        try {
            const item = await getIndexedAsset(api, indexId, row.id, createLimits());
            const metadata = item.userMetadata ?? (isEnded(item) ? {} : null);
            if (metadata !== null)
                this.#metadata.set(item.id, metadata);
            return item;
        }
        catch (error) {
            if (error instanceof errors_ApiError && isResourceError(error))
                return row;
            throw error;
        }
    }
    async prove(values, unfiltered, knownId = null) {
        const undecided = [];
        for (const spelling of this.#candidates) {
            const list = await this.#dependencies.retry(() => this.#list(spelling, values));
            if (list !== null)
                this.#responses.set(getResponseKey(spelling, values), list);
            if (list?.rows.length === 0)
                continue;
            if (list !== null && knownId !== null && !list.rows.some(({ id }) => id === knownId))
                continue;
            if (list === null || list.rows.some((row) => this.#contradicts(row, values)))
                this.#exclude(spelling);
            else if (pagination_countRows(list) >= pagination_countRows(unfiltered))
                undecided.push(spelling);
            else
                return this.#setProven(spelling);
        }
        for (const spelling of undecided) {
            if (await this.#dependencies.retry(() => this.#isSelective(spelling)))
                return this.#setProven(spelling);
            this.#exclude(spelling);
        }
        return false;
    }
    #setProven(spelling) {
        this.#provenSpelling = spelling;
        return true;
    }
    #contradicts({ id, userMetadata }, values) {
        const known = userMetadata ?? this.#metadata.get(id) ?? null;
        return known !== null && !matchesMetadata(known, values);
    }
    async find(values) {
        const spelling = this.#provenSpelling;
        if (spelling === null)
            return null;
        const result = await this.#dependencies.retry(() => this.#filter(spelling, values));
        if (result.kind === 'matched')
            return result.items;
        return result.kind === 'empty' ? [] : null;
    }
    async listMatching(values, page) {
        const { api, indexId, createLimits, retry } = this.#dependencies;
        const filter = this.#provenSpelling === null ? undefined : { spelling: this.#provenSpelling, values };
        return await retry(() => listIndexedAssets(api, indexId, { page, statuses: this.#statuses, filter }, createLimits()));
    }
    async findAll(values, maxItems) {
        const rows = new Map();
        for (let page = 1, last = 1; page <= last; page++) {
            const list = await this.#listProven(values, page);
            if (list === null)
                return null;
            if (pagination_countRows(list) > maxItems)
                return { items: [], isComplete: false };
            last = list.totalPages;
            for (const row of list.rows)
                rows.set(row.id, row);
        }
        let isIgnored = false;
        const items = await mapInParallel(READ_CONCURRENCY, rows.values(), async (row) => {
            if (isIgnored)
                return [];
            const item = row.userMetadata === null ? await this.readItem(row) : row;
            if (item.userMetadata === null)
                return [];
            if (!matchesMetadata(item.userMetadata, values))
                isIgnored = true;
            return [item];
        });
        if (!isIgnored)
            return { items: items.flat(), isComplete: true };
        this.#exclude(this.#provenSpelling);
        return null;
    }
    async findNewest(values) {
        const row = (await this.#listProven(values, 1))?.rows[0];
        return row === undefined ? null : await this.readItem(row);
    }
    async #listProven(values, page) {
        const spelling = this.#provenSpelling;
        if (spelling === null)
            return null;
        const known = page === 1 ? this.#responses.get(getResponseKey(spelling, values)) : undefined;
        if (known !== undefined)
            return known;
        try {
            return await this.listMatching(values, page);
        }
        catch (error) {
            if (!isRefusal(error))
                throw error;
            this.#exclude(spelling);
            return null;
        }
    }
    async findAny(values) {
        const spellings = this.#provenSpelling === null ? this.#candidates : [this.#provenSpelling];
        for (const spelling of spellings) {
            const result = await this.#filter(spelling, values);
            if (result.kind !== 'matched')
                continue;
            this.#provenSpelling = spelling;
            return result.items;
        }
        return [];
    }
    async canFind(id, values) {
        for (const spelling of this.#candidates) {
            const rows = (await this.#list(spelling, values))?.rows;
            if (rows?.length === 0)
                continue;
            const isOnlyItem = rows?.every((row) => row.id === id) ?? false;
            if (isOnlyItem && (await this.#isSelective(spelling)))
                return true;
            this.#exclude(spelling);
        }
        return false;
    }
    async #filter(spelling, values) {
        const result = await this.#filterOnce(spelling, values);
        if (result.kind === 'refused' || result.kind === 'ignored')
            this.#exclude(spelling);
        return result;
    }
    async #filterOnce(spelling, values) {
        const list = await this.#list(spelling, values);
        if (list === null)
            return { kind: 'refused' };
        return list.rows.length === 0 ? { kind: 'empty' } : await this.#checkRows(spelling, list.rows, values);
    }
    async #list(spelling, values) {
        const { api, indexId, createLimits } = this.#dependencies;
        const query = { page: 1, statuses: this.#statuses, filter: { spelling, values } };
        try {
            const list = await listIndexedAssets(api, indexId, query, createLimits());
            this.#areStatusesAccepted = true;
            return list;
        }
        catch (error) {
            if (!isRefusal(error))
                throw error;
            if (this.#areStatusesAccepted)
                return null;
            await this.#listPage(1);
            return await this.#list(spelling, values);
        }
    }
    async #checkRows(spelling, rows, values) {
        const contradicts = ({ userMetadata }) => userMetadata !== null && !matchesMetadata(userMetadata, values);
        if (rows.some(contradicts))
            return { kind: 'ignored' };
        const silent = rows.filter(({ userMetadata }) => userMetadata === null);
        const read = await Promise.all(silent.slice(0, MAX_ROWS_READ).map((row) => this.#readItem(row)));
        if (read.some((item) => contradicts(item) || (item.userMetadata === null && isEnded(item)))) {
            return { kind: 'ignored' };
        }
        const isUnreadable = read.some(({ userMetadata }) => userMetadata === null);
        if (isUnreadable && !(await this.#isSelective(spelling)))
            return { kind: 'ignored' };
        const items = read.map((item) => (item.userMetadata === null ? { ...item, userMetadata: values } : item));
        return { kind: 'matched', items: [...rows.filter(({ userMetadata }) => userMetadata !== null), ...items] };
    }
    async #isSelective(spelling) {
        return (await this.#list(spelling, IMPOSSIBLE_VALUES))?.rows.length === 0;
    }
    #exclude(spelling) {
        this.#candidates = this.#candidates.filter((other) => other !== spelling);
        if (this.#provenSpelling === spelling)
            this.#provenSpelling = null;
    }
}
function getResponseKey(spelling, values) {
    return JSON.stringify([spelling, values]);
}
function isEnded({ status }) {
    return status === 'ready' || status === 'failed';
}
function isRefusal(error) {
    return error instanceof errors_ApiError && error.failure === 'error_response' && error.status === 400;
}

;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: ./lib/util/error.js

function getSystemErrorCode(error) {
    return json_parseText(json_asObject(error)?.['code']);
}
function getErrorMessage(error) {
    return error instanceof Error ? error.message : String(error);
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./lib/util/plain-files.js

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = external_node_fs_namespaceObject.constants;
const PLAIN_FILES = (external_node_fs_namespaceObject.constants.O_NOFOLLOW ?? 0) | (external_node_fs_namespaceObject.constants.O_NONBLOCK ?? 0);
const OPEN_FLAGS = {
    read: O_RDONLY | PLAIN_FILES,
    replace: O_WRONLY | O_CREAT | O_TRUNC | PLAIN_FILES,
    append: O_WRONLY | O_CREAT | O_APPEND | PLAIN_FILES,
};
const OWN_FILE_MODE = 0o600;
function appendToPlainFile(path, text) {
    const file = (0,external_node_fs_namespaceObject.openSync)(path, OPEN_FLAGS.append, OWN_FILE_MODE);
    try {
        (0,external_node_fs_namespaceObject.writeSync)(file, text);
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(file);
    }
}
function readPlainFile(path) {
    const file = (0,external_node_fs_namespaceObject.openSync)(path, OPEN_FLAGS.read);
    try {
        return (0,external_node_fs_namespaceObject.readFileSync)(file, 'utf8');
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(file);
    }
}

;// CONCATENATED MODULE: ./lib/existing/step-records.js






function getSharedPath(runnerTemp, apiUrl, indexId) {
    if (!runnerTemp || indexId === null)
        return null;
    return (0,external_node_path_namespaceObject.join)(runnerTemp, `twelvelabs-${(0,external_node_crypto_namespaceObject.hash)('sha256', `${apiUrl} ${indexId}`, 'hex').slice(0, 16)}`);
}
class StepRecords {
    #path;
    constructor(path) {
        this.#path = path;
    }
    add(video, userMetadata) {
        const { sourceKey, address, contentVersion, contentStamp, remoteId, remoteIdKind, metadata, submittedAt } = video;
        if (sourceKey === null || remoteId === null)
            return;
        this.#append({
            sourceKey,
            address,
            version: contentVersion,
            stamp: contentStamp,
            videoId: metadata.video_id ?? remoteId,
            taskId: remoteIdKind === 'indexed_asset' ? null : remoteId,
            createdAt: submittedAt,
            userMetadata,
        });
    }
    remove(videoId) {
        this.#append({ deleted: videoId });
    }
    #append(line) {
        try {
            if (this.#path !== null)
                appendToPlainFile(this.#path, `${JSON.stringify(line)}\n`);
        }
        catch (error) {
            if (getSystemErrorCode(error) === null)
                throw error;
        }
    }
    #readText() {
        try {
            return this.#path === null ? '' : readPlainFile(this.#path);
        }
        catch (error) {
            if (getSystemErrorCode(error) === null)
                throw error;
            return '';
        }
    }
    read() {
        const text = this.#readText();
        const lines = text.split('\n').map((line) => json_asObject(parseJson(line)));
        const deleted = new Set(lines.map((object) => object?.['deleted']));
        const records = new Map();
        for (const object of lines) {
            const sourceKey = json_parseText(object?.['sourceKey']);
            const id = json_parseText(object?.['videoId']);
            if (!object || sourceKey === null || id === null || deleted.has(id))
                continue;
            const record = {
                id,
                status: 'pending',
                address: json_parseText(object['address']),
                filename: null,
                userMetadata: json_asObject(object['userMetadata']),
                version: json_parseText(object['version']),
                stamp: json_parseText(object['stamp']),
                metadata: { ...result_NO_METADATA, video_id: id },
                createdAt: json_parseDate(object['createdAt']),
                readyAt: null,
                error: null,
                taskId: json_parseText(object['taskId']),
            };
            records.set(sourceKey, [...(records.get(sourceKey) ?? []), record]);
        }
        return records;
    }
}

;// CONCATENATED MODULE: external "node:fs/promises"
const external_node_fs_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");
;// CONCATENATED MODULE: ./lib/github/event.js


async function readEvent(path) {
    if (!path)
        return null;
    try {
        return json_asObject(parseJson(await (0,external_node_fs_promises_namespaceObject.readFile)(path, 'utf8')));
    }
    catch {
        return null;
    }
}
async function findPullRequest(env) {
    return parsePullRequest(await readEvent(env['GITHUB_EVENT_PATH']), env['GITHUB_REPOSITORY'] ?? '');
}
function parsePullRequest(event, repository) {
    const pullRequest = json_asObject(event?.['pull_request']);
    const number = json_parseNumber(pullRequest?.['number']);
    if (number !== null) {
        const head = json_asObject(pullRequest?.['head']);
        const from = json_parseText(json_asObject(head?.['repo'])?.['full_name']);
        const isFromFork = head !== null && from?.toLowerCase() !== repository.toLowerCase();
        return { number, commit: json_parseText(head?.['sha']), isFromFork };
    }
    const issue = json_asObject(event?.['issue']);
    const issueNumber = json_asObject(issue?.['pull_request']) === null ? null : json_parseNumber(issue?.['number']);
    return issueNumber === null ? null : { number: issueNumber, commit: null, isFromFork: false };
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/delete-retry.js


function createDeleteRetry(context) {
    const { api, clock, deadline, cancellation } = context;
    const getStopReason = () => {
        if (cancellation.signal.aborted)
            return 'cancelled';
        return deadline.remainingMs() <= 0 ? 'timed_out' : null;
    };
    return {
        getStopReason,
        read: (request) => retryWhileTransient(context, request),
        change: (request) => retryWhileTransient(context, request, () => ({
            ...createReadLimits(context),
            signal: cancellation.hardCancelSignal,
        })),
        waitForTurn: async () => {
            await api.cooldown.wait(deadline, cancellation.signal);
            return getStopReason();
        },
        pause: (ms) => clock.sleep(Math.min(ms, Math.max(deadline.remainingMs(), 0)), cancellation.signal),
    };
}

;// CONCATENATED MODULE: ./lib/http/multipart.js

function encodeForm(form) {
    const boundary = `form-${(0,external_node_crypto_namespaceObject.randomUUID)()}`;
    const parts = form.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    return { body: `${parts.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}
function multipart_streamForm(form, part) {
    const boundary = `form-${randomUUID()}`;
    const fields = form.map(([name, value]) => `--${boundary}\r\n${formatDisposition(name)}\r\n\r\n${value}\r\n`);
    const label = `${formatDisposition(part.field)}; filename="${escapeQuotes(part.filename)}"\r\nContent-Type: ${part.contentType}`;
    const head = Buffer.from(`${fields.join('')}--${boundary}\r\n${label}\r\n\r\n`);
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    let complete = false;
    async function* body() {
        yield head;
        yield* limitToSize(part.size, part.stream);
        complete = true;
        yield tail;
    }
    return {
        contentType: `multipart/form-data; boundary=${boundary}`,
        contentLength: head.length + part.size + tail.length,
        body: { [Symbol.asyncIterator]: body, destroy: () => part.stream.destroy() },
        isComplete: () => complete,
    };
}
function formatDisposition(field) {
    return `Content-Disposition: form-data; name="${escapeQuotes(field)}"`;
}
function escapeQuotes(text) {
    return text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
async function* limitToSize(size, chunks) {
    let sent = 0;
    for await (const chunk of chunks) {
        sent += chunk.length;
        if (sent > size)
            throw new Error(`the video is longer than the ${size} bytes that were announced`);
        yield chunk;
    }
    if (sent < size)
        throw new Error(`the video ended after ${sent} of the ${size} bytes that were announced`);
}

;// CONCATENATED MODULE: ./lib/http/cooldown.js

const JITTER_FRACTION = 0.1;
const MIN_JITTER_MS = 500;
function createCooldown(clock, random) {
    let untilMs = 0;
    let rejections = 0;
    const remainingMs = () => Math.max(0, untilMs - clock.now());
    return {
        remainingMs,
        wait: async (deadline, signal) => {
            while (remainingMs() > 0 && deadline.remainingMs() > 0 && !signal.aborted) {
                await clock.sleep(Math.min(remainingMs(), deadline.remainingMs()), signal);
            }
        },
        pauseFor: (retryAfterMs) => {
            if (remainingMs() === 0)
                rejections += 1;
            const delayMs = retryAfterMs ?? getBackoffMs(rejections + 1, random());
            const jitterMs = random() * Math.max(delayMs * JITTER_FRACTION, MIN_JITTER_MS);
            untilMs = Math.max(untilMs, clock.now() + delayMs + jitterMs);
        },
        reset: () => {
            rejections = 0;
        },
    };
}

// EXTERNAL MODULE: ./node_modules/ipaddr.js/lib/ipaddr.js
var ipaddr = __nccwpck_require__(280);
;// CONCATENATED MODULE: ./lib/util/host.js

const ADDRESS_PATTERN = /^[\d.]+$|:/;
function classifyHost(hostname) {
    const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
    if (host === 'localhost')
        return 'loopback';
    if (host.endsWith('.localhost'))
        return 'private';
    if (!ADDRESS_PATTERN.test(host) || !ipaddr.isValid(host))
        return 'name';
    if (/^::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(host))
        return 'private';
    const address = ipaddr.process(host);
    const range = address.range();
    if (range === 'unicast')
        return isGlobal(address) ? 'public' : 'private';
    return range === 'loopback' ? 'loopback' : 'private';
}
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');
const AZURE_HOST = '168.63.129.16';
function isGlobal(address) {
    return address.kind() === 'ipv6' ? address.match(GLOBAL_IPV6) : address.toString() !== AZURE_HOST;
}
const PRIVATE_SUFFIXES = [
    ...['.local', '.internal', '.home.arpa', '.lan', '.intranet', '.corp', '.home', '.private', '.localdomain'],
    ...['.localhost', '.test', '.invalid', '.svc', '.consul', '.kubernetes', '.docker', '.workgroup', '.domain'],
];
const METADATA_NAME = /^(instance-data|metadata)\./;
function isPrivateName(hostname) {
    const name = hostname.toLowerCase().replace(/\.+$/, '');
    return !name.includes('.') || METADATA_NAME.test(name) || PRIVATE_SUFFIXES.some((suffix) => name.endsWith(suffix));
}

;// CONCATENATED MODULE: ./lib/twelvelabs/api.js







const NO_CONTENT = { body: null, type: null };
function createApi(config) {
    let responded = false;
    const call = async (method, path, content, limits, read) => {
        const headers = { 'x-api-key': config.apiKey, accept: 'application/json' };
        if (content.type !== null)
            headers['content-type'] = content.type;
        const url = new URL(config.baseUrl + path);
        const started = config.clock.now();
        const trace = (result) => config.trace(`${method} ${url.pathname}: ${result} (${Math.round(config.clock.now() - started)} ms)`);
        try {
            const { timeoutMs, signal } = limits;
            const reply = await config.send({ method, url, headers, body: content.body, timeoutMs, signal });
            responded = true;
            trace(`HTTP ${reply.status}${reply.bodyError ? `, ${reply.bodyError.message}` : ''}`);
            if (reply.status < 200 || reply.status > 299)
                throw toResponseError(reply, config.clock.date());
            const exhaustedMs = parseQuotaExhaustedMs(reply.headers, config.clock.date());
            if (exhaustedMs !== null)
                limits.onQuotaExhausted?.(exhaustedMs);
            return read(reply);
        }
        catch (error) {
            if (error instanceof errors_ApiError)
                throw error;
            const failure = toTransportError(error);
            trace(failure.message);
            throw failure;
        }
    };
    return {
        cooldown: createCooldown(config.clock, config.random),
        hasResponded: () => responded,
        isLocal: classifyHost(new URL(config.baseUrl).hostname) === 'loopback',
        get: (path, query, limits) => call('GET', withQuery(path, query), NO_CONTENT, limits, parseResponse),
        postForm: (path, form, limits) => call('POST', path, encodeForm(form), limits, parseResponse),
        postFile: (path, { body, contentLength, contentType }, limits) => call('POST', path, { body: { stream: body, length: contentLength }, type: contentType }, limits, parseResponse),
        postJson: (path, value, limits) => call('POST', path, { body: JSON.stringify(value), type: 'application/json' }, limits, parseResponse),
        patchJson: (path, value, limits) => call('PATCH', path, { body: JSON.stringify(value), type: 'application/json' }, limits, () => { }),
        delete: (path, query, limits) => call('DELETE', withQuery(path, query), NO_CONTENT, limits, () => { }),
    };
}
async function api_getPage(api, path, query, parseRow, limits) {
    const page = parsePage(await api.get(path, query, limits), parseRow);
    if (page === null)
        throw errors_createInvalidResponseError('the list has no `data`');
    return page;
}
function withQuery(path, query) {
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}
function parseResponse(reply) {
    if (reply.bodyError)
        throw errors_createInvalidResponseError(reply.bodyError.message, reply.bodyError);
    if (reply.body === '')
        throw errors_createInvalidResponseError('the response is empty');
    const json = parseJson(reply.body);
    const object = Array.isArray(json) ? { data: json } : json_asObject(json);
    if (!object)
        throw errors_createInvalidResponseError('the response is not a JSON object');
    return object;
}

;// CONCATENATED MODULE: ./lib/twelvelabs/assets.js






const MAX_DIRECT_UPLOAD_BYTES = 200_000_000;
async function createAssetByUrl(api, asset, limits) {
    const form = [['method', 'url'], ['url', asset.url], ...toFormFields(asset)];
    return parseCreatedAsset(await api.postForm('/assets', form, limits));
}
async function createAssetFromFile(api, asset, limits) {
    const part = { ...asset.file, field: 'file', filename: asset.filename };
    const form = streamForm([['method', 'direct'], ...toFormFields(asset)], part);
    try {
        return parseCreatedAsset(await api.postFile('/assets', form, limits));
    }
    catch (error) {
        if (!(error instanceof ApiError) || error.failure !== 'no_response' || form.isComplete())
            throw error;
        throw new ApiError('not_sent', error.details, { cause: error });
    }
}
async function getAsset(api, id, limits) {
    const asset = parseAsset(await api.get(assets_getPath(id), new URLSearchParams(), limits));
    if (asset === null || asset.id !== id)
        throw createInvalidResponseError('the response is not the requested asset');
    return asset;
}
async function listAssets(api, query, limits) {
    const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
    if (query.filename !== null)
        params.set('filename', query.filename);
    return getPage(api, '/assets', params, parseAsset, limits);
}
async function listAssetUsages(api, assetId, limits) {
    const query = new URLSearchParams({ page_limit: String(PAGE_LIMIT) });
    return (await getPage(api, `${assets_getPath(assetId)}/indexed-assets`, query, parseAssetUsage, limits)).rows;
}
async function createIndexedAsset(api, submission, limits) {
    const { indexId, assetId, enableVideoStream, userMetadata } = submission;
    const fields = { asset_id: assetId, enable_video_stream: enableVideoStream, user_metadata: userMetadata };
    const body = await api.postJson(`/indexes/${encodeURIComponent(indexId)}/indexed-assets`, fields, limits);
    const id = parseId(body['_id']);
    if (id === null)
        throw createInvalidResponseError('the response has no `_id`');
    return id;
}
function toFormFields(asset) {
    const { filename, enableVideoStream, userMetadata } = asset;
    return [
        ['filename', filename],
        ['enable_hls', String(enableVideoStream)],
        ['enable_thumbnail', String(enableVideoStream)],
        ['user_metadata', JSON.stringify(userMetadata)],
    ];
}
function parseAssetUsage(row) {
    const id = parseId(row['_id']);
    const indexId = parseId(asObject(row['index'])?.['_id']) ?? parseId(row['index_id']);
    return id === null ? null : { id, indexId };
}
function assets_getPath(id) {
    return `/assets/${encodeURIComponent(id)}`;
}
function parseCreatedAsset(body) {
    const asset = parseAsset({ status: 'processing', ...body });
    if (asset === null)
        throw createInvalidResponseError('the response has no `_id`');
    return asset;
}
function parseAsset(body) {
    const id = parseId(body['_id']);
    const status = parseText(body['status'])?.toLowerCase();
    if (id === null || status === undefined)
        return null;
    return {
        id,
        status,
        method: parseText(body['method']),
        message: parseText(asObject(body['error'])?.['message']) ?? parseText(body['error']),
        metadata: parseMetadata(id, body),
        userMetadata: asObject(body['user_metadata']),
        filename: parseText(body['filename']),
        createdAt: parseDate(body['created_at']),
    };
}
function parseMetadata(id, body) {
    const technical = asObject(body['technical_metadata']);
    return {
        ...NO_METADATA,
        asset_id: id,
        duration: parseNumber(body['duration']) ?? parseNumber(technical?.['duration']),
        width: parseNumber(technical?.['width']),
        height: parseNumber(technical?.['height']),
        size: parseNumber(body['size']) ?? parseNumber(technical?.['size']),
    };
}
function deleteAsset(api, assetId, limits) {
    return api.delete(assets_getPath(assetId), new URLSearchParams(), limits);
}

;// CONCATENATED MODULE: ./lib/twelvelabs/tasks.js






async function createTask(api, submission, limits) {
    const { content } = submission;
    const form = [
        ['index_id', submission.indexId],
        ...(content.kind === 'url' ? [['video_url', content.url]] : []),
        ['enable_video_stream', String(submission.enableVideoStream)],
        ['user_metadata', JSON.stringify(submission.userMetadata)],
    ];
    if (submission.language !== null)
        form.push(['language', submission.language]);
    const body = content.kind === 'url'
        ? await api.postForm('/tasks', form, limits)
        : await api.postFile('/tasks', streamForm(form, { ...FILE_PART, ...content }), limits);
    const taskId = parseId(body['_id']);
    if (taskId === null)
        throw createInvalidResponseError('the response has no `_id`');
    return { taskId, videoId: parseId(body['video_id']) };
}
const FILE_PART = { field: 'video_file', contentType: 'application/octet-stream' };
async function getTask(api, taskId, limits) {
    const state = parseIndexingState(await api.get(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits));
    if (state === null || state.id !== taskId)
        throw createInvalidResponseError('the response is not the requested task');
    return state;
}
async function listTasks(api, query, limits) {
    const params = new URLSearchParams({ page: String(query.page), page_limit: String(pagination_PAGE_LIMIT) });
    if (query.indexId !== null)
        params.set('index_id', query.indexId);
    if (query.filename !== undefined)
        params.set('filename', query.filename);
    return api_getPage(api, '/tasks', params, indexing_state_parseIndexingState, limits);
}
function deleteTask(api, taskId, limits) {
    return api.delete(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits);
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/delete-videos.js







const DELETION_CONCURRENCY = 4;
const MAX_ATTEMPTS = { video: 1, task: 3, asset: 2 };
const RETRY_DELAY_MS = 1_000;
const INDEXING_POLL_MS = 10_000;
async function deleteVideos(context) {
    const queued = context.store.deletions().filter((deletion) => deletion.status === 'queued');
    const groups = Map.groupBy(queued, (deletion) => deletion.asset_id ?? deletion.video_id);
    let fatalError = null;
    await inParallel(DELETION_CONCURRENCY, groups.values(), async (group) => {
        for (const [n, deletion] of group.entries()) {
            const withAsset = context.deleteAssets && n === group.length - 1;
            const error = await deleteVideo(context, deletion, { fatalError, withAsset });
            fatalError ??= error;
        }
    });
}
async function deleteVideo(context, deletion, { fatalError, withAsset }) {
    const { store, requests } = context;
    const stopReason = await requests.waitForTurn();
    if (fatalError !== null) {
        store.finish(deletion.position, 'failed', fatalError.details);
        return fatalError;
    }
    if (stopReason !== null) {
        store.finish(deletion.position, stopReason, createErrorDetails(`deletion_${stopReason}`));
        return null;
    }
    try {
        if (context.prepare && !(await context.prepare(deletion)))
            return null;
        store.update(deletion.position, { status: 'deleting' });
        for (const resource of getResources(deletion, withAsset)) {
            const outcome = await deleteResource(context, deletion, resource);
            store.update(deletion.position, { [resource]: outcome });
        }
        store.finish(deletion.position, 'deleted');
        return null;
    }
    catch (error) {
        if (!(error instanceof errors_ApiError))
            throw error;
        finishFailed(context, deletion, error);
        return error.status === 401 || isMisconfigured(error) ? error : null;
    }
}
function getResources({ task_id, asset_id }, withAsset) {
    const task = task_id === null ? [] : ['task'];
    const asset = withAsset && asset_id !== null ? ['asset'] : [];
    return ['video', ...task, ...asset];
}
async function deleteResource(context, deletion, resource) {
    const { requests } = context;
    for (let attempt = 1;; attempt++) {
        try {
            await requests.change((limits) => sendDelete(context.api, deletion, resource, limits));
            return 'deleted';
        }
        catch (error) {
            if (!(error instanceof errors_ApiError))
                throw error;
            if (isAlreadyDeleted(error, resource))
                return 'deleted';
            if (resource === 'video' && (await waitUntilIndexed(context, deletion, error)))
                continue;
            const isLast = attempt === MAX_ATTEMPTS[resource] || !isStillReferenced(error, resource) || requests.getStopReason() !== null;
            if (isLast && resource === 'asset' && error.status === 409)
                return 'kept';
            if (isLast)
                throw error;
            await requests.pause(RETRY_DELAY_MS);
        }
    }
}
async function waitUntilIndexed({ api, requests, store, prepare }, { position, index_id, video_id }, { failure, details }) {
    if (prepare === undefined)
        return false;
    if (failure !== 'error_response' || details.class === 'auth' || store.deletions()[position]?.indexed)
        return false;
    while (requests.getStopReason() === null) {
        const { status } = await requests.read((limits) => getIndexedAsset(api, index_id, video_id, limits));
        if (isEnded({ status })) {
            store.update(position, { indexed: true });
            return true;
        }
        await requests.pause(INDEXING_POLL_MS);
    }
    return false;
}
function sendDelete(api, deletion, resource, limits) {
    if (resource === 'video')
        return deleteIndexedAsset(api, deletion.index_id, deletion.video_id, limits);
    if (resource === 'task')
        return deleteTask(api, deletion.task_id ?? '', limits);
    return deleteAsset(api, deletion.asset_id ?? '', limits);
}
function isAlreadyDeleted({ status, details }, resource) {
    if (resource === 'task')
        return status === 404 || status === 410;
    return status === 404 && details.code !== 'endpoint_not_exists';
}
function isStillReferenced({ status, details }, resource) {
    return (resource === 'asset' && status === 409) || details.code === 'task_cannot_be_deleted';
}
function finishFailed({ store, requests }, deletion, error) {
    const stopReason = requests.getStopReason();
    if (stopReason !== null && error.failure === 'no_response') {
        store.finish(deletion.position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
        return;
    }
    const isVideoDeleted = store.deletions()[deletion.position]?.video === 'deleted';
    const details = isVideoDeleted ? toRemainderError(error.details) : toVideoError(deletion, error);
    store.finish(deletion.position, stopReason ?? 'failed', details);
}
function toVideoError({ indexed }, { failure, details }) {
    if (indexed || failure !== 'error_response' || details.class === 'auth')
        return details;
    return { ...details, hint: 'The video is still being indexed. Run the step again when that has ended.' };
}
function toRemainderError(details) {
    return { ...details, message: `The video was deleted, but not its task or asset: ${details.message}` };
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/deletion-store.js

const NOTHING_CHANGED = {
    task_id: null,
    asset_id: null,
    video: null,
    task: null,
    asset: null,
    error: null,
    indexed: true,
};
function createDeletionStore(indexId, planned) {
    const deletions = planned.map((deletion, position) => ({ ...NOTHING_CHANGED, ...deletion, position, index_id: indexId }));
    const update = (position, changes) => {
        const deletion = deletions[position];
        if (deletion)
            deletions[position] = { ...deletion, ...changes };
    };
    return {
        deletions: () => deletions,
        update,
        finish: (position, status, error = null) => {
            update(position, { status, error });
        },
    };
}
function finalizePending(store) {
    for (const { position, status } of store.deletions()) {
        if (status === 'queued')
            store.finish(position, 'failed', createErrorDetails('deletion_crashed'));
        if (status === 'deleting')
            store.finish(position, 'unconfirmed', createErrorDetails('deletion_unconfirmed'));
    }
}
function getResults(store) {
    return store.deletions().flatMap((deletion) => {
        const { name, status, video_id, task_id, asset_id, index_id, video, task, asset, error } = deletion;
        if (status === 'queued' || status === 'deleting')
            return [];
        return [{ name, status, video_id, task_id, asset_id, index_id, video, task, asset, error }];
    });
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/find-tasks.js



const CREATION_MARGIN_MS = 24 * 3_600_000;
const NO_TASKS = { rows: [], totalPages: 1 };
async function findTasks(api, requests, indexId, videos) {
    const wanted = new Set(videos.map((video) => video.id));
    const found = new Map();
    const notBefore = Math.min(...videos.map((video) => video.createdAt?.getTime() ?? 0)) - CREATION_MARGIN_MS;
    if (videos.length === 0)
        return found;
    const readPage = (page) => requests.read((limits) => listTasks(api, { indexId, page }, limits).catch(toNoTasksIfRetired));
    for await (const { rows } of paginate(readPage)) {
        for (const { id, metadata } of rows) {
            if (metadata.video_id !== null && wanted.has(metadata.video_id))
                found.set(metadata.video_id, id);
        }
        const oldest = rows.at(-1)?.createdAt?.getTime() ?? Number.POSITIVE_INFINITY;
        if (wanted.size === found.size || oldest < notBefore)
            break;
    }
    return found;
}
function toNoTasksIfRetired(error) {
    if (!(error instanceof errors_ApiError) || error.failure !== 'error_response')
        throw error;
    const isRetired = error.status === 404 || error.status === 410 || error.details.code === 'api_upgrade_required';
    if (!isRetired)
        throw error;
    return NO_TASKS;
}

;// CONCATENATED MODULE: ./lib/existing/record.js

function getUserMetadata(common, source) {
    return 'userMetadata' in source ? { ...common, ...source.userMetadata } : common;
}
function buildSubmissionMetadata({ settings, origin, collection }, video, source) {
    const userMetadata = getUserMetadata(settings.userMetadata, source);
    return {
        ...userMetadata,
        ...origin,
        ...(collection === null ? {} : claimNew(collection, userMetadata)),
        ...(video.sourceKey === null ? {} : { gha_source: video.sourceKey }),
        ...(video.address === null || video.address === video.sourceKey ? {} : { gha_address: video.address }),
        ...(video.contentVersion === null ? {} : { gha_version: video.contentVersion }),
        ...(video.contentStamp === null ? {} : { gha_stamp: video.contentStamp }),
        gha_submission: video.submissionId ?? '',
    };
}
function claimNew({ name, claim, names }, userMetadata) {
    return { [claim]: name, [names]: formatNames(userMetadata) };
}
const UPDATE_MARK = { gha_updated: 'true' };
function isUpdated(userMetadata) {
    return userMetadata?.['gha_updated'] !== undefined;
}
function toExistingRecord(item, task) {
    return {
        id: item.id,
        status: item.status,
        filename: item.filename,
        userMetadata: item.userMetadata,
        address: getText(item, 'gha_address') ?? getText(item, 'gha_source'),
        version: getText(item, 'gha_version'),
        stamp: getText(item, 'gha_stamp'),
        metadata: { ...item.metadata, ...omitNulls(task?.metadata ?? {}) },
        createdAt: item.createdAt,
        readyAt: item.readyAt,
        error: task?.error ?? item.error,
        taskId: task?.id ?? null,
    };
}
function getText({ userMetadata }, name) {
    const value = userMetadata?.[name];
    return typeof value === 'string' && value !== '' ? value : null;
}
function omitNulls(values) {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/release-claim.js




async function releaseClaim(context, deletion, planned) {
    const { store, collection } = context;
    const { position } = deletion;
    const current = await readMetadata(context, planned.id);
    if (current === null) {
        store.finish(position, 'absent');
        return false;
    }
    if (!isUnchanged(current, planned.metadata, collection)) {
        store.finish(position, 'kept');
        return false;
    }
    if (planned.kind === 'delete')
        return true;
    await context.requests.change((limits) => updateUserMetadata(context.api, context.indexId, planned.id, getReleased(planned, collection), limits));
    const released = planned.isDeletedWhenUnclaimed ? await readMetadata(context, planned.id) : planned.metadata;
    if (released !== null && isManaged(released) && planned.isDeletedWhenUnclaimed && isUnclaimed(released, collection))
        return true;
    store.finish(position, released === null ? 'absent' : 'released');
    return false;
}
function isUnclaimed(metadata, collection) {
    return !isClaimedBy(metadata, collection) && getOtherClaims(metadata, collection).length === 0;
}
function getReleased({ metadata, isDeletedWhenUnclaimed }, collection) {
    const { claim, pastClaim, name } = collection;
    const isRemembered = !isDeletedWhenUnclaimed && getOtherClaims(metadata, collection).length === 0;
    return { [claim]: null, [pastClaim]: isRemembered ? name : null, ...UPDATE_MARK };
}
async function readMetadata({ api, requests, indexId }, id) {
    try {
        const item = await requests.read((limits) => getIndexedAsset(api, indexId, id, limits));
        return item.userMetadata ?? {};
    }
    catch (error) {
        if (error instanceof errors_ApiError && isResourceError(error) && error.status === 404)
            return null;
        throw error;
    }
}
function isUnchanged(current, planned, collection) {
    const isSame = (name) => current[name] === planned[name];
    const claims = getOtherClaims(current, collection).join();
    return (isManaged(current) &&
        ['gha_submission', 'gha_source', 'gha_version'].every(isSame) &&
        isClaimedBy(current, collection) === isClaimedBy(planned, collection) &&
        wasClaimedBy(current, collection) === wasClaimedBy(planned, collection) &&
        claims === getOtherClaims(planned, collection).join());
}

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: ./lib/util/url.js
function decodeUrlText(text) {
    if (!text.includes('%'))
        return text;
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function removeQuery({ href, search, hash }) {
    return href.slice(0, href.length - search.length - hash.length).replace(/[?#]+$/, '');
}
function findUrlSecrets(url) {
    const query = URL.canParse(url) ? new URL(url).search.slice(1) : '';
    const secrets = query.split('&').flatMap((pair) => {
        const [name = '', value = ''] = pair.includes('=') ? pair.split(/=(.*)/s) : ['signature', pair];
        const isNamed = pair.includes('=') && SECRET_NAME.test(name) && !/signedheaders$/i.test(name);
        const minLength = isNamed ? 4 : 20;
        return value.length >= minLength ? [value, decodeUrlText(value)] : [];
    });
    return [...new Set(secrets)];
}
function isSafeToMask(secret) {
    if (secret.length < MIN_MASKED_LENGTH || !/^[\x21-\x7e]+$/.test(secret) || /:\/\//.test(secret))
        return false;
    const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(secret)).length;
    return kinds === 3 || /^[0-9a-f]{32,}$/i.test(secret) || /^[a-z]+_[a-z0-9]{12,}$/i.test(secret);
}
const MIN_MASKED_LENGTH = 16;
const SECRET_NAME = /sig|token|key|secret|credential|policy|auth|pass|hash|hmac/i;

;// CONCATENATED MODULE: ./lib/http/proxies.js


function createProxySelector() {
    const clients = new Map();
    return (url) => {
        if (getProxyUrl(url.href) === '')
            return null;
        const client = clients.get(url.protocol) ?? new HttpClient('', [], { keepAlive: true });
        clients.set(url.protocol, client);
        return client.getAgent(url.href);
    };
}
function findInvalidProxies(env) {
    const names = [
        ['https_proxy', 'HTTPS_PROXY'],
        ['http_proxy', 'HTTP_PROXY'],
    ];
    return names.flatMap((spellings) => {
        const variable = spellings.find((name) => env[name]);
        const value = variable === undefined ? '' : (env[variable] ?? '');
        const hint = value === '' ? null : findProxyMistake(value);
        if (variable === undefined || hint === null)
            return [];
        const received = value.includes('@') ? `(hidden)${value.slice(value.lastIndexOf('@'))}` : value;
        return [{ variable, received, hint }];
    });
}
const ENCODE = 'percent-encode the special characters of the user name and the password, for example % as %25 and @ as %40';
function findProxyMistake(value) {
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(value))
        return 'a proxy without http:// before its host';
    if (!/^https?:\/\//i.test(value))
        return 'a proxy that is neither http nor https, such as SOCKS, which is not supported';
    const url = URL.parse(value);
    if (url === null)
        return value.includes('@') ? ENCODE : 'a typo in the host or the port';
    const isEncoded = [url.username, url.password].every((text) => !text.includes('%') || decodeUrlText(text) !== text);
    return isEncoded ? null : ENCODE;
}
function normalizeNoProxy(env) {
    for (const name of ['no_proxy', 'NO_PROXY']) {
        const value = env[name];
        if (value?.includes('*.'))
            env[name] = value.replace(/(^|[,\s])\*\./g, '$1.');
    }
}

;// CONCATENATED MODULE: ./lib/util/results-file.js





const RESULTS_BATCH_SIZE = 100;
function reserveResultsFile(path, roots) {
    const folder = (0,external_node_path_namespaceObject.dirname)(path);
    assertInside(findExistingFolder(folder), roots);
    (0,external_node_fs_namespaceObject.mkdirSync)(folder, { recursive: true });
    const realFolder = (0,external_node_fs_namespaceObject.realpathSync)(folder);
    assertInside(realFolder, roots);
    const realPath = (0,external_node_path_namespaceObject.join)(realFolder, (0,external_node_path_namespaceObject.basename)(path));
    const { file, commit } = createReplacement(realPath);
    (0,external_node_fs_namespaceObject.closeSync)(file);
    commit();
    return realPath;
}
async function writeResultsFile(path, results, pause = createPause()) {
    const { file, commit, discard } = createReplacement(path);
    try {
        for (const chunk of formatChunks(results)) {
            writeWhole(file, Buffer.from(chunk));
            await pause();
        }
    }
    catch (error) {
        discard();
        throw error;
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(file);
    }
    commit();
}
function findExistingFolder(folder) {
    try {
        return (0,external_node_fs_namespaceObject.realpathSync)(folder);
    }
    catch (error) {
        const parent = (0,external_node_path_namespaceObject.dirname)(folder);
        if (getSystemErrorCode(error) !== 'ENOENT' || parent === folder)
            throw error;
        if ((0,external_node_fs_namespaceObject.lstatSync)(folder, { throwIfNoEntry: false }))
            throw new Error(`${folder} is a broken symbolic link`);
        return findExistingFolder(parent);
    }
}
function assertInside(realFolder, roots) {
    const isInside = roots.some((root) => {
        const path = (0,external_node_path_namespaceObject.relative)(findExistingFolder((0,external_node_path_namespaceObject.resolve)(root)), realFolder);
        return path !== '..' && !path.startsWith(`..${external_node_path_namespaceObject.sep}`) && !(0,external_node_path_namespaceObject.isAbsolute)(path);
    });
    if (!isInside)
        throw new Error(`${realFolder} is neither in the workspace nor in RUNNER_TEMP`);
}
function createReplacement(path) {
    const folder = (0,external_node_path_namespaceObject.dirname)(path);
    if ((0,external_node_fs_namespaceObject.realpathSync)(folder) !== folder)
        throw new Error(`${folder} was replaced by a symbolic link`);
    if ((0,external_node_fs_namespaceObject.lstatSync)(path, { throwIfNoEntry: false })?.isFile() === false)
        throw new Error(`${path} is not a regular file`);
    const partial = `${path}.${(0,external_node_crypto_namespaceObject.randomUUID)()}.partial`;
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = external_node_fs_namespaceObject.constants;
    return {
        file: (0,external_node_fs_namespaceObject.openSync)(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644),
        commit: () => (0,external_node_fs_namespaceObject.renameSync)(partial, path),
        discard: () => (0,external_node_fs_namespaceObject.rmSync)(partial, { force: true }),
    };
}
function* formatChunks(results) {
    for (let at = 0; at < results.length; at += RESULTS_BATCH_SIZE) {
        const rows = results.slice(at, at + RESULTS_BATCH_SIZE).map((result) => `  ${JSON.stringify(result)}`);
        yield `${at === 0 ? '[\n' : ',\n'}${rows.join(',\n')}`;
    }
    yield results.length === 0 ? '[]\n' : '\n]\n';
}
function writeWhole(file, bytes) {
    for (let done = 0; done < bytes.length;)
        done += (0,external_node_fs_namespaceObject.writeSync)(file, bytes, done);
}

;// CONCATENATED MODULE: ./lib/inputs/common-inputs.js







function readCommonInputs(read, env, { uuid, defaultTimeoutMinutes }) {
    checkProxies(read, env);
    const apiUrl = checkApiUrl(read);
    const timeoutMinutes = read.number('timeout_minutes', { above: 0, atMost: 50_000 }) ?? defaultTimeoutMinutes;
    return {
        apiKey: checkApiKey(read, env, apiUrl),
        apiUrl,
        timeoutMs: timeoutMinutes * 60_000,
        summary: read.boolean('summary', true),
        resultsFile: checkResultsFile(read, env, uuid),
    };
}
function getDefaultResultsFile(env, uuid) {
    return (0,external_node_path_namespaceObject.join)(getTemporaryFolder(env), `twelvelabs-results-${uuid}.json`);
}
function getTemporaryFolder(env) {
    const folder = env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)();
    return (0,external_node_fs_namespaceObject.existsSync)(folder) ? (0,external_node_fs_namespaceObject.realpathSync)(folder) : (0,external_node_path_namespaceObject.resolve)(folder);
}
function readApiKey(readInput, env) {
    return (readInput('api_key') || env['TWELVE_LABS_API_KEY'] || env['TWELVELABS_API_KEY'] || '').trim();
}
const MIN_KEY_LENGTH = 8;
function checkApiKey(read, env, apiUrl) {
    const key = readApiKey((name) => read.text(name), env);
    if (key === '') {
        read.report({
            input: 'api_key',
            received: null,
            expected: 'a TwelveLabs API key, or one in the environment variable TWELVE_LABS_API_KEY',
            hint: 'no secret has that name, or the workflow run has no access to it: runs for pull requests from forks and by Dependabot do not get the secrets of the repository (Dependabot has secrets of its own)',
        });
    }
    else {
        const hint = findKeyMistake(key);
        const expected = 'the key itself: printable characters without spaces, quotes and line breaks';
        const isTooShort = key.length < MIN_KEY_LENGTH && !isLoopbackUrl(apiUrl);
        if (hint !== null)
            read.report({ input: 'api_key', received: '(hidden)', expected, hint });
        else if (isTooShort) {
            read.report({
                input: 'api_key',
                received: '(hidden)',
                expected: `at least ${MIN_KEY_LENGTH} characters (fewer only for an \`api_url\` of a loopback address)`,
                hint: 'a placeholder, or a part of the key',
            });
        }
    }
    return key;
}
function findKeyMistake(key) {
    if (/[\r\n]/.test(key))
        return 'a line break inside the key, or a file with several lines';
    if (/^["'`“”‘’]|["'`“”‘’]$/.test(key))
        return 'quotes around the key, which became a part of the secret';
    if (/^(export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=/.test(key))
        return 'NAME=key instead of the key';
    if (/^(bearer|x-api-key:?|api[_ -]?key:)\s/i.test(key))
        return 'a header instead of the key';
    return /^[\x21-\x7e]+$/.test(key) ? null : 'the secret was pasted with additional characters';
}
function checkProxies(read, env) {
    for (const { variable, received, hint } of findInvalidProxies(env)) {
        const expected = 'an environment variable such as http://proxy.example:3128 or http://user:password@proxy.example:3128';
        read.report({ input: variable, received, expected, hint });
    }
}
function checkApiUrl(read) {
    const received = read.text('api_url') || 'https://api.twelvelabs.io/v1.3';
    const refuse = (hint) => {
        read.report({
            input: 'api_url',
            received: received.replace(/[?#].*$/s, '').replace(/\/\/.*@/s, '//'),
            expected: 'an https URL, or an http URL of a loopback address, without user name, password, query or fragment',
            hint,
        });
        return received;
    };
    if (!URL.canParse(received))
        return refuse('the scheme is missing, or an expression evaluated to nothing');
    const url = new URL(received);
    if (url.username !== '' || url.password !== '')
        return refuse('credentials in the URL; use `api_key` for the key');
    if (/[?#]/.test(received))
        return refuse('a link copied from a browser; use the base URL only');
    const isSecure = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(received));
    if (!isSecure)
        return refuse('http would send the API key unencrypted');
    return url.href.replace(/\/+$/, '');
}
function isLoopbackUrl(text) {
    const url = URL.parse(text);
    return url !== null && classifyHost(url.hostname) === 'loopback';
}
function checkResultsFile(read, env, uuid) {
    const received = read.text('results_file');
    const workspace = (0,external_node_path_namespaceObject.resolve)(env['GITHUB_WORKSPACE'] || '.');
    const path = (0,external_node_path_namespaceObject.resolve)(workspace, received || getDefaultResultsFile(env, uuid));
    try {
        return reserveResultsFile(path, [workspace, getTemporaryFolder(env)]);
    }
    catch (error) {
        read.report({
            input: 'results_file',
            received: received || path,
            expected: `the path of a writable file in the workspace or in RUNNER_TEMP (${getErrorMessage(error)})`,
            hint: 'a folder of that name, a symbolic link, or a path outside of what the job may write',
        });
        return path;
    }
}
const ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;
function checkIndexId(read, description) {
    const received = read.text('index_id');
    if (!ID_PATTERN.test(received)) {
        read.report({
            input: 'index_id',
            received: received === '' ? null : received,
            expected: `${description}, 24 letters and digits`,
            hint: received === '' ? 'no variable or secret has that name' : 'the name or the URL of the index instead of its ID',
        });
    }
    return received;
}
function readIds(read, input, what) {
    const ids = [...new Set(read.lines(input))];
    for (const id of ids.filter((received) => !ID_PATTERN.test(received))) {
        read.report({
            input,
            received: id,
            expected: `IDs of ${what}, one per line, letters and digits`,
            hint: 'IDs separated by commas or spaces, or a URL instead of an ID',
        });
    }
    return ids;
}
const MAX_COLLECTION_LENGTH = 200;
function readCollectionName(read) {
    const received = read.text('collection');
    if (received.length > MAX_COLLECTION_LENGTH || /\p{Cc}/u.test(received)) {
        read.report({
            input: 'collection',
            received,
            expected: `one line of up to ${MAX_COLLECTION_LENGTH} characters`,
            hint: 'a list of videos, or the output of an earlier step',
        });
    }
    return received || null;
}
function reportConflict(read, input, received, expected) {
    read.report({ input, received, expected: `${expected}, not both`, hint: 'a copied step that kept both' });
}
const RESERVED_METADATA_NAMES = [
    'duration',
    'filename',
    'fps',
    'height',
    'model_names',
    'size',
    'video_title',
    'width',
];
function checkMetadataName(name) {
    if (RESERVED_METADATA_NAMES.includes(name)) {
        return `names other than ${RESERVED_METADATA_NAMES.join(', ')}, which are reserved by TwelveLabs`;
    }
    return name.startsWith('gha_') ? 'names that do not begin with gha_, which are reserved by this action' : null;
}

;// CONCATENATED MODULE: ./lib/model/source.js
function isMetadataValue(value) {
    if (Array.isArray(value))
        return value.every((item) => typeof item === 'string');
    return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
function getLocation(source) {
    return ('location' in source && source.location) || null;
}

;// CONCATENATED MODULE: ./lib/inputs/input-reader.js




class InputError extends ActionError {
    name = 'InputError';
    invalidInputs;
    constructor(invalidInputs) {
        super(createErrorDetails('input_invalid', { message: invalidInputs.map(formatInvalidInput).join('\n') }));
        this.invalidInputs = invalidInputs;
    }
}
function formatInvalidInput({ input, received, expected, hint }) {
    const state = received === null ? 'is not set' : `is ${JSON.stringify(cutText(received, 200))}`;
    return `Input \`${input}\` ${state}. Expected ${removeTrailingPeriod(expected)}. Possible cause: ${removeTrailingPeriod(hint)}.`;
}
function removeTrailingPeriod(sentence) {
    return sentence.replace(/\.$/, '');
}
class InputReader {
    invalidInputs = [];
    #runner;
    constructor(runner) {
        this.#runner = runner;
    }
    report(invalidInput) {
        this.invalidInputs.push(invalidInput);
    }
    text(name) {
        return this.#runner.input(name);
    }
    lines(name) {
        const lines = this.text(name).split(/\r?\n/);
        return lines.map((line) => line.trim()).filter((line) => line !== '');
    }
    boolean(input, whenEmpty) {
        const received = this.text(input);
        if (received === '')
            return whenEmpty;
        if (!TRUE.includes(received) && !FALSE.includes(received)) {
            const expected = `${[...TRUE, ...FALSE].join(', ')} (the booleans of YAML 1.2)`;
            const hint = 'yes, no, on, off, 0 or 1, which are not booleans here, or an expression with another result';
            this.report({ input, received, expected, hint });
        }
        return TRUE.includes(received);
    }
    choice(input, choices, whenEmpty) {
        const received = this.text(input);
        const chosen = choices.find((choice) => choice === received);
        if (received !== '' && chosen === undefined) {
            this.report({ input, received, expected: `one of ${choices.join(', ')}`, hint: 'a typo' });
        }
        return chosen ?? whenEmpty;
    }
    number(input, range) {
        const received = this.text(input);
        if (received === '')
            return null;
        const value = /^\d+(\.\d+)?$/.test(received) ? Number(received) : Number.NaN;
        if (isInRange(value, range))
            return value;
        const hint = 'a unit after the number (30m, 10s), a decimal comma, or an expression that is not a number';
        this.report({ input, received, expected: describeRange(range), hint });
        return null;
    }
    flatObject(input, checkName) {
        const received = this.text(input);
        if (received === '')
            return {};
        const { object, invalid } = parseFlatObject(received, checkName);
        if (invalid)
            this.report({ input, received, ...invalid });
        return object;
    }
}
const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];
function isInRange(value, { atLeast, above, atMost, whole }) {
    if (Number.isNaN(value) || value > atMost)
        return false;
    if (whole && !Number.isInteger(value))
        return false;
    return value >= (atLeast ?? 0) && (above === undefined || value > above);
}
function describeRange({ atLeast, above, atMost, whole }) {
    const from = above === undefined ? `from ${atLeast ?? 0}` : `above ${above}`;
    return `a ${whole ? 'whole ' : ''}number ${from} to ${atMost}${whole ? '' : ', decimals allowed'}`;
}
function parseFlatObject(text, checkName) {
    const invalid = (expected, hint) => ({
        object: {},
        invalid: { expected, hint },
    });
    const parsed = json_asObject(parseExactJson(text));
    if (parsed === null) {
        const expected = 'a JSON object, for example {"project": "intro", "year": 2026}';
        return invalid(expected, 'YAML instead of JSON, single quotes, or a trailing comma');
    }
    for (const [name, value] of Object.entries(parsed)) {
        const expectedNames = checkName(name);
        if (expectedNames !== null)
            return invalid(expectedNames, `the name ${JSON.stringify(name)}`);
        if (!isMetadataValue(value)) {
            const hint = `${JSON.stringify(name)} is an object, null, or a list of other values`;
            return invalid('a flat object of strings, numbers, booleans and lists of strings', hint);
        }
    }
    return { object: parsed, invalid: null };
}

;// CONCATENATED MODULE: ./lib/util/clock.js
const MAX_TIMER_MS = 2 ** 31 - 1;
function createSystemClock() {
    return {
        now: () => performance.now(),
        date: () => new Date(),
        sleep: (ms, signal) => new Promise((resolve) => {
            if (signal?.aborted) {
                resolve();
                return;
            }
            const done = () => {
                clearTimeout(timer);
                signal?.removeEventListener('abort', done);
                resolve();
            };
            const timer = setTimeout(done, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
            signal?.addEventListener('abort', done);
        }),
    };
}
function createDeadline(clock, ms, startMs = clock.now()) {
    const end = startMs + ms;
    return { remainingMs: () => end - clock.now() };
}
async function withDeadlineSignal({ clock, deadline, cancelled, }, work) {
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, cancelled]);
    const watch = async () => {
        while (!signal.aborted && deadline.remainingMs() > 0)
            await clock.sleep(deadline.remainingMs(), signal);
        ended.abort('deadline');
    };
    void watch();
    try {
        return await work(signal);
    }
    finally {
        ended.abort();
    }
}

;// CONCATENATED MODULE: ./lib/delete-action/errors.js

function createUnverified(status) {
    const message = `TwelveLabs lists this video (status: ${status}) but does not return its metadata, so it was not deleted.`;
    return createErrorDetails('video_unverified', { message });
}
function createCancelledBefore() {
    const message = 'The workflow was cancelled before anything was deleted.';
    return new UserError(createErrorDetails('deletion_cancelled', { message }));
}
function createTooManyMatches(matches, limit) {
    const message = `${matches} videos would be deleted, more than \`max_deletions\` (${limit}) allows. Nothing was deleted.`;
    return new UserError(createErrorDetails('too_many_matches', { message }));
}
function createTooManyRows(limit) {
    const message = `TwelveLabs lists more than ${limit} videos that may match. Nothing was deleted.`;
    return new UserError(createErrorDetails('too_many_rows', { message }));
}
function createSelectionImpossible(items) {
    const message = `Could not determine which videos match: no filter by metadata could be verified, and the index has too many videos (${items}) to read them one by one. Nothing was deleted.`;
    return new UserError(createErrorDetails('selection_failed', { message }));
}

;// CONCATENATED MODULE: ./lib/delete-action/inputs.js



function readDeleteInputs(runner, env, uuid) {
    const read = new InputReader(runner);
    const inputs = Object.freeze({
        ...readCommonInputs(read, env, { uuid, defaultTimeoutMinutes: 10 }),
        indexId: checkIndexId(read, 'the ID of the index that contains the videos'),
        selection: readSelection(read),
        dryRun: read.boolean('dry_run', false),
        maxDeletions: read.number('max_deletions', { atLeast: 1, atMost: 10_000, whole: true }) ?? 50,
        deleteAssets: read.boolean('delete_assets', false),
        force: read.boolean('force', false),
        comment: read.boolean('comment', false),
    });
    if (read.invalidInputs.length > 0)
        throw new InputError(read.invalidInputs);
    return inputs;
}
function readSelection(read) {
    const videoIds = readIds(read, 'video_id', 'videos');
    const received = read.text('where');
    const filter = received === '' ? {} : readFilter(read, received);
    const name = readCollectionName(read);
    const selectors = [
        ...(videoIds.length > 0 ? ['video_id'] : []),
        ...(received === '' ? [] : ['where']),
        ...(name === null ? [] : ['collection']),
    ];
    const [first, second] = selectors;
    if (first !== undefined && second !== undefined) {
        reportConflict(read, second, read.text(second), `either \`${selectors.join('` or `')}\``);
    }
    if (first === undefined) {
        read.report({
            input: 'video_id',
            received: null,
            expected: 'IDs of videos, one per line (or `where`, or `collection`)',
            hint: 'an empty output of an earlier step',
        });
    }
    if (name !== null)
        return { kind: 'collection', collection: createCollection(name) };
    return received === '' ? { kind: 'ids', videoIds } : { kind: 'where', filter };
}
function readFilter(read, received) {
    const errors = read.invalidInputs.length;
    const values = read.flatObject('where', checkName);
    if (read.invalidInputs.length > errors)
        return {};
    const filter = Object.entries(values);
    const lists = filter.filter(([, value]) => typeof value === 'object').map(([name]) => name);
    if (lists.length > 0) {
        const expected = 'a flat object of strings, numbers and booleans';
        read.report({
            input: 'where',
            received,
            expected,
            hint: `${lists.join(', ')}: a list, by which nothing can be selected`,
        });
        return {};
    }
    const empty = filter.filter(([, value]) => String(value).trim() === '').map(([name]) => name);
    if (filter.length === 0 || empty.length > 0) {
        read.report({
            input: 'where',
            received,
            expected: 'a JSON object with at least one name and no empty values, which could match more videos than intended',
            hint: filter.length === 0
                ? 'an empty object from an earlier step'
                : `an expression that evaluated to nothing (${empty.join(', ')})`,
        });
    }
    return values;
}
const RESERVED_PARAMETERS = [
    ...RESERVED_METADATA_NAMES,
    ...['page', 'page_limit', 'sort_by', 'sort_option', 'status', 'created_at', 'updated_at'],
];
function checkName(name) {
    if (RESERVED_PARAMETERS.includes(name)) {
        return `names other than ${RESERVED_PARAMETERS.join(', ')}, which are not user metadata`;
    }
    return /^[^\s[\]]+$/.test(name) ? null : 'names without spaces or brackets';
}

;// CONCATENATED MODULE: ./lib/model/status.js
class StatusTable {
    rows;
    statuses;
    constructor(rows) {
        this.rows = rows;
        this.statuses = Object.keys(rows);
    }
    getWorst(statuses) {
        const some = new Set(statuses);
        return this.statuses.findLast((status) => some.has(status)) ?? null;
    }
    isSuccess(status, failOnTimeout = true) {
        const { outcome } = this.rows[status];
        return outcome === 'success' || (outcome === 'timeout' && !failOnTimeout);
    }
    isFailure(status) {
        return this.rows[status].outcome === 'failure';
    }
    sortWorstFirst(results) {
        const rank = ({ status }) => this.statuses.indexOf(status);
        return results.toSorted((a, b) => rank(b) - rank(a));
    }
    formatCounts(results) {
        const groups = Map.groupBy(results, ({ status }) => status);
        return [...groups].map(([status, group]) => `${group.length} ${this.rows[status].label}`);
    }
}
const ROWS = {
    ready: { label: 'searchable', sentence: 'The video is searchable.', icon: '✅', outcome: 'success' },
    planned: { label: 'planned', sentence: 'Dry run: nothing was changed.', icon: '🔍', outcome: 'success' },
    deleted: { label: 'deleted', sentence: 'The video was deleted.', icon: '🗑️', outcome: 'success' },
    unlisted: {
        label: 'no longer in the list',
        sentence: 'The video is no longer in the list.',
        icon: 'ℹ️',
        outcome: 'success',
    },
    submitted: { label: 'submitted', sentence: 'The video was submitted.', icon: '📨', outcome: 'success' },
    timed_out: { label: 'still indexing', sentence: 'The video is still being indexed.', icon: '⏳', outcome: 'timeout' },
    not_submitted: {
        label: 'not submitted in time',
        sentence: 'The video was not submitted: time ran out.',
        icon: '⏳',
        outcome: 'timeout',
    },
    unknown: { label: 'status unknown', sentence: 'The status of the video is unknown.', icon: '❓', outcome: 'open' },
    cancelled: {
        label: 'still indexing, workflow cancelled',
        sentence: 'The workflow was cancelled.',
        icon: '🚫',
        outcome: 'open',
    },
    unconfirmed: {
        label: 'submission not confirmed',
        sentence: 'The submission could not be confirmed.',
        icon: '❓',
        outcome: 'failure',
    },
    rejected: { label: 'not accepted', sentence: 'The video was not accepted.', icon: '❌', outcome: 'failure' },
    failed: { label: 'failed', sentence: 'Indexing the video failed.', icon: '❌', outcome: 'failure' },
};
const status_STATUS_TABLE = new StatusTable(ROWS);
function status_isFailure(status) {
    return status_STATUS_TABLE.isFailure(status);
}

;// CONCATENATED MODULE: ./lib/indexing/deletions/deletion-result.js

const deletion_result_ROWS = {
    deleted: { label: 'deleted', icon: '🗑️', outcome: 'success' },
    released: { label: 'released, another collection uses it', icon: '🔓', outcome: 'success' },
    would_release: { label: 'would be released, another collection uses it', icon: '🔍', outcome: 'success' },
    kept: { label: 'kept', icon: 'ℹ️', outcome: 'success' },
    absent: { label: 'not found', icon: '✅', outcome: 'success' },
    would_delete: { label: 'would be deleted', icon: '🔍', outcome: 'success' },
    skipped: { label: 'skipped', icon: '⏭️', outcome: 'success' },
    timed_out: { label: 'not deleted before the timeout', icon: '⏳', outcome: 'failure' },
    cancelled: { label: 'not deleted, workflow cancelled', icon: '🚫', outcome: 'failure' },
    unconfirmed: { label: 'deletion not confirmed', icon: '❓', outcome: 'failure' },
    failed: { label: 'deletion failed', icon: '❌', outcome: 'failure' },
};
const DELETION_TABLE = new StatusTable(deletion_result_ROWS);

;// CONCATENATED MODULE: ./lib/github/repository.js

class GitHubError extends Error {
    name = 'GitHubError';
    status;
    isRateLimit;
    constructor(status, isRateLimit, options) {
        super(status === null ? 'no response from GitHub' : `GitHub responded with ${status}`, options);
        this.status = status;
        this.isRateLimit = isRateLimit;
    }
}
async function createRepository(access) {
    const { getOctokit } = await __nccwpck_require__.e(/* import() */ 413).then(__nccwpck_require__.bind(__nccwpck_require__, 413));
    const { rest, graphql } = getOctokit(access.token, { baseUrl: access.apiUrl, log: SILENT_LOG });
    const [owner = '', repo = ''] = access.repository.split('/');
    const read = (ask) => retry(() => sendOnce(ask, access), { ...access, isRetryable, maxAttempts: repository_MAX_ATTEMPTS });
    return {
        rest,
        graphql,
        owner,
        repo,
        read,
        readPage: async (page, ask) => {
            const rows = await read((request) => ask({ per_page: PAGE_SIZE, page }, request));
            return { rows, totalPages: rows.length < PAGE_SIZE ? page : page + 1 };
        },
        write: (ask) => sendOnce(ask, access),
    };
}
const PAGE_SIZE = 100;
const repository_MAX_ATTEMPTS = 3;
const SILENT_LOG = { debug: () => { }, info: () => { }, warn: () => { }, error: () => { } };
async function sendOnce(ask, { timeoutMs, signal }) {
    try {
        const { data } = await ask({ signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
        return data;
    }
    catch (error) {
        throw toGitHubError(error);
    }
}
function toGitHubError(cause) {
    const { status, response } = cause;
    if (typeof status !== 'number' || response === undefined)
        return new GitHubError(null, false, { cause });
    const { headers = {} } = response;
    const isRateLimit = status === 429 || (status === 403 && (headers['x-ratelimit-remaining'] === '0' || 'retry-after' in headers));
    return new GitHubError(status, isRateLimit, { cause });
}
function isRetryable(error) {
    return error instanceof GitHubError && (error.status === null || error.status >= 500);
}

;// CONCATENATED MODULE: ./lib/github/comments.js



async function createCommentClient(access, pullRequest) {
    const repository = await createRepository(access);
    const { rest, owner, repo, readPage, write } = repository;
    const { issues } = rest;
    const issue_number = pullRequest;
    let author = null;
    const isOwn = async (user) => {
        author ??= (await readViewer(repository, access)) ?? WORKFLOW_TOKEN;
        return isSameUser(author, user);
    };
    return {
        list: async (fits) => {
            const comments = await readAllRows((page) => readPage(page, (paging, request) => issues.listComments({ owner, repo, issue_number, ...paging, request })));
            const own = [];
            for (const { id, body = '', user } of comments)
                if (fits(body) && (await isOwn(user)))
                    own.push({ id, body });
            return own;
        },
        create: async (body) => {
            const { user } = await write((request) => issues.createComment({ owner, repo, issue_number, body, request }));
            if (user !== null)
                author = toAuthor(user);
        },
        update: async (comment_id, body) => {
            await write((request) => issues.updateComment({ owner, repo, comment_id, body, request }));
        },
        remove: async (comment_id) => {
            try {
                await write((request) => issues.deleteComment({ owner, repo, comment_id, request }));
            }
            catch (error) {
                if (!(error instanceof GitHubError && error.status === 404))
                    throw error;
            }
        },
    };
}
const WORKFLOW_TOKEN = { id: null, login: 'github-actions', isBot: true };
const APP_TOKEN_PREFIX = 'ghs_';
const VIEWER_TIMEOUT_MS = 3_000;
async function readViewer({ graphql }, { token, signal }) {
    const request = { signal: AbortSignal.any([signal, AbortSignal.timeout(VIEWER_TIMEOUT_MS)]) };
    try {
        const response = json_asObject(await graphql('query { viewer { login databaseId } }', { request }));
        const viewer = json_asObject(response?.['viewer']);
        const login = json_parseText(viewer?.['login']);
        const isBot = token.startsWith(APP_TOKEN_PREFIX);
        return login === null ? null : { id: json_parseNumber(viewer?.['databaseId']), login: removeBotSuffix(login), isBot };
    }
    catch {
        return null;
    }
}
function toAuthor({ id, login, type }) {
    return { id, login: removeBotSuffix(login), isBot: type === 'Bot' };
}
function isSameUser(author, user) {
    if (user === null)
        return false;
    const { id, login, isBot } = toAuthor(user);
    return author.id === null ? author.login === login && author.isBot === isBot : author.id === id;
}
function removeBotSuffix(login) {
    return login.replace(/\[bot\]$/, '');
}

;// CONCATENATED MODULE: ./lib/report/escape.js
const escape_NO_BREAK = '\u00a0';
const MAX_TEXT_LENGTH = 500;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
function escapeText(text) {
    const line = text
        .slice(0, 4 * MAX_TEXT_LENGTH)
        .split(/[\r\n]+/)
        .map((part, at, all) => trimEdges(part, at > 0, at < all.length - 1))
        .join(' ')
        .replace(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
    return line.length <= MAX_TEXT_LENGTH ? line : `${line.slice(0, MAX_TEXT_LENGTH).replace(/[\ud800-\udbff]$/, '')}…`;
}
function trimEdges(text, start, end) {
    const left = start ? text.trimStart() : text;
    return end ? left.trimEnd() : left;
}
function formatLogLine(text) {
    return breakMatches(escapeText(text)
        .replace(/^(\s*):(?=:)/, '$1: ')
        .replaceAll('##[', '## ['));
}
function breakMatches(line) {
    return line
        .replace(/(\.(?:go|[cm]?[jt]sx?|py|rs|cs|vb|fs|java|kts?|c|cc|cpp|hpp?|rb|php|swift)):/gi, '$1 :')
        .replace(/:(?=\d+[:,]\d+(?::|\)| - ))/g, ': ')
        .replace(/\((?=\d[\d,]*\))/g, '( ')
        .replace(/, col /gi, ',  col ')
        .replace(/^(\s*)(?=File "|\d+:\d+\s)/, '$1> ');
}
const CODE_SPAN_TEXT = /^(?! )[^`|@\\<>]+(?<! )$/;
function escape_escapeCode(text) {
    const line = escapeText(text);
    return CODE_SPAN_TEXT.test(line) ? `\`${line}\`` : `<code>${escapeAll(line)}</code>`;
}
function escapeAll(line) {
    return line.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${char.codePointAt(0)};`).replaceAll('&#64;', '&#64;&#8203;');
}
const CODE_PARTS = /(`[^`]+`|\b(?:https?|ftp):\/\/[^\s`]*[^\s`.,;:!?'")\]}>])/i;
function escape_escapeMarkdown(text) {
    const parts = escapeText(text).trim().split(CODE_PARTS);
    const escaped = parts.map((part, at) => (at % 2 === 0 ? escapeProse(part) : escape_escapeCode(part.replaceAll('`', ''))));
    return escaped
        .join('')
        .replace(/^[-+=>#]/, '\\$&')
        .replace(/^(\d+)([.)])/, '$1\\$2');
}
const ACTIVE_TEXT = /[\\|`$<*~[\]@]|&(?=#|[a-z0-9]+;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|#(?=\d)|\bgh-(?=\d)|:(?=[\w+-]+:|\/\/)|\bwww(?=\.)/giu;
function escapeProse(text) {
    return text.replace(ACTIVE_TEXT, (active) => {
        if (/[*~[\]_]/.test(active))
            return `\\${active}`;
        return /[@#:\w]$|-$/.test(active) ? `${active}&#8203;` : `&#${active.codePointAt(0)};`;
    });
}
function formatBold(text) {
    const escaped = escape_escapeMarkdown(text);
    return escaped === '' ? '' : `**${escaped}**`;
}
const MAX_NAME_LENGTH = 60;
function escape_formatName(name, hasTitle = true) {
    const line = escapeText(name);
    const characters = [...line];
    if (characters.length <= MAX_NAME_LENGTH)
        return escape_escapeCode(line);
    const start = characters.slice(0, MAX_NAME_LENGTH / 2).join('');
    const end = characters.slice(-(MAX_NAME_LENGTH / 2 - 1)).join('');
    const cut = escape_escapeCode(`${start.trimEnd()}…${end.trimStart()}`);
    return hasTitle ? `<span title="${escape_escapeAttribute(line)}">${cut}</span>` : cut;
}
function escape_escapeAttribute(text) {
    return text.replace(/[^A-Za-z0-9/:.?=%~_-]/gu, (char) => `&#${char.codePointAt(0)};`);
}
const PLAIN_URL = /^https?:\/\/[A-Za-z0-9/:.?=%~_-]+$/;
function escape_formatLink(url, label) {
    return PLAIN_URL.test(url)
        ? `[${escape_escapeCode(label)}](${url})`
        : `<a href="${escape_escapeAttribute(url)}">${escape_escapeCode(label)}</a>`;
}

;// CONCATENATED MODULE: ./node_modules/markdown-table/index.js
// To do: next major: remove.
/**
 * @typedef {Options} MarkdownTableOptions
 *   Configuration.
 */

/**
 * @typedef Options
 *   Configuration.
 * @property {boolean | null | undefined} [alignDelimiters=true]
 *   Whether to align the delimiters (default: `true`);
 *   they are aligned by default:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   Pass `false` to make them staggered:
 *
 *   ```markdown
 *   | Alpha | B |
 *   | - | - |
 *   | C | Delta |
 *   ```
 * @property {ReadonlyArray<string | null | undefined> | string | null | undefined} [align]
 *   How to align columns (default: `''`);
 *   one style for all columns or styles for their respective columns;
 *   each style is either `'l'` (left), `'r'` (right), or `'c'` (center);
 *   other values are treated as `''`, which doesn’t place the colon in the
 *   alignment row but does align left;
 *   *only the lowercased first character is used, so `Right` is fine.*
 * @property {boolean | null | undefined} [delimiterEnd=true]
 *   Whether to end each row with the delimiter (default: `true`).
 *
 *   > 👉 **Note**: please don’t use this: it could create fragile structures
 *   > that aren’t understandable to some markdown parsers.
 *
 *   When `true`, there are ending delimiters:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there are no ending delimiters:
 *
 *   ```markdown
 *   | Alpha | B
 *   | ----- | -----
 *   | C     | Delta
 *   ```
 * @property {boolean | null | undefined} [fillRows=true]
 *   Whether to fill rows with empty cells up to the most cells in a row
 *   (default: `true`).
 *
 *   When `true`, all rows have as many cells as the longest row:
 *
 *   ```markdown
 *   | Alpha | B    |   |
 *   | ----- | ---- | - |
 *   | C     |      |   |
 *   | D     | Echo | F |
 *   ```
 *
 *   When `false`, rows keep their cells,
 *   and the delimiter row has as many cells as the header row:
 *
 *   ```markdown
 *   | Alpha | B    |
 *   | ----- | ---- |
 *   | C     |
 *   | D     | Echo | F |
 *   ```
 * @property {boolean | null | undefined} [delimiterStart=true]
 *   Whether to begin each row with the delimiter (default: `true`).
 *
 *   > 👉 **Note**: please don’t use this: it could create fragile structures
 *   > that aren’t understandable to some markdown parsers.
 *
 *   When `true`, there are starting delimiters:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there are no starting delimiters:
 *
 *   ```markdown
 *   Alpha | B     |
 *   ----- | ----- |
 *   C     | Delta |
 *   ```
 * @property {boolean | null | undefined} [padding=true]
 *   Whether to add a space of padding between delimiters and cells
 *   (default: `true`).
 *
 *   When `true`, there is padding:
 *
 *   ```markdown
 *   | Alpha | B     |
 *   | ----- | ----- |
 *   | C     | Delta |
 *   ```
 *
 *   When `false`, there is no padding:
 *
 *   ```markdown
 *   |Alpha|B    |
 *   |-----|-----|
 *   |C    |Delta|
 *   ```
 * @property {((value: string) => number) | null | undefined} [stringLength]
 *   Function to detect the length of table cell content (optional);
 *   this is used when aligning the delimiters (`|`) between table cells;
 *   full-width characters and emoji mess up delimiter alignment when viewing
 *   the markdown source;
 *   to fix this, you can pass this function,
 *   which receives the cell content and returns its “visible” size;
 *   note that what is and isn’t visible depends on where the text is displayed.
 *
 *   Without such a function, the following:
 *
 *   ```js
 *   markdownTable([
 *     ['Alpha', 'Bravo'],
 *     ['中文', 'Charlie'],
 *     ['👩‍❤️‍👩', 'Delta']
 *   ])
 *   ```
 *
 *   Yields:
 *
 *   ```markdown
 *   | Alpha | Bravo |
 *   | - | - |
 *   | 中文 | Charlie |
 *   | 👩‍❤️‍👩 | Delta |
 *   ```
 *
 *   With [`string-width`](https://github.com/sindresorhus/string-width):
 *
 *   ```js
 *   import stringWidth from 'string-width'
 *
 *   markdownTable(
 *     [
 *       ['Alpha', 'Bravo'],
 *       ['中文', 'Charlie'],
 *       ['👩‍❤️‍👩', 'Delta']
 *     ],
 *     {stringLength: stringWidth}
 *   )
 *   ```
 *
 *   Yields:
 *
 *   ```markdown
 *   | Alpha | Bravo   |
 *   | ----- | ------- |
 *   | 中文  | Charlie |
 *   | 👩‍❤️‍👩    | Delta   |
 *   ```
 */

/**
 * Get the length of a cell.
 *
 * @param {string} value
 *   Cell value.
 * @returns {number}
 *   Cell size.
 */
function defaultStringLength(value) {
  return value.length
}

/**
 * Generate a markdown
 * ([GFM](https://docs.github.com/en/github/writing-on-github/working-with-advanced-formatting/organizing-information-with-tables))
 * table.
 *
 * @param {ReadonlyArray<ReadonlyArray<string | null | undefined>>} table
 *   Table data (matrix of strings).
 * @param {Readonly<Options> | null | undefined} [options]
 *   Configuration (optional).
 * @returns {string}
 *   Result.
 */
function markdownTable(table, options) {
  const settings = options || {}
  // To do: next major: change to spread.
  // eslint-disable-next-line unicorn/prefer-spread -- `align` can be a string.
  const align = (settings.align || []).concat()
  const stringLength = settings.stringLength || defaultStringLength
  /** @type {Array<number>} Character codes as symbols for alignment per column. */
  const alignments = []
  /** @type {Array<Array<string>>} Cells per row. */
  const cellMatrix = []
  /** @type {Array<Array<number>>} Sizes of each cell per row. */
  const sizeMatrix = []
  /** @type {Array<number>} */
  const longestCellByColumn = []
  let mostCellsPerRow = 0
  let rowIndex = -1

  // This is a superfluous loop if we don’t align delimiters, but otherwise we’d
  // do superfluous work when aligning, so optimize for aligning.
  while (++rowIndex < table.length) {
    /** @type {Array<string>} */
    const row = []
    /** @type {Array<number>} */
    const sizes = []
    let columnIndex = -1

    if (table[rowIndex].length > mostCellsPerRow) {
      mostCellsPerRow = table[rowIndex].length
    }

    while (++columnIndex < table[rowIndex].length) {
      const cell = serialize(table[rowIndex][columnIndex])

      if (settings.alignDelimiters !== false) {
        const size = stringLength(cell)
        sizes[columnIndex] = size

        if (
          longestCellByColumn[columnIndex] === undefined ||
          size > longestCellByColumn[columnIndex]
        ) {
          longestCellByColumn[columnIndex] = size
        }
      }

      row.push(cell)
    }

    cellMatrix[rowIndex] = row
    sizeMatrix[rowIndex] = sizes
  }

  // Figure out which alignments to use.
  let columnIndex = -1

  if (typeof align === 'object' && 'length' in align) {
    while (++columnIndex < mostCellsPerRow) {
      alignments[columnIndex] = toAlignment(align[columnIndex])
    }
  } else {
    const code = toAlignment(align)

    while (++columnIndex < mostCellsPerRow) {
      alignments[columnIndex] = code
    }
  }

  // Inject the alignment row.
  columnIndex = -1
  /** @type {Array<string>} */
  const row = []
  /** @type {Array<number>} */
  const sizes = []

  while (++columnIndex < mostCellsPerRow) {
    const code = alignments[columnIndex]
    let before = ''
    let after = ''

    if (code === 99 /* `c` */) {
      before = ':'
      after = ':'
    } else if (code === 108 /* `l` */) {
      before = ':'
    } else if (code === 114 /* `r` */) {
      after = ':'
    }

    // There *must* be at least one hyphen-minus in each alignment cell.
    let size =
      settings.alignDelimiters === false
        ? 1
        : Math.max(
            1,
            longestCellByColumn[columnIndex] - before.length - after.length
          )

    const cell = before + '-'.repeat(size) + after

    if (settings.alignDelimiters !== false) {
      size = before.length + size + after.length

      if (size > longestCellByColumn[columnIndex]) {
        longestCellByColumn[columnIndex] = size
      }

      sizes[columnIndex] = size
    }

    row[columnIndex] = cell
  }

  // Inject the alignment row.
  cellMatrix.splice(1, 0, row)
  sizeMatrix.splice(1, 0, sizes)

  rowIndex = -1
  /** @type {Array<string>} */
  const lines = []

  while (++rowIndex < cellMatrix.length) {
    const row = cellMatrix[rowIndex]
    const sizes = sizeMatrix[rowIndex]
    const cellsInRow =
      settings.fillRows === false
        ? Math.max(1, cellMatrix[rowIndex === 1 ? 0 : rowIndex].length)
        : mostCellsPerRow
    columnIndex = -1
    /** @type {Array<string>} */
    const line = []

    while (++columnIndex < cellsInRow) {
      const cell = row[columnIndex] || ''
      let before = ''
      let after = ''

      if (settings.alignDelimiters !== false) {
        const size =
          longestCellByColumn[columnIndex] - (sizes[columnIndex] || 0)
        const code = alignments[columnIndex]

        if (code === 114 /* `r` */) {
          before = ' '.repeat(size)
        } else if (code === 99 /* `c` */) {
          const half = size / 2

          if (size % 2) {
            before = ' '.repeat(half + 0.5)
            after = ' '.repeat(half - 0.5)
          } else {
            before = ' '.repeat(half)
            after = before
          }
        } else {
          after = ' '.repeat(size)
        }
      }

      if (settings.delimiterStart !== false && !columnIndex) {
        line.push('|')
      }

      if (
        settings.padding !== false &&
        // Don’t add the opening space if we’re not aligning and the cell is
        // empty: there will be a closing space.
        !(settings.alignDelimiters === false && cell === '') &&
        (settings.delimiterStart !== false || columnIndex)
      ) {
        line.push(' ')
      }

      if (settings.alignDelimiters !== false) {
        line.push(before)
      }

      line.push(cell)

      if (settings.alignDelimiters !== false) {
        line.push(after)
      }

      if (settings.padding !== false) {
        line.push(' ')
      }

      if (settings.delimiterEnd !== false || columnIndex !== cellsInRow - 1) {
        line.push('|')
      }
    }

    lines.push(
      settings.delimiterEnd === false
        ? line.join('').replace(/ +$/, '')
        : line.join('')
    )
  }

  return lines.join('\n')
}

/**
 * Serialize a cell value.
 *
 * @param {string | null | undefined} [value]
 *   Value to serialize.
 * @returns {string}
 *   Result.
 */
function serialize(value) {
  return value === null || value === undefined ? '' : String(value)
}

/**
 * Get the alignment character code from a value.
 *
 * @param {string | null | undefined} value
 *   Value.
 * @returns {number}
 *   Alignment.
 */
function toAlignment(value) {
  const code = typeof value === 'string' ? value.codePointAt(0) : 0

  return code === 67 /* `C` */ || code === 99 /* `c` */
    ? 99 /* `c` */
    : code === 76 /* `L` */ || code === 108 /* `l` */
      ? 108 /* `l` */
      : code === 82 /* `R` */ || code === 114 /* `r` */
        ? 114 /* `r` */
        : 0
}

;// CONCATENATED MODULE: ./lib/report/causes.js
function groupByCause(results) {
    const groups = new Map();
    for (const result of results) {
        const { status, error } = result;
        if (error === null)
            continue;
        const key = JSON.stringify([status, error.code, error.message.replace(/\d+/g, '#'), error.hint]);
        const group = groups.get(key);
        if (group === undefined)
            groups.set(key, { error, results: [result] });
        else
            group.results.push(result);
    }
    return [...groups.values()];
}

;// CONCATENATED MODULE: ./lib/report/summary-page.js



const summary_page_SUMMARY_TARGET = {
    maxBytes: 1024 * 1024 - 1024,
    maxVisibleRows: 50,
    maxUnfoldedRows: 10,
    isWide: true,
    more: (count) => `The other ${count} videos are in the results file.`,
};
const TABLE_MARGIN_BYTES = 512;
const MAX_ERROR_LINES = 40;
const MAX_NAMES = 3;
function summary_page_renderPage(target, { head, error, tables, list }) {
    const parts = [...head, ...(error === null ? [] : formatError(error, target.maxBytes / 3))];
    const explained = new Set();
    const named = new Set();
    let [rowsLeft, bytesLeft] = [target.maxVisibleRows, target.maxBytes / 2];
    for (const table of tables) {
        const shown = summary_page_takeWithinBytes(table.rows.slice(0, rowsLeft), bytesLeft, ({ cells }) => cells().join(' | '));
        for (const row of shown) {
            for (const one of row.about)
                explained.add(one);
            for (const one of row.named)
                named.add(one);
            bytesLeft -= Buffer.byteLength(row.cells().join(' | '));
        }
        rowsLeft -= shown.length;
        parts.push(...formatTable(table, shown));
    }
    const rest = list.rows.filter((row) => !named.has(row));
    const isOpen = target.maxVisibleRows - rowsLeft + rest.length <= target.maxUnfoldedRows;
    const listBytes = target.maxBytes - Buffer.byteLength(parts.join('\n\n')) - TABLE_MARGIN_BYTES;
    const columns = list.columns(rest, (row) => explained.has(row));
    if (rest.length > 0)
        parts.push(formatList({ target, columns, rest, isOpen, listBytes, title: list.title(rest) }));
    return `${parts.join('\n\n')}\n`;
}
function formatError({ message, hint }, bytes) {
    const [first = '', ...others] = message.split('\n');
    if (others.length === 0)
        return [`${formatWhat(first)} ${escape_escapeMarkdown(hint)}`];
    const lines = message.split('\n').slice(0, MAX_ERROR_LINES);
    const shown = summary_page_takeWithinBytes(lines.map(escape_escapeMarkdown), bytes, (line) => `- ${line}`);
    const rest = others.length + 1 - shown.length;
    const more = rest === 0 ? [] : [`- And ${rest} more; see the log.`];
    return [[...shown.map((line) => `- ${line}`), ...more].join('\n'), escape_escapeMarkdown(hint)];
}
function formatWhat(message) {
    const [what = '', ...expected] = message.split(/(?<=\.) (?=Expected )/);
    return [formatBold(what), ...expected.map(escape_escapeMarkdown)].join(' ');
}
function formatTable({ title, columns, rows, note }, shown) {
    if (rows.length === 0)
        return [];
    const rest = rows.length - shown.length;
    const notes = [...(rest === 0 ? [] : [`And ${rest} more, in the list below.`]), ...(note === null ? [] : [note])];
    const table = shown.length === 0
        ? []
        : [
            toMarkdownTable(columns, shown.map(({ cells }) => cells())),
        ];
    return [`#### ${title}`, ...table, ...(notes.length === 0 ? [] : [notes.join(' ')])];
}
function formatList({ target, columns, rest, isOpen, listBytes, title }) {
    const all = rest.values().map((row) => columns.map(({ cell }) => cell(row)));
    const shown = summary_page_takeWithinBytes(all, listBytes, (cells) => `| ${cells.join(' | ')} |`);
    const omitted = rest.length - shown.length;
    return [
        `<details${isOpen ? ' open' : ''}><summary>${title}</summary>`,
        ...(shown.length === 0 ? [] : [toMarkdownTable(columns, shown)]),
        ...(omitted === 0 ? [] : [target.more(omitted)]),
        '</details>',
    ].join('\n\n');
}
function toMarkdownTable(columns, rows) {
    const head = columns.map((column) => column.head);
    const align = columns.map((column) => column.align);
    return markdownTable([head, ...rows], { align, alignDelimiters: false });
}
function summary_page_createActionTable(rows, { isWide }, { icon, id }) {
    const causes = groupByCause(rows).map(({ error, results }) => {
        const named = results.slice(0, MAX_NAMES);
        const rest = results.length - named.length;
        const names = [...named.map(({ name }) => escape_formatName(name, isWide)), ...(rest === 0 ? [] : [`and ${rest} more`])];
        const cells = () => {
            const ids = named.flatMap((row) => id(row) ?? []).join(', ');
            const text = `${formatWhat(error.message)} ${escape_escapeMarkdown(error.hint)}${ids === '' ? '' : `<br>${ids}`}`;
            return [`${results.slice(0, 1).map(icon)}${escape_NO_BREAK}${names.join('<br>')}`, text];
        };
        return { cells, about: results, named };
    });
    return { title: 'Needs action', columns: ACTION_COLUMNS, rows: causes, note: null };
}
const ACTION_COLUMNS = [
    { head: 'Video', align: 'left' },
    { head: 'What happened, and what to do', align: 'left' },
];
function summary_page_takeWithinBytes(items, bytes, toText) {
    const taken = [];
    let left = bytes;
    for (const item of items) {
        left -= Buffer.byteLength(toText(item)) + 1;
        if (left < 0)
            break;
        taken.push(item);
    }
    return taken;
}

;// CONCATENATED MODULE: ./lib/report/totals.js



function formatTotals(results) {
    return `${describeResults(results)}.${formatUnused(results.filter(isRemoval))}`;
}
function totals_formatHeadline(results, { isSuccess, isDryRun }) {
    return `${getIcon(results, isSuccess, isDryRun)} ${describeResults(results)}`;
}
function getIcon(results, isSuccess, isDryRun) {
    if (isDryRun)
        return isSuccess ? STATUS_TABLE.rows.planned.icon : STATUS_TABLE.rows.rejected.icon;
    const listed = results.filter((result) => !isRemoval(result));
    const worst = STATUS_TABLE.getWorst(listed.map(({ status }) => status));
    if (worst === null)
        return isSuccess ? STATUS_TABLE.rows.unlisted.icon : STATUS_TABLE.rows.rejected.icon;
    const isVideoAtFault = !STATUS_TABLE.isSuccess(worst);
    return STATUS_TABLE.rows[isSuccess || isVideoAtFault ? worst : 'rejected'].icon;
}
function describeResults(results) {
    const listed = results.filter((result) => !isRemoval(result));
    const [first] = listed;
    if (results.some(({ status }) => status === 'planned'))
        return describePlan(results);
    if (first === undefined)
        return 'Nothing was submitted';
    if (listed.length === 1)
        return STATUS_TABLE.rows[first.status].sentence.replace(/\.$/, '');
    const others = listed.filter(({ status }) => status !== 'ready');
    if (others.length === listed.length && others.every(({ status }) => status === 'submitted'))
        return `${listed.length} videos were submitted`;
    const ready = `${listed.length - others.length} of ${listed.length} videos are searchable`;
    return [ready, ...STATUS_TABLE.formatCounts(others)].join('; ');
}
function describePlan(results) {
    const planned = results.filter(({ status }) => status === 'planned');
    const others = results.filter((result) => result.status !== 'planned');
    return `Plan: ${[...countPlanned(planned), ...STATUS_TABLE.formatCounts(others)].join(', ')}`;
}
function countPlanned(results) {
    return Object.entries(PLANNED).flatMap(([action, text]) => {
        const count = results.filter((result) => result.action === action).length;
        return count === 0 ? [] : [`${count} ${text}`];
    });
}
function totals_formatCounts(results) {
    const planned = results.filter(({ status }) => status === 'planned');
    const others = results.filter(({ status }) => status !== 'planned');
    return [...STATUS_TABLE.formatCounts(others), ...countPlanned(planned)].join(', ');
}
const PLANNED = {
    submitted: 'to submit',
    reused: 'already indexed',
    adopted: 'being indexed',
    updated: 'to update',
    deleted: 'to delete',
    none: 'to release',
};
const REASONS = {
    new: 'new',
    changed: 'its content changed',
    retry: 'an earlier attempt failed',
    unchanged: '',
    moved: 'moved',
    metadata_changed: 'its metadata changed',
    unlisted: 'no longer in the list',
    replaced: 'replaced by a new version',
    duplicate: 'in the index twice',
};
function totals_describePlanned(action, reason) {
    const why = reason === null ? '' : REASONS[reason];
    return why === '' ? PLANNED[action] : `${PLANNED[action]}: ${why}`;
}
function totals_describeRemoval({ status, action, reason }) {
    if (status === 'planned')
        return totals_describePlanned(action, reason);
    const why = reason === null ? '' : REASONS[reason];
    const { icon, label } = STATUS_TABLE.rows[status];
    return status === 'unlisted' ? `${icon} kept: ${why}` : `${icon} ${label}: ${why}`;
}
function formatUnused(results) {
    if (results.length === 0 || results.some(({ status }) => status === 'planned'))
        return '';
    return ` ${results.length === 1 ? 'One other video' : `${results.length} other videos`} of the index: ${STATUS_TABLE.formatCounts(results).join('; ')}.`;
}
function totals_formatCost(results, pricePerMinute) {
    const listed = results.filter((result) => !isRemoval(result));
    const submitted = listed.filter(({ action }) => action === 'submitted');
    const minutes = sumMinutes(submitted);
    const saved = sumMinutes(listed.filter(({ reused, status }) => reused && !isFailure(status)));
    if (pricePerMinute === null || minutes + saved === 0)
        return null;
    const isExact = submitted.every(({ duration }) => duration !== null);
    const cost = `${isExact ? '' : 'at least '}${(minutes * pricePerMinute).toFixed(2)}`;
    const reuse = saved === 0 ? '' : `; ${(saved * pricePerMinute).toFixed(2)} saved by reuse`;
    return `Cost of indexing: ${cost} (${pricePerMinute} per minute)${reuse}.`;
}
function sumMinutes(results) {
    return results.reduce((sum, { duration }) => sum + (duration ?? 0), 0) / 60;
}
function totals_formatMinutesTotals(results) {
    const totals = new Map();
    for (const result of results.filter((one) => !isRemoval(one))) {
        const kind = getMinutesKind(result);
        totals.set(kind, (totals.get(kind) ?? 0) + (result.duration ?? 0));
    }
    const parts = MINUTES_KINDS.flatMap((kind) => {
        const seconds = totals.get(kind) ?? 0;
        return seconds === 0 ? [] : [`${formatMinutes(seconds)} ${kind}`];
    });
    return parts.length === 0 ? null : `Minutes of video: ${parts.join(', ')}.`;
}
const MINUTES_KINDS = (/* unused pure expression or super */ null && (['indexed', 'to submit', 'not indexed yet', 'reused', 'not accepted or failed']));
function getMinutesKind({ status, reused, action }) {
    if (isFailure(status))
        return 'not accepted or failed';
    if (reused)
        return 'reused';
    if (status === 'planned' && action === 'submitted')
        return 'to submit';
    return status === 'ready' ? 'indexed' : 'not indexed yet';
}

;// CONCATENATED MODULE: ./lib/report/summary.js







function buildSummary(results, facts) {
    return buildReport(SUMMARY_TARGET, `### ${formatHeadline(results, facts)}`, results, facts);
}
function summary_buildNarrowReport(target, lead, results, facts) {
    return buildReport(target, `#### ${lead}${formatHeadline(results, facts)}`, results, facts);
}
function buildReport(target, headline, results, facts) {
    const { collection, pricePerMinute, isDryRun } = facts;
    const index = formatIndexes(results, facts);
    const about = [
        ...(index === null ? [] : [index]),
        ...(collection === null ? [] : [`Collection ${escapeCode(collection)}`]),
    ];
    const figures = [formatMinutesTotals(results), formatCost(results, pricePerMinute)].filter((text) => text !== null);
    const head = [headline, about.join(' · '), figures.join(' ')].filter((part) => part !== '');
    const rows = STATUS_TABLE.sortWorstFirst(results);
    return renderPage(target, {
        head,
        error: isReported(results, facts.error) ? null : facts.error,
        tables: [
            createActionTable(rows, target, { icon: ({ status }) => STATUS_TABLE.rows[status].icon, id: formatId }),
            ...(isDryRun ? [createPlanTable(rows, target)] : []),
            createRemovalTable(rows, target, facts),
        ],
        list: {
            rows,
            columns: (rest, isExplained) => createColumns(rest, target, isExplained),
            title: formatCounts,
        },
    });
}
function isReported(results, runError) {
    return results.some(({ error }) => error !== null && error.code === runError?.code && error.message === runError.message);
}
function createPlanTable(results, { isWide }) {
    const changed = results.filter((result) => result.status === 'planned' && result.error === null && !isRemoval(result) && CHANGES.has(result.action));
    const rows = changed.map((result) => ({
        cells: () => [
            formatName(result.name, isWide),
            describePlanned(result.action, result.reason),
            formatTimeCell(result.duration),
        ],
        about: [result],
        named: [result],
    }));
    return { title: 'Plan', columns: PLAN_COLUMNS, rows, note: null };
}
const CHANGES = new Set(['submitted', 'updated']);
const PLAN_COLUMNS = [
    { head: 'Video', align: 'left' },
    { head: 'Action', align: 'left' },
    { head: 'Duration', align: 'right' },
];
function createRemovalTable(results, { isWide }, { prune, isDryRun }) {
    const unused = results.filter((result) => isRemoval(result) && result.error === null);
    const rows = unused.map((result) => ({
        cells: () => [formatName(result.name, isWide), describeRemoval(result), formatIdCell(result)],
        about: [result],
        named: [result],
    }));
    const isKept = prune === 'report' && !isDryRun;
    const note = isKept && unused.length > 0 ? 'They stay in the index until the input `prune: delete` removes them.' : null;
    return { title: 'No longer used by the list', columns: REMOVAL_COLUMNS, rows, note };
}
const REMOVAL_COLUMNS = [
    { head: 'Video', align: 'left' },
    { head: 'What happens to it', align: 'left' },
    { head: 'ID', align: 'left' },
];
const MAX_THUMBNAILS = 20;
function createColumns(results, { isWide }, isExplained) {
    const hasThumbnails = results.length <= MAX_THUMBNAILS && results.every(({ thumbnail_url }) => formatThumbnail(thumbnail_url) !== '');
    const columns = [
        { head: 'Video', align: 'left', cell: (result) => formatVideoCell(result, hasThumbnails, isWide) },
        { head: 'Status', align: 'left', cell: (result) => formatStatusCell(result, isExplained(result)) },
        { head: 'Duration', align: 'right', cell: ({ duration }) => formatTimeCell(duration) },
        { head: 'ID', align: 'left', cell: formatIdCell },
        { head: 'Time', align: 'right', cell: ({ elapsed_seconds }) => formatTimeCell(elapsed_seconds), isWideOnly: true },
    ];
    return columns.filter(({ isWideOnly }) => isWide || !isWideOnly);
}
const NONE = '–';
function formatVideoCell({ name, thumbnail_url }, hasThumbnail, isWide) {
    return `${hasThumbnail ? `${formatThumbnail(thumbnail_url)}<br>` : ''}${formatName(name, isWide)}`;
}
function formatStatusCell(result, isExplained) {
    const { status, reused, action, reason, error } = result;
    const { icon, label } = STATUS_TABLE.rows[status];
    const note = action === 'updated' ? ' (metadata updated)' : reused ? ' (reused)' : '';
    const text = status === 'planned' ? describePlanned(action, reason) : `${label}${note}`;
    const why = error === null || isExplained ? '' : `: ${escapeMarkdown(error.message)}`;
    return `${icon}${NO_BREAK}${text}${why}`;
}
function formatTimeCell(seconds) {
    return seconds === null ? NONE : formatDuration(seconds).replaceAll(' ', NO_BREAK);
}
function formatIdCell(result) {
    return formatId(result) ?? NONE;
}
function formatId({ video_id, task_id, status }) {
    const isTask = task_id !== null && task_id !== video_id && (video_id === null || WAITING.has(STATUS_TABLE.rows[status].outcome));
    const id = isTask ? task_id : video_id;
    return id === null ? null : `${isTask ? 'task ' : ''}${escapeCode(id)}`;
}
const WAITING = new Set(['timeout', 'open', 'failure']);

;// CONCATENATED MODULE: ./lib/report/comment/comment.js




const MAX_COMMENT_LENGTH = 65_536;
const MAX_SECTION_BYTES = 8_500;
const NARROW_TARGET = { maxVisibleRows: 10, maxUnfoldedRows: 3, isWide: false };
const MARGIN_BYTES = 256;
const COMMENT_TITLE = '### TwelveLabs index';
const END_MARKER = '<!-- end -->';
const TRUNCATION_NOTE = 'See the summary of the run for the rest.';
function buildMarker({ workflowId }) {
    return `<!-- twelvelabs-index-action ${hashParts([workflowId])} `;
}
function isOwnComment(body) {
    return /^<!-- twelvelabs-index-action [0-9a-f]{32} \d+ -->/.test(body);
}
function comment_buildSection(context, results, facts) {
    const key = hashParts([context.job, ...context.parts]);
    const shard = context.shard === '' ? '' : `, shard ${escapeCode(context.shard)}`;
    const target = {
        maxBytes: MAX_SECTION_BYTES,
        ...NARROW_TARGET,
        more: (count) => `And ${count} more; see ${formatRunLink(context)}.`,
    };
    const lead = `Job ${escapeCode(context.job)}${shard}: `;
    return { key, text: buildNarrowReport(target, lead, results, facts).trim() };
}
function comment_buildBody(context, sections) {
    const head = `${buildMarker(context)}${context.run} -->\n${COMMENT_TITLE}\n\n`;
    const foot = `\n${formatFooter(context)}\n`;
    const maxBytes = MAX_COMMENT_LENGTH - MARGIN_BYTES - Buffer.byteLength(head + foot);
    const ordered = sections.toSorted((a, b) => SECTION_ORDER.compare(a.text, b.text));
    const shown = takeWithinBytes(shortenSections(ordered, maxBytes), maxBytes, formatSection);
    const rest = ordered.length - shown.length;
    const more = rest === 0 ? '' : `\nAnd ${rest} more steps; see their job summaries.\n`;
    return `${head}${shown.map(formatSection).join('')}${END_MARKER}\n${more}${foot}`;
}
function comment_parseComment(context, body) {
    const text = body.replaceAll('\r\n', '\n');
    const marker = buildMarker(context);
    const run = /^\d+(?= -->)/.exec(text.startsWith(marker) ? text.slice(marker.length) : '')?.[0];
    if (run === undefined)
        return null;
    const [, ...pieces] = (text.split(END_MARKER)[0] ?? '').split(/^<!-- section ([0-9a-f]{32}) -->$/m);
    const sections = pieces.flatMap((key, at) => (at % 2 === 0 ? [{ key, text: (pieces[at + 1] ?? '').trim() }] : []));
    return { run: Number(run), sections };
}
const SECTION_ORDER = new Intl.Collator('en', { numeric: true });
function formatSection({ key, text }) {
    return `<!-- section ${key} -->\n${text}\n\n`;
}
function shortenSections(sections, maxBytes) {
    const sizes = sections.map((section) => Buffer.byteLength(formatSection(section)) + 1);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const longest = sizes.indexOf(Math.max(...sizes));
    const brief = `${sections[longest]?.text.split('\n\n')[0]}\n\n${TRUNCATION_NOTE}`;
    if (total <= maxBytes || brief.length >= (sections[longest]?.text.length ?? 0))
        return sections;
    return shortenSections(sections.map((section, at) => (at === longest ? { ...section, text: brief } : section)), maxBytes);
}
function formatRunLink({ repositoryUrl, runId }) {
    const name = 'the summary of the run';
    return runId === null ? name : `[${name}](${escapeAttribute(`${repositoryUrl}/actions/runs/${runId}`)})`;
}
function formatFooter({ workflow, repositoryUrl, commit, runId }) {
    const of = commit === null ? '' : `commit ${formatLink(`${repositoryUrl}/commit/${commit}`, commit.slice(0, 7))}, `;
    const by = runId === null ? '' : `run ${formatLink(`${repositoryUrl}/actions/runs/${runId}`, runId)} of `;
    return `<sub>For ${of}${by}${escapeCode(workflow)}</sub>`;
}
function hashParts(parts) {
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

;// CONCATENATED MODULE: ./lib/report/comment/upsert-comment.js

const MAX_LATER_RUNS = 1_000;
const MAX_ROUNDS = 4;
async function upsert_comment_upsertComment(api, context, own, pause, isCreated = true) {
    let result = 'unchanged';
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const comments = await listComments(api, context, result);
        if (comments === null)
            return result;
        const parsed = comments.flatMap(({ body }) => parseComment(context, body) ?? []);
        if (parsed.some(({ run }) => run > context.run && run <= context.run + MAX_LATER_RUNS))
            return 'superseded';
        const sections = parsed.filter(({ run }) => run === context.run).flatMap((comment) => comment.sections);
        const body = buildBody(context, [...sections.filter(({ key }) => key !== own.key), own]);
        const [first, ...others] = comments;
        if (first === undefined && !isCreated)
            return 'not_needed';
        if (first && others.length === 0 && normalizeLineBreaks(first.body) === normalizeLineBreaks(body))
            return result;
        if (first === undefined)
            await api.create(body);
        else if (normalizeLineBreaks(first.body) !== normalizeLineBreaks(body))
            await api.update(first.id, body);
        for (const { id } of others)
            await api.remove(id);
        if (result === 'unchanged')
            result = first === undefined ? 'created' : 'updated';
        await pause();
    }
    return result;
}
async function listComments(api, context, result) {
    try {
        return await api.list((body) => parseComment(context, body) !== null);
    }
    catch (error) {
        if (result === 'unchanged')
            throw error;
        return null;
    }
}
function normalizeLineBreaks(body) {
    return body.replaceAll('\r\n', '\n').trim();
}

;// CONCATENATED MODULE: ./lib/report/comment/publish-comment.js







const COMMENT_TIMEOUT_MS = 10_000;
const VERIFY_DELAY_MS = 1_000;
const NOTICE_TITLE = 'TwelveLabs: no comment on the pull request';
function createCommentPublisher(deps) {
    return createCommentWriter(deps, async (api, pullRequest, pause, results, facts) => {
        const context = buildContext(deps, pullRequest);
        const section = buildSection(context, results, facts);
        const isCreated = deps.mode() === 'always' || !facts.isSuccess;
        return UPSERT_MESSAGES[await upsertComment(api, context, section, pause, isCreated)];
    });
}
function createCommentWriter(deps, write) {
    const { runner, env, cancelled } = deps;
    return async (...args) => {
        if (deps.mode() === 'never' || cancelled.aborted)
            return;
        const pullRequest = await deps.findPullRequest();
        if (pullRequest === null) {
            const event = escapeText(env['GITHUB_EVENT_NAME'] || 'unknown');
            runner.info(`Skipped the comment: this run was not triggered by a pull request (event: ${event}).`);
            return;
        }
        try {
            const message = await connect(deps, pullRequest, (api, pause) => write(api, pullRequest, pause, ...args));
            runner.info(`${message} pull request ${pullRequest.number}.`);
        }
        catch (reason) {
            if (cancelled.aborted)
                return;
            runner.notice(escapeText(`${explainError(reason)} ${suggestFix(reason, deps, pullRequest)}`), NOTICE_TITLE);
        }
    };
}
const UPSERT_MESSAGES = {
    created: 'Created the comment on',
    updated: 'Updated the comment on',
    unchanged: 'No change to the comment on',
    not_needed: 'The step succeeded: no comment is needed on',
    superseded: 'Skipped the comment: a later run of this workflow has already updated it on',
};
async function connect({ runner, env, clock, random, cancelled }, pullRequest, use) {
    const token = runner.input('github_token');
    if (token === '')
        throw new GitHubError(401, false);
    const timeout = new AbortController();
    void clock.sleep(COMMENT_TIMEOUT_MS, timeout.signal).then(() => timeout.abort());
    try {
        const connection = {
            apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
            token,
            repository: env['GITHUB_REPOSITORY'] ?? '',
            timeoutMs: COMMENT_TIMEOUT_MS,
            clock,
            signal: AbortSignal.any([cancelled, timeout.signal]),
        };
        const api = await createCommentClient(connection, pullRequest.number);
        const pause = () => clock.sleep(VERIFY_DELAY_MS * (1 + random()), connection.signal);
        return await use(api, pause);
    }
    finally {
        timeout.abort();
    }
}
function buildContext({ runner, env }, { commit }) {
    const server = (env['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, '');
    const workflow = env['GITHUB_WORKFLOW'] ?? '';
    const [path = ''] = (env['GITHUB_WORKFLOW_REF'] ?? '').split('@');
    return {
        workflow,
        workflowId: path || workflow,
        run: /^\d{1,15}$/.test(env['GITHUB_RUN_NUMBER'] ?? '') ? Number(env['GITHUB_RUN_NUMBER']) : 0,
        job: env['GITHUB_JOB'] ?? '',
        shard: runner.input('shard'),
        parts: [env['GITHUB_ACTION'] ?? '', ...DISTINGUISHING_INPUTS.map((name) => removeQueries(runner.input(name)))],
        repositoryUrl: `${server}/${env['GITHUB_REPOSITORY'] ?? ''}`,
        commit: commit ?? (env['GITHUB_SHA'] || null),
        runId: env['GITHUB_RUN_ID'] || null,
    };
}
const DISTINGUISHING_INPUTS = (/* unused pure expression or super */ null && ([
    'index_id',
    'shard',
    'video_url',
    'video_file',
    'manifest',
    'release_assets',
    'release_tag',
    'task_id',
]));
function explainError(error) {
    if (!(error instanceof GitHubError))
        return `Internal error: ${getErrorMessage(error)}.`;
    if (error.isRateLimit)
        return 'The GitHub rate limit is exceeded.';
    if (error.status === null)
        return 'GitHub did not respond in time.';
    return `GitHub responded with HTTP status ${error.status}.`;
}
function suggestFix(error, { env }, { isFromFork }) {
    const status = error instanceof GitHubError && !error.isRateLimit ? error.status : null;
    if (status === 401)
        return 'Check `github_token`. Its default is the token of the workflow.';
    if (status !== 403 && status !== 404)
        return 'The results are in the job summary. The next run retries the comment.';
    const grant = 'give the job `permissions: pull-requests: write`';
    if (isFromFork) {
        return `Workflow runs for pull requests from forks get a read-only token, regardless of their permissions. The results are in the job summary. For branches of this repository, ${grant}.`;
    }
    if (env['GITHUB_ACTOR'] === 'dependabot[bot]') {
        return `Workflow runs by Dependabot get a read-only token by default: ${grant}.`;
    }
    return `The token is not allowed to write comments: ${grant}.`;
}

;// CONCATENATED MODULE: ./lib/report/comment/replace-deleted.js

const replace_deleted_MARGIN_BYTES = 1024;
const MAX_REPLACEMENT_BYTES = MAX_COMMENT_LENGTH - replace_deleted_MARGIN_BYTES;
async function replaceDeleted(api, deletedIds, text) {
    if (deletedIds.length === 0)
        return 0;
    const comments = await api.list((body) => isOwnComment(body) && deletedIds.some((id) => body.includes(id)));
    for (const { id, body } of comments) {
        const [marker = ''] = body.replaceAll('\r\n', '\n').split('\n');
        await api.update(id, `${marker}\n${COMMENT_TITLE}\n\n${text}\n`);
    }
    return comments.length;
}

;// CONCATENATED MODULE: ./lib/report/annotations.js


const MAX_ANNOTATIONS = 10;
const annotations_MAX_NAMES = 5;
function buildAnnotations(results, locate = () => null, max = MAX_ANNOTATIONS) {
    const causes = groupByCause(results);
    const isComplete = causes.length <= max;
    const shown = causes.slice(0, isComplete ? max : max - 1);
    const annotations = shown.map((cause) => toAnnotation(cause, locate));
    if (isComplete)
        return annotations;
    const rest = causes.slice(shown.length).reduce((sum, cause) => sum + cause.results.length, 0);
    const text = `And ${rest} more ${rest === 1 ? 'video' : 'videos'}. See the job summary and the results file.`;
    return [...annotations, { title: 'TwelveLabs', text, location: null }];
}
function toAnnotation({ error, results }, locate) {
    const [first] = results;
    const subject = results.length === 1 ? escapeText(first?.name ?? '') : `${results.length} videos`;
    const about = results.length === 1 ? formatTask(first?.task_id ?? null) : annotations_formatNames(results);
    return {
        title: `TwelveLabs: ${subject} ${first?.status}`,
        text: `${escapeText(error.message)} ${escapeText(error.hint)}${about}`,
        location: results.map(locate).find((location) => location !== null) ?? null,
    };
}
function formatTask(taskId) {
    return taskId === null ? '' : ` Task: ${escapeText(taskId)}.`;
}
function annotations_formatNames(results) {
    const named = results.slice(0, annotations_MAX_NAMES).map(({ name }) => escapeText(name));
    const rest = results.length - named.length;
    return ` Videos: ${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}.`;
}

;// CONCATENATED MODULE: ./lib/report/redact.js
const HIDDEN = '***';
function createRedact(secrets) {
    const spellings = getSpellings(secrets);
    return (text) => spellings.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}
function redact_removeQueries(text) {
    return text.replace(/https?:\/\/[^\s"'<>]*/gi, (link) => {
        const address = link.replace(/[?#].*$/s, '');
        return address.replace(/(https?:\/\/)([^/]*)/gi, (_whole, scheme, host) => {
            return scheme + host.slice(host.lastIndexOf('@') + 1);
        });
    });
}
function getBase64Spellings(secret) {
    const bytes = Buffer.from(secret);
    const inside = [0, 1, 2].map((before) => {
        const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
        return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    });
    return [bytes.toString('base64'), ...inside.filter((text) => text.length >= 6)];
}
const MIN_HEX_LENGTH = 12;
function encodeUrl(text) {
    return encodeURIComponent(text.toWellFormed());
}
function lowerPercent(text) {
    return text.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
function toBase64Url(text) {
    return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
const HTML_QUOTES = ['&#39;', '&#x27;', '&apos;'];
function escapeHtml(text, apostrophe) {
    return text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", apostrophe);
}
function getSpellings(secrets) {
    const spellings = secrets.flatMap((secret) => {
        const inUrl = encodeUrl(secret);
        const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
        const [inBase64, inHex] = [getBase64Spellings(secret), Buffer.from(secret).toString('hex')];
        return [
            secret,
            ...[inUrl, inForm, encodeUrl(inUrl), encodeUrl(inForm)].flatMap((text) => [text, lowerPercent(text)]),
            JSON.stringify(secret).slice(1, -1),
            ...[inBase64, inBase64.map(toBase64Url), inBase64.map(encodeUrl)].flat(),
            ...(inHex.length >= MIN_HEX_LENGTH ? [inHex, inHex.toUpperCase()] : []),
            ...HTML_QUOTES.map((quote) => escapeHtml(secret, quote)),
        ];
    });
    return [...new Set(spellings)].filter((spelling) => spelling !== '').sort((a, b) => b.length - a.length);
}

;// CONCATENATED MODULE: ./lib/report/log-writer.js









const MAX_WARNINGS = MAX_ANNOTATIONS - 1;
const MIN_SECRET_LENGTH = 8;
class LogWriter {
    videoCount = 0;
    warningCount = 0;
    #runner;
    #redactKey = createRedact([]);
    #redactId = createRedact([]);
    #secrets = new Set();
    #linkSecrets = new Map();
    #isGroupOpen = false;
    constructor(runner) {
        this.#runner = runner;
    }
    addSecret = (apiKey) => {
        if (apiKey === '')
            return;
        const pieces = [apiKey, ...apiKey.split(/\s+/).filter((piece) => piece.length >= MIN_SECRET_LENGTH)];
        for (const piece of new Set(pieces)) {
            if (piece.length >= MIN_MASKED_LENGTH && !/\s/.test(piece))
                this.#runner.mask(piece);
            this.#secrets.add(piece);
        }
        this.#redactKey = createRedact([...this.#secrets]);
        this.#redactId = createRedact([...this.#secrets].filter((secret) => secret.length >= MIN_MASKED_LENGTH));
    };
    addLink = (source, url) => {
        const secrets = findUrlSecrets(url);
        for (const secret of secrets)
            if (isSafeToMask(secret))
                this.#runner.mask(secret);
        this.#linkSecrets.set(source, [...(this.#linkSecrets.get(source) ?? []), ...secrets]);
    };
    redact = (text) => this.#redactKey(text);
    clean = (text, video) => {
        const cleaned = this.#redactKey(redact_removeQueries(text));
        if (video === undefined)
            return cleaned;
        const { source } = video;
        const secrets = source.kind === 'url' ? findUrlSecrets(source.url) : (this.#linkSecrets.get(source) ?? []);
        return createRedact(secrets)(cleaned);
    };
    cleanResult(result, video) {
        const changes = Object.entries(result).flatMap(([name, value]) => {
            if (typeof value !== 'string' || name === 'status')
                return [];
            const text = name.endsWith('_id') ? this.#redactId(value) : this.redact(value);
            return text === value ? [] : [[name, text]];
        });
        const cleaned = changes.length === 0 ? result : { ...result, ...Object.fromEntries(changes) };
        if (cleaned.error === null)
            return cleaned;
        const { code, message } = cleaned.error;
        return {
            ...cleaned,
            error: { ...cleaned.error, code: toErrorCode(this.redact(code)), message: this.clean(message, video) },
        };
    }
    info = (line, video) => {
        this.event(video === undefined ? line : `${this.formatNumber(video)} note: ${video.name}: ${line}`, video);
    };
    event(line, video) {
        this.closeGroup();
        this.#runner.info(formatLogLine(this.clean(line, video)));
    }
    formatNumber({ position }) {
        return `[${position + 1}/${Math.max(this.videoCount, position + 1)}]`;
    }
    debug = (line) => this.#runner.debug(escapeText(this.clean(line)));
    warning = ({ message, hint }, { name, source }) => {
        const text = escapeText(this.clean(`${message} ${hint}`));
        if (this.warningCount === MAX_WARNINGS) {
            this.event(`Warning about ${name}: ${text}`);
            return;
        }
        this.warningCount += 1;
        this.#runner.warning(text, `TwelveLabs: ${escapeText(this.clean(name))}`, source && getLocation(source));
    };
    group(title, lines) {
        const cleaned = lines.map((line) => formatLogLine(this.clean(line)));
        this.#runner.group(title, cleaned);
    }
    eventInGroup(title, line, video) {
        if (!this.#isGroupOpen)
            this.#runner.openGroup(title);
        this.#isGroupOpen = true;
        this.#runner.info(formatLogLine(this.clean(line, video)));
    }
    closeGroup() {
        if (this.#isGroupOpen)
            this.#runner.closeGroup();
        this.#isGroupOpen = false;
    }
    abort(error) {
        this.closeGroup();
        const details = log_writer_toErrorDetails(error, this.clean);
        this.#runner.error(details.message.split('\n').map(escapeText).join('\n'), 'TwelveLabs');
        if (error instanceof Error && !(error instanceof InputError))
            this.debug(error.stack ?? '');
        return details;
    }
}
function log_writer_toErrorDetails(error, clean) {
    if (error instanceof ActionError) {
        const { details } = error;
        return { ...details, code: toErrorCode(clean(details.code)), message: clean(details.message) };
    }
    return createErrorDetails('internal_error', { message: `Internal error: ${clean(getErrorMessage(error))}` });
}

;// CONCATENATED MODULE: ./lib/report/run-reporter.js






function createRunReporter(runner, { fallbackResultsFile, formatSettings, buildReport }) {
    const log = new LogWriter(runner);
    let inputs = null;
    let error = null;
    let closing = null;
    const publish = async (store) => {
        log.closeGroup();
        const pause = createPause();
        const report = await buildReport(store, inputs, error);
        const { results, isSuccess } = report;
        const path = inputs?.resultsFile ?? fallbackResultsFile;
        const failures = results.filter((result) => !isSuccess(result));
        const areSuccessful = report.isComplete && failures.length === 0 && error === null;
        const isFileWritten = await tryTo(runner, 'the results file', () => writeResultsFile(path, results, pause));
        const areOutputsSet = await tryTo(runner, 'the outputs', async () => {
            const outputs = report.outputs(isFileWritten ? path : '', areSuccessful && isFileWritten);
            for (const [name, value] of Object.entries(outputs))
                runner.output(name, value);
        });
        if (results.length > 0)
            await logResults(report, pause);
        annotate(report, failures);
        const isStepSuccessful = areSuccessful && isFileWritten && areOutputsSet;
        if (inputs?.summary ?? true)
            await tryWriteSummary(runner, () => report.summary(isStepSuccessful));
        runner.info(formatLogLine(report.totals));
        await report.publishComment?.(isStepSuccessful);
        return isStepSuccessful;
    };
    const annotate = ({ results, isSuccess, sortWorstFirst, locate }, failures) => {
        for (const { title, text, location } of buildAnnotations(sortWorstFirst(failures), locate))
            runner.error(text, title, location);
        const successes = sortWorstFirst(results.filter(isSuccess));
        for (const { title, text, location } of buildAnnotations(successes, locate, MAX_ANNOTATIONS - log.warningCount))
            runner.warning(text, title, location);
    };
    const logResults = async ({ results, formatResult, isRoutine }, pause) => {
        const hasLines = results.some((result) => !isRoutine(result));
        if (hasLines)
            runner.openGroup('Results');
        for (const result of results) {
            if (isRoutine(result))
                runner.debug(formatResult(result));
            else
                runner.info(formatResult(result));
            await pause();
        }
        if (hasLines)
            runner.closeGroup();
    };
    return {
        log,
        addSecret: log.addSecret,
        start: (validInputs) => {
            inputs = validInputs;
            const { apiUrl, resultsFile } = validInputs;
            log.group('Settings', [`API: ${apiUrl}`, ...formatSettings(validInputs), `Results file: ${resultsFile}`]);
        },
        abort: (reason) => {
            if (closing === null)
                error = log.abort(reason);
        },
        close: (store) => {
            closing ??= publish(store);
            return closing;
        },
    };
}
async function tryTo(runner, what, write) {
    try {
        await write();
        return true;
    }
    catch (error) {
        runner.error(escapeText(`Failed to write ${what}: ${getErrorMessage(error)}`), 'TwelveLabs');
        return false;
    }
}
async function tryWriteSummary(runner, build) {
    try {
        await runner.summary(build());
    }
    catch (error) {
        runner.warning(escapeText(`Failed to write the job summary: ${getErrorMessage(error)}`), 'TwelveLabs');
    }
}

;// CONCATENATED MODULE: ./lib/report/outputs.js




const MAX_LIST_BYTES = 96 * 1024;
const MAX_MESSAGE_LENGTH = 4_000;
const OUTPUTS = {
    task_id: ({ listed }) => listed[0]?.task_id,
    video_id: ({ listed }) => listed[0]?.video_id,
    asset_id: ({ listed }) => listed[0]?.asset_id,
    task_ids: ({ listed }) => formatIds(listed.map(({ task_id }) => task_id)),
    video_ids: ({ listed }) => formatIds(listed.map(({ video_id }) => video_id)),
    status: getStatus,
    results: ({ results }) => formatResults(results) || formatResults(results.map(toBriefResult)),
    results_file: ({ resultsFile }) => resultsFile,
    total_count: ({ listed }) => listed.length,
    ready_count: ({ listed }) => listed.filter(({ status }) => status === 'ready').length,
    reused_count: ({ listed }) => listed.filter(isReused).length,
    submitted_count: ({ listed }) => listed.filter(({ action }) => action === 'submitted').length,
    failed_count: ({ results }) => results.filter(({ status }) => status_isFailure(status)).length,
    deleted_count: ({ results }) => results.filter(({ action }) => action === 'deleted').length,
    submitted_minutes: ({ listed }) => outputs_sumMinutes(listed.filter(({ action }) => action === 'submitted')),
    reused_minutes: ({ listed }) => outputs_sumMinutes(listed.filter(isReused)),
    duration: ({ listed }) => listed[0]?.duration,
    hls_url: ({ listed }) => listed[0]?.hls_url,
    thumbnail_url: ({ listed }) => listed[0]?.thumbnail_url,
    error_code: (run) => getOutputError(run)?.code,
    error_class: (run) => getOutputError(run)?.class,
    error_message: (run) => cutText(getOutputError(run)?.message ?? '', MAX_MESSAGE_LENGTH),
};
function getStatus({ results, listed, error, isDryRun }) {
    if (isDryRun)
        return error === null ? 'planned' : getRunStatus(error);
    const statuses = results.filter((result) => !result_isRemoval(result) || isAnError(result)).map(({ status }) => status);
    const worst = status_STATUS_TABLE.getWorst(statuses);
    if (worst !== null)
        return worst;
    return error === null && listed.length === 0 ? 'ready' : getRunStatus(error);
}
function getRunStatus(error) {
    if (error?.code === 'run_cancelled')
        return 'cancelled';
    return error?.code === 'run_timed_out' ? 'not_submitted' : 'rejected';
}
function getOutputError({ results, error, resultsFile, isSuccess }) {
    const worstFirst = status_STATUS_TABLE.sortWorstFirst(results.filter((result) => result.error !== null));
    const [worst] = worstFirst;
    if (worst !== undefined && isAnError(worst))
        return worst.error;
    if (error !== null)
        return error;
    if (!isSuccess)
        return createErrorDetails(resultsFile === '' ? 'results_file_failed' : 'internal_error');
    return worst?.error ?? null;
}
function isAnError({ status }) {
    return !status_STATUS_TABLE.isSuccess(status);
}
function isReused({ reused, status }) {
    return reused && !status_isFailure(status);
}
function formatIds(ids) {
    const list = ids.filter((id) => id !== null).join('\n');
    return Buffer.byteLength(list) > MAX_LIST_BYTES ? '' : list;
}
function outputs_sumMinutes(results) {
    const seconds = results.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    return String(Math.round((seconds / 60) * 100) / 100);
}
function toBriefResult({ name, status, task_id, video_id, error }) {
    return { name, status, task_id, video_id, error: error && { code: error.code, class: error.class } };
}
function buildOutputs(run) {
    const listed = run.results.filter((result) => !isRemoval(result));
    return computeOutputs(OUTPUTS, { ...run, listed });
}
function computeOutputs(table, run) {
    const rows = Object.entries(table);
    return Object.fromEntries(rows.map(([name, compute]) => [name, String(compute(run) ?? '')]));
}
function formatResults(results) {
    const rows = [];
    let size = '[]'.length;
    for (const result of results) {
        const row = JSON.stringify(result);
        size += Buffer.byteLength(row) + (rows.length === 0 ? 0 : ','.length);
        if (size > MAX_LIST_BYTES)
            return '';
        rows.push(row);
    }
    return `[${rows.join(',')}]`;
}

;// CONCATENATED MODULE: ./lib/delete-action/report.js





const report_OUTPUTS = {
    status: ({ results, error }) => DELETION_TABLE.getWorst([...results.map(({ status }) => status), ...getErrorStatus(error)]) ?? 'absent',
    results: ({ results }) => formatResults(results),
    results_file: ({ resultsFile }) => resultsFile,
    total_count: ({ results }) => results.length,
    deleted_count: ({ results }) => results.filter(({ status }) => status === 'deleted').length,
    failed_count: ({ results }) => results.filter(({ status }) => DELETION_TABLE.isFailure(status)).length,
    error_code: (run) => report_getOutputError(run)?.code,
    error_class: (run) => report_getOutputError(run)?.class,
};
function buildDeleteOutputs(run) {
    return computeOutputs(report_OUTPUTS, run);
}
function report_getOutputError({ results, error }) {
    return error ?? results.find(({ status, error: own }) => own !== null && DELETION_TABLE.isFailure(status))?.error;
}
function getErrorStatus(error) {
    if (error === null)
        return [];
    return [error.code === 'deletion_cancelled' ? 'cancelled' : 'failed'];
}
function formatDeletion({ name, status, video_id, task_id, task, asset_id, asset }) {
    const parts = [
        `${DELETION_TABLE.rows[status].label}: ${name}`,
        `video ${video_id}`,
        ...(task === 'deleted' ? [`task ${task_id} deleted`] : []),
        ...(asset === 'deleted' ? [`asset ${asset_id} deleted`] : []),
        ...(asset === 'kept' ? [`asset ${asset_id} kept: other indexed assets refer to it`] : []),
    ];
    return formatLogLine(parts.join('; '));
}
function formatDeletionTotals(results, error) {
    if (results.length === 0)
        return error === null ? 'There was nothing to delete.' : 'Nothing was deleted.';
    const counts = DELETION_TABLE.formatCounts(results);
    return `${results.length} ${results.length === 1 ? 'video' : 'videos'}: ${counts.join('; ')}.`;
}
function buildDeleteSummary(results, error, isSuccess) {
    return buildPage(summary_page_SUMMARY_TARGET, [`### ${report_formatHeadline(results, error, isSuccess)}`], results, error);
}
function buildDeleteComment(results, error, maxBytes) {
    const target = {
        maxBytes,
        ...NARROW_TARGET,
        more: (count) => `And ${count} more; see the summary of the run.`,
    };
    return buildPage(target, [formatDeletionTotals(results, error)], results, error).trim();
}
function report_formatHeadline(results, error, isSuccess) {
    const worst = DELETION_TABLE.getWorst(results.map(({ status }) => status));
    const isVideoAtFault = worst !== null && !DELETION_TABLE.isSuccess(worst);
    const { icon } = DELETION_TABLE.rows[isSuccess || isVideoAtFault ? (worst ?? 'kept') : 'failed'];
    return `${icon} ${formatDeletionTotals(results, error).replace(/\.$/, '')}`;
}
function buildPage(target, head, results, error) {
    const rows = DELETION_TABLE.sortWorstFirst(results);
    const actions = summary_page_createActionTable(rows, target, {
        icon: ({ status }) => DELETION_TABLE.rows[status].icon,
        id: ({ video_id }) => (target.isWide ? `video ${escape_escapeCode(video_id)}` : null),
    });
    const columns = report_createColumns(target.isWide);
    return summary_page_renderPage(target, {
        head,
        error,
        tables: [actions],
        list: {
            rows,
            columns: () => (target.isWide ? columns : columns.slice(0, 2)),
            title: (rest) => DELETION_TABLE.formatCounts(rest).join(', '),
        },
    });
}
const report_NONE = '–';
function report_createColumns(isWide) {
    return [
        { head: 'Video', align: 'left', cell: ({ name }) => escape_formatName(name, isWide) },
        { head: 'Status', align: 'left', cell: ({ status }) => report_formatStatusCell(status) },
        { head: 'Video ID', align: 'left', cell: ({ video_id }) => escape_escapeCode(video_id) },
        { head: 'Task', align: 'left', cell: ({ task_id, task }) => formatResourceCell(task_id, task) },
        { head: 'Asset', align: 'left', cell: ({ asset_id, asset }) => formatResourceCell(asset_id, asset) },
    ];
}
function report_formatStatusCell(status) {
    const { icon, label } = DELETION_TABLE.rows[status];
    return `${icon}${escape_NO_BREAK}${label}`;
}
function formatResourceCell(id, outcome) {
    if (id === null)
        return report_NONE;
    return outcome === null ? escape_escapeCode(id) : `${escape_escapeCode(id)} ${outcome}`;
}

;// CONCATENATED MODULE: ./lib/delete-action/reporter.js







function createDeletionPublisher(deps) {
    return createCommentWriter(deps, async (api, _pullRequest, _pause, results, error) => {
        const deletedIds = results.filter(({ video }) => video === 'deleted').map(({ video_id }) => video_id);
        const text = buildDeleteComment(results, error, MAX_REPLACEMENT_BYTES);
        const count = await replaceDeleted(api, deletedIds, text);
        return count === 0 ? 'No comment shows a deleted video on' : 'Updated the comment on';
    });
}
function createDeleteReporter(runner, fallbackResultsFile, publishDeletions) {
    const reporter = createRunReporter(runner, {
        fallbackResultsFile,
        formatSettings,
        buildReport: async (store, _inputs, error) => {
            const results = store === null ? [] : getResults(store).map((result) => reporter.log.cleanResult(result));
            return {
                results,
                isComplete: store !== null,
                isSuccess: ({ status }) => DELETION_TABLE.isSuccess(status),
                outputs: (resultsFile) => buildDeleteOutputs({ results, error, resultsFile }),
                isRoutine: () => false,
                sortWorstFirst: (some) => DELETION_TABLE.sortWorstFirst(some),
                locate: () => null,
                formatResult: formatDeletion,
                summary: (isSuccess) => buildDeleteSummary(results, error, isSuccess),
                totals: formatDeletionTotals(results, error),
                publishComment: () => publishDeletions(results, error),
            };
        },
    });
    return reporter;
}
function formatSettings(inputs) {
    const { selection, deleteAssets, maxDeletions, force } = inputs;
    const videos = formatSelection(selection);
    const assets = deleteAssets ? ', with their assets' : '';
    return [
        `Index: ${inputs.indexId}`,
        `Videos: ${videos}${assets}, at most ${maxDeletions}${force ? ', including unmanaged ones' : ''}`,
        inputs.dryRun ? 'Dry run: nothing is deleted' : `Timeout: ${format_formatDuration(inputs.timeoutMs / 1000)}`,
    ];
}
function formatSelection(selection) {
    if (selection.kind === 'ids')
        return `${selection.videoIds.length} by ID`;
    return selection.kind === 'where' ? JSON.stringify(selection.filter) : `collection ${selection.collection.name}`;
}

;// CONCATENATED MODULE: ./lib/existing/prove-filter.js

const CONTROLS_READ_FIRST = 2;
const MAX_CONTROLS_READ = 10;
async function proveFilter(query, first, likely, expected = null) {
    const isIncluded = first.rows.some(({ userMetadata }) => userMetadata !== null);
    if (expected !== null && !isIncluded && (await proveByItem(query, expected, first)))
        return true;
    const control = findControl(first.rows) ?? (await readControl(query, first.rows.slice(0, CONTROLS_READ_FIRST)));
    if (expected !== null && !control?.isOurs && (await query.prove(expected, first)))
        return true;
    if (control !== null && (await query.prove(control.values, first, control.id)))
        return true;
    if (control?.isDecisive)
        return false;
    for (const values of likely)
        if (await query.prove(values, first))
            return true;
    if (control !== null)
        return false;
    const later = await readControl(query, first.rows.slice(CONTROLS_READ_FIRST, MAX_CONTROLS_READ), true);
    return later !== null && (await query.prove(later.values, first, later.id));
}
async function proveByItem(query, values, first) {
    if (!(await query.prove(values, first)))
        return false;
    const item = await query.findNewest(values);
    return item !== null && toControl(item)?.isDecisive === true;
}
function findControl(rows) {
    return selectControl(rows.flatMap((row) => toControl(row) ?? []));
}
function selectControl(controls) {
    return controls.find(({ isDecisive }) => isDecisive) ?? controls.find(({ isOurs }) => isOurs) ?? controls[0] ?? null;
}
async function readControl(query, rows, acceptsAny = false) {
    const controls = [];
    for (const row of rows) {
        const control = toControl(await query.readItem(row));
        if (control !== null)
            controls.push(control);
        if (control?.isOurs || (acceptsAny && control !== null))
            break;
    }
    return selectControl(controls);
}
const UNSUITABLE_NAME = /^(page|page_limit|sort_by|sort_option|status|created_at|updated_at|filename|duration|fps|width|height|size|.*[[\]\s].*)$/;
const MAX_VALUE_LENGTH = 100;
function toControl({ id, userMetadata }) {
    const source = userMetadata?.['gha_source'];
    if (typeof source === 'string' && source !== '') {
        return { id, values: { gha_source: source }, isOurs: true, isDecisive: !isUpdated(userMetadata) };
    }
    for (const [name, value] of Object.entries(userMetadata ?? {})) {
        const isSuitable = typeof value === 'string' && value !== '' && value.length <= MAX_VALUE_LENGTH;
        if (isSuitable && !UNSUITABLE_NAME.test(name)) {
            return { id, values: { [name]: value }, isOurs: false, isDecisive: false };
        }
    }
    return null;
}

;// CONCATENATED MODULE: ./lib/existing/scan-index.js



const SCAN_CONCURRENCY = 8;
const MAX_SCANNED_PAGES = 200;
const MAX_SCANNED_ITEMS = 1_000;
function isScanCheaper(first, lists, items) {
    return hasMetadata(first) ? first.totalPages <= lists : countRows(first) <= items;
}
function isScanAffordable(first) {
    return hasMetadata(first) ? first.totalPages <= MAX_SCANNED_PAGES : pagination_countRows(first) <= MAX_SCANNED_ITEMS;
}
async function scanIndex(query, first) {
    const numbers = Array.from({ length: first.totalPages - 1 }, (_, index) => index + 2);
    const rest = await mapInParallel(SCAN_CONCURRENCY, numbers, (page) => query.listPage(page));
    const pages = [first, ...rest];
    const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row])));
    const isIncluded = pages.some(hasMetadata);
    return await mapInParallel(SCAN_CONCURRENCY, rows.values(), async (row) => {
        const isMissing = row.userMetadata === null && !(isIncluded && isEnded(row));
        return isMissing ? await query.readItem(row) : row;
    });
}
function hasMetadata({ rows }) {
    return rows.some(({ userMetadata }) => userMetadata !== null);
}

;// CONCATENATED MODULE: ./lib/delete-action/select-videos.js









const LOOKUP_CONCURRENCY = 4;
async function selectVideos(context) {
    const { selection } = context.settings;
    if (selection.kind === 'where') {
        const rows = await listAll(context, selection.filter);
        return await lookUpAll(context, rows, (row) => findByRow(context, row, selection.filter, classifyVideo));
    }
    if (selection.kind === 'collection')
        return await selectClaimed(context, selection.collection);
    const found = await lookUpAll(context, selection.videoIds, (videoId) => findById(context, videoId));
    if (found.some(({ kind }) => kind === 'absent'))
        await assertIndexExists(context);
    return found;
}
async function selectClaimed(context, collection) {
    const { claim, pastClaim, name } = collection;
    const classify = (_, asset) => classifyClaimed(asset, collection);
    const current = await listAll(context, { [claim]: name });
    const past = await listAll(context, { [pastClaim]: name });
    const ids = new Set(current.map(({ id }) => id));
    const rows = [
        ...current.map((row) => [row, { [claim]: name }]),
        ...past.filter(({ id }) => !ids.has(id)).map((row) => [row, { [pastClaim]: name }]),
    ];
    return await lookUpAll(context, rows, ([row, filter]) => findByRow(context, row, filter, classify));
}
function classifyClaimed(asset, collection) {
    const metadata = asset.userMetadata ?? {};
    if (!isManaged(metadata))
        return { kind: 'unmanaged', asset };
    return { kind: getOtherClaims(metadata, collection).length > 0 ? 'release' : 'delete', asset };
}
async function assertIndexExists({ api, requests, settings }) {
    await requests.read((limits) => listIndexedAssets(api, settings.indexId, { page: 1 }, limits));
}
async function lookUpAll({ settings }, items, lookUp) {
    const found = new Map();
    let deletions = 0;
    await inParallel(LOOKUP_CONCURRENCY, items.entries(), async ([n, item]) => {
        if (deletions > settings.maxDeletions)
            return;
        const video = await lookUp(item);
        found.set(n, video);
        if (video?.kind === 'delete')
            deletions += 1;
    });
    if (deletions > settings.maxDeletions) {
        const all = deletions === found.size ? String(items.length) : `At least ${deletions}`;
        throw createTooManyMatches(all, settings.maxDeletions);
    }
    return [...items.keys()].flatMap((n) => found.get(n) ?? []);
}
async function listAll({ metadataQuery: query }, filter) {
    const first = await query.listPage(1);
    if (first.rows.length === 0)
        return [];
    if (await proveFilter(query, first, [filter]))
        return await listMatching(query, filter);
    if (!isScanAffordable(first))
        throw createSelectionImpossible(pagination_countRows(first));
    return await scanIndex(query, first);
}
async function listMatching(query, filter) {
    const rows = new Map();
    for await (const page of paginate((number) => query.listMatching(filter, number))) {
        if (page.totalPages > MAX_PAGES)
            throw createTooManyRows(MAX_PAGES * pagination_PAGE_LIMIT);
        for (const row of page.rows)
            rows.set(row.id, row);
    }
    return [...rows.values()];
}
async function findById(context, videoId) {
    const video = await readVideo(context, videoId);
    if (video instanceof errors_ApiError) {
        return video.status === 404
            ? { kind: 'absent', videoId }
            : { kind: 'unknown', videoId, name: videoId, error: video.details };
    }
    return classifyVideo(context, video);
}
async function findByRow(context, row, filter, classify) {
    const video = row.userMetadata === null ? await readVideo(context, row.id) : row;
    if (!(video instanceof errors_ApiError)) {
        return video.userMetadata !== null && matchesMetadata(video.userMetadata, filter) ? classify(context, video) : null;
    }
    const hasEnded = row.status === 'ready' || row.status === 'failed';
    if (video.status === 404 && hasEnded)
        return null;
    const error = video.status === 404 ? createUnverified(row.status) : video.details;
    return { kind: 'unknown', videoId: row.id, name: row.filename ?? row.id, error };
}
function classifyVideo({ settings }, asset) {
    const metadata = asset.userMetadata ?? {};
    const isManaged = Boolean(metadata['gha_submission'] || metadata['gha_source']);
    return { kind: isManaged || settings.force ? 'delete' : 'unmanaged', asset };
}
async function readVideo({ api, requests, settings }, videoId) {
    try {
        return await requests.read((limits) => getIndexedAsset(api, settings.indexId, videoId, limits));
    }
    catch (error) {
        if (isResourceError(error))
            return error;
        throw error;
    }
}
function toDeletion(selected) {
    if (selected.kind === 'absent')
        return { name: selected.videoId, video_id: selected.videoId, status: 'absent' };
    if (selected.kind === 'unknown') {
        return { name: selected.name, video_id: selected.videoId, status: 'failed', error: selected.error };
    }
    const { id: videoId, filename, metadata, status } = selected.asset;
    const indexed = status === 'ready' || status === 'failed';
    const video = { indexed, name: filename ?? videoId, video_id: videoId, asset_id: metadata.asset_id };
    return selected.kind === 'delete' || selected.kind === 'release'
        ? { ...video, status: 'queued' }
        : { ...video, status: 'skipped', error: createErrorDetails('not_managed') };
}

;// CONCATENATED MODULE: ./lib/delete-action/main.js


















function createDeleteAction(dependencies) {
    const { runner, env, clock, cancellation } = dependencies;
    const publishDeletions = createDeletionPublisher({
        ...dependencies,
        cancelled: cancellation.signal,
        mode: () => (new InputReader(runner).boolean('comment', false) ? 'always' : 'never'),
        findPullRequest: () => findCommentedPullRequest(runner, env),
    });
    const fallbackResultsFile = getDefaultResultsFile(env, dependencies.uuid());
    const reporter = createDeleteReporter(runner, fallbackResultsFile, publishDeletions);
    const startedMs = clock.now();
    let store = null;
    const readSettings = () => {
        reporter.addSecret(readApiKey(runner.input, env));
        const inputs = readDeleteInputs(runner, env, dependencies.uuid());
        reporter.start(inputs);
        return inputs;
    };
    const createHelpers = (inputs) => {
        const { send, random } = dependencies;
        const deadline = createDeadline(clock, inputs.timeoutMs, startedMs);
        const { apiUrl: baseUrl, apiKey } = inputs;
        const api = createApi({ baseUrl, apiKey, send, clock, random, trace: reporter.log.debug });
        const context = { api, clock, random, deadline, cancellation, log: reporter.log };
        return {
            api,
            requests: createDeleteRetry(context),
            metadataQuery: createMetadataQuery(context, inputs.indexId),
        };
    };
    const selectAndDelete = async (inputs) => {
        const { api, requests, metadataQuery } = createHelpers(inputs);
        const selected = await selectVideos({ api, requests, metadataQuery, settings: inputs });
        const videos = selected.flatMap((video) => (video.kind === 'delete' ? [video.asset] : []));
        const released = selected.filter(({ kind }) => kind === 'release').length;
        reporter.log.info(`Videos to delete: ${videos.length}${released === 0 ? '' : `; to release: ${released}`}`);
        if (inputs.dryRun)
            return finishDryRun(createDeletionStore(inputs.indexId, selected.map(toDeletion)), selected);
        const tasks = await findTasks(api, requests, inputs.indexId, videos);
        store = createDeletionStore(inputs.indexId, selected.map(toDeletion));
        for (const { position, video_id } of store.deletions()) {
            store.update(position, { task_id: tasks.get(video_id) ?? null });
        }
        const prepare = prepareDeletions({ api, requests, store, indexId: inputs.indexId }, inputs.selection, selected);
        await deleteVideos({ api, requests, store, deleteAssets: inputs.deleteAssets, ...(prepare && { prepare }) });
        const sharedPath = getSharedPath(env['RUNNER_TEMP'], inputs.apiUrl, inputs.indexId);
        const stepRecords = new StepRecords(sharedPath && `${sharedPath}.submitted.jsonl`);
        for (const { status, video_id } of store.deletions())
            if (status === 'deleted')
                stepRecords.remove(video_id);
        return store;
    };
    const abort = async (error) => {
        const isCancelled = cancellation.signal.aborted && store === null && error instanceof errors_ApiError;
        reporter.abort(isCancelled ? createCancelledBefore() : error);
        if (store)
            finalizePending(store);
        await reporter.close(store);
    };
    const run = async () => {
        try {
            return await reporter.close(await selectAndDelete(readSettings()));
        }
        catch (error) {
            await abort(error);
            return false;
        }
    };
    return { run, abort };
}
async function findCommentedPullRequest(runner, env) {
    const number = findPullRequestOf(runner.input('collection'), env['GITHUB_REPOSITORY'] ?? '');
    return number === null ? await findPullRequest(env) : { number, commit: null, isFromFork: false };
}
function finishDryRun(store, selected) {
    for (const { position, status } of store.deletions()) {
        const isReleased = selected[position]?.kind === 'release';
        if (status === 'queued')
            store.finish(position, isReleased ? 'would_release' : 'would_delete');
    }
    return store;
}
function prepareDeletions(context, selection, selected) {
    if (selection.kind !== 'collection')
        return null;
    const { collection } = selection;
    return async (deletion) => {
        const video = selected[deletion.position];
        if (video?.kind !== 'delete' && video?.kind !== 'release')
            return false;
        const { kind, asset } = video;
        const claimed = { id: asset.id, metadata: asset.userMetadata ?? {}, kind, isDeletedWhenUnclaimed: true };
        return await releaseClaim({ ...context, collection }, deletion, claimed);
    };
}

// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(896);
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var auth_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};
class BasicCredentialHandler {
    constructor(username, password) {
        this.username = username;
        this.password = password;
    }
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`${this.username}:${this.password}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class auth_BearerCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Bearer ${this.token}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
class PersonalAccessTokenCredentialHandler {
    constructor(token) {
        this.token = token;
    }
    // currently implements pre-authorization
    // TODO: support preAuth = false where it hooks on 401
    prepareRequest(options) {
        if (!options.headers) {
            throw Error('The request has no headers');
        }
        options.headers['Authorization'] = `Basic ${Buffer.from(`PAT:${this.token}`).toString('base64')}`;
    }
    // This handler cannot handle 401
    canHandleAuthentication() {
        return false;
    }
    handleAuthentication() {
        return auth_awaiter(this, void 0, void 0, function* () {
            throw new Error('not implemented');
        });
    }
}
//# sourceMappingURL=auth.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/oidc-utils.js
var oidc_utils_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class oidc_utils_OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new HttpClient('actions/oidc-client', [new BearerCredentialHandler(oidc_utils_OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = oidc_utils_OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return oidc_utils_awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = oidc_utils_OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield oidc_utils_OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = (/* unused pure expression or super */ null && (_summary));
const summary = _summary;
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, path.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: external "string_decoder"
const external_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");
// EXTERNAL MODULE: external "events"
var external_events_ = __nccwpck_require__(434);
;// CONCATENATED MODULE: external "child_process"
const external_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");
// EXTERNAL MODULE: external "assert"
var external_assert_ = __nccwpck_require__(613);
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io-util.js
var io_util_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { chmod, copyFile, lstat, mkdir, open: io_util_open, readdir, rename, rm, rmdir, stat, symlink, unlink } = external_fs_.promises;
// export const {open} = 'fs'
const IS_WINDOWS = process.platform === 'win32';
/**
 * Custom implementation of readlink to ensure Windows junctions
 * maintain trailing backslash for backward compatibility with Node.js < 24
 *
 * In Node.js 20, Windows junctions (directory symlinks) always returned paths
 * with trailing backslashes. Node.js 24 removed this behavior, which breaks
 * code that relied on this format for path operations.
 *
 * This implementation restores the Node 20 behavior by adding a trailing
 * backslash to all junction results on Windows.
 */
function readlink(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        const result = yield fs.promises.readlink(fsPath);
        // On Windows, restore Node 20 behavior: add trailing backslash to all results
        // since junctions on Windows are always directory links
        if (IS_WINDOWS && !result.endsWith('\\')) {
            return `${result}\\`;
        }
        return result;
    });
}
// See https://github.com/nodejs/node/blob/d0153aee367422d0858105abec186da4dff0a0c5/deps/uv/include/uv/win.h#L691
const UV_FS_O_EXLOCK = 0x10000000;
const READONLY = external_fs_.constants.O_RDONLY;
function exists(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        try {
            yield stat(fsPath);
        }
        catch (err) {
            if (err.code === 'ENOENT') {
                return false;
            }
            throw err;
        }
        return true;
    });
}
function isDirectory(fsPath_1) {
    return io_util_awaiter(this, arguments, void 0, function* (fsPath, useStat = false) {
        const stats = useStat ? yield stat(fsPath) : yield lstat(fsPath);
        return stats.isDirectory();
    });
}
/**
 * On OSX/Linux, true if path starts with '/'. On Windows, true for paths like:
 * \, \hello, \\hello\share, C:, and C:\hello (and corresponding alternate separator cases).
 */
function isRooted(p) {
    p = normalizeSeparators(p);
    if (!p) {
        throw new Error('isRooted() parameter "p" cannot be empty');
    }
    if (IS_WINDOWS) {
        return (p.startsWith('\\') || /^[A-Z]:/i.test(p) // e.g. \ or \hello or \\hello
        ); // e.g. C: or C:\hello
    }
    return p.startsWith('/');
}
/**
 * Best effort attempt to determine whether a file exists and is executable.
 * @param filePath    file path to check
 * @param extensions  additional file extensions to try
 * @return if file exists and is executable, returns the file path. otherwise empty string.
 */
function tryGetExecutablePath(filePath, extensions) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        let stats = undefined;
        try {
            // test file exists
            stats = yield stat(filePath);
        }
        catch (err) {
            if (err.code !== 'ENOENT') {
                // eslint-disable-next-line no-console
                console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
            }
        }
        if (stats && stats.isFile()) {
            if (IS_WINDOWS) {
                // on Windows, test for valid extension
                const upperExt = external_path_namespaceObject.extname(filePath).toUpperCase();
                if (extensions.some(validExt => validExt.toUpperCase() === upperExt)) {
                    return filePath;
                }
            }
            else {
                if (isUnixExecutable(stats)) {
                    return filePath;
                }
            }
        }
        // try each extension
        const originalFilePath = filePath;
        for (const extension of extensions) {
            filePath = originalFilePath + extension;
            stats = undefined;
            try {
                stats = yield stat(filePath);
            }
            catch (err) {
                if (err.code !== 'ENOENT') {
                    // eslint-disable-next-line no-console
                    console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
                }
            }
            if (stats && stats.isFile()) {
                if (IS_WINDOWS) {
                    // preserve the case of the actual file (since an extension was appended)
                    try {
                        const directory = external_path_namespaceObject.dirname(filePath);
                        const upperName = external_path_namespaceObject.basename(filePath).toUpperCase();
                        for (const actualName of yield readdir(directory)) {
                            if (upperName === actualName.toUpperCase()) {
                                filePath = external_path_namespaceObject.join(directory, actualName);
                                break;
                            }
                        }
                    }
                    catch (err) {
                        // eslint-disable-next-line no-console
                        console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
                    }
                    return filePath;
                }
                else {
                    if (isUnixExecutable(stats)) {
                        return filePath;
                    }
                }
            }
        }
        return '';
    });
}
function normalizeSeparators(p) {
    p = p || '';
    if (IS_WINDOWS) {
        // convert slashes on Windows
        p = p.replace(/\//g, '\\');
        // remove redundant slashes
        return p.replace(/\\\\+/g, '\\');
    }
    // remove redundant slashes
    return p.replace(/\/\/+/g, '/');
}
// on Mac/Linux, test the execute bit
//     R   W  X  R  W X R W X
//   256 128 64 32 16 8 4 2 1
function isUnixExecutable(stats) {
    return ((stats.mode & 1) > 0 ||
        ((stats.mode & 8) > 0 &&
            process.getgid !== undefined &&
            stats.gid === process.getgid()) ||
        ((stats.mode & 64) > 0 &&
            process.getuid !== undefined &&
            stats.uid === process.getuid()));
}
// Get the path of cmd.exe in windows
function getCmdPath() {
    var _a;
    return (_a = process.env['COMSPEC']) !== null && _a !== void 0 ? _a : `cmd.exe`;
}
//# sourceMappingURL=io-util.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io.js
var io_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



/**
 * Copies a file or folder.
 * Based off of shelljs - https://github.com/shelljs/shelljs/blob/9237f66c52e5daa40458f94f9565e18e8132f5a6/src/cp.js
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See CopyOptions.
 */
function cp(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        const { force, recursive, copySourceDirectory } = readCopyOptions(options);
        const destStat = (yield ioUtil.exists(dest)) ? yield ioUtil.stat(dest) : null;
        // Dest is an existing file, but not forcing
        if (destStat && destStat.isFile() && !force) {
            return;
        }
        // If dest is an existing directory, should copy inside.
        const newDest = destStat && destStat.isDirectory() && copySourceDirectory
            ? path.join(dest, path.basename(source))
            : dest;
        if (!(yield ioUtil.exists(source))) {
            throw new Error(`no such file or directory: ${source}`);
        }
        const sourceStat = yield ioUtil.stat(source);
        if (sourceStat.isDirectory()) {
            if (!recursive) {
                throw new Error(`Failed to copy. ${source} is a directory, but tried to copy without recursive flag.`);
            }
            else {
                yield cpDirRecursive(source, newDest, 0, force);
            }
        }
        else {
            if (path.relative(source, newDest) === '') {
                // a file cannot be copied to itself
                throw new Error(`'${newDest}' and '${source}' are the same file`);
            }
            yield io_copyFile(source, newDest, force);
        }
    });
}
/**
 * Moves a path.
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See MoveOptions.
 */
function mv(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        if (yield ioUtil.exists(dest)) {
            let destExists = true;
            if (yield ioUtil.isDirectory(dest)) {
                // If dest is directory copy src into dest
                dest = path.join(dest, path.basename(source));
                destExists = yield ioUtil.exists(dest);
            }
            if (destExists) {
                if (options.force == null || options.force) {
                    yield rmRF(dest);
                }
                else {
                    throw new Error('Destination already exists');
                }
            }
        }
        yield mkdirP(path.dirname(dest));
        yield ioUtil.rename(source, dest);
    });
}
/**
 * Remove a path recursively with force
 *
 * @param inputPath path to remove
 */
function rmRF(inputPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (ioUtil.IS_WINDOWS) {
            // Check for invalid characters
            // https://docs.microsoft.com/en-us/windows/win32/fileio/naming-a-file
            if (/[*"<>|]/.test(inputPath)) {
                throw new Error('File path must not contain `*`, `"`, `<`, `>` or `|` on Windows');
            }
        }
        try {
            // note if path does not exist, error is silent
            yield ioUtil.rm(inputPath, {
                force: true,
                maxRetries: 3,
                recursive: true,
                retryDelay: 300
            });
        }
        catch (err) {
            throw new Error(`File was unable to be removed ${err}`);
        }
    });
}
/**
 * Make a directory.  Creates the full path with folders in between
 * Will throw if it fails
 *
 * @param   fsPath        path to create
 * @returns Promise<void>
 */
function mkdirP(fsPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        ok(fsPath, 'a path argument must be provided');
        yield ioUtil.mkdir(fsPath, { recursive: true });
    });
}
/**
 * Returns path of a tool had the tool actually been invoked.  Resolves via paths.
 * If you check and the tool does not exist, it will throw.
 *
 * @param     tool              name of the tool
 * @param     check             whether to check if tool exists
 * @returns   Promise<string>   path to tool
 */
function which(tool, check) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // recursive when check=true
        if (check) {
            const result = yield which(tool, false);
            if (!result) {
                if (IS_WINDOWS) {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
                }
                else {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
                }
            }
            return result;
        }
        const matches = yield findInPath(tool);
        if (matches && matches.length > 0) {
            return matches[0];
        }
        return '';
    });
}
/**
 * Returns a list of all occurrences of the given tool on the system path.
 *
 * @returns   Promise<string[]>  the paths of the tool
 */
function findInPath(tool) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // build the list of extensions to try
        const extensions = [];
        if (IS_WINDOWS && process.env['PATHEXT']) {
            for (const extension of process.env['PATHEXT'].split(external_path_namespaceObject.delimiter)) {
                if (extension) {
                    extensions.push(extension);
                }
            }
        }
        // if it's rooted, return it if exists. otherwise return empty.
        if (isRooted(tool)) {
            const filePath = yield tryGetExecutablePath(tool, extensions);
            if (filePath) {
                return [filePath];
            }
            return [];
        }
        // if any path separators, return empty
        if (tool.includes(external_path_namespaceObject.sep)) {
            return [];
        }
        // build the list of directories
        //
        // Note, technically "where" checks the current directory on Windows. From a toolkit perspective,
        // it feels like we should not do this. Checking the current directory seems like more of a use
        // case of a shell, and the which() function exposed by the toolkit should strive for consistency
        // across platforms.
        const directories = [];
        if (process.env.PATH) {
            for (const p of process.env.PATH.split(external_path_namespaceObject.delimiter)) {
                if (p) {
                    directories.push(p);
                }
            }
        }
        // find all matches
        const matches = [];
        for (const directory of directories) {
            const filePath = yield tryGetExecutablePath(external_path_namespaceObject.join(directory, tool), extensions);
            if (filePath) {
                matches.push(filePath);
            }
        }
        return matches;
    });
}
function readCopyOptions(options) {
    const force = options.force == null ? true : options.force;
    const recursive = Boolean(options.recursive);
    const copySourceDirectory = options.copySourceDirectory == null
        ? true
        : Boolean(options.copySourceDirectory);
    return { force, recursive, copySourceDirectory };
}
function cpDirRecursive(sourceDir, destDir, currentDepth, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        // Ensure there is not a run away recursive copy
        if (currentDepth >= 255)
            return;
        currentDepth++;
        yield mkdirP(destDir);
        const files = yield ioUtil.readdir(sourceDir);
        for (const fileName of files) {
            const srcFile = `${sourceDir}/${fileName}`;
            const destFile = `${destDir}/${fileName}`;
            const srcFileStat = yield ioUtil.lstat(srcFile);
            if (srcFileStat.isDirectory()) {
                // Recurse
                yield cpDirRecursive(srcFile, destFile, currentDepth, force);
            }
            else {
                yield io_copyFile(srcFile, destFile, force);
            }
        }
        // Change the mode for the newly created directory
        yield ioUtil.chmod(destDir, (yield ioUtil.stat(sourceDir)).mode);
    });
}
// Buffered file copy
function io_copyFile(srcFile, destFile, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        if ((yield ioUtil.lstat(srcFile)).isSymbolicLink()) {
            // unlink/re-link it
            try {
                yield ioUtil.lstat(destFile);
                yield ioUtil.unlink(destFile);
            }
            catch (e) {
                // Try to override file permission
                if (e.code === 'EPERM') {
                    yield ioUtil.chmod(destFile, '0666');
                    yield ioUtil.unlink(destFile);
                }
                // other errors = it doesn't exist, no work to do
            }
            // Copy over symlink
            const symlinkFull = yield ioUtil.readlink(srcFile);
            yield ioUtil.symlink(symlinkFull, destFile, ioUtil.IS_WINDOWS ? 'junction' : null);
        }
        else if (!(yield ioUtil.exists(destFile)) || force) {
            yield ioUtil.copyFile(srcFile, destFile);
        }
    });
}
//# sourceMappingURL=io.js.map
;// CONCATENATED MODULE: external "timers"
const external_timers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/toolrunner.js
var toolrunner_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};







/* eslint-disable @typescript-eslint/unbound-method */
const toolrunner_IS_WINDOWS = process.platform === 'win32';
/*
 * Class for running command line tools. Handles quoting and arg parsing in a platform agnostic way.
 */
class ToolRunner extends external_events_.EventEmitter {
    constructor(toolPath, args, options) {
        super();
        if (!toolPath) {
            throw new Error("Parameter 'toolPath' cannot be null or empty.");
        }
        this.toolPath = toolPath;
        this.args = args || [];
        this.options = options || {};
    }
    _debug(message) {
        if (this.options.listeners && this.options.listeners.debug) {
            this.options.listeners.debug(message);
        }
    }
    _getCommandString(options, noPrefix) {
        const toolPath = this._getSpawnFileName();
        const args = this._getSpawnArgs(options);
        let cmd = noPrefix ? '' : '[command]'; // omit prefix when piped to a second tool
        if (toolrunner_IS_WINDOWS) {
            // Windows + cmd file
            if (this._isCmdFile()) {
                cmd += toolPath;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows + verbatim
            else if (options.windowsVerbatimArguments) {
                cmd += `"${toolPath}"`;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows (regular)
            else {
                cmd += this._windowsQuoteCmdArg(toolPath);
                for (const a of args) {
                    cmd += ` ${this._windowsQuoteCmdArg(a)}`;
                }
            }
        }
        else {
            // OSX/Linux - this can likely be improved with some form of quoting.
            // creating processes on Unix is fundamentally different than Windows.
            // on Unix, execvp() takes an arg array.
            cmd += toolPath;
            for (const a of args) {
                cmd += ` ${a}`;
            }
        }
        return cmd;
    }
    _processLineBuffer(data, strBuffer, onLine) {
        try {
            let s = strBuffer + data.toString();
            let n = s.indexOf(external_os_.EOL);
            while (n > -1) {
                const line = s.substring(0, n);
                onLine(line);
                // the rest of the string ...
                s = s.substring(n + external_os_.EOL.length);
                n = s.indexOf(external_os_.EOL);
            }
            return s;
        }
        catch (err) {
            // streaming lines to console is best effort.  Don't fail a build.
            this._debug(`error processing line. Failed with error ${err}`);
            return '';
        }
    }
    _getSpawnFileName() {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                return process.env['COMSPEC'] || 'cmd.exe';
            }
        }
        return this.toolPath;
    }
    _getSpawnArgs(options) {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
                for (const a of this.args) {
                    argline += ' ';
                    argline += options.windowsVerbatimArguments
                        ? a
                        : this._windowsQuoteCmdArg(a);
                }
                argline += '"';
                return [argline];
            }
        }
        return this.args;
    }
    _endsWith(str, end) {
        return str.endsWith(end);
    }
    _isCmdFile() {
        const upperToolPath = this.toolPath.toUpperCase();
        return (this._endsWith(upperToolPath, '.CMD') ||
            this._endsWith(upperToolPath, '.BAT'));
    }
    _windowsQuoteCmdArg(arg) {
        // for .exe, apply the normal quoting rules that libuv applies
        if (!this._isCmdFile()) {
            return this._uvQuoteCmdArg(arg);
        }
        // otherwise apply quoting rules specific to the cmd.exe command line parser.
        // the libuv rules are generic and are not designed specifically for cmd.exe
        // command line parser.
        //
        // for a detailed description of the cmd.exe command line parser, refer to
        // http://stackoverflow.com/questions/4094699/how-does-the-windows-command-interpreter-cmd-exe-parse-scripts/7970912#7970912
        // need quotes for empty arg
        if (!arg) {
            return '""';
        }
        // determine whether the arg needs to be quoted
        const cmdSpecialChars = [
            ' ',
            '\t',
            '&',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '^',
            '=',
            ';',
            '!',
            "'",
            '+',
            ',',
            '`',
            '~',
            '|',
            '<',
            '>',
            '"'
        ];
        let needsQuotes = false;
        for (const char of arg) {
            if (cmdSpecialChars.some(x => x === char)) {
                needsQuotes = true;
                break;
            }
        }
        // short-circuit if quotes not needed
        if (!needsQuotes) {
            return arg;
        }
        // the following quoting rules are very similar to the rules that by libuv applies.
        //
        // 1) wrap the string in quotes
        //
        // 2) double-up quotes - i.e. " => ""
        //
        //    this is different from the libuv quoting rules. libuv replaces " with \", which unfortunately
        //    doesn't work well with a cmd.exe command line.
        //
        //    note, replacing " with "" also works well if the arg is passed to a downstream .NET console app.
        //    for example, the command line:
        //          foo.exe "myarg:""my val"""
        //    is parsed by a .NET console app into an arg array:
        //          [ "myarg:\"my val\"" ]
        //    which is the same end result when applying libuv quoting rules. although the actual
        //    command line from libuv quoting rules would look like:
        //          foo.exe "myarg:\"my val\""
        //
        // 3) double-up slashes that precede a quote,
        //    e.g.  hello \world    => "hello \world"
        //          hello\"world    => "hello\\""world"
        //          hello\\"world   => "hello\\\\""world"
        //          hello world\    => "hello world\\"
        //
        //    technically this is not required for a cmd.exe command line, or the batch argument parser.
        //    the reasons for including this as a .cmd quoting rule are:
        //
        //    a) this is optimized for the scenario where the argument is passed from the .cmd file to an
        //       external program. many programs (e.g. .NET console apps) rely on the slash-doubling rule.
        //
        //    b) it's what we've been doing previously (by deferring to node default behavior) and we
        //       haven't heard any complaints about that aspect.
        //
        // note, a weakness of the quoting rules chosen here, is that % is not escaped. in fact, % cannot be
        // escaped when used on the command line directly - even though within a .cmd file % can be escaped
        // by using %%.
        //
        // the saving grace is, on the command line, %var% is left as-is if var is not defined. this contrasts
        // the line parsing rules within a .cmd file, where if var is not defined it is replaced with nothing.
        //
        // one option that was explored was replacing % with ^% - i.e. %var% => ^%var^%. this hack would
        // often work, since it is unlikely that var^ would exist, and the ^ character is removed when the
        // variable is used. the problem, however, is that ^ is not removed when %* is used to pass the args
        // to an external program.
        //
        // an unexplored potential solution for the % escaping problem, is to create a wrapper .cmd file.
        // % can be escaped within a .cmd file.
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\'; // double the slash
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '"'; // double the quote
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _uvQuoteCmdArg(arg) {
        // Tool runner wraps child_process.spawn() and needs to apply the same quoting as
        // Node in certain cases where the undocumented spawn option windowsVerbatimArguments
        // is used.
        //
        // Since this function is a port of quote_cmd_arg from Node 4.x (technically, lib UV,
        // see https://github.com/nodejs/node/blob/v4.x/deps/uv/src/win/process.c for details),
        // pasting copyright notice from Node within this function:
        //
        //      Copyright Joyent, Inc. and other Node contributors. All rights reserved.
        //
        //      Permission is hereby granted, free of charge, to any person obtaining a copy
        //      of this software and associated documentation files (the "Software"), to
        //      deal in the Software without restriction, including without limitation the
        //      rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
        //      sell copies of the Software, and to permit persons to whom the Software is
        //      furnished to do so, subject to the following conditions:
        //
        //      The above copyright notice and this permission notice shall be included in
        //      all copies or substantial portions of the Software.
        //
        //      THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        //      IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        //      FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        //      AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        //      LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING
        //      FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
        //      IN THE SOFTWARE.
        if (!arg) {
            // Need double quotation for empty argument
            return '""';
        }
        if (!arg.includes(' ') && !arg.includes('\t') && !arg.includes('"')) {
            // No quotation needed
            return arg;
        }
        if (!arg.includes('"') && !arg.includes('\\')) {
            // No embedded double quotes or backslashes, so I can just wrap
            // quote marks around the whole thing.
            return `"${arg}"`;
        }
        // Expected input/output:
        //   input : hello"world
        //   output: "hello\"world"
        //   input : hello""world
        //   output: "hello\"\"world"
        //   input : hello\world
        //   output: hello\world
        //   input : hello\\world
        //   output: hello\\world
        //   input : hello\"world
        //   output: "hello\\\"world"
        //   input : hello\\"world
        //   output: "hello\\\\\"world"
        //   input : hello world\
        //   output: "hello world\\" - note the comment in libuv actually reads "hello world\"
        //                             but it appears the comment is wrong, it should be "hello world\\"
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\';
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '\\';
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _cloneExecOptions(options) {
        options = options || {};
        const result = {
            cwd: options.cwd || process.cwd(),
            env: options.env || process.env,
            silent: options.silent || false,
            windowsVerbatimArguments: options.windowsVerbatimArguments || false,
            failOnStdErr: options.failOnStdErr || false,
            ignoreReturnCode: options.ignoreReturnCode || false,
            delay: options.delay || 10000
        };
        result.outStream = options.outStream || process.stdout;
        result.errStream = options.errStream || process.stderr;
        return result;
    }
    _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result = {};
        result.cwd = options.cwd;
        result.env = options.env;
        result['windowsVerbatimArguments'] =
            options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
            result.argv0 = `"${toolPath}"`;
        }
        return result;
    }
    /**
     * Exec a tool.
     * Output will be streamed to the live console.
     * Returns promise with return code
     *
     * @param     tool     path to tool to exec
     * @param     options  optional exec options.  See ExecOptions
     * @returns   number
     */
    exec() {
        return toolrunner_awaiter(this, void 0, void 0, function* () {
            // root the tool path if it is unrooted and contains relative pathing
            if (!isRooted(this.toolPath) &&
                (this.toolPath.includes('/') ||
                    (toolrunner_IS_WINDOWS && this.toolPath.includes('\\')))) {
                // prefer options.cwd if it is specified, however options.cwd may also need to be rooted
                this.toolPath = external_path_namespaceObject.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
            }
            // if the tool is only a file name, then resolve it from the PATH
            // otherwise verify it exists (add extension on Windows if necessary)
            this.toolPath = yield which(this.toolPath, true);
            return new Promise((resolve, reject) => toolrunner_awaiter(this, void 0, void 0, function* () {
                this._debug(`exec tool: ${this.toolPath}`);
                this._debug('arguments:');
                for (const arg of this.args) {
                    this._debug(`   ${arg}`);
                }
                const optionsNonNull = this._cloneExecOptions(this.options);
                if (!optionsNonNull.silent && optionsNonNull.outStream) {
                    optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + external_os_.EOL);
                }
                const state = new ExecState(optionsNonNull, this.toolPath);
                state.on('debug', (message) => {
                    this._debug(message);
                });
                if (this.options.cwd && !(yield exists(this.options.cwd))) {
                    return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
                }
                const fileName = this._getSpawnFileName();
                const cp = external_child_process_namespaceObject.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
                let stdbuffer = '';
                if (cp.stdout) {
                    cp.stdout.on('data', (data) => {
                        if (this.options.listeners && this.options.listeners.stdout) {
                            this.options.listeners.stdout(data);
                        }
                        if (!optionsNonNull.silent && optionsNonNull.outStream) {
                            optionsNonNull.outStream.write(data);
                        }
                        stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.stdline) {
                                this.options.listeners.stdline(line);
                            }
                        });
                    });
                }
                let errbuffer = '';
                if (cp.stderr) {
                    cp.stderr.on('data', (data) => {
                        state.processStderr = true;
                        if (this.options.listeners && this.options.listeners.stderr) {
                            this.options.listeners.stderr(data);
                        }
                        if (!optionsNonNull.silent &&
                            optionsNonNull.errStream &&
                            optionsNonNull.outStream) {
                            const s = optionsNonNull.failOnStdErr
                                ? optionsNonNull.errStream
                                : optionsNonNull.outStream;
                            s.write(data);
                        }
                        errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.errline) {
                                this.options.listeners.errline(line);
                            }
                        });
                    });
                }
                cp.on('error', (err) => {
                    state.processError = err.message;
                    state.processExited = true;
                    state.processClosed = true;
                    state.CheckComplete();
                });
                cp.on('exit', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                cp.on('close', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    state.processClosed = true;
                    this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                state.on('done', (error, exitCode) => {
                    if (stdbuffer.length > 0) {
                        this.emit('stdline', stdbuffer);
                    }
                    if (errbuffer.length > 0) {
                        this.emit('errline', errbuffer);
                    }
                    cp.removeAllListeners();
                    if (error) {
                        reject(error);
                    }
                    else {
                        resolve(exitCode);
                    }
                });
                if (this.options.input) {
                    if (!cp.stdin) {
                        throw new Error('child process missing stdin');
                    }
                    cp.stdin.end(this.options.input);
                }
            }));
        });
    }
}
/**
 * Convert an arg string to an array of args. Handles escaping
 *
 * @param    argString   string of arguments
 * @returns  string[]    array of arguments
 */
function argStringToArray(argString) {
    const args = [];
    let inQuotes = false;
    let escaped = false;
    let arg = '';
    function append(c) {
        // we only escape double quotes.
        if (escaped && c !== '"') {
            arg += '\\';
        }
        arg += c;
        escaped = false;
    }
    for (let i = 0; i < argString.length; i++) {
        const c = argString.charAt(i);
        if (c === '"') {
            if (!escaped) {
                inQuotes = !inQuotes;
            }
            else {
                append(c);
            }
            continue;
        }
        if (c === '\\' && escaped) {
            append(c);
            continue;
        }
        if (c === '\\' && inQuotes) {
            escaped = true;
            continue;
        }
        if (c === ' ' && !inQuotes) {
            if (arg.length > 0) {
                args.push(arg);
                arg = '';
            }
            continue;
        }
        append(c);
    }
    if (arg.length > 0) {
        args.push(arg.trim());
    }
    return args;
}
class ExecState extends external_events_.EventEmitter {
    constructor(options, toolPath) {
        super();
        this.processClosed = false; // tracks whether the process has exited and stdio is closed
        this.processError = '';
        this.processExitCode = 0;
        this.processExited = false; // tracks whether the process has exited
        this.processStderr = false; // tracks whether stderr was written to
        this.delay = 10000; // 10 seconds
        this.done = false;
        this.timeout = null;
        if (!toolPath) {
            throw new Error('toolPath must not be empty');
        }
        this.options = options;
        this.toolPath = toolPath;
        if (options.delay) {
            this.delay = options.delay;
        }
    }
    CheckComplete() {
        if (this.done) {
            return;
        }
        if (this.processClosed) {
            this._setResult();
        }
        else if (this.processExited) {
            this.timeout = (0,external_timers_namespaceObject.setTimeout)(ExecState.HandleTimeout, this.delay, this);
        }
    }
    _debug(message) {
        this.emit('debug', message);
    }
    _setResult() {
        // determine whether there is an error
        let error;
        if (this.processExited) {
            if (this.processError) {
                error = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
            }
            else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
                error = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
            }
            else if (this.processStderr && this.options.failOnStdErr) {
                error = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
            }
        }
        // clear the timeout
        if (this.timeout) {
            clearTimeout(this.timeout);
            this.timeout = null;
        }
        this.done = true;
        this.emit('done', error, this.processExitCode);
    }
    static HandleTimeout(state) {
        if (state.done) {
            return;
        }
        if (!state.processClosed && state.processExited) {
            const message = `The STDIO streams did not close within ${state.delay / 1000} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
            state._debug(message);
        }
        state._setResult();
    }
}
//# sourceMappingURL=toolrunner.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/exec.js
var exec_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


/**
 * Exec a command.
 * Output will be streamed to the live console.
 * Returns promise with return code
 *
 * @param     commandLine        command to execute (can include additional args). Must be correctly escaped.
 * @param     args               optional arguments for tool. Escaping is handled by the lib.
 * @param     options            optional exec options.  See ExecOptions
 * @returns   Promise<number>    exit code
 */
function exec_exec(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        const commandArgs = tr.argStringToArray(commandLine);
        if (commandArgs.length === 0) {
            throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
        }
        // Path to tool to execute should be first arg
        const toolPath = commandArgs[0];
        args = commandArgs.slice(1).concat(args || []);
        const runner = new tr.ToolRunner(toolPath, args, options);
        return runner.exec();
    });
}
/**
 * Exec a command and get the output.
 * Output will be streamed to the live console.
 * Returns promise with the exit code and collected stdout and stderr
 *
 * @param     commandLine           command to execute (can include additional args). Must be correctly escaped.
 * @param     args                  optional arguments for tool. Escaping is handled by the lib.
 * @param     options               optional exec options.  See ExecOptions
 * @returns   Promise<ExecOutput>   exit code, stdout, and stderr
 */
function getExecOutput(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        var _a, _b;
        let stdout = '';
        let stderr = '';
        //Using string decoder covers the case where a mult-byte character is split
        const stdoutDecoder = new StringDecoder('utf8');
        const stderrDecoder = new StringDecoder('utf8');
        const originalStdoutListener = (_a = options === null || options === void 0 ? void 0 : options.listeners) === null || _a === void 0 ? void 0 : _a.stdout;
        const originalStdErrListener = (_b = options === null || options === void 0 ? void 0 : options.listeners) === null || _b === void 0 ? void 0 : _b.stderr;
        const stdErrListener = (data) => {
            stderr += stderrDecoder.write(data);
            if (originalStdErrListener) {
                originalStdErrListener(data);
            }
        };
        const stdOutListener = (data) => {
            stdout += stdoutDecoder.write(data);
            if (originalStdoutListener) {
                originalStdoutListener(data);
            }
        };
        const listeners = Object.assign(Object.assign({}, options === null || options === void 0 ? void 0 : options.listeners), { stdout: stdOutListener, stderr: stdErrListener });
        const exitCode = yield exec_exec(commandLine, args, Object.assign(Object.assign({}, options), { listeners }));
        //flush any remaining characters
        stdout += stdoutDecoder.end();
        stderr += stderrDecoder.end();
        return {
            exitCode,
            stdout,
            stderr
        };
    });
}
//# sourceMappingURL=exec.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield exec.getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield exec.getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield exec.getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform_platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform_platform === 'win32';
const isMacOS = platform_platform === 'darwin';
const isLinux = platform_platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform: platform_platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function core_setSecret(secret) {
    command_issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function core_debug(message) {
    command_issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    command_issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    command_issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./lib/github/runner.js

function createActionsRunner() {
    return {
        input: (name) => getInput(name),
        output: (name, value) => setOutput(name, value),
        mask: (secret) => core_setSecret(secret),
        info: (line) => info(line),
        debug: (line) => core_debug(line),
        notice: (text, title) => notice(text, { title }),
        warning: (text, title, location) => warning(text, { title, ...toProperties(location) }),
        error: (text, title, location) => error(text, { title, ...toProperties(location) }),
        group: (title, lines) => {
            startGroup(title);
            for (const line of lines)
                info(line);
            endGroup();
        },
        openGroup: (title) => startGroup(title),
        closeGroup: () => endGroup(),
        summary: async (markdown) => {
            if (!process.env['GITHUB_STEP_SUMMARY'])
                return;
            await summary.addRaw(markdown, true).write();
        },
    };
}
function toProperties(location) {
    return location ? { file: location.path, startLine: location.line } : {};
}

;// CONCATENATED MODULE: ./lib/run-action.js






const HARD_CANCEL_DELAY_MS = 1_000;
const FORCED_END_DELAY_MS = 1_300;
const FORCED_EXIT_DELAY_MS = 1_700;
const REPORT_TIMEOUT_MS = 1_500;
function runAction(createAction) {
    process.exitCode = 1;
    normalizeNoProxy(process.env);
    const clock = createSystemClock();
    const cancelled = new AbortController();
    const hardCancelled = new AbortController();
    const action = createAction({
        runner: createActionsRunner(),
        env: process.env,
        clock,
        random: Math.random,
        uuid: external_node_crypto_namespaceObject.randomUUID,
        send: createTransport(clock),
        cancellation: { signal: cancelled.signal, hardCancelSignal: hardCancelled.signal },
    });
    const abort = (error) => {
        const exit = () => exitWithFailure(clock);
        void Promise.race([action.abort(error), clock.sleep(REPORT_TIMEOUT_MS)]).then(exit, exit);
    };
    const cancel = () => {
        if (cancelled.signal.aborted)
            return;
        cancelled.abort();
        void clock.sleep(HARD_CANCEL_DELAY_MS).then(() => hardCancelled.abort());
        void clock.sleep(FORCED_END_DELAY_MS).then(() => action.abort(new UserError(createErrorDetails('run_cancelled'))));
        void clock.sleep(FORCED_EXIT_DELAY_MS).then(() => exitWithFailure(clock));
    };
    process.on('SIGINT', cancel);
    process.on('SIGTERM', cancel);
    process.on('uncaughtException', abort);
    process.on('unhandledRejection', abort);
    process.once('beforeExit', () => abort(new Error('the event loop is empty before the run has ended')));
    action.run().then((isSuccess) => (isSuccess ? exit(clock, 0) : exitWithFailure(clock)), abort);
}
const THREAD_TIMEOUT_MS = 250;
const THREAD_POLL_MS = 10;
async function exitWithFailure(clock) {
    for (let waitedMs = 0; hasThreadWork(); waitedMs += THREAD_POLL_MS) {
        if (waitedMs >= THREAD_TIMEOUT_MS)
            process.kill(process.pid, 'SIGKILL');
        await clock.sleep(THREAD_POLL_MS);
    }
    await exit(clock, 1);
}
const LONG_RUN_SECONDS = 2;
const COMPILER_GRACE_PERIOD_MS = 50;
async function exit(clock, code) {
    if (process.uptime() > LONG_RUN_SECONDS)
        await clock.sleep(COMPILER_GRACE_PERIOD_MS);
    process.exit(code);
}
function hasThreadWork() {
    return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name.startsWith('GetAddrInfo'));
}

;// CONCATENATED MODULE: ./lib/delete.js


runAction(createDeleteAction);

