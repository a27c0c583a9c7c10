import * as __WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_e76a3190__ from "./lazy-undici.cjs";
import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 770:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

module.exports = __nccwpck_require__(218);


/***/ }),

/***/ 218:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var net = __nccwpck_require__(9278);
var tls = __nccwpck_require__(4756);
var http = __nccwpck_require__(8611);
var https = __nccwpck_require__(5692);
var events = __nccwpck_require__(4434);
var assert = __nccwpck_require__(2613);
var util = __nccwpck_require__(9023);


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

/***/ 4650:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

var x = (y) => {
	var x = {}; __nccwpck_require__.d(x, y); return x
} 
var y = (x) => (() => (x))
module.exports = x({ ["ProxyAgent"]: () => (__WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_e76a3190__.ProxyAgent), ["fetch"]: () => (__WEBPACK_EXTERNAL_MODULE__lazy_undici_cjs_e76a3190__.fetch) });

/***/ }),

/***/ 3689:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("./lazy-undici.cjs");

/***/ }),

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 4708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 8161:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 8280:
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


/***/ }),

/***/ 1093:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  u: () => (/* binding */ createHttpClient),
  b: () => (/* binding */ watchConnections)
});

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __nccwpck_require__(7067);
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 1 modules
var lib = __nccwpck_require__(4942);
;// CONCATENATED MODULE: ./lib/http/http-client.js



const USER_AGENT = 'twelvelabs-index-action';
const SOCKET_TIMEOUT_MS = 10 * 60_000;
function createHttpClient(url, { keepAlive = true, socketTimeoutMs = SOCKET_TIMEOUT_MS, resolve = null } = {}) {
    const client = new lib/* HttpClient */.Qq(USER_AGENT, [], {
        allowRedirects: false,
        keepAlive,
        maxSockets: 1,
        socketTimeout: socketTimeoutMs,
    });
    const agent = client.getAgent(url.href);
    const options = agent instanceof external_node_http_.Agent ? Reflect.get(agent, 'options') : null;
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
    const create = agent instanceof external_node_http_.Agent ? Reflect.get(agent, 'createConnection') : null;
    if (!(agent instanceof external_node_http_.Agent) || typeof create !== 'function')
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


/***/ }),

/***/ 9846:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   FE: () => (/* binding */ followRedirects),
/* harmony export */   LW: () => (/* binding */ classifyNetworkError),
/* harmony export */   VU: () => (/* binding */ createStopSignal),
/* harmony export */   kk: () => (/* binding */ startTimeout),
/* harmony export */   nf: () => (/* binding */ isCertainlyNotSent),
/* harmony export */   qh: () => (/* binding */ getErrorFields),
/* harmony export */   uD: () => (/* binding */ formatNetworkError),
/* harmony export */   x8: () => (/* binding */ readBody)
/* harmony export */ });
/* unused harmony export isCertificateError */
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8884);

function getErrorFields(error) {
    const fields = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(error);
    const message = typeof fields?.['message'] === 'string' ? fields['message'] : String(error);
    const [first] = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asList */ .DD)(fields?.['errors']);
    if (message === '' && first !== undefined)
        return getErrorFields(first);
    return { code: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseText */ .r4)(fields?.['code']) ?? '', syscall: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseText */ .r4)(fields?.['syscall']) ?? '', message };
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
    const errors = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asList */ .DD)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(error)?.['errors']);
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
const REDIRECTS = [301, 302, 303, 307, 308];
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


/***/ }),

/***/ 3192:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KB: () => (/* binding */ createProxySelector),
/* harmony export */   Lp: () => (/* binding */ normalizeNoProxy),
/* harmony export */   Po: () => (/* binding */ findInvalidProxies)
/* harmony export */ });
/* harmony import */ var _actions_http_client__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4942);
/* harmony import */ var _util_url_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7237);


function createProxySelector() {
    const clients = new Map();
    return (url) => {
        if ((0,_actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .getProxyUrl */ .s_)(url.href) === '')
            return null;
        const client = clients.get(url.protocol) ?? new _actions_http_client__WEBPACK_IMPORTED_MODULE_0__/* .HttpClient */ .Qq('', [], { keepAlive: true });
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
    const isEncoded = [url.username, url.password].every((text) => !text.includes('%') || (0,_util_url_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeUrlText */ .nW)(text) !== text);
    return isEncoded ? null : ENCODE;
}
function normalizeNoProxy(env) {
    for (const name of ['no_proxy', 'NO_PROXY']) {
        const value = env[name];
        if (value?.includes('*.'))
            env[name] = value.replace(/(^|[,\s])\*\./g, '$1.');
    }
}


/***/ }),

/***/ 5621:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ parseQuotaExhaustedMs),
/* harmony export */   o: () => (/* binding */ parseRetryAfterMs)
/* harmony export */ });
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


/***/ }),

/***/ 585:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Cu: () => (/* binding */ IMPATIENT),
  qh: () => (/* binding */ PATIENT),
  Dc: () => (/* binding */ cacheResolver),
  Tw: () => (/* binding */ createResolver)
});

;// CONCATENATED MODULE: external "node:dns/promises"
const promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns/promises");
// EXTERNAL MODULE: ./lib/util/json.js
var json = __nccwpck_require__(8884);
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
    return (0,json/* parseText */.r4)((0,json/* asObject */.eB)(error)?.['code']) ?? 'unknown';
}
function createLookupError(hostname, code) {
    const reason = code === 'ETIMEOUT' ? 'the name servers did not answer in time' : `the name servers answered ${code}`;
    const error = new Error(`${hostname} could not be resolved: ${reason}`);
    return Object.assign(error, { code, syscall: 'getaddrinfo', hostname });
}


/***/ }),

/***/ 8394:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ getBackoffMs),
/* harmony export */   L: () => (/* binding */ retry)
/* harmony export */ });
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


/***/ }),

/***/ 733:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  w: () => (/* binding */ TransportError),
  o: () => (/* binding */ createTransport)
});

// EXTERNAL MODULE: ./lib/http/http-client.js + 1 modules
var http_client = __nccwpck_require__(1093);
// EXTERNAL MODULE: ./lib/http/network.js
var network = __nccwpck_require__(9846);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
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
class RequestBodyStream extends external_node_stream_.Readable {
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

// EXTERNAL MODULE: ./lib/http/resolver.js + 1 modules
var resolver = __nccwpck_require__(585);
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
    const resolve = (0,resolver/* createResolver */.Tw)(resolver/* PATIENT */.qh);
    return async (request) => {
        const idle = idleClients[request.method];
        const connection = idle?.pop() ?? openConnection(request.url, idle !== undefined, resolve);
        const { client, isConnected } = connection;
        const timeout = (0,network/* startTimeout */.kk)(clock, request, (_failure, message) => new TransportError(message, isConnected()));
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
    const client = (0,http_client/* createHttpClient */.u)(url, { keepAlive, resolve });
    return { client, isConnected: (0,http_client/* watchConnections */.b)(client, url) };
}
const CONNECT_TIMEOUT_MS = 30_000;
function watchConnecting(clock, { isConnected }, { signal }) {
    const { promise, reject } = Promise.withResolvers();
    promise.catch(() => { });
    const sleeping = (0,network/* createStopSignal */.VU)(signal);
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
        throw new TransportError(`the content could not be read: ${(0,network/* formatNetworkError */.uD)(cause)}`, false, { cause });
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
        throw new TransportError((0,network/* formatNetworkError */.uD)(error), !(0,network/* isCertainlyNotSent */.nf)(error), { cause: error });
    }
}
async function readResponse(message, expired) {
    const chunks = [];
    let bodyError = null;
    try {
        const isComplete = await Promise.race([(0,network/* readBody */.x8)(message, chunks, (bytes) => bytes > MAX_BODY_BYTES), expired]);
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


/***/ }),

/***/ 5121:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ InputError),
/* harmony export */   i: () => (/* binding */ InputReader)
/* harmony export */ });
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3434);
/* harmony import */ var _model_source_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8480);
/* harmony import */ var _util_format_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7949);
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(8884);




class InputError extends _model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ {
    name = 'InputError';
    invalidInputs;
    constructor(invalidInputs) {
        super((0,_model_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .createErrorDetails */ .Xd)('input_invalid', { message: invalidInputs.map(formatInvalidInput).join('\n') }));
        this.invalidInputs = invalidInputs;
    }
}
function formatInvalidInput({ input, received, expected, hint }) {
    const state = received === null ? 'is not set' : `is ${JSON.stringify((0,_util_format_js__WEBPACK_IMPORTED_MODULE_1__/* .cutText */ .IN)(received, 200))}`;
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
    const parsed = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_2__/* .asObject */ .eB)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseExactJson */ .lQ)(text));
    if (parsed === null) {
        const expected = 'a JSON object, for example {"project": "intro", "year": 2026}';
        return invalid(expected, 'YAML instead of JSON, single quotes, or a trailing comma');
    }
    for (const [name, value] of Object.entries(parsed)) {
        const expectedNames = checkName(name);
        if (expectedNames !== null)
            return invalid(expectedNames, `the name ${JSON.stringify(name)}`);
        if (!(0,_model_source_js__WEBPACK_IMPORTED_MODULE_3__/* .isMetadataValue */ .b)(value)) {
            const hint = `${JSON.stringify(name)} is an object, null, or a list of other values`;
            return invalid('a flat object of strings, numbers, booleans and lists of strings', hint);
        }
    }
    return { object: parsed, invalid: null };
}


/***/ }),

/***/ 4965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   B1: () => (/* binding */ getErrorInfo),
/* harmony export */   FX: () => (/* binding */ EXTERNAL_VIDEO_ERROR),
/* harmony export */   OA: () => (/* binding */ PLATFORM_ERRORS),
/* harmony export */   P$: () => (/* binding */ HTTP_ERRORS),
/* harmony export */   Xs: () => (/* binding */ toErrorCode),
/* harmony export */   t3: () => (/* binding */ ACTION_ERRORS)
/* harmony export */ });
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


/***/ }),

/***/ 3434:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Xd: () => (/* binding */ createErrorDetails),
/* harmony export */   c8: () => (/* binding */ SourceError),
/* harmony export */   lZ: () => (/* binding */ ActionError),
/* harmony export */   yo: () => (/* binding */ UserError)
/* harmony export */ });
/* harmony import */ var _error_catalog_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4965);

function createErrorDetails(code, specifics = {}) {
    const { class: errorClass, message, hint } = (0,_error_catalog_js__WEBPACK_IMPORTED_MODULE_0__/* .getErrorInfo */ .B1)(code);
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
class SourceError extends ActionError {
    name = 'SourceError';
}


/***/ }),

/***/ 8047:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $w: () => (/* binding */ EXISTING_RESOURCE_GRACE_PERIOD_MS),
/* harmony export */   Q2: () => (/* binding */ MIN_UPLOAD_BYTES_PER_MS),
/* harmony export */   iJ: () => (/* binding */ MAX_TASK_FILE_BYTES),
/* harmony export */   uS: () => (/* binding */ NEW_RESOURCE_GRACE_PERIOD_MS),
/* harmony export */   wW: () => (/* binding */ MAX_CONSECUTIVE_ERRORS)
/* harmony export */ });
const MAX_TASK_FILE_BYTES = 2 * 1024 ** 3;
const MIN_UPLOAD_BYTES_PER_MS = 65.536;
const NEW_RESOURCE_GRACE_PERIOD_MS = 120_000;
const EXISTING_RESOURCE_GRACE_PERIOD_MS = 20_000;
const MAX_CONSECUTIVE_ERRORS = 2;


/***/ }),

/***/ 8480:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ isMetadataValue),
/* harmony export */   g: () => (/* binding */ getLocation)
/* harmony export */ });
function isMetadataValue(value) {
    if (Array.isArray(value))
        return value.every((item) => typeof item === 'string');
    return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}
function getLocation(source) {
    return ('location' in source && source.location) || null;
}


/***/ }),

/***/ 8461:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  y_: () => (/* binding */ createExclusionsOnlyError),
  P7: () => (/* binding */ createMatcher),
  W7: () => (/* binding */ findSimilarFiles),
  aS: () => (/* binding */ formatContents),
  bv: () => (/* binding */ getLiteralPath),
  CJ: () => (/* binding */ globFiles),
  sb: () => (/* binding */ splitPatterns)
});

// UNUSED EXPORTS: createLooseMatcher

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: external "node:vm"
const external_node_vm_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:vm");
// EXTERNAL MODULE: ./lib/util/concurrency.js
var concurrency = __nccwpck_require__(4467);
// EXTERNAL MODULE: ./lib/util/error.js
var util_error = __nccwpck_require__(9110);
;// CONCATENATED MODULE: ./lib/sources/glob.js





async function createMatcher(pattern) {
    const { default: picomatch } = await __nccwpck_require__.e(/* import() */ 6).then(__nccwpck_require__.t.bind(__nccwpck_require__, 4006, 19));
    const matches = picomatch(escapeParentheses(pattern), { nonegate: true });
    return countWildcards(pattern) < MANY_WILDCARDS ? matches : limitTime(matches);
}
const MANY_WILDCARDS = 3;
const MAX_MATCH_MS = 50;
function countWildcards(pattern) {
    return pattern.match(/[*+?]+/g)?.length ?? 0;
}
function limitTime(matches) {
    const context = (0,external_node_vm_namespaceObject.createContext)({ matches, path: '' });
    const script = new external_node_vm_namespaceObject.Script('matches(path)');
    return (path) => {
        context['path'] = path;
        try {
            return script.runInContext(context, { timeout: MAX_MATCH_MS }) === true;
        }
        catch (error) {
            if ((0,util_error/* getSystemErrorCode */.V)(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
                return false;
            throw error;
        }
    };
}
function escapeParentheses(pattern) {
    return pattern.replace(/(?<![?*+@!\\])\(([^()]*)\)/g, (_whole, inside) => {
        return `\\(${inside.replaceAll('|', '\\|')}\\)`;
    });
}
async function createLooseMatcher(pattern) {
    const matches = await createMatcher(toLooseName(pattern));
    return (path) => matches(toLooseName(path));
}
function toLooseName(name) {
    return name.normalize('NFC').toLowerCase();
}
async function getLiteralPath(pattern) {
    const { default: picomatch } = await __nccwpck_require__.e(/* import() */ 6).then(__nccwpck_require__.t.bind(__nccwpck_require__, 4006, 19));
    const { isGlob, base } = picomatch.scan(escapeParentheses(pattern), { unescape: true });
    return isGlob ? null : base;
}
function splitPatterns(lines) {
    const isExclusion = (line) => line.startsWith('!') && !line.startsWith('!(');
    return {
        include: lines.filter((line) => !isExclusion(line)),
        exclude: lines.filter(isExclusion).map((line) => line.slice(1).trim()),
    };
}
function createExclusionsOnlyError(input, lines) {
    return {
        input,
        received: lines.join(' '),
        expected: 'at least one pattern that does not begin with !, because ! only excludes',
        hint: 'an expression for the pattern evaluated to an empty string',
    };
}
const MAX_NAMES = 10;
function formatContents(names) {
    if (names.length === 0)
        return 'is empty';
    const more = names.length > MAX_NAMES ? ` and ${names.length - MAX_NAMES} more` : '';
    return `contains ${names.slice(0, MAX_NAMES).join(', ')}${more}`;
}
async function globFiles(pattern, directory) {
    const { default: picomatch } = await __nccwpck_require__.e(/* import() */ 6).then(__nccwpck_require__.t.bind(__nccwpck_require__, 4006, 19));
    const { base, glob } = picomatch.scan(escapeParentheses(pattern), { unescape: true });
    const isRecursive = glob.includes('/') || glob.includes('**');
    return findFilesBelow(base, directory, { matches: await createMatcher(pattern), isRecursive });
}
const MAX_SEARCHED_FILES = 20_000;
const MAX_SIMILAR_FILES = 3;
async function findSimilarFiles(pattern, directory) {
    const isSimilar = await createLooseMatcher(pattern);
    let searched = 0;
    const matches = (path) => {
        searched += 1;
        return searched < MAX_SEARCHED_FILES && isSimilar(path);
    };
    const found = await findFilesBelow('', directory, { matches, isRecursive: true });
    return found.toSorted().slice(0, MAX_SIMILAR_FILES);
}
async function findFilesBelow(base, directory, { matches, isRecursive }) {
    const found = [];
    const pending = [base];
    const pause = (0,concurrency/* createPause */.nl)();
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
        const entries = await (0,promises_.readdir)((0,external_node_path_.join)(directory, folder), { withFileTypes: true }).catch(() => []);
        for (const entry of entries) {
            const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
            if (!entry.isDirectory()) {
                if (matches(path))
                    found.push(path);
                await pause();
            }
            else if (isRecursive && entry.name !== '.git') {
                pending.push(path);
            }
        }
    }
    return found;
}


/***/ }),

/***/ 1509:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Co: () => (/* binding */ findMisspelledAddress),
/* harmony export */   Sl: () => (/* binding */ formatUnknownColumn),
/* harmony export */   aF: () => (/* binding */ normalizeColumn),
/* harmony export */   cZ: () => (/* binding */ COLUMNS),
/* harmony export */   eH: () => (/* binding */ isKnownColumn),
/* harmony export */   "if": () => (/* binding */ MAX_COLUMN_NOTES),
/* harmony export */   z3: () => (/* binding */ METADATA_PREFIX)
/* harmony export */ });
const COLUMNS = ['url', 'file', 'name', 'key', 'duration', 'user_metadata'];
const METADATA_PREFIX = 'user_metadata.';
function isKnownColumn(name) {
    return COLUMNS.some((column) => column === name) || name.startsWith(METADATA_PREFIX);
}
function normalizeColumn(header) {
    const name = header.trim();
    const lower = name.toLowerCase();
    if (lower.startsWith(METADATA_PREFIX))
        return `${METADATA_PREFIX}${name.slice(METADATA_PREFIX.length).trim()}`;
    return COLUMNS.find((column) => column === lower) ?? name;
}
const MAX_COLUMN_NOTES = 10;
const MAX_SHOWN_NAME = 100;
function formatUnknownColumn(name) {
    if (name === '')
        return 'A column without a name is ignored.';
    if (name.length > MAX_SHOWN_NAME)
        return `A column with a name of ${name.length} characters is ignored.`;
    const column = guessColumn(name);
    const hint = column === null
        ? `To store it as metadata, rename it to \`${METADATA_PREFIX}${name}\`.`
        : `Did you mean \`${column}\`?`;
    return `\`${name}\` is ignored. ${hint}`;
}
function guessColumn(name) {
    if (name.length > MAX_SHOWN_NAME)
        return null;
    const normalized = name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_');
    return SYNONYMS.get(normalized) ?? COLUMNS.find((column) => isSimilar(normalized, column)) ?? null;
}
function findMisspelledAddress(names) {
    const name = names.find((candidate) => ['url', 'file'].includes(guessColumn(candidate) ?? ''));
    if (name === undefined || name === 'url' || name === 'file')
        return null;
    return { name, hint: `\`${name}\` instead of \`${guessColumn(name)}\`` };
}
const SYNONYMS = new Map([
    ...['link', 'href', 'uri', 'address', 'video', 'video_url'].map((name) => [name, 'url']),
    ...['path', 'filename', 'file_name', 'file_path', 'video_file'].map((name) => [name, 'file']),
    ...['title', 'label'].map((name) => [name, 'name']),
    ...['id', 'video_id', 'identifier'].map((name) => [name, 'key']),
    ...['length', 'seconds', 'duration_seconds', 'duration_s'].map((name) => [name, 'duration']),
    ...['metadata', 'meta', 'tags'].map((name) => [name, 'user_metadata']),
]);
function isSimilar(a, b) {
    let start = 0;
    while (start < a.length && a[start] === b[start])
        start += 1;
    const [restA, restB] = [a.slice(start), b.slice(start)];
    if (restA === restB || restA.slice(1) === restB.slice(1))
        return true;
    if (restA.slice(1) === restB || restA === restB.slice(1))
        return true;
    return restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0];
}


/***/ }),

/***/ 5434:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   MO: () => (/* binding */ isListUrl),
/* harmony export */   S1: () => (/* binding */ getFormatByName),
/* harmony export */   Tz: () => (/* binding */ detectFormat)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6760);
/* harmony import */ var _row_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(3182);


const BY_ENDING = new Map([
    ['.txt', 'txt'],
    ['.csv', 'csv'],
    ['.tsv', 'csv'],
    ['.tab', 'csv'],
    ['.json', 'json'],
    ['.jsonl', 'jsonl'],
    ['.ndjson', 'jsonl'],
    ['.xml', 'feed'],
    ['.rss', 'feed'],
    ['.atom', 'feed'],
]);
function isListUrl(received) {
    return /^https?:\/\//i.test(received);
}
function getFormatByName(name) {
    const ending = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.extname)(name).toLowerCase();
    const format = BY_ENDING.get(ending);
    if (format !== undefined)
        return format;
    const expected = `a file that ends in ${[...BY_ENDING.keys()].join(', ')}`;
    const hint = UNSUPPORTED_HINTS[ending] ?? 'a video or another file instead of a list of videos';
    throw (0,_row_js__WEBPACK_IMPORTED_MODULE_1__/* .createManifestError */ .ml)(name, expected, hint);
}
const UNSUPPORTED_HINTS = {
    '.xlsx': 'a spreadsheet; export it as .csv in UTF-8',
    '.xls': 'a spreadsheet; export it as .csv in UTF-8',
    '.ods': 'a spreadsheet; export it as .csv in UTF-8',
    '.numbers': 'a spreadsheet; export it as .csv in UTF-8',
    '.yml': 'YAML; write it as .json',
    '.yaml': 'YAML; write it as .json',
    '.mp4': 'a video instead of a list of videos; use the `video_file` input',
};
const BY_TYPE = new Map([
    ['text/csv', 'csv'],
    ['text/tab-separated-values', 'csv'],
    ['application/json', 'json'],
    ['text/json', 'json'],
    ['application/feed+json', 'json'],
    ['application/jsonl', 'jsonl'],
    ['application/x-ndjson', 'jsonl'],
    ['application/x-jsonlines', 'jsonl'],
    ['application/rss+xml', 'feed'],
    ['application/atom+xml', 'feed'],
    ['application/rdf+xml', 'feed'],
    ['application/xml', 'feed'],
    ['text/xml', 'feed'],
]);
function detectFormat({ name, contentType, head }) {
    const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
    const text = toText(head).trimStart();
    if (/^<(!doctype\s+html|html)[\s>]/i.test(text))
        return null;
    return BY_ENDING.get((0,node_path__WEBPACK_IMPORTED_MODULE_0__.extname)(name).toLowerCase()) ?? BY_TYPE.get(type) ?? detectByContent(text);
}
function toText(head) {
    if (head[0] === 0xff && head[1] === 0xfe)
        return head.toString('utf16le').slice(1);
    return head.toString('utf8').replace(/^\uFEFF/, '');
}
function detectByContent(text) {
    if (text.includes('\0'))
        return null;
    if (text.startsWith('<'))
        return 'feed';
    const [first = '', second = ''] = text.split(/\r?\n/);
    if (text.startsWith('['))
        return 'json';
    if (text.startsWith('{'))
        return first.trimEnd().endsWith('}') && second.startsWith('{') ? 'jsonl' : 'json';
    if (/^sep=.$/i.test(first))
        return 'csv';
    return /^\W*[\w. -]+\W*([,;\t]|$)/.test(first) && !/:\/\//.test(first) && /\b(url|file)\b/i.test(first)
        ? 'csv'
        : 'txt';
}


/***/ }),

/***/ 3182:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   E5: () => (/* binding */ createInvalidRow),
/* harmony export */   _V: () => (/* binding */ toManifestLocation),
/* harmony export */   bp: () => (/* binding */ describeValue),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   ml: () => (/* binding */ createManifestError),
/* harmony export */   y8: () => (/* binding */ toErrorDetails)
/* harmony export */ });
/* harmony import */ var _inputs_input_reader_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(5121);

function createInvalidRow(displayLocation, exactLocation, error) {
    return { displayLocation, content: { error }, locate: () => Promise.resolve(exactLocation) };
}
function toManifestLocation(location) {
    const [, path = '', line] = /^(.+?):(\d+)(?::\d+)?(?= \(|$)/.exec(location) ?? [];
    if (line === undefined || /^(https?:|RUNNER_TEMP\/)/.test(path))
        return {};
    return { location: { path, line: Number(line) } };
}
function toErrorDetails(location, { found, expected, hint }) {
    return {
        code: 'manifest_row_invalid',
        message: `${location}: Found ${found}. Expected ${expected}.`,
        hint: `Possible cause: ${hint}.`,
        class: 'input',
    };
}
function createManifestError(location, expected, hint) {
    return new _inputs_input_reader_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .d([{ input: 'manifest', received: location, expected, hint }]);
}
const MAX_QUOTED_LENGTH = 60;
function quote(text) {
    const safe = /[a-z]:\/\//i.test(text) ? text.replace(/[?#].*$/s, '?…').replace(/\/\/[^/]*@/, '//…@') : text;
    return JSON.stringify(safe.length > MAX_QUOTED_LENGTH ? `${safe.slice(0, MAX_QUOTED_LENGTH)}…` : safe);
}
function describeValue(value) {
    if (value === null)
        return 'null';
    if (Array.isArray(value))
        return 'a list';
    if (typeof value === 'object')
        return 'an object';
    return typeof value === 'string' ? quote(value) : String(value);
}


/***/ }),

/***/ 6522:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  _: () => (/* binding */ getAddressKey),
  tm: () => (/* binding */ getSourceKey),
  aD: () => (/* binding */ hashContentVersion),
  nw: () => (/* binding */ hashSourceKey),
  yK: () => (/* binding */ identifySource)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
// EXTERNAL MODULE: ./lib/util/url.js
var util_url = __nccwpck_require__(7237);
;// CONCATENATED MODULE: ./lib/sources/canonical-url.js

function canonicalizeUrl(link) {
    const url = URL.parse(link);
    if (url === null)
        return link;
    const query = url.search === '' ? '' : canonicalizeQuery(url.search.slice(1));
    return normalizeEncoding(query === '' ? (0,util_url/* removeQuery */.DU)(url) : `${(0,util_url/* removeQuery */.DU)(url)}?${query}`);
}
function normalizeEncoding(url) {
    if (!url.includes('%'))
        return url;
    return url.replace(/%[0-9a-f]{2}/gi, (encoded) => {
        const char = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
        return /[A-Za-z0-9._~-]/.test(char) ? char : encoded.toUpperCase();
    });
}
function canonicalizeQuery(query) {
    const parameters = query.split('&').flatMap((raw) => (raw === '' ? [] : [{ raw, name: getParameterName(raw) }]));
    const isSigning = createSigningFilter(parameters);
    return (parameters
        .filter(({ name }) => !isSigning(name))
        .toSorted((a, b) => Number(a.name > b.name) - Number(a.name < b.name))
        .map(({ raw }) => raw)
        .join('&'));
}
function getParameterName(parameter) {
    const [name = ''] = parameter.split('=', 1);
    return (0,util_url/* decodeUrlText */.nW)(name.toLowerCase()).toLowerCase();
}
const SIGNING_PREFIX = /^(x-amz-|x-goog-|x-oss-|x-tos-|x-obs-|x-bce-|q-(sign|ak$|key-time|header-list|url-param-list))/;
const RESPONSE_HEADER = /^response-(content-|cache-control$|expires$)/;
const SIGNING_NAMES = new Set([
    ...['signature', 'sig', 'sign', 'hmac', 'jwt', 'token', 'access_token', 'accesstoken', 'auth_token', 'authtoken'],
    ...['auth_key', 'sastoken', 'awsaccesskeyid', 'googleaccessid', 'ossaccesskeyid', 'key-pair-id', 'security-token'],
    ...['expires', 'expire', 'expiry', 'expiration', 'expires_at', 'hdnts', 'hdnea', '__token__', '__gda__'],
]);
const AZURE_NAMES = [
    ...['sv', 'ss', 'srt', 'sr', 'sp', 'st', 'se', 'sip', 'spr', 'si', 'sdd', 'ses', 'scid', 'saoid', 'suoid'],
    ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct'],
];
const CONTEXTUAL_NAMES = [
    { when: ['sig', 'sv'], drop: AZURE_NAMES },
    { when: ['signature'], drop: ['policy', 'e', 'exp', 'hash-algorithm'] },
    { when: ['x-amz-signature'], drop: ['actor_id', 'key_id', 'repo_id'] },
    { when: ['ex', 'is', 'hm'], drop: ['ex', 'is', 'hm'] },
    { when: ['md5', 'expires'], drop: ['md5'] },
    { when: ['md5', 'e'], drop: ['md5', 'e'] },
    { when: ['st', 'e'], drop: ['st', 'e'] },
    { when: ['hash', 'expires'], drop: ['hash'] },
    { when: ['hash', 'exp'], drop: ['hash', 'exp'] },
    { when: ['hmac', 'exp'], drop: ['exp'] },
    { when: ['token', 'exp'], drop: ['exp'] },
    { when: ['token', 'expires'], drop: ['token_path', 'bcdn_token'] },
];
function createSigningFilter(parameters) {
    const present = new Set(parameters.map(({ name }) => name));
    const rules = CONTEXTUAL_NAMES.filter(({ when }) => when.every((name) => present.has(name)));
    return (name) => SIGNING_NAMES.has(name) ||
        SIGNING_PREFIX.test(name) ||
        RESPONSE_HEADER.test(name) ||
        rules.some(({ drop }) => drop.includes(name));
}

;// CONCATENATED MODULE: ./lib/sources/source-key.js


const SHARED_PREFIX = 'shared:';
function getSourceKey(source, repository) {
    if (source.kind === 'invalid_row' || source.key === null)
        return getAddressKey(source, repository);
    return source.key.startsWith(SHARED_PREFIX) ? `key:${source.key}` : `key:${repository ?? ''}:${source.key}`;
}
function getAddressKey(source, repository) {
    switch (source.kind) {
        case 'url':
            return `url:${canonicalizeUrl(source.url)}`;
        case 'release_asset':
            return `url:${canonicalizeUrl(source.downloadUrl)}`;
        case 'object':
            return `object:${source.displayName}`;
        case 'file':
            return `file:${repository ?? ''}/${source.displayName}`;
        case 'invalid_row':
            return `row:${repository ?? ''}/${source.displayName}`;
    }
}
const HASH_DIGITS = 32;
function hashSourceKey(sourceKey) {
    return (0,external_node_crypto_.hash)('sha256', sourceKey, 'buffer').toString('hex', 0, HASH_DIGITS / 2);
}
function identifySource(source, repository) {
    if (source.kind === 'task')
        return { sourceKey: null, address: null, contentVersion: null };
    const sourceKey = hashSourceKey(getSourceKey(source, repository));
    const hasKey = source.kind !== 'invalid_row' && source.key !== null;
    const address = hasKey ? hashSourceKey(getAddressKey(source, repository)) : sourceKey;
    return { sourceKey, address, contentVersion: getListedVersion(source) };
}
function hashContentVersion(version) {
    return (0,external_node_crypto_.hash)('sha256', version, 'hex').slice(0, HASH_DIGITS);
}
function getListedVersion(source) {
    return source.kind === 'object' && source.etag !== null ? hashContentVersion(`etag:"${source.etag}"`) : null;
}


/***/ }),

/***/ 7258:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AX: () => (/* binding */ isMisconfigured),
/* harmony export */   JT: () => (/* binding */ toResponseError),
/* harmony export */   Nu: () => (/* binding */ toDeadlineExceeded),
/* harmony export */   P0: () => (/* binding */ isRetiredEndpoint),
/* harmony export */   RS: () => (/* binding */ isResourceError),
/* harmony export */   dg: () => (/* binding */ isTransient),
/* harmony export */   f: () => (/* binding */ parseErrorCode),
/* harmony export */   fh: () => (/* binding */ toTransportError),
/* harmony export */   go: () => (/* binding */ toFailedVideoError),
/* harmony export */   hD: () => (/* binding */ ApiError),
/* harmony export */   zk: () => (/* binding */ createInvalidResponseError)
/* harmony export */ });
/* unused harmony exports getInfoByCode, getInfoByHttpStatus, classifyReason */
/* harmony import */ var _http_network_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9846);
/* harmony import */ var _http_rate_limit_headers_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(5621);
/* harmony import */ var _http_transport_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(733);
/* harmony import */ var _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(4965);
/* harmony import */ var _model_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(3434);
/* harmony import */ var _util_format_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(7949);
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(8884);







class ApiError extends _model_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .ActionError */ .lZ {
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
function isTransient(error) {
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
    return error instanceof ApiError && !isTransient(error) && !isMisconfigured(error) && error.status !== 401;
}
function toDeadlineExceeded(error, now) {
    const { details, failure, status, retryAfterMs } = error;
    const reset = retryAfterMs === null ? '' : ` It resets at ${new Date(now.getTime() + retryAfterMs).toISOString()}.`;
    const message = `${details.message} That is after the timeout of this step.${reset}`;
    return new ApiError(failure, { ...details, message }, { status, retryAfterMs, cause: error });
}
function isRetiredEndpoint({ failure, status, details }) {
    const hasCode = details.code === 'endpoint_not_exists' || details.code === 'api_upgrade_required';
    return failure === 'error_response' && (status === 410 || hasCode);
}
function toTransportError(error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!(error instanceof _http_transport_js__WEBPACK_IMPORTED_MODULE_0__/* .TransportError */ .w) || error.sent) {
        return new ApiError('no_response', withReason('no_response', reason), { cause: error });
    }
    const code = (0,_http_network_js__WEBPACK_IMPORTED_MODULE_3__/* .classifyNetworkError */ .LW)(error.cause) === 'certificate' ? 'certificate_invalid' : 'unreachable';
    return new ApiError('not_sent', withReason(code, reason), { cause: error });
}
function createInvalidResponseError(reason, cause) {
    return new ApiError('invalid_response', withReason('invalid_response', reason), { cause });
}
function toResponseError(reply, now) {
    const body = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asObject */ .eB)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseJson */ .qF)(reply.body));
    const error = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .asObject */ .eB)(body?.['error']) ?? body;
    const code = parseErrorCode(error?.['code']);
    const info = (code === null ? null : getInfoByCode(code)) ?? getInfoByHttpStatus(reply.status);
    const reason = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseText */ .r4)(error?.['message']) ?? (0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseText */ .r4)(body?.['error']) ?? `HTTP ${reply.status}`;
    return new ApiError('error_response', toErrorDetails(code ?? `http_${reply.status}`, info, reason), {
        status: reply.status,
        retryAfterMs: (0,_http_rate_limit_headers_js__WEBPACK_IMPORTED_MODULE_5__/* .parseRetryAfterMs */ .o)(reply.headers, now),
        details: error?.['details'],
        cause: reply.bodyError ?? undefined,
    });
}
function parseErrorCode(value) {
    const text = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_4__/* .parseText */ .r4)(value);
    return text !== null && /^[a-z][a-z0-9_]{0,99}$/.test(text) ? (0,_model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .toErrorCode */ .Xs)(text) : null;
}
function toFailedVideoError(code, reason) {
    const words = reason?.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? [];
    const listed = code ?? words.map(_model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .toErrorCode */ .Xs).find((word) => getInfoByCode(word) !== null) ?? null;
    const info = listed === null ? null : getInfoByCode(listed);
    const text = reason ?? 'TwelveLabs gave no reason';
    const cause = classifyReason(reason ?? '');
    const isLink = info?.class === 'input' && cause === 'video_download_failed';
    if (info !== null && listed !== null && !isLink)
        return toErrorDetails(listed, info, text);
    return toErrorDetails((isLink ? null : code) ?? cause, _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .ACTION_ERRORS */ .t3[cause], text);
}
function getInfoByCode(code) {
    if (Object.hasOwn(_model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .PLATFORM_ERRORS */ .OA, code))
        return _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .PLATFORM_ERRORS */ .OA[code];
    return code.startsWith('external_video_') ? _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .EXTERNAL_VIDEO_ERROR */ .FX : null;
}
function getInfoByHttpStatus(status) {
    const group = `${status >= 500 ? 5 : Math.floor(status / 100)}xx`;
    return _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .HTTP_ERRORS */ .P$[status] ?? _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .HTTP_ERRORS */ .P$[group] ?? _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .HTTP_ERRORS */ .P$['4xx'] ?? _model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .ACTION_ERRORS */ .t3.invalid_response;
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
    return toErrorDetails(code, (0,_model_error_catalog_js__WEBPACK_IMPORTED_MODULE_1__/* .getErrorInfo */ .B1)(code), reason);
}
function toErrorDetails(code, { message, hint, class: errorClass }, reason) {
    return { code, message: `${message} (${(0,_util_format_js__WEBPACK_IMPORTED_MODULE_6__/* .cutText */ .IN)(reason, MAX_REASON_LENGTH)})`, hint, class: errorClass };
}
const MAX_REASON_LENGTH = 2_000;


/***/ }),

/***/ 6445:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ getIndex),
/* harmony export */   U: () => (/* binding */ findIndexIds)
/* harmony export */ });
/* harmony import */ var _util_json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(8884);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7258);


async function getIndex(api, id, limits) {
    const body = await api.get(`/indexes/${encodeURIComponent(id)}`, new URLSearchParams(), limits);
    if ((0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseText */ .r4)(body['_id']) === null)
        throw (0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .createInvalidResponseError */ .zk)('the response is not an index');
    return {
        id,
        name: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseText */ .r4)(body['index_name']),
        models: [...parseNames(body, 'models', 'model_name'), ...parseNames(body, 'engines', 'engine_name')],
        expiresAt: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseDate */ ._U)(body['expires_at']),
        videoCount: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseNumber */ .$J)(body['video_count']),
        totalDuration: (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseNumber */ .$J)(body['total_duration']),
    };
}
async function findIndexIds(api, name, limits) {
    const body = await api.get('/indexes', new URLSearchParams({ index_name: name }), limits);
    return (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asList */ .DD)(body['data']).flatMap((row) => {
        const index = (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)(row);
        return index?.['index_name'] === name ? ((0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseText */ .r4)(index['_id']) ?? []) : [];
    });
}
function parseNames(body, list, key) {
    return (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asList */ .DD)(body[list])
        .map((item) => (0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseText */ .r4)((0,_util_json_js__WEBPACK_IMPORTED_MODULE_1__/* .asObject */ .eB)(item)?.[key]))
        .filter((name) => name !== null);
}


/***/ }),

/***/ 404:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ readFileChunks)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3024);

const CHUNK_BYTES = 256 * 1024;
const MAX_SYNC_READ_MS = 20;
function readFileChunks(file, { start, length }, onEnd, maxSyncReadMs = MAX_SYNC_READ_MS) {
    const end = start + (length ?? Number.POSITIVE_INFINITY);
    let stopped = false;
    const stop = () => {
        if (stopped)
            return;
        stopped = true;
        onEnd();
    };
    async function* read() {
        const memory = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        let isQuick = false;
        try {
            for (let at = start; at < end;) {
                if (stopped)
                    throw new Error('the file was closed while it was being read');
                const startedMs = performance.now();
                const maxSize = Math.min(CHUNK_BYTES, end - at);
                const size = isQuick
                    ? (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readSync)(file.fd, memory, 0, maxSize, at)
                    : (await file.read(memory, 0, maxSize, at)).bytesRead;
                isQuick = performance.now() - startedMs < maxSyncReadMs;
                if (size === 0)
                    return;
                at += size;
                yield memory.subarray(0, size);
            }
        }
        finally {
            stop();
        }
    }
    return { [Symbol.asyncIterator]: read, destroy: stop };
}


/***/ }),

/***/ 6013:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   dU: () => (/* binding */ createDeadline),
/* harmony export */   gW: () => (/* binding */ createSystemClock),
/* harmony export */   r1: () => (/* binding */ withDeadlineSignal)
/* harmony export */ });
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


/***/ }),

/***/ 4467:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ae: () => (/* binding */ mapInTurns),
/* harmony export */   HH: () => (/* binding */ mapInParallel),
/* harmony export */   HN: () => (/* binding */ inParallel),
/* harmony export */   nl: () => (/* binding */ createPause)
/* harmony export */ });
/* harmony import */ var node_timers_promises__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8500);

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
        await (0,node_timers_promises__WEBPACK_IMPORTED_MODULE_0__.setImmediate)();
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


/***/ }),

/***/ 9110:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ getSystemErrorCode),
/* harmony export */   u: () => (/* binding */ getErrorMessage)
/* harmony export */ });
/* harmony import */ var _json_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8884);

function getSystemErrorCode(error) {
    return (0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .parseText */ .r4)((0,_json_js__WEBPACK_IMPORTED_MODULE_0__/* .asObject */ .eB)(error)?.['code']);
}
function getErrorMessage(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 7949:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  IN: () => (/* binding */ cutText),
  a3: () => (/* binding */ formatDuration),
  Rk: () => (/* binding */ formatExactDuration),
  dp: () => (/* binding */ formatMinutes),
  Xq: () => (/* binding */ formatSize)
});

;// CONCATENATED MODULE: ./node_modules/parse-ms/index.js
const toZeroIfInfinity = value => Number.isFinite(value) ? value : 0;

function parseNumber(milliseconds) {
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
				return parseNumber(milliseconds);
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

const GIB = 1024 ** 3;
function cutText(text, maxLength) {
    if (text.length <= maxLength)
        return text;
    return `${text
        .slice(0, maxLength + 1)
        .replace(/[^\s/"'<>]*$/, '')
        .trimEnd()}…`;
}
function formatDuration(seconds) {
    const whole = Math.round(seconds);
    return whole === 0 ? '0s' : prettyMilliseconds(whole * 1000, { secondsDecimalDigits: 0 });
}
function formatExactDuration(seconds) {
    if (seconds < 120)
        return `${Math.round(seconds * 10) / 10} s`;
    return `${Math.round((seconds / 60) * 10) / 10} min`;
}
function formatMinutes(seconds, rounded = 'nearest') {
    if (rounded === 'up')
        return String(Math.ceil(seconds / 0.6) / 100);
    return (seconds / 60).toFixed(seconds < 600 ? 1 : 0);
}
function formatSize(bytes) {
    if (bytes < GIB)
        return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
    return `${(bytes / GIB).toFixed(bytes % GIB === 0 ? 0 : 2)} GiB`;
}


/***/ }),

/***/ 8849:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ hashFile)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7598);
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1455);
/* harmony import */ var _chunks_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(404);



async function hashFile(path, signal) {
    const digest = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    try {
        const file = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_1__.open)(path);
        for await (const chunk of (0,_chunks_js__WEBPACK_IMPORTED_MODULE_2__/* .readFileChunks */ .N)(file, { start: 0, length: null }, () => void file.close())) {
            if (signal.aborted)
                return null;
            digest.update(chunk);
        }
        return digest.digest('hex');
    }
    catch {
        return null;
    }
}


/***/ }),

/***/ 6744:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $: () => (/* binding */ isPrivateName),
/* harmony export */   R: () => (/* binding */ classifyHost)
/* harmony export */ });
/* harmony import */ var ipaddr_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8280);

const ADDRESS_PATTERN = /^[\d.]+$|:/;
function classifyHost(hostname) {
    const host = hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
    if (host === 'localhost')
        return 'loopback';
    if (host.endsWith('.localhost'))
        return 'private';
    if (!ADDRESS_PATTERN.test(host) || !ipaddr_js__WEBPACK_IMPORTED_MODULE_0__.isValid(host))
        return 'name';
    if (/^::[0-9a-f]{1,4}:[0-9a-f]{1,4}$/.test(host))
        return 'private';
    const address = ipaddr_js__WEBPACK_IMPORTED_MODULE_0__.process(host);
    const range = address.range();
    if (range === 'unicast')
        return isGlobal(address) ? 'public' : 'private';
    return range === 'loopback' ? 'loopback' : 'private';
}
const GLOBAL_IPV6 = ipaddr_js__WEBPACK_IMPORTED_MODULE_0__.parseCIDR('2000::/3');
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


/***/ }),

/***/ 8884:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $J: () => (/* binding */ parseNumber),
/* harmony export */   DD: () => (/* binding */ asList),
/* harmony export */   Fg: () => (/* binding */ parseId),
/* harmony export */   IB: () => (/* binding */ formatJson),
/* harmony export */   _U: () => (/* binding */ parseDate),
/* harmony export */   eB: () => (/* binding */ asObject),
/* harmony export */   lQ: () => (/* binding */ parseExactJson),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   r4: () => (/* binding */ parseText)
/* harmony export */ });
function asObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}
function asList(value) {
    return Array.isArray(value) ? value : [];
}
function parseText(value) {
    return typeof value === 'string' && value !== '' ? value : null;
}
function parseId(value) {
    return typeof value === 'string' && /^[A-Za-z0-9_-]{1,100}$/.test(value) ? value : null;
}
function parseNumber(value) {
    return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}
function parseDate(value) {
    const time = Date.parse(parseText(value) ?? '');
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


/***/ }),

/***/ 7237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   DU: () => (/* binding */ removeQuery),
/* harmony export */   Pf: () => (/* binding */ isSafeToMask),
/* harmony export */   Ym: () => (/* binding */ MIN_MASKED_LENGTH),
/* harmony export */   gx: () => (/* binding */ findUrlSecrets),
/* harmony export */   nW: () => (/* binding */ decodeUrlText)
/* harmony export */ });
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


/***/ }),

/***/ 4942:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Qq: () => (/* binding */ HttpClient),
  s_: () => (/* binding */ lib_getProxyUrl)
});

// UNUSED EXPORTS: Headers, HttpClientError, HttpClientResponse, HttpCodes, MediaTypes, isHttps

// EXTERNAL MODULE: external "http"
var external_http_ = __nccwpck_require__(8611);
var external_http_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_http_, 2);
// EXTERNAL MODULE: external "https"
var external_https_ = __nccwpck_require__(5692);
var external_https_namespaceObject = /*#__PURE__*/__nccwpck_require__.t(external_https_, 2);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/proxy.js
function getProxyUrl(reqUrl) {
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
// EXTERNAL MODULE: external "./lazy-undici.cjs"
var external_lazy_undici_cjs_ = __nccwpck_require__(4650);
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
    const proxyUrl = getProxyUrl(new URL(serverUrl));
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
class HttpClient {
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
        const proxyUrl = getProxyUrl(parsedUrl);
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
        const proxyUrl = getProxyUrl(parsedUrl);
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

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __nccwpck_require__(1455);
// EXTERNAL MODULE: ./lib/util/json.js
var util_json = __nccwpck_require__(8884);
;// CONCATENATED MODULE: ./lib/github/event.js


async function readEvent(path) {
    if (!path)
        return null;
    try {
        return (0,util_json/* asObject */.eB)((0,util_json/* parseJson */.qF)(await (0,promises_.readFile)(path, 'utf8')));
    }
    catch {
        return null;
    }
}
async function findPullRequest(env) {
    return parsePullRequest(await readEvent(env['GITHUB_EVENT_PATH']), env['GITHUB_REPOSITORY'] ?? '');
}
function parsePullRequest(event, repository) {
    const pullRequest = (0,util_json/* asObject */.eB)(event?.['pull_request']);
    const number = (0,util_json/* parseNumber */.$J)(pullRequest?.['number']);
    if (number !== null) {
        const head = (0,util_json/* asObject */.eB)(pullRequest?.['head']);
        const from = (0,util_json/* parseText */.r4)((0,util_json/* asObject */.eB)(head?.['repo'])?.['full_name']);
        const isFromFork = head !== null && from?.toLowerCase() !== repository.toLowerCase();
        return { number, commit: (0,util_json/* parseText */.r4)(head?.['sha']), isFromFork };
    }
    const issue = (0,util_json/* asObject */.eB)(event?.['issue']);
    const issueNumber = (0,util_json/* asObject */.eB)(issue?.['pull_request']) === null ? null : (0,util_json/* parseNumber */.$J)(issue?.['number']);
    return issueNumber === null ? null : { number: issueNumber, commit: null, isFromFork: false };
}

;// CONCATENATED MODULE: ./lib/github/environment.js


async function readEnvironment(env, clock, signal) {
    return {
        workspace: (0,external_node_path_.resolve)(env['GITHUB_WORKSPACE'] || '.'),
        temporaryFolder: env['RUNNER_TEMP'] ? (0,external_node_path_.resolve)(env['RUNNER_TEMP']) : null,
        repository: env['GITHUB_REPOSITORY'] || null,
        githubApiUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
        event: await readEvent(env['GITHUB_EVENT_PATH']),
        clock,
        signal,
    };
}

;// CONCATENATED MODULE: ./lib/plan/format-plan.js
function getTotals(actions) {
    const durations = actions.filter(({ kind }) => kind === 'submit').map(({ durationSeconds }) => durationSeconds);
    const seconds = durations.reduce((sum, duration) => sum + (duration ?? 0), 0);
    return { seconds, isExact: !durations.includes(null) };
}
function formatPlan({ actions, removals }, pricePerMinute) {
    const count = (...kinds) => actions.filter(({ kind }) => kinds.includes(kind)).length;
    const remove = (...kinds) => removals.filter(({ kind }) => kinds.includes(kind)).length;
    const changed = actions.filter((action) => 'changes' in action && changesMetadata(action.changes)).length;
    const parts = [
        [count('reuse'), 'already indexed'],
        [count('adopt'), 'being indexed'],
        [changed, 'with changed metadata'],
        [count('submit'), `to submit${formatCost(getTotals(actions), pricePerMinute)}`],
        [count('reject'), 'rejected'],
        [remove('delete'), 'to delete'],
        [remove('release'), 'to release'],
        [remove('keep'), 'no longer in the list'],
    ];
    const shown = parts.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
    const total = `${actions.length} ${actions.length === 1 ? 'video' : 'videos'}`;
    return shown.length === 0 ? total : `${total}: ${shown.join(', ')}`;
}
function changesMetadata({ userMetadata }) {
    return Object.keys(userMetadata).some((name) => !name.startsWith('gha_'));
}
function formatCost({ seconds, isExact }, pricePerMinute) {
    if (seconds === 0)
        return '';
    const minutes = seconds / 60;
    const price = pricePerMinute === null ? '' : `, ${(minutes * pricePerMinute).toFixed(2)}`;
    return ` (${isExact ? '' : 'at least '}${minutes < 10 ? minutes.toFixed(1) : minutes.toFixed(0)} min${price})`;
}

// EXTERNAL MODULE: ./lib/util/concurrency.js
var concurrency = __nccwpck_require__(4467);
;// CONCATENATED MODULE: ./lib/indexing/apply-plan.js


const INDEX = { name: 'index' };
async function applyPlan(context, plan) {
    if (context.cancellation.signal.aborted)
        return { reused: [], adopted: [] };
    const pause = (0,concurrency/* createPause */.nl)();
    const replaced = groupReplaced(plan);
    for (const action of plan.actions) {
        describeAction(context.store, replaced, action);
        applyAction(context, action);
        await pause();
    }
    return { reused: getUpdates(plan, 'reuse'), adopted: getUpdates(plan, 'adopt') };
}
async function applyDryRun(context, plan) {
    const pause = (0,concurrency/* createPause */.nl)();
    const replaced = groupReplaced(plan);
    for (const action of plan.actions) {
        await pause();
        const { position, kind, durationSeconds } = action;
        describeAction(context.store, replaced, action);
        const video = context.store.videos()[position];
        if (video === undefined || video.phase !== 'queued')
            continue;
        if ('record' in action && action.record)
            storeRecord(context, video, action.record);
        else if (durationSeconds !== null)
            context.store.addMetadata(position, { duration: durationSeconds });
        if (kind === 'submit') {
            warnOfFindings(context, video, action);
            context.store.update(position, { action: 'submitted' });
        }
        if (kind === 'reject')
            context.store.finish(position, 'rejected', action.error);
        else
            context.store.finish(position, 'planned');
    }
}
function logPlan({ log, settings }, plan) {
    if (plan.actions.length + plan.removals.length > 0)
        log.info(formatPlan(plan, settings.pricePerMinute));
    for (const error of plan.warnings)
        log.warning(error, INDEX);
}
function groupReplaced({ removals }) {
    return Map.groupBy(removals.filter(({ reason }) => reason === 'replaced'), ({ successor }) => successor);
}
function describeAction(store, replaced, action) {
    const replaces = replaced.get(action.position)?.map(({ record }) => record.id) ?? [];
    store.update(action.position, { ...ACTION_RESULTS[action.kind](action), replaces });
}
const ACTION_RESULTS = {
    reuse: (action) => {
        if (isMoved(action))
            return { action: 'updated', reason: 'moved' };
        return hasChangedMetadata(action)
            ? { action: 'updated', reason: 'metadata_changed' }
            : { action: 'reused', reason: 'unchanged' };
    },
    adopt: (action) => ({ action: 'adopted', reason: isMoved(action) ? 'moved' : 'unchanged' }),
    submit: (action) => ({ reason: action.kind === 'submit' ? action.reason : null }),
    reject: () => ({}),
};
function isMoved(action) {
    return 'isMoved' in action && action.isMoved;
}
function hasChangedMetadata(action) {
    return 'changes' in action && changesMetadata(action.changes);
}
function getUpdates({ actions }, wanted) {
    return actions.flatMap((action) => {
        if (action.kind !== wanted || !hasChanges(action.changes))
            return [];
        return [{ position: action.position, videoId: action.record.id, changes: action.changes }];
    });
}
function hasChanges({ claim, userMetadata }) {
    return Object.keys(claim).length + Object.keys(userMetadata).length > 0;
}
function applyAction(context, action) {
    const { store, clock, settings } = context;
    const { position } = action;
    const video = store.videos()[position];
    if (video === undefined || video.phase !== 'queued')
        return;
    switch (action.kind) {
        case 'reuse':
            storeRecord(context, video, action.record);
            if (hasChanges(action.changes)) {
                const readyAt = action.record.readyAt?.toISOString() ?? null;
                store.update(position, { phase: 'open', startedMs: clock.now(), platformStatus: 'ready', readyAt });
            }
            else
                store.finish(position, 'ready', null, action.record.readyAt);
            return;
        case 'adopt':
            storeRecord(context, video, action.record);
            store.update(position, { phase: 'open', startedMs: clock.now() });
            if (!settings.wait)
                store.finish(position, 'submitted');
            return;
        case 'reject':
            if (action.record)
                storeRecord(context, video, action.record);
            store.finish(position, action.record ? 'failed' : 'rejected', action.error);
            return;
        case 'submit':
            warnOfFindings(context, video, action);
    }
}
function warnOfFindings(context, video, { reason, findings }) {
    const serious = findings.filter(({ severity }) => severity !== 'unknown');
    const cause = findings.find(({ severity, error }) => severity !== 'unknown' || error.class !== 'media');
    if (cause)
        context.store.update(video.position, { inspectionError: cause.error });
    for (const { error } of serious)
        context.log.warning(error, video);
    if (reason === 'changed')
        context.log.info('Its content changed since it was indexed. Indexing the new version.', video);
    if (reason === 'retry')
        context.log.info('An earlier attempt to index it failed. Trying again.', video);
}
function storeRecord({ store }, video, record) {
    const known = Object.fromEntries(Object.entries(record.metadata).filter(([, value]) => value !== null));
    store.update(video.position, {
        reused: true,
        remoteId: record.taskId ?? record.id,
        remoteIdKind: record.taskId === null ? 'indexed_asset' : 'task',
        metadata: { ...video.metadata, ...known },
        submittedAt: record.createdAt?.toISOString() ?? null,
    });
}

// EXTERNAL MODULE: ./lib/model/errors.js
var errors = __nccwpck_require__(3434);
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
            store.finish(position, 'failed', (0,errors/* createErrorDetails */.Xd)('deletion_crashed'));
        if (status === 'deleting')
            store.finish(position, 'unconfirmed', (0,errors/* createErrorDetails */.Xd)('deletion_unconfirmed'));
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

;// CONCATENATED MODULE: ./lib/http/pagination.js

const PAGE_LIMIT = 50;
const MAX_PAGES = 200;
function countRows({ totalResults, totalPages, rows }) {
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
    const rows = (0,util_json/* asList */.DD)(body['data']).flatMap((item) => {
        const object = (0,util_json/* asObject */.eB)(item);
        const row = object && parseRow(object);
        return row ? [row] : [];
    });
    return {
        rows,
        totalPages: parseTotalPages(body),
        totalResults: (0,util_json/* parseNumber */.$J)((0,util_json/* asObject */.eB)(body['page_info'])?.['total_results']),
    };
}
function parseTotalPages(body) {
    const total = (0,util_json/* parseNumber */.$J)((0,util_json/* asObject */.eB)(body['page_info'])?.['total_page']) ?? 1;
    return Math.min(Math.max(1, Math.ceil(total)), MAX_PAGES + 1);
}

;// CONCATENATED MODULE: ./lib/http/request-limits.js
const READ_TIMEOUT_MS = 30_000;
const GRACE_PERIOD_MS = 3_000;
function createReadLimits({ deadline, cancellation }) {
    const timeoutMs = Math.max(0, Math.min(READ_TIMEOUT_MS, deadline.remainingMs() + GRACE_PERIOD_MS));
    return { timeoutMs, signal: cancellation.signal };
}

// EXTERNAL MODULE: ./lib/twelvelabs/errors.js
var twelvelabs_errors = __nccwpck_require__(7258);
;// CONCATENATED MODULE: ./lib/model/result.js
const NO_METADATA = {
    video_id: null,
    asset_id: null,
    duration: null,
    width: null,
    height: null,
    size: null,
    hls_url: null,
    thumbnail_url: null,
};
function isRemoval({ reason }) {
    return reason === 'unlisted' || reason === 'replaced' || reason === 'duplicate';
}

;// CONCATENATED MODULE: ./lib/twelvelabs/indexing-state.js



function parseIndexingState(body) {
    const id = (0,util_json/* parseId */.Fg)(body['_id']);
    const status = (0,util_json/* parseText */.r4)(body['status'])?.toLowerCase();
    if (id === null || status === undefined)
        return null;
    const metadata = (0,util_json/* asObject */.eB)(body['system_metadata']) ?? (0,util_json/* asObject */.eB)(body['metadata']);
    return {
        id,
        indexId: (0,util_json/* parseId */.Fg)(body['index_id']),
        status,
        metadata: {
            ...NO_METADATA,
            video_id: (0,util_json/* parseId */.Fg)(body['video_id']),
            asset_id: (0,util_json/* parseId */.Fg)(body['asset_id']),
            duration: (0,util_json/* parseNumber */.$J)(metadata?.['duration']),
            width: (0,util_json/* parseNumber */.$J)(metadata?.['width']),
            height: (0,util_json/* parseNumber */.$J)(metadata?.['height']),
            size: (0,util_json/* parseNumber */.$J)(metadata?.['size']),
            ...parseStream(body),
        },
        filename: (0,util_json/* parseText */.r4)(metadata?.['filename']),
        createdAt: (0,util_json/* parseDate */._U)(body['created_at']),
        readyAt: status === 'ready' ? (0,util_json/* parseDate */._U)(body['updated_at']) : null,
        error: status === 'failed' ? parseFailure(body) : null,
    };
}
function parseStream(body) {
    const hls = (0,util_json/* asObject */.eB)(body['hls']);
    return { hls_url: (0,util_json/* parseText */.r4)(hls?.['video_url']), thumbnail_url: (0,util_json/* parseText */.r4)((0,util_json/* asList */.DD)(hls?.['thumbnail_urls'])[0]) };
}
function parseFailure(body) {
    for (const name of ['error_reason', 'error', 'error_message', 'message']) {
        const text = (0,util_json/* parseText */.r4)(body[name]);
        if (text !== null)
            return (0,twelvelabs_errors/* toFailedVideoError */.go)(null, text);
        const object = (0,util_json/* asObject */.eB)(body[name]);
        const list = (0,util_json/* asList */.DD)(body[name]);
        if (list.length > 0)
            return (0,twelvelabs_errors/* toFailedVideoError */.go)(null, (0,util_json/* formatJson */.IB)(list));
        if (object !== null) {
            return (0,twelvelabs_errors/* toFailedVideoError */.go)((0,twelvelabs_errors/* parseErrorCode */.f)(object['code']), (0,util_json/* parseText */.r4)(object['message']) ?? (0,util_json/* formatJson */.IB)(object));
        }
    }
    return (0,twelvelabs_errors/* toFailedVideoError */.go)(null, null);
}

;// CONCATENATED MODULE: ./lib/twelvelabs/indexed-assets.js




const ALL_STATUSES = ['validating', 'pending', 'queued', 'indexing', 'ready', 'failed'];
const DOCUMENTED_STATUSES = ['pending', 'queued', 'indexing', 'ready', 'failed'];
const FILTER_SPELLINGS = ['brackets', 'json', 'bare'];
async function listIndexedAssets(api, indexId, { page, statuses = DOCUMENTED_STATUSES, filter }, limits) {
    const params = new URLSearchParams({ page: String(page), page_limit: String(PAGE_LIMIT) });
    if (filter)
        for (const [name, value] of spellFilter(filter.spelling, filter.values))
            params.append(name, value);
    for (const status of statuses)
        params.append('status', status);
    const rows = parsePage(await api.get(getPath(indexId), params, limits), parseIndexedAsset);
    if (rows === null)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the list has no `data`');
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
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response is not the requested item');
    return asset;
}
function getPath(indexId) {
    return `/indexes/${encodeURIComponent(indexId)}/indexed-assets`;
}
function parseIndexedAsset(body) {
    const state = parseIndexingState(body);
    if (state === null)
        return null;
    return {
        ...state,
        metadata: { ...state.metadata, video_id: state.id },
        readyAt: state.status === 'ready' ? (0,util_json/* parseDate */._U)(body['indexed_at']) : null,
        userMetadata: omitEmpty((0,util_json/* asObject */.eB)(body['user_metadata'])),
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

// EXTERNAL MODULE: ./lib/http/retry.js
var retry = __nccwpck_require__(8394);
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
    return (0,retry/* retry */.L)(send, {
        clock,
        random,
        signal,
        deadline,
        isRetryable: (error, elapsedMs) => {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD) || !(0,twelvelabs_errors/* isTransient */.dg)(error))
                return false;
            if (error.status === 429)
                cooldown.pauseFor(error.retryAfterMs);
            return !isUnreachable(context.api, error, elapsedMs);
        },
        getRetryAfterMs: (error) => (error instanceof twelvelabs_errors/* ApiError */.hD ? error.retryAfterMs : null),
        toDeadlineError: (error) => (error instanceof twelvelabs_errors/* ApiError */.hD ? (0,twelvelabs_errors/* toDeadlineExceeded */.Nu)(error, clock.date()) : error),
        onRetry: (error, failures) => {
            if (failures === 1 && error instanceof twelvelabs_errors/* ApiError */.hD)
                log.info(`${error.message} Retrying.`);
        },
    });
}
async function readIfAvailable(read) {
    try {
        return await read();
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD && (error.status ?? 0) >= 400 && !(0,twelvelabs_errors/* isTransient */.dg)(error))
            return null;
        throw error;
    }
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
            if (error instanceof twelvelabs_errors/* ApiError */.hD && (0,twelvelabs_errors/* isResourceError */.RS)(error))
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
            else if (countRows(list) >= countRows(unfiltered))
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
            if (countRows(list) > maxItems)
                return { items: [], isComplete: false };
            last = list.totalPages;
            for (const row of list.rows)
                rows.set(row.id, row);
        }
        let isIgnored = false;
        const items = await (0,concurrency/* mapInParallel */.HH)(READ_CONCURRENCY, rows.values(), async (row) => {
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
    return error instanceof twelvelabs_errors/* ApiError */.hD && error.failure === 'error_response' && error.status === 400;
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(7598);
;// CONCATENATED MODULE: ./lib/http/multipart.js

function encodeForm(form) {
    const boundary = `form-${(0,external_node_crypto_.randomUUID)()}`;
    const parts = form.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    return { body: `${parts.join('')}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}
function streamForm(form, part) {
    const boundary = `form-${(0,external_node_crypto_.randomUUID)()}`;
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
            const delayMs = retryAfterMs ?? (0,retry/* getBackoffMs */.$)(rejections + 1, random());
            const jitterMs = random() * Math.max(delayMs * JITTER_FRACTION, MIN_JITTER_MS);
            untilMs = Math.max(untilMs, clock.now() + delayMs + jitterMs);
        },
        reset: () => {
            rejections = 0;
        },
    };
}

// EXTERNAL MODULE: ./lib/http/rate-limit-headers.js
var rate_limit_headers = __nccwpck_require__(5621);
// EXTERNAL MODULE: ./lib/util/host.js
var host = __nccwpck_require__(6744);
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
                throw (0,twelvelabs_errors/* toResponseError */.JT)(reply, config.clock.date());
            const exhaustedMs = (0,rate_limit_headers/* parseQuotaExhaustedMs */.V)(reply.headers, config.clock.date());
            if (exhaustedMs !== null)
                limits.onQuotaExhausted?.(exhaustedMs);
            return read(reply);
        }
        catch (error) {
            if (error instanceof twelvelabs_errors/* ApiError */.hD)
                throw error;
            const failure = (0,twelvelabs_errors/* toTransportError */.fh)(error);
            trace(failure.message);
            throw failure;
        }
    };
    return {
        cooldown: createCooldown(config.clock, config.random),
        hasResponded: () => responded,
        isLocal: (0,host/* classifyHost */.R)(new URL(config.baseUrl).hostname) === 'loopback',
        get: (path, query, limits) => call('GET', withQuery(path, query), NO_CONTENT, limits, parseResponse),
        postForm: (path, form, limits) => call('POST', path, encodeForm(form), limits, parseResponse),
        postFile: (path, { body, contentLength, contentType }, limits) => call('POST', path, { body: { stream: body, length: contentLength }, type: contentType }, limits, parseResponse),
        postJson: (path, value, limits) => call('POST', path, { body: JSON.stringify(value), type: 'application/json' }, limits, parseResponse),
        patchJson: (path, value, limits) => call('PATCH', path, { body: JSON.stringify(value), type: 'application/json' }, limits, () => { }),
        delete: (path, query, limits) => call('DELETE', withQuery(path, query), NO_CONTENT, limits, () => { }),
    };
}
async function getPage(api, path, query, parseRow, limits) {
    const page = parsePage(await api.get(path, query, limits), parseRow);
    if (page === null)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the list has no `data`');
    return page;
}
function withQuery(path, query) {
    const text = query.toString();
    return text ? `${path}?${text}` : path;
}
function parseResponse(reply) {
    if (reply.bodyError)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)(reply.bodyError.message, reply.bodyError);
    if (reply.body === '')
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response is empty');
    const json = (0,util_json/* parseJson */.qF)(reply.body);
    const object = Array.isArray(json) ? { data: json } : (0,util_json/* asObject */.eB)(json);
    if (!object)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response is not a JSON object');
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
        if (!(error instanceof twelvelabs_errors/* ApiError */.hD) || error.failure !== 'no_response' || form.isComplete())
            throw error;
        throw new twelvelabs_errors/* ApiError */.hD('not_sent', error.details, { cause: error });
    }
}
async function getAsset(api, id, limits) {
    const asset = parseAsset(await api.get(assets_getPath(id), new URLSearchParams(), limits));
    if (asset === null || asset.id !== id)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response is not the requested asset');
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
    const id = (0,util_json/* parseId */.Fg)(body['_id']);
    if (id === null)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response has no `_id`');
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
    const id = (0,util_json/* parseId */.Fg)(row['_id']);
    const indexId = (0,util_json/* parseId */.Fg)((0,util_json/* asObject */.eB)(row['index'])?.['_id']) ?? (0,util_json/* parseId */.Fg)(row['index_id']);
    return id === null ? null : { id, indexId };
}
function assets_getPath(id) {
    return `/assets/${encodeURIComponent(id)}`;
}
function parseCreatedAsset(body) {
    const asset = parseAsset({ status: 'processing', ...body });
    if (asset === null)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response has no `_id`');
    return asset;
}
function parseAsset(body) {
    const id = (0,util_json/* parseId */.Fg)(body['_id']);
    const status = (0,util_json/* parseText */.r4)(body['status'])?.toLowerCase();
    if (id === null || status === undefined)
        return null;
    return {
        id,
        status,
        method: (0,util_json/* parseText */.r4)(body['method']),
        message: (0,util_json/* parseText */.r4)((0,util_json/* asObject */.eB)(body['error'])?.['message']) ?? (0,util_json/* parseText */.r4)(body['error']),
        metadata: parseMetadata(id, body),
        userMetadata: (0,util_json/* asObject */.eB)(body['user_metadata']),
        filename: (0,util_json/* parseText */.r4)(body['filename']),
        createdAt: (0,util_json/* parseDate */._U)(body['created_at']),
    };
}
function parseMetadata(id, body) {
    const technical = (0,util_json/* asObject */.eB)(body['technical_metadata']);
    return {
        ...NO_METADATA,
        asset_id: id,
        duration: (0,util_json/* parseNumber */.$J)(body['duration']) ?? (0,util_json/* parseNumber */.$J)(technical?.['duration']),
        width: (0,util_json/* parseNumber */.$J)(technical?.['width']),
        height: (0,util_json/* parseNumber */.$J)(technical?.['height']),
        size: (0,util_json/* parseNumber */.$J)(body['size']) ?? (0,util_json/* parseNumber */.$J)(technical?.['size']),
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
    const taskId = (0,util_json/* parseId */.Fg)(body['_id']);
    if (taskId === null)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response has no `_id`');
    return { taskId, videoId: (0,util_json/* parseId */.Fg)(body['video_id']) };
}
const FILE_PART = { field: 'video_file', contentType: 'application/octet-stream' };
async function getTask(api, taskId, limits) {
    const state = parseIndexingState(await api.get(`/tasks/${encodeURIComponent(taskId)}`, new URLSearchParams(), limits));
    if (state === null || state.id !== taskId)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response is not the requested task');
    return state;
}
async function listTasks(api, query, limits) {
    const params = new URLSearchParams({ page: String(query.page), page_limit: String(PAGE_LIMIT) });
    if (query.indexId !== null)
        params.set('index_id', query.indexId);
    if (query.filename !== undefined)
        params.set('filename', query.filename);
    return getPage(api, '/tasks', params, parseIndexingState, limits);
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
    await (0,concurrency/* inParallel */.HN)(DELETION_CONCURRENCY, groups.values(), async (group) => {
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
        store.finish(deletion.position, stopReason, (0,errors/* createErrorDetails */.Xd)(`deletion_${stopReason}`));
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
        if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
            throw error;
        finishFailed(context, deletion, error);
        return error.status === 401 || (0,twelvelabs_errors/* isMisconfigured */.AX)(error) ? error : null;
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
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
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
        store.finish(deletion.position, 'unconfirmed', (0,errors/* createErrorDetails */.Xd)('deletion_unconfirmed'));
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
    if (!(error instanceof twelvelabs_errors/* ApiError */.hD) || error.failure !== 'error_response')
        throw error;
    const isRetired = error.status === 404 || error.status === 410 || error.details.code === 'api_upgrade_required';
    if (!isRetired)
        throw error;
    return NO_TASKS;
}

;// CONCATENATED MODULE: ./lib/existing/collection.js

const CLAIM = /^gha_in_[0-9a-f]{8}$/;
const NAMES = /^gha_names_([0-9a-f]{8})$/;
const SOURCE_KEY = /^[0-9a-f]{32}$/;
function createCollection(name) {
    const digits = (0,external_node_crypto_.hash)('sha256', name, 'hex').slice(0, 8);
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
function formatNames(userMetadata) {
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
        if (error instanceof twelvelabs_errors/* ApiError */.hD && (0,twelvelabs_errors/* isResourceError */.RS)(error) && error.status === 404)
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

;// CONCATENATED MODULE: ./lib/indexing/deletions/remove-unused.js







function toPlannedDeletion({ record, kind }) {
    const video = { name: record.filename ?? record.id, video_id: record.id, asset_id: record.metadata.asset_id };
    return { ...video, indexed: isEnded(record), status: kind === 'keep' ? 'kept' : 'queued' };
}
async function removeUnused(context, plan, store) {
    const { api, settings, collection, cancellation } = context;
    const { removals } = plan;
    const indexId = settings.indexId ?? '';
    for (const [position, removal] of removals.entries()) {
        if (cancellation.signal.aborted || !isDue(context.store, plan, removal))
            store.finish(position, 'kept');
    }
    const isQueued = (position) => store.deletions()[position]?.status === 'queued';
    const due = removals.filter((_, position) => isQueued(position));
    if (due.length === 0 || collection === null)
        return;
    const requests = createDeleteRetry({ ...context, cancellation });
    const deletable = due.filter(({ kind }) => kind === 'delete').map(({ record }) => record);
    const tasks = await findTasks(api, requests, indexId, deletable).catch(toNoTasks);
    const prepare = async ({ position }) => {
        const removal = removals[position];
        const deletion = store.deletions()[position];
        if (removal === undefined || deletion === undefined)
            return false;
        return await releaseClaim({ api, requests, store, indexId, collection }, deletion, toClaimed(removal));
    };
    for (const { position, video_id } of store.deletions()) {
        if (isQueued(position))
            store.update(position, { task_id: tasks.get(video_id) ?? null });
    }
    await deleteVideos({ api, requests, store, deleteAssets: false, prepare });
    for (const { status, video_id } of store.deletions())
        if (status === 'deleted')
            context.stepRecords.remove(video_id);
    finalizePending(store);
}
function isDue(videos, { actions, error }, { successor }) {
    const isReady = (position) => videos.videos()[position]?.status === 'ready';
    if (successor !== null)
        return isReady(successor);
    return error === null && actions.every(({ kind, position }) => kind === 'reject' || isReady(position));
}
function toClaimed({ record, kind, isDeletedWhenUnclaimed }) {
    return {
        id: record.id,
        metadata: record.userMetadata ?? {},
        kind: kind === 'delete' ? 'delete' : 'release',
        isDeletedWhenUnclaimed,
    };
}
function toNoTasks(error) {
    if (error instanceof twelvelabs_errors/* ApiError */.hD)
        return new Map();
    throw error;
}

;// CONCATENATED MODULE: ./lib/indexing/errors.js

function createNotSubmitted(why) {
    return (0,errors/* createErrorDetails */.Xd)('not_submitted', { message: `This video was not submitted: ${why}.` });
}
function createUnconfirmed(why, submissionId) {
    return (0,errors/* createErrorDetails */.Xd)('submission_unconfirmed', {
        message: `The submission was not confirmed, and it was not found: it may or may not exist (${why}).`,
        hint: `Before you submit it again, search the index for a video with the user metadata gha_submission = ${submissionId}; every duplicate is billed.`,
    });
}
function createWaitTimedOut(observed, lastError) {
    const what = observed === null ? '' : ` (observed: ${observed})`;
    const message = `The video was still being indexed when the step timed out${what}. Indexing continues on TwelveLabs.`;
    return (0,errors/* createErrorDetails */.Xd)('wait_timed_out', { message: message + formatLastError(lastError) });
}
function explainFailure(error, finding) {
    if (error === null || finding === null)
        return error;
    if (finding.class === 'media') {
        return { ...error, message: `${error.message} The check before the submission found: ${finding.message}` };
    }
    return { ...finding, message: `${finding.message} TwelveLabs reports: ${error.message}` };
}
function createAssetNotReady(lastError) {
    const details = (0,errors/* createErrorDetails */.Xd)('asset_not_ready');
    return { ...details, message: details.message + formatLastError(lastError) };
}
function formatLastError(error) {
    return error === null ? '' : ` The last request failed: ${error}`;
}

;// CONCATENATED MODULE: ./lib/indexing/finish-not-accepted.js

const SAME_FOR_ALL_SUBMISSIONS = ['media', 'input'];
function finishNotAccepted(store, position, status, error) {
    const video = store.videos()[position];
    const earlier = video?.unconfirmedError ?? null;
    if (earlier === null || SAME_FOR_ALL_SUBMISSIONS.includes(error.class))
        store.finish(position, status, error);
    else {
        const reasons = `${earlier} After that: ${error.message}`;
        store.finish(position, 'unconfirmed', createUnconfirmed(reasons, video?.submissionId ?? 'unknown'));
    }
}

;// CONCATENATED MODULE: ./lib/indexing/finalize-pending.js



const NO_HISTORY = { lastError: () => null, describeObserved: () => null };
function finalize_pending_finalizePending(store, reason, polling = NO_HISTORY) {
    for (const video of store.videos()) {
        if (video.phase === 'done')
            continue;
        const { status, error } = getFinalStatus(video, reason, polling);
        if (status === 'rejected' || status === 'not_submitted')
            finishNotAccepted(store, video.position, status, error);
        else
            store.finish(video.position, status, error);
    }
}
function getFinalStatus(video, reason, polling) {
    if (video.phase === 'open' || video.remoteId !== null) {
        if (reason === 'timed_out') {
            const observed = polling.describeObserved(video.position);
            return { status: reason, error: createWaitTimedOut(observed ?? video.platformStatus, polling.lastError()) };
        }
        if (reason === 'cancelled')
            return { status: reason, error: (0,errors/* createErrorDetails */.Xd)('wait_cancelled') };
        return { status: 'unknown', error: (0,errors/* createErrorDetails */.Xd)('step_failed') };
    }
    if (video.phase === 'submitting') {
        return { status: 'unconfirmed', error: createUnconfirmed(REASON_TEXTS[reason], video.submissionId ?? 'unknown') };
    }
    const status = reason === 'timed_out' ? 'not_submitted' : 'rejected';
    return { status, error: video.error ?? createNotSubmitted(REASON_TEXTS[reason]) };
}
const REASON_TEXTS = {
    timed_out: 'the step timed out',
    cancelled: 'the workflow was cancelled',
    crashed: 'the step failed',
};

;// CONCATENATED MODULE: ./lib/twelvelabs/status-source.js



function createStatusSources(api, indexId, wrapTasks = (tasks) => tasks, onMissing = () => { }) {
    const task = wrapTasks(createTaskSource(api, indexId));
    if (indexId === null)
        return { task, indexed_asset: task, unknown: createTaskOnlySource(task, onMissing) };
    const indexed_asset = createIndexedAssetSource(api, indexId);
    return { task, indexed_asset, unknown: createCombinedSource(task, indexed_asset) };
}
function createTaskSource(api, indexId) {
    return {
        get: (id, limits) => getTask(api, id, limits),
        list: (page, limits) => listTasks(api, { indexId, page }, limits),
    };
}
function createIndexedAssetSource(api, indexId) {
    return {
        get: (id, limits) => getIndexedAsset(api, indexId, id, limits),
        list: (page, limits) => listIndexedAssets(api, indexId, { page }, limits),
    };
}
const MISSING_TASK_HINT = 'If it is the ID of a video, as of a video without a task (`endpoint: assets`), also set `index_id`. Otherwise compare it with the TwelveLabs dashboard.';
function createTaskOnlySource(tasks, onMissing) {
    const reported = new Set();
    return {
        get: async (id, limits) => {
            try {
                return await tasks.get(id, limits);
            }
            catch (error) {
                if (!isNotFound(error) || (0,twelvelabs_errors/* isRetiredEndpoint */.P0)(error) || error.details.code === 'tasks_retired')
                    throw error;
                if (!reported.has(id))
                    onMissing(`No task ${id} was found. ${MISSING_TASK_HINT}`);
                reported.add(id);
                const { failure, details, status, retryAfterMs } = error;
                throw new twelvelabs_errors/* ApiError */.hD(failure, { ...details, hint: MISSING_TASK_HINT }, { status, retryAfterMs, cause: error });
            }
        },
        list: tasks.list,
    };
}
function createCombinedSource(tasks, assets) {
    return {
        get: async (id, limits) => {
            try {
                return await tasks.get(id, limits);
            }
            catch (error) {
                if (!isNotFound(error))
                    throw error;
                return await assets.get(id, limits).catch(() => Promise.reject(error));
            }
        },
        list: tasks.list,
    };
}
function isNotFound(error) {
    return error instanceof twelvelabs_errors/* ApiError */.hD && (error.status === 400 || error.status === 404 || (0,twelvelabs_errors/* isRetiredEndpoint */.P0)(error));
}

;// CONCATENATED MODULE: ./lib/indexing/asset-ids.js




async function addAssetIds(context) {
    const missing = new Map();
    for (const video of context.store.videos()) {
        const { status, metadata, indexId } = video;
        if (status !== 'ready' || metadata.asset_id !== null || metadata.video_id === null || indexId === null)
            continue;
        missing.set(metadata.video_id, video);
    }
    const add = ({ id, metadata }) => {
        const video = missing.get(id);
        if (video)
            context.store.addMetadata(video.position, { asset_id: metadata.asset_id });
        missing.delete(id);
    };
    const indexId = [...missing.values()][0]?.indexId ?? '';
    let pagesLeft = Math.ceil(missing.size / PAGE_LIMIT);
    try {
        if (missing.size === 0)
            return;
        if (missing.size === 1) {
            for (const id of missing.keys())
                add(await getIndexedAsset(context.api, indexId, id, createReadLimits(context)));
            return;
        }
        const readPage = (page) => listIndexedAssets(context.api, indexId, { page }, createReadLimits(context));
        for await (const { rows } of paginate(readPage)) {
            for (const row of rows)
                add(row);
            pagesLeft -= 1;
            if (pagesLeft === 0 || missing.size === 0)
                return;
        }
    }
    catch (error) {
        if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
            throw error;
        context.log.info(`Could not read the asset IDs: ${error.message}`);
    }
}

;// CONCATENATED MODULE: ./lib/indexing/ambiguous-response.js

const CLOCK_SKEW_MS = 10 * 60_000;
const LOOKUP_TIMES_MS = [500, 2_000, 5_000, 10_000, 20_000, 30_000];
const LATER_LOOKUP_INTERVAL_MS = 20_000;
const SEARCH_WINDOW_MS = 120_000;
const SEARCH_DEADLINE_FRACTION = 0.4;
const FREE_SEARCH_WINDOW_MS = 30_000;
function getSearchWindowMs({ deadline }, safeToRepeat) {
    if (safeToRepeat)
        return FREE_SEARCH_WINDOW_MS;
    return Math.max(0, Math.min(SEARCH_WINDOW_MS, deadline.remainingMs() * SEARCH_DEADLINE_FRACTION));
}
async function pollForCreated(context, windowMs, lookUp) {
    const { clock, deadline, cancellation } = context;
    const start = clock.now();
    for (let lookups = 1;; lookups++) {
        const elapsedMs = clock.now() - start;
        const nextMs = LOOKUP_TIMES_MS[lookups - 1] ?? elapsedMs + LATER_LOOKUP_INTERVAL_MS;
        const isWindowOver = elapsedMs >= windowMs;
        const waitMs = (isWindowOver ? nextMs : Math.min(nextMs, windowMs)) - elapsedMs;
        const isLast = waitMs > deadline.remainingMs();
        await clock.sleep(Math.min(waitMs, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
        if (cancellation.signal.aborted)
            return { kind: 'inconclusive' };
        const result = await tryLookUp(context, lookUp);
        if (result.kind === 'found')
            return result;
        if (isLast)
            return { kind: 'inconclusive' };
        if (isSearchOver(result, clock.now() - start >= windowMs, context.settings.wait))
            return result;
    }
}
function isSearchOver(result, isWindowOver, wait) {
    return isWindowOver && (result.kind === 'absent' || !wait);
}
async function tryLookUp({ clock, deadline, cancellation }, lookUp) {
    try {
        return await lookUp();
    }
    catch (error) {
        if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
            throw error;
        await clock.sleep(Math.min(error.retryAfterMs ?? 0, Math.max(deadline.remainingMs(), 0)), cancellation.signal);
        return { kind: 'inconclusive' };
    }
}
async function findCandidate(candidates, submissionId, readSubmissionId) {
    let isInconclusive = false;
    for (const candidate of candidates) {
        const found = await readSubmissionId(candidate);
        if (found === submissionId)
            return { kind: 'found', created: candidate };
        isInconclusive ||= found === undefined;
    }
    return { kind: isInconclusive ? 'inconclusive' : 'absent' };
}
function decideAfterSearch(search, { responded, safeToRepeat, isRepetition }) {
    if (!safeToRepeat && (!responded || isRepetition || search === 'inconclusive'))
        return 'unconfirmed';
    return isRepetition || search === 'inconclusive' ? 'reject' : 'resubmit';
}

;// CONCATENATED MODULE: ./lib/indexing/create-error.js

function classifyCreateError(error) {
    if (error.failure === 'not_sent')
        return { kind: (0,twelvelabs_errors/* isTransient */.dg)(error) ? 'not_sent' : 'rejected', error };
    if (error.failure !== 'error_response')
        return { kind: 'ambiguous', error, responded: false };
    if (error.status === 429)
        return { kind: 'rate_limited', error };
    return (0,twelvelabs_errors/* isTransient */.dg)(error) ? { kind: 'ambiguous', error, responded: true } : { kind: 'rejected', error };
}
function isRunLevelError(error) {
    if ((0,twelvelabs_errors/* isMisconfigured */.AX)(error))
        return true;
    if (error.failure === 'not_sent')
        return false;
    const runLevelClass = ['auth', 'quota', 'rate_limit'].includes(error.details.class);
    return runLevelClass || error.status === 404 || error.status === 410;
}

;// CONCATENATED MODULE: ./lib/indexing/create-at-most-once.js







const POST_TIMEOUT_MS = 120_000;
const POST_DEADLINE_FRACTION = 0.7;
const MIN_POST_TIMEOUT_MS = 1_000;
class AtMostOnceCreator {
    #context;
    #rateLimiter;
    #runLevelError = null;
    #unreachableSinceMs = null;
    constructor(context, rateLimiter) {
        this.#context = context;
        this.#rateLimiter = rateLimiter;
    }
    async create(video, request) {
        const { clock, store } = this.#context;
        let failures = 0;
        let isRepetition = false;
        while (!store.isDone(video.position)) {
            const permit = await this.#acquirePermit(video);
            if (permit === null)
                return null;
            const sinceMs = clock.now();
            const outcome = await this.#post(video, permit, request);
            if (outcome.kind !== 'not_sent')
                this.#unreachableSinceMs = null;
            switch (outcome.kind) {
                case 'created':
                    return outcome.created;
                case 'rejected':
                    if (request.shouldFallBack?.(outcome.error)) {
                        this.#requeue(video, outcome.error);
                        return null;
                    }
                    this.#reject(video, outcome.error);
                    break;
                case 'rate_limited':
                    this.#handleRateLimit(video, outcome.error);
                    break;
                case 'not_sent':
                    this.#unreachableSinceMs ??= sinceMs;
                    failures += 1;
                    await this.#handleUnreachable(video, outcome.error, failures);
                    break;
                case 'ambiguous': {
                    const created = await this.#handleAmbiguousResponse(video, request, { ...outcome, sinceMs, isRepetition });
                    if (created !== null)
                        return created;
                    isRepetition = true;
                }
            }
        }
        return null;
    }
    async #acquirePermit({ position }) {
        const { clock, deadline, store, cancellation } = this.#context;
        const rateLimiter = this.#rateLimiter;
        while (rateLimiter.waitMs() > 0 && !this.#isStopped()) {
            const wakeSignal = AbortSignal.any([rateLimiter.changed(), cancellation.signal]);
            await clock.sleep(Math.min(rateLimiter.waitMs(), deadline.remainingMs()), wakeSignal);
        }
        const status = this.#runLevelError?.failure === 'not_sent' ? 'not_submitted' : 'rejected';
        if (this.#runLevelError)
            finishNotAccepted(store, position, status, this.#runLevelError.details);
        return this.#isStopped() ? null : rateLimiter.acquire();
    }
    #isStopped() {
        const { deadline, cancellation } = this.#context;
        return this.#runLevelError !== null || cancellation.signal.aborted || deadline.remainingMs() <= 0;
    }
    async #post(video, permit, request) {
        const { deadline, store, cancellation, log } = this.#context;
        const timeoutMs = Math.min(POST_TIMEOUT_MS + request.sendingMs, Math.max(MIN_POST_TIMEOUT_MS, deadline.remainingMs() * POST_DEADLINE_FRACTION));
        const onQuotaExhausted = (ms) => {
            if (ms < deadline.remainingMs())
                this.#rateLimiter.pauseFor(ms);
        };
        store.update(video.position, { phase: 'submitting' });
        try {
            const created = await request.post({ timeoutMs, signal: cancellation.hardCancelSignal, onQuotaExhausted });
            permit.accepted();
            return { kind: 'created', created };
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
                throw error;
            const outcome = classifyCreateError(error);
            if (outcome.kind !== 'rate_limited')
                permit.release();
            else if (permit.rateLimited(error.retryAfterMs)) {
                const seconds = Math.ceil(this.#rateLimiter.pauseMs() / 1000);
                log.info(`Rate limit reached. Next submission in about ${seconds} s.`, video);
            }
            return outcome;
        }
    }
    #requeue({ position }, error) {
        this.#context.store.update(position, { phase: 'queued', error: error.details });
    }
    #reject({ position }, error) {
        if (isRunLevelError(error))
            this.#runLevelError ??= error;
        finishNotAccepted(this.#context.store, position, 'rejected', error.details);
    }
    #handleRateLimit(video, error) {
        const { clock, deadline } = this.#context;
        const fits = error.retryAfterMs === null || this.#rateLimiter.pauseMs() < deadline.remainingMs();
        if (fits)
            this.#requeue(video, error);
        else
            this.#reject(video, (0,twelvelabs_errors/* toDeadlineExceeded */.Nu)(error, clock.date()));
    }
    async #handleUnreachable(video, error, failures) {
        const { clock, deadline, random, cancellation, log } = this.#context;
        if (clock.now() - (this.#unreachableSinceMs ?? clock.now()) > UNREACHABLE_TIMEOUT_MS) {
            this.#runLevelError ??= error;
            this.#reject(video, error);
            return;
        }
        this.#requeue(video, error);
        log.info(`${error.message} Nothing was sent. Retrying.`, video);
        const pauseMs = Math.min((0,retry/* getBackoffMs */.$)(failures, random()), Math.max(deadline.remainingMs(), 0));
        await clock.sleep(pauseMs, cancellation.signal);
    }
    async #handleAmbiguousResponse(video, { resourceName, safeToRepeat, find }, lost) {
        const { store, log } = this.#context;
        const { error, responded, sinceMs, isRepetition } = lost;
        const windowMs = getSearchWindowMs(this.#context, safeToRepeat === true);
        const seconds = Math.round(windowMs / 1000);
        const check = `Checking for up to ${seconds} s whether the ${resourceName} was created.`;
        log.info(`${error.message} ${check}`, video);
        const search = await find({ sinceMs, windowMs });
        if (search.kind === 'found') {
            log.info(`Found the existing ${resourceName}.`, video);
            return search.created;
        }
        switch (decideAfterSearch(search.kind, { responded, safeToRepeat: safeToRepeat === true, isRepetition })) {
            case 'unconfirmed':
                store.finish(video.position, 'unconfirmed', createUnconfirmed(error.message, video.submissionId ?? ''));
                break;
            case 'reject':
                this.#reject(video, error);
                break;
            case 'resubmit':
                this.#requeue(video, error);
                if (safeToRepeat !== true)
                    store.update(video.position, { unconfirmedError: error.message });
                if (error.retryAfterMs !== null)
                    this.#rateLimiter.pauseFor(error.retryAfterMs);
                log.info(`No ${resourceName} found. Resubmitting.`, video);
        }
        return null;
    }
}

// EXTERNAL MODULE: ./lib/model/platform-limits.js
var platform_limits = __nccwpck_require__(8047);
;// CONCATENATED MODULE: ./lib/existing/find-by-submission-id.js
async function findBySubmissionId({ metadataQuery }, submission) {
    return (await metadataQuery.findAny({ gha_submission: submission }))[0] ?? null;
}

;// CONCATENATED MODULE: ./lib/plan/match.js

const match_MAX_ATTEMPTS = 3;
function matchExisting(video, records) {
    const same = records.filter((record) => isSameContent(video, record));
    const ready = same.find(({ status }) => status === 'ready');
    if (ready)
        return { kind: 'reuse', record: ready };
    const pending = same.find(({ status }) => status !== 'failed');
    if (pending)
        return { kind: 'adopt', record: pending };
    const failure = findFinalFailure(video, same);
    if (failure)
        return { kind: 'give_up', ...failure };
    if (same.length > 0)
        return { kind: 'submit', reason: 'retry' };
    return { kind: 'submit', reason: records.length > 0 ? 'changed' : 'new' };
}
function isSameContent(video, record) {
    if (video.contentVersion !== null)
        return isKnownSameContent(video, record);
    return video.address === null || record.address === null || video.address === record.address;
}
function isKnownSameContent(video, record) {
    if (video.contentVersion !== null && video.contentVersion === record.version)
        return true;
    return video.contentStamp !== null && video.contentStamp === record.stamp;
}
function findFinalFailure(video, failed) {
    const known = failed.find((record) => record.error?.class === 'media' && isKnownSameContent(video, record));
    if (known?.error)
        return { record: known, error: createFailedBefore(known.error) };
    const attempts = failed.filter((record) => video.contentVersion === null || isKnownSameContent(video, record));
    const [last] = attempts;
    if (last === undefined || attempts.length < match_MAX_ATTEMPTS)
        return null;
    return { record: last, error: createRetryLimitReached(attempts.length, last.error) };
}
function createFailedBefore(error) {
    return {
        ...error,
        message: `${error.message} An earlier run submitted the same content, so it was not submitted again.`,
        hint: `${error.hint} To submit the same file again, delete the failed video from the index or set \`reuse: false\`.`,
    };
}
function createRetryLimitReached(attempts, last) {
    const message = `Indexing this video failed in ${attempts} earlier runs, so it was not submitted again.`;
    return (0,errors/* createErrorDetails */.Xd)('retry_limit_reached', {
        message: last ? `${message} Last error: ${last.message}` : message,
        class: last?.class ?? 'platform',
    });
}

;// CONCATENATED MODULE: ./lib/twelvelabs/uploads.js





const MAX_PART_URLS = 50;
async function createUpload(api, upload, limits) {
    const fields = {
        filename: upload.filename,
        type: 'video',
        total_size: upload.totalSize,
        enable_hls: upload.enableVideoStream,
        enable_thumbnail: upload.enableVideoStream,
        user_metadata: upload.userMetadata,
    };
    const body = await api.postJson(UPLOADS_PATH, fields, limits);
    const uploadId = (0,util_json/* parseId */.Fg)(body['upload_id']);
    const assetId = (0,util_json/* parseId */.Fg)(body['asset_id']);
    const chunkSize = (0,util_json/* parseNumber */.$J)(body['chunk_size']);
    if (uploadId === null || assetId === null || !chunkSize) {
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response lacks `upload_id`, `asset_id` or `chunk_size`');
    }
    const totalChunks = Math.ceil(upload.totalSize / chunkSize);
    if (((0,util_json/* parseNumber */.$J)(body['total_chunks']) ?? totalChunks) !== totalChunks) {
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('`total_chunks` does not fit `chunk_size`');
    }
    return {
        uploadId,
        assetId,
        chunkSize,
        totalChunks,
        headers: parseUploadHeaders(body),
        urls: parsePartUrls(body, api.isLocal),
    };
}
async function requestPartUrls(api, uploadId, { start, count }, limits) {
    const body = await api.postJson(`${uploads_getPath(uploadId)}/presigned-urls`, { start, count }, limits);
    return parsePartUrls(body, api.isLocal);
}
async function reportParts(api, uploadId, parts, limits) {
    const chunks = parts.map(({ index, etag, size }) => ({
        chunk_index: index,
        proof: etag.replace(/^"(.*)"$/, '$1'),
        proof_type: 'etag',
        chunk_size: size,
    }));
    return (0,util_json/* parseId */.Fg)((await api.postJson(uploads_getPath(uploadId), { completed_chunks: chunks }, limits))['asset_id']);
}
function parseRefusedParts(error) {
    const indexes = (0,util_json/* asList */.DD)(error.responseDetails).map((item) => {
        const fields = (0,util_json/* asObject */.eB)(item);
        return (0,util_json/* parseNumber */.$J)(fields?.['chunk_index']) ?? (0,util_json/* parseNumber */.$J)(fields?.['index']);
    });
    return new Set(indexes.filter((index) => index !== null));
}
async function getUpload(api, uploadId, page, limits) {
    const query = new URLSearchParams({ page: String(page), page_limit: String(PAGE_LIMIT) });
    const body = await api.get(uploads_getPath(uploadId), query, limits);
    const status = (0,util_json/* parseText */.r4)(body['status'])?.toLowerCase();
    if (status === undefined)
        throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)('the response has no `status`');
    const finished = (0,util_json/* asList */.DD)(body['uploaded_chunks']).flatMap((item) => {
        const part = (0,util_json/* asObject */.eB)(item);
        const index = (0,util_json/* parseNumber */.$J)(part?.['index']) ?? (0,util_json/* parseNumber */.$J)(part?.['chunk_index']);
        return index !== null && (0,util_json/* parseText */.r4)(part?.['status'])?.toLowerCase() === 'completed' ? [index] : [];
    });
    return {
        status,
        finished,
        finishedCount: (0,util_json/* parseNumber */.$J)(body['chunks_completed']),
        totalPages: parseTotalPages(body),
        updatedAt: (0,util_json/* parseDate */._U)(body['updated_at']),
    };
}
async function listOpenUploads(api, limits) {
    const query = new URLSearchParams({ page_limit: String(PAGE_LIMIT) });
    return (await getPage(api, UPLOADS_PATH, query, parseOpenUpload, limits)).rows;
}
const UPLOADS_PATH = '/assets/multipart-uploads';
function uploads_getPath(uploadId) {
    return `${UPLOADS_PATH}/${encodeURIComponent(uploadId)}`;
}
function parseOpenUpload(row) {
    const uploadId = (0,util_json/* parseId */.Fg)(row['upload_id']);
    const status = (0,util_json/* parseText */.r4)(row['status'])?.toLowerCase();
    const totalSize = (0,util_json/* parseNumber */.$J)(row['total_size']);
    const chunkSize = (0,util_json/* parseNumber */.$J)(row['chunk_size']);
    if (uploadId === null || status === undefined || totalSize === null || !chunkSize)
        return null;
    const dates = { createdAt: (0,util_json/* parseDate */._U)(row['created_at']), expiresAt: (0,util_json/* parseDate */._U)(row['expires_at']) };
    return { uploadId, status, totalSize, chunkSize, ...dates };
}
function parsePartUrls(body, isLocalApi) {
    return (0,util_json/* asList */.DD)(body['upload_urls']).flatMap((item) => {
        const fields = (0,util_json/* asObject */.eB)(item);
        const index = (0,util_json/* parseNumber */.$J)(fields?.['chunk_index']);
        const url = URL.parse((0,util_json/* parseText */.r4)(fields?.['url']) ?? '');
        if (index === null || url === null || !isUploadAddress(url, isLocalApi))
            return [];
        return [{ index, url, expiresAt: (0,util_json/* parseDate */._U)(fields?.['expires_at']) }];
    });
}
function isUploadAddress({ protocol, hostname, username, password }, isLocalApi) {
    if (username !== '' || password !== '')
        return false;
    const kind = (0,host/* classifyHost */.R)(hostname);
    if (kind === 'loopback')
        return isLocalApi && /^https?:$/.test(protocol);
    return protocol === 'https:' && (kind === 'public' || (kind === 'name' && !(0,host/* isPrivateName */.$)(hostname)));
}
const UPLOAD_HEADER = /^(content-(type|md5|encoding|disposition|language)|cache-control|if-none-match|x-(amz|goog|ms)-[\w-]+)$/i;
function parseUploadHeaders(body) {
    const entries = Object.entries((0,util_json/* asObject */.eB)(body['upload_headers']) ?? {});
    return Object.fromEntries(entries.filter((entry) => {
        const [name, value] = entry;
        return typeof value === 'string' && UPLOAD_HEADER.test(name) && /^[\t\x20-\x7e]*$/.test(value);
    }));
}

;// CONCATENATED MODULE: ./lib/upload/session.js




function getUploadState(context, uploadId, page = 1) {
    return retryWhileTransient(context, (limits) => getUpload(context.api, uploadId, page, limits));
}
async function listFinishedParts(context, uploadId) {
    const finished = new Set();
    const pages = paginate((page) => getUploadState(context, uploadId, page));
    for await (const state of pages)
        for (const index of state.finished)
            finished.add(index);
    return finished;
}
function listMissingParts(total, present) {
    return Array.from({ length: total }, (_, position) => position + 1).filter((index) => !present.has(index));
}
async function nullIfRefused(work) {
    try {
        return await work();
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD && error.failure === 'error_response' && error.status !== 401)
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/upload/start-upload.js





const IDLE_MS = 5 * 60_000;
const MIN_LIFETIME_MS = 10 * 60_000;
const MAX_CANDIDATES = 3;
const REPORT_BATCH_SIZE = 50;
async function startUpload(context, file, attributes, checkpoint) {
    const { size, mtimeMs } = file;
    const upload = (await resumeFromCheckpoint(context, file, checkpoint)) ?? (await adoptOrCreateUpload(context, file, attributes));
    await checkpoint.start({ ...upload.session, size, mtimeMs, sent: [...upload.sent, ...upload.reported] });
    return upload;
}
async function adoptOrCreateUpload(context, file, attributes) {
    const candidates = await findResumableUploads(context, file.size);
    const request = { ...attributes, totalSize: file.size };
    const { urls, ...session } = await retryWhileTransient(context, (limits) => createUpload(context.api, request, limits));
    for (const candidate of candidates) {
        const adopted = await adoptUpload(context, file, candidate, session.headers);
        if (adopted)
            return adopted;
    }
    return { session, urls, sent: [], reported: [], completed: false };
}
async function resumeFromCheckpoint(context, file, checkpoint) {
    const data = await checkpoint.read();
    if (data === null || data.size !== file.size || data.mtimeMs !== file.mtimeMs)
        return null;
    const { uploadId, assetId, chunkSize, headers, sent } = data;
    const status = (await nullIfRefused(() => getUploadState(context, uploadId)))?.status;
    if (status !== 'active' && status !== 'completed')
        return null;
    const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
    return { session, urls: [], sent, reported: [], completed: status === 'completed' };
}
async function findResumableUploads(context, totalSize) {
    const uploads = await listUploadsOfSize(context, totalSize);
    const minExpiryMs = context.clock.date().getTime() + MIN_LIFETIME_MS;
    return (uploads ?? []).filter(({ expiresAt }) => (expiresAt?.getTime() ?? 0) >= minExpiryMs).slice(0, MAX_CANDIDATES);
}
async function listUploadsOfSize(context, totalSize) {
    try {
        const uploads = await listOpenUploads(context.api, createReadLimits(context));
        return uploads.filter((upload) => upload.totalSize === totalSize && upload.status === 'active');
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD)
            return null;
        throw error;
    }
}
function adoptUpload(context, file, { uploadId, chunkSize }, headers) {
    return nullIfRefused(async () => {
        const state = await getUploadState(context, uploadId);
        const idleMs = context.clock.date().getTime() - (state.updatedAt?.getTime() ?? Number.POSITIVE_INFINITY);
        if (state.status !== 'active' || state.finishedCount === 0 || !(idleMs >= IDLE_MS))
            return null;
        const parts = [];
        let assetId = null;
        const finished = [...(await listFinishedParts(context, uploadId))];
        for (let from = 0; from < finished.length; from += REPORT_BATCH_SIZE) {
            const batch = await hashParts(context, file, chunkSize, finished.slice(from, from + REPORT_BATCH_SIZE));
            const reported = await retryWhileTransient(context, (limits) => reportParts(context.api, uploadId, batch, limits));
            assetId = reported ?? assetId;
            parts.push(...batch);
        }
        if (assetId === null)
            return null;
        const session = { uploadId, assetId, chunkSize, headers, totalChunks: Math.ceil(file.size / chunkSize) };
        return { session, urls: [], sent: [], reported: parts, completed: false };
    });
}
async function hashParts({ cancellation }, file, chunkSize, indexes) {
    const parts = [];
    for (const index of indexes) {
        if (cancellation.signal.aborted)
            break;
        const start = (index - 1) * chunkSize;
        const size = Math.min(chunkSize, file.size - start);
        parts.push({ index, etag: await file.md5(start, size), size });
    }
    return parts;
}

;// CONCATENATED MODULE: ./lib/indexing/rate-limiter-state.js

const INITIAL_RATE_LIMITER_STATE = {
    requestedPauseEndMs: 0,
    backoffEndMs: 0,
    round: 0,
    consecutiveRefusals: 0,
    batchSize: Number.POSITIVE_INFINITY,
    inFlight: 0,
    concurrency: null,
};
const rate_limiter_state_JITTER_FRACTION = 0.1;
const rate_limiter_state_MIN_JITTER_MS = 500;
const MAX_CAPACITY_PAUSE_MS = 300_000;
function reduceRateLimiter(state, event, nowMs, random) {
    const ended = { ...state, inFlight: state.inFlight - 1 };
    switch (event.kind) {
        case 'acquire':
            return { ...state, inFlight: state.inFlight + 1 };
        case 'released':
            return ended;
        case 'slotFreed':
            return { ...state, backoffEndMs: 0 };
        case 'pauseRequested':
            return extendPause(state, event.ms, nowMs, random);
        case 'accepted':
            return event.round === state.round ? applyAcceptance(ended, event.openVideos, nowMs, random) : ended;
        case 'rateLimited': {
            const { retryAfterMs } = event;
            const next = event.round === state.round ? applyRefusal(ended, event, nowMs, random) : ended;
            if (retryAfterMs === null)
                return next;
            const backoffMs = next.consecutiveRefusals > 1 ? (0,retry/* getBackoffMs */.$)(next.consecutiveRefusals, random) : 0;
            return extendPause(next, Math.max(retryAfterMs, backoffMs), nowMs, random);
        }
    }
}
function applyAcceptance(state, openVideos, nowMs, random) {
    const { concurrency } = state;
    if (concurrency === null || openVideos >= concurrency.limit) {
        return { ...state, consecutiveRefusals: 0, concurrency: null, batchSize: state.batchSize * 2 };
    }
    const accepted = concurrency.accepted + 1;
    const isFull = openVideos + 1 >= concurrency.limit && accepted < concurrency.acceptedBeforeProbe;
    const next = { ...state, consecutiveRefusals: 0, concurrency: { ...concurrency, accepted } };
    return isFull ? pauseForCapacity(next, nowMs, random) : next;
}
function applyRefusal(state, { openVideos, retryAfterMs }, nowMs, random) {
    const { concurrency } = state;
    const consecutiveRefusals = state.consecutiveRefusals + 1;
    const next = { ...state, round: state.round + 1, consecutiveRefusals, batchSize: 1 };
    if (retryAfterMs !== null)
        return next;
    if (concurrency !== null && openVideos >= concurrency.limit) {
        const acceptedBeforeProbe = concurrency.acceptedBeforeProbe * 2;
        const estimate = { limit: openVideos, accepted: 0, acceptedBeforeProbe };
        return pauseForCapacity({ ...next, concurrency: estimate }, nowMs, random);
    }
    const isFull = consecutiveRefusals > 1 && openVideos > 0;
    return {
        ...next,
        concurrency: isFull ? { limit: openVideos, accepted: 0, acceptedBeforeProbe: openVideos } : concurrency,
        backoffEndMs: nowMs + (0,retry/* getBackoffMs */.$)(consecutiveRefusals + 1, random),
    };
}
function extendPause(state, ms, nowMs, random) {
    const jitterMs = random * Math.max(ms * rate_limiter_state_JITTER_FRACTION, rate_limiter_state_MIN_JITTER_MS);
    return { ...state, requestedPauseEndMs: Math.max(state.requestedPauseEndMs, nowMs + ms + jitterMs) };
}
function pauseForCapacity(state, nowMs, random) {
    return { ...state, backoffEndMs: nowMs + MAX_CAPACITY_PAUSE_MS * (0.5 + random / 2) };
}

;// CONCATENATED MODULE: ./lib/indexing/rate-limiter.js

class RateLimiter {
    #options;
    #state = INITIAL_RATE_LIMITER_STATE;
    #changed = new AbortController();
    constructor(options) {
        this.#options = options;
    }
    waitMs() {
        return this.pauseMs() || (this.#state.inFlight < this.#state.batchSize ? 0 : Number.POSITIVE_INFINITY);
    }
    pauseMs() {
        const { requestedPauseEndMs, backoffEndMs } = this.#state;
        return Math.max(0, Math.max(requestedPauseEndMs, backoffEndMs) - this.#options.clock.now());
    }
    changed() {
        return this.#changed.signal;
    }
    pauseFor(ms) {
        this.#apply({ kind: 'pauseRequested', ms });
    }
    slotFreed() {
        this.#apply({ kind: 'slotFreed' });
        this.#notify();
    }
    acquire() {
        this.#apply({ kind: 'acquire' });
        const { round } = this.#state;
        const end = (event) => {
            this.#apply(event);
            this.#notify();
        };
        return {
            accepted: () => {
                const openVideos = this.#state.concurrency === null ? 0 : this.#options.countOpenVideos();
                end({ kind: 'accepted', round, openVideos });
            },
            rateLimited: (retryAfterMs) => {
                const isNews = round === this.#state.round;
                const openVideos = isNews && retryAfterMs === null ? this.#options.countOpenVideos() : 0;
                end({ kind: 'rateLimited', round, openVideos, retryAfterMs });
                return isNews;
            },
            release: () => end({ kind: 'released' }),
        };
    }
    #apply(event) {
        const { clock, random } = this.#options;
        this.#state = reduceRateLimiter(this.#state, event, clock.now(), random());
    }
    #notify() {
        if (this.#state.batchSize === Number.POSITIVE_INFINITY)
            return;
        this.#changed.abort();
        this.#changed = new AbortController();
    }
}

// EXTERNAL MODULE: ./lib/util/chunks.js
var util_chunks = __nccwpck_require__(404);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
;// CONCATENATED MODULE: ./lib/util/plain-files.js

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = external_node_fs_.constants;
const PLAIN_FILES = (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0);
const OPEN_FLAGS = {
    read: O_RDONLY | PLAIN_FILES,
    replace: O_WRONLY | O_CREAT | O_TRUNC | PLAIN_FILES,
    append: O_WRONLY | O_CREAT | O_APPEND | PLAIN_FILES,
};
const OWN_FILE_MODE = 0o600;
function appendToPlainFile(path, text) {
    const file = (0,external_node_fs_.openSync)(path, OPEN_FLAGS.append, OWN_FILE_MODE);
    try {
        (0,external_node_fs_.writeSync)(file, text);
    }
    finally {
        (0,external_node_fs_.closeSync)(file);
    }
}
function readPlainFile(path) {
    const file = (0,external_node_fs_.openSync)(path, OPEN_FLAGS.read);
    try {
        return (0,external_node_fs_.readFileSync)(file, 'utf8');
    }
    finally {
        (0,external_node_fs_.closeSync)(file);
    }
}

;// CONCATENATED MODULE: ./lib/upload/upload-error.js

class UploadError extends errors/* ActionError */.lZ {
    name = 'UploadError';
    failure;
    constructor(failure, details, options) {
        super(details, options);
        this.failure = failure;
    }
}
function createFileChanged(how, options) {
    const message = `The video file changed while it was being uploaded: ${how}.`;
    return new UploadError('changed', (0,errors/* createErrorDetails */.Xd)('video_file_changed', { message }), options);
}
function createStorageRefused(status) {
    const message = `The storage of TwelveLabs refuses a part of the file (HTTP ${status}), even with new URLs.`;
    return new UploadError('refused', (0,errors/* createErrorDetails */.Xd)('upload_refused', { message }));
}
function createUploadStalled(minutes, lastError) {
    const message = `No part of the file could be sent to the storage of TwelveLabs in ${minutes} minutes (${lastError}).`;
    return new UploadError('stalled', (0,errors/* createErrorDetails */.Xd)('upload_stalled', { message }));
}
function createUploadLost(status) {
    const message = `The upload failed on TwelveLabs (status: ${status}).`;
    return new UploadError('lost', (0,errors/* createErrorDetails */.Xd)('upload_failed', { message }));
}
function createUploadStopped(cancelled) {
    const why = cancelled ? 'the workflow was cancelled' : 'the step timed out';
    const { hint } = (0,errors/* createErrorDetails */.Xd)('upload_stopped');
    const details = (0,errors/* createErrorDetails */.Xd)('upload_stopped', {
        message: `The upload of the file was not completed: ${why}. Nothing was submitted.`,
        hint: cancelled ? hint : `Increase \`timeout_minutes\`. ${hint}`,
    });
    return new UploadError('stopped', details);
}

;// CONCATENATED MODULE: ./lib/upload/local-file.js





async function openLocalFile(path, size) {
    const handle = await openRegularFile(path);
    const before = await handle.stat();
    const check = async () => {
        const now = await handle.stat();
        if (now.size !== size)
            throw createFileChanged(`it had ${size} bytes and now has ${now.size}`);
        if (now.mtimeMs !== before.mtimeMs)
            throw createFileChanged('it was written to');
    };
    try {
        await check();
    }
    catch (error) {
        await handle.close();
        throw error;
    }
    return {
        size,
        mtimeMs: before.mtimeMs,
        range: (start, length) => readRange(handle, start, length),
        md5: async (start, length) => {
            const hash = (0,external_node_crypto_.createHash)('md5');
            for await (const chunk of readRange(handle, start, length))
                hash.update(chunk);
            return hash.digest('hex');
        },
        check,
        close: () => handle.close(),
    };
}
async function openRegularFile(path) {
    try {
        return await (0,promises_.open)(path, OPEN_FLAGS.read);
    }
    catch (cause) {
        throw createFileChanged('it can no longer be opened', { cause });
    }
}
function readRange(handle, start, length) {
    const chunks = (0,util_chunks/* readFileChunks */.N)(handle, { start, length }, () => { });
    async function* whole() {
        let readBytes = 0;
        for await (const chunk of chunks) {
            readBytes += chunk.length;
            yield chunk;
        }
        if (readBytes < length)
            throw createFileChanged('it became shorter');
    }
    return { [Symbol.asyncIterator]: whole, destroy: () => chunks.destroy() };
}

;// CONCATENATED MODULE: external "node:stream/promises"
const external_node_stream_promises_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/promises");
// EXTERNAL MODULE: ./lib/http/transport.js + 1 modules
var transport = __nccwpck_require__(733);
;// CONCATENATED MODULE: ./lib/upload/temporary-file.js







async function withTemporaryFile(content, signal, work) {
    if (content.kind === 'url')
        throw new TypeError('a URL has no content to copy');
    const folder = await (0,promises_.mkdtemp)((0,external_node_path_.join)((0,external_node_os_.tmpdir)(), 'upload-'));
    try {
        const path = (0,external_node_path_.join)(folder, 'video');
        try {
            await (0,external_node_stream_promises_namespaceObject.pipeline)(content.stream, (0,external_node_fs_.createWriteStream)(path, { highWaterMark: 1 }), { signal });
        }
        catch (cause) {
            const reason = cause instanceof Error ? cause.message : String(cause);
            throw (0,twelvelabs_errors/* toTransportError */.fh)(new transport/* TransportError */.w(`the video could not be read: ${reason}`, false, { cause }));
        }
        return await work(path);
    }
    finally {
        await (0,promises_.rm)(folder, { recursive: true, force: true });
    }
}

;// CONCATENATED MODULE: ./lib/util/poll-schedule.js
const INTERVAL_PER_AGE = 0.035;
const DUE_FRACTION = 1 / 13;
const MIN_QUEUED_FRACTION = 0.07;
const MAX_QUEUED_FRACTION = 0.3;
const FIRST_QUEUED_FRACTION = 0.25;
const MAX_QUEUED_INTERVAL_MS = 300_000;
const MIN_INTERVAL_MS = 2_000;
const MAX_INTERVAL_MS = 90_000;
const JITTER = 0.2;
const MIN_DURATION_FRACTION = 0.05;
const MIN_TYPICAL_FRACTION = 0.6;
const DUE_PER_AGE = 0.025;
function isPollDue(ageMs, sinceLastPollMs) {
    return sinceLastPollMs >= Math.min(ageMs * DUE_PER_AGE, MAX_INTERVAL_MS * (1 - JITTER));
}
function getPollIntervalMs({ youngestAgeMs, duration = null, fixedMs = null, tookMs = [], random, }) {
    if (fixedMs !== null)
        return fixedMs;
    const byAge = clamp(youngestAgeMs * INTERVAL_PER_AGE, MIN_INTERVAL_MS, MAX_INTERVAL_MS);
    const byDuration = clamp((duration ?? 0) * 1000 * MIN_DURATION_FRACTION - youngestAgeMs, 0, MAX_INTERVAL_MS);
    const byOthers = clamp((median(tookMs) ?? 0) * MIN_TYPICAL_FRACTION - youngestAgeMs, 0, MAX_QUEUED_INTERVAL_MS);
    return addJitter(Math.max(byAge, byDuration, byOthers), random);
}
function getQueuedPollIntervalMs({ agesMs, tookMs, random }) {
    const oldestFirst = agesMs.toSorted((a, b) => b - a);
    const typicalMs = median(tookMs);
    if (typicalMs === null) {
        const byAge = (oldestFirst[0] ?? 0) * FIRST_QUEUED_FRACTION;
        return addJitter(clamp(byAge, MIN_INTERVAL_MS, MAX_QUEUED_INTERVAL_MS), random);
    }
    const dueIndex = Math.ceil(oldestFirst.length * DUE_FRACTION) - 1;
    const dueMs = typicalMs - (oldestFirst[dueIndex] ?? 0);
    const spanMs = Math.max(typicalMs, oldestFirst.at(-1) ?? 0);
    const boundedMs = clamp(dueMs, spanMs * MIN_QUEUED_FRACTION, spanMs * MAX_QUEUED_FRACTION);
    return clamp(boundedMs, MIN_INTERVAL_MS, MAX_QUEUED_INTERVAL_MS);
}
function addJitter(ms, random) {
    return ms * (1 + JITTER * (2 * random - 1));
}
function median(values) {
    return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
function clamp(value, low, high) {
    return Math.min(Math.max(value, low), high);
}

;// CONCATENATED MODULE: ./lib/upload/checkpoint.js



function createCheckpoint(path) {
    let file = null;
    const write = async (value) => {
        await file?.appendFile(`${JSON.stringify(value)}\n`).catch(() => { });
    };
    const close = async () => {
        await file?.close().catch(() => { });
        file = null;
    };
    return {
        read: async () => {
            try {
                return path === null ? null : parseCheckpoint(readPlainFile(path));
            }
            catch {
                return null;
            }
        },
        start: async ({ sent, ...head }) => {
            if (path === null)
                return;
            await close();
            file = await (0,promises_.open)(path, OPEN_FLAGS.replace, 0o600).catch(() => null);
            await write(head);
            for (const part of sent)
                await write(part);
        },
        add: write,
        remove: async () => {
            await close();
            if (path !== null)
                await (0,promises_.rm)(path, { force: true }).catch(() => { });
        },
        close,
    };
}
function parseCheckpoint(text) {
    const [first, ...others] = text.split('\n').map((line) => (0,util_json/* asObject */.eB)((0,util_json/* parseJson */.qF)(line)));
    const head = first && parseHeader(first);
    if (!head)
        return null;
    const sent = others.flatMap((line) => (line && parsePart(line)) ?? []);
    return { ...head, sent: [...new Map(sent.map((part) => [part.index, part])).values()] };
}
function parseHeader(line) {
    const uploadId = (0,util_json/* parseText */.r4)(line['uploadId']);
    const assetId = (0,util_json/* parseText */.r4)(line['assetId']);
    const [chunkSize, size, mtimeMs] = [line['chunkSize'], line['size'], line['mtimeMs']].map(util_json/* parseNumber */.$J);
    const headers = (0,util_json/* asObject */.eB)(line['headers']);
    if (uploadId === null || assetId === null || !chunkSize || !size || !mtimeMs || headers === null)
        return null;
    const texts = Object.entries(headers).filter((entry) => typeof entry[1] === 'string');
    return { uploadId, assetId, chunkSize, size, mtimeMs, headers: Object.fromEntries(texts) };
}
function parsePart(line) {
    const index = (0,util_json/* parseNumber */.$J)(line['index']);
    const etag = (0,util_json/* parseText */.r4)(line['etag']);
    const size = (0,util_json/* parseNumber */.$J)(line['size']);
    return index === null || etag === null || size === null ? null : { index, etag, size };
}

;// CONCATENATED MODULE: ./lib/upload/part-urls.js


const part_urls_MIN_LIFETIME_MS = 10_000;
function createPartUrlCache(context, uploadId, initial, isWanted) {
    const cache = new Map();
    const batchNumbers = new WeakMap();
    let batchCount = 0;
    let pending = Promise.resolve();
    const add = (urls) => {
        batchCount += 1;
        for (const part of urls) {
            context.mask(part.url.href);
            batchNumbers.set(part.url, batchCount);
            cache.set(part.index, part);
        }
    };
    const takeCached = (index) => {
        const part = cache.get(index) ?? null;
        cache.delete(index);
        return part;
    };
    const takeValid = (index) => {
        const part = takeCached(index);
        const remainingMs = (part?.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - context.clock.date().getTime();
        return part && remainingMs >= part_urls_MIN_LIFETIME_MS ? part.url : null;
    };
    const request = async (index) => {
        const meanwhile = takeValid(index);
        if (meanwhile)
            return meanwhile;
        let count = 1;
        while (count < MAX_PART_URLS && isWanted(index + count) && !cache.has(index + count))
            count += 1;
        const range = { start: index, count };
        add(await retryWhileTransient(context, (limits) => requestPartUrls(context.api, uploadId, range, limits)));
        return takeCached(index)?.url ?? null;
    };
    add(initial);
    return {
        invalidate: (url) => {
            const denied = batchNumbers.get(url) ?? 0;
            for (const [index, part] of cache)
                if ((batchNumbers.get(part.url) ?? 0) <= denied)
                    cache.delete(index);
        },
        take: async (index) => {
            const cached = takeValid(index);
            if (cached)
                return cached;
            const requested = pending.then(() => request(index));
            pending = requested.catch(() => { });
            return requested;
        },
    };
}

;// CONCATENATED MODULE: ./lib/upload/report-parts.js




const report_parts_REPORT_BATCH_SIZE = 8;
const REPORT_INTERVAL_MS = 5_000;
const MAX_PARTS_PER_REPORT = 100;
function createPartReporter(context, session, before) {
    const { api, clock } = context;
    const { uploadId, total } = session;
    const reported = new Set(before.reported.map(({ index }) => index));
    const waiting = new Map(before.sent.map((part) => [part.index, part]));
    const refused = new Set();
    let assetId = session.assetId;
    let requiresSingleReport = false;
    let pending = Promise.resolve();
    let lastReportMs = clock.now();
    const accept = (indexes) => {
        for (const index of indexes) {
            reported.add(index);
            waiting.delete(index);
        }
    };
    const refuse = (indexes) => {
        for (const index of indexes) {
            refused.add(index);
            waiting.delete(index);
        }
    };
    const report = async (parts) => {
        lastReportMs = clock.now();
        try {
            const returned = await retryWhileTransient(context, (limits) => reportParts(api, uploadId, parts, limits));
            assetId ??= returned;
            accept(parts.map(({ index }) => index));
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD) || error.failure !== 'error_response')
                throw error;
            await handleRefusedReport(parts, error);
        }
    };
    const handleRefusedReport = async (parts, error) => {
        const { status } = await getUploadState(context, uploadId);
        if (status === 'completed') {
            accept([...waiting.keys()]);
            return;
        }
        if (status !== 'active')
            throw error;
        const indexes = parts.map(({ index }) => index);
        const named = parseRefusedParts(error);
        if (indexes.some((index) => named.has(index))) {
            refuse(indexes.filter((index) => named.has(index)));
            const rest = parts.filter(({ index }) => !named.has(index));
            if (rest.length > 0)
                await report(rest);
        }
        else if (!requiresSingleReport) {
            requiresSingleReport = true;
        }
        else {
            const finished = await listFinishedParts(context, uploadId);
            refuse(indexes.filter((index) => !finished.has(index)));
            if (refused.size === 0)
                throw error;
        }
    };
    const flush = async () => {
        const parts = [...waiting.values()];
        for (let from = 0; from < parts.length; from += MAX_PARTS_PER_REPORT) {
            const batch = parts.slice(from, from + MAX_PARTS_PER_REPORT).filter(({ index }) => waiting.has(index));
            if (batch.length > 0 && !requiresSingleReport)
                await report(batch);
        }
    };
    const serialize = (work) => {
        const result = pending.then(work);
        pending = result.catch(() => { });
        return result;
    };
    return {
        assetId: () => assetId,
        add: async (part) => {
            refused.delete(part.index);
            waiting.set(part.index, part);
            const isDue = waiting.size >= report_parts_REPORT_BATCH_SIZE || clock.now() - lastReportMs >= REPORT_INTERVAL_MS;
            if (!isDue || requiresSingleReport)
                return;
            await serialize(async () => {
                if (reported.size + waiting.size < total)
                    await flush();
            });
        },
        finish: async () => {
            await serialize(flush);
            await serialize(async () => {
                const isReady = requiresSingleReport && waiting.size > 0 && refused.size === 0;
                if (isReady)
                    await report([...waiting.values()]);
            });
            const again = [...refused];
            refused.clear();
            return again;
        },
    };
}

;// CONCATENATED MODULE: ./lib/upload/send-part.js






const MIN_PART_TIMEOUT_MS = 60_000;
const MAX_CONSECUTIVE_DENIALS = 5;
const PART_BACKOFF_FACTOR = 0.25;
const STALLED_UPLOAD_TIMEOUT_MS = 15 * 60_000;
function createPartSender(context, file, target) {
    const { clock, random, deadline, send } = context;
    const { signal } = context.cancellation;
    let lastSuccessMs = clock.now();
    let sentParts = 0;
    const attempt = async (index, size) => {
        const url = await target.urls.take(index);
        if (url === null)
            throw (0,twelvelabs_errors/* createInvalidResponseError */.zk)(`there is no upload URL for part ${index}`);
        const body = { stream: file.range((index - 1) * target.chunkSize, size), length: size };
        const timeoutMs = Math.min(Math.max(MIN_PART_TIMEOUT_MS, size / platform_limits/* MIN_UPLOAD_BYTES_PER_MS */.Q2), Math.max(0, deadline.remainingMs()));
        try {
            const response = await send({ method: 'PUT', url, headers: target.headers, body, timeoutMs, signal });
            const outcome = classifyResponse(response, clock.date());
            if (outcome.kind === 'denied')
                target.urls.invalidate(url);
            return outcome;
        }
        catch (error) {
            if (!(error instanceof transport/* TransportError */.w))
                throw error;
            if (error.cause instanceof UploadError)
                throw error.cause;
            return { kind: 'transient', reason: error.message, waitMs: 0 };
        }
        finally {
            body.stream.destroy();
        }
    };
    return async (index) => {
        const size = Math.min(target.chunkSize, file.size - (index - 1) * target.chunkSize);
        let denials = 0;
        let failures = 0;
        for (;;) {
            if (signal.aborted || deadline.remainingMs() <= 0)
                throw createUploadStopped(signal.aborted);
            await file.check();
            const sentBefore = sentParts;
            const outcome = await attempt(index, size);
            if (outcome.kind === 'sent') {
                lastSuccessMs = clock.now();
                sentParts += 1;
                return { index, etag: outcome.etag, size };
            }
            failures = sentParts > sentBefore ? 1 : failures + 1;
            denials = outcome.kind === 'denied' ? denials + 1 : 0;
            if (outcome.kind === 'denied' && denials >= MAX_CONSECUTIVE_DENIALS)
                throw createStorageRefused(outcome.status);
            if (clock.now() - lastSuccessMs > STALLED_UPLOAD_TIMEOUT_MS) {
                throw createUploadStalled(STALLED_UPLOAD_TIMEOUT_MS / 60_000, outcome.reason);
            }
            if (denials === 1)
                continue;
            const requestedMs = outcome.kind === 'transient' ? outcome.waitMs : 0;
            const waitMs = (0,retry/* getBackoffMs */.$)(failures, random()) * PART_BACKOFF_FACTOR + requestedMs;
            await clock.sleep(Math.min(waitMs, Math.max(0, deadline.remainingMs())), signal);
        }
    };
}
function classifyResponse({ status, headers }, now) {
    const isSuccess = status >= 200 && status <= 299;
    if (isSuccess && typeof headers.etag === 'string')
        return { kind: 'sent', etag: headers.etag };
    const reason = `HTTP ${status}`;
    const isTransient = status >= 500 || status === 408 || status === 425 || status === 429;
    if (isTransient)
        return { kind: 'transient', reason, waitMs: (0,rate_limit_headers/* parseRetryAfterMs */.o)(headers, now) ?? 0 };
    return { kind: 'denied', reason, status };
}

;// CONCATENATED MODULE: ./lib/upload/upload.js











const PART_CONCURRENCY = 4;
const MAX_ROUNDS = 5;
const FIRST_POLL_MS = 250;
const CHECK_PARTS_AFTER_MS = 30_000;
async function uploadFile(context, source, attributes, settings) {
    if (source.size === 0)
        throw createFileChanged('it is empty');
    const { deadline, cancellation } = context;
    const file = await openLocalFile(source.path, source.size);
    const checkpoint = createCheckpoint(settings.checkpointFile);
    try {
        const upload = await startUpload(context, file, attributes, checkpoint);
        const assetId = upload.completed
            ? upload.session.assetId
            : await sendParts(context, file, upload, checkpoint, settings);
        await checkpoint.remove();
        return assetId;
    }
    catch (error) {
        const runEnds = cancellation.signal.aborted || deadline.remainingMs() <= 0;
        throw runEnds && error instanceof twelvelabs_errors/* ApiError */.hD ? createUploadStopped(cancellation.signal.aborted) : error;
    }
    finally {
        await checkpoint.close();
        await file.close();
    }
}
async function sendParts(outerContext, file, upload, checkpoint, settings) {
    const { uploadId, assetId, totalChunks: total } = upload.session;
    const failed = new AbortController();
    const signal = AbortSignal.any([outerContext.cancellation.signal, failed.signal]);
    const context = { ...outerContext, cancellation: { signal } };
    const sent = new Set([...upload.reported, ...upload.sent].map(({ index }) => index));
    const urls = createPartUrlCache(context, uploadId, upload.urls, (index) => index <= total && !sent.has(index));
    const send = createPartSender(context, file, { ...upload.session, urls });
    const reporter = createPartReporter(context, { uploadId, assetId, total }, upload);
    const reportProgress = () => settings.onProgress({ sent: countBytes(sent, upload.session, file), total: file.size });
    const sendOne = async (index) => {
        if (failed.signal.aborted)
            return;
        try {
            const part = await send(index);
            sent.add(index);
            await checkpoint.add(part);
            reportProgress();
            await reporter.add(part);
        }
        catch (error) {
            failed.abort(error);
        }
    };
    reportProgress();
    let missing = listMissingParts(total, sent);
    for (let round = 1;; round++) {
        await (0,concurrency/* inParallel */.HN)(settings.concurrency, missing, sendOne);
        failed.signal.throwIfAborted();
        await file.check();
        missing = await reporter.finish();
        if (missing.length === 0)
            missing = await waitUntilAssembled(context, uploadId, total);
        if (missing.length === 0) {
            const id = reporter.assetId();
            if (id === null)
                throw createUploadLost('completed, but without an asset ID');
            return id;
        }
        if (round === MAX_ROUNDS)
            throw createUploadLost(`${missing.length} parts are missing although they were sent`);
        for (const index of missing)
            sent.delete(index);
        context.log.info(`TwelveLabs is missing ${missing.length} parts of the file. Sending them again.`);
    }
}
function countBytes(parts, { chunkSize, totalChunks }, file) {
    const lastPartGap = parts.has(totalChunks) ? totalChunks * chunkSize - file.size : 0;
    return parts.size * chunkSize - lastPartGap;
}
async function waitUntilAssembled(context, uploadId, total) {
    const { clock, random, deadline } = context;
    const { signal } = context.cancellation;
    const start = clock.now();
    for (;;) {
        const { status, finishedCount } = await getUploadState(context, uploadId);
        if (status === 'completed')
            return [];
        if (status === 'failed' || status === 'expired')
            throw createUploadLost(status);
        const ageMs = clock.now() - start;
        if (ageMs >= CHECK_PARTS_AFTER_MS && finishedCount !== null && finishedCount < total) {
            const missing = listMissingParts(total, await listFinishedParts(context, uploadId));
            if (missing.length > 0)
                return missing;
        }
        const waitMs = ageMs === 0 ? FIRST_POLL_MS : getPollIntervalMs({ youngestAgeMs: ageMs, random: random() });
        if (signal.aborted || waitMs >= deadline.remainingMs())
            throw createUploadStopped(signal.aborted);
        await clock.sleep(waitMs, signal);
    }
}

;// CONCATENATED MODULE: ./lib/indexing/content-source.js
function toContentSource(source) {
    const isPublic = source.kind === 'release_asset' && source.isPublic;
    return isPublic ? { kind: 'url', url: source.downloadUrl } : source;
}

// EXTERNAL MODULE: ./lib/util/format.js + 2 modules
var format = __nccwpck_require__(7949);
;// CONCATENATED MODULE: ./lib/indexing/assets/upload-progress.js

const PROGRESS_STEP = 0.1;
const MAX_LOG_INTERVAL_MS = 60_000;
function createProgressLog({ clock, log }, video) {
    let loggedStep = -1;
    let loggedAtMs = clock.now();
    return ({ sent, total }) => {
        const step = Math.floor(sent / total / PROGRESS_STEP);
        if (step <= loggedStep && clock.now() - loggedAtMs < MAX_LOG_INTERVAL_MS)
            return;
        loggedStep = step;
        loggedAtMs = clock.now();
        log.info(`${Math.floor((sent / total) * 100)} % of ${(0,format/* formatSize */.Xq)(total)} uploaded.`, video);
    };
}

;// CONCATENATED MODULE: ./lib/indexing/assets/create-asset.js













async function createAsset(context, options, { creator, finder }, video, source, attributes) {
    const { filename } = attributes;
    const create = (sendingMs, post) => creator.create(video, {
        resourceName: 'asset',
        safeToRepeat: true,
        sendingMs,
        post,
        find: (search) => finder.find({ submissionId: video.submissionId ?? '', filename, ...search }),
    });
    const content = toContentSource(source);
    try {
        if (content.kind === 'url') {
            const asset = { ...attributes, url: content.url };
            return await create(0, (limits) => createAssetByUrl(context.api, asset, limits));
        }
        if (content.kind === 'object')
            return await create(0, (limits) => createByLink(context, content, attributes, limits));
        const { size } = content;
        if (size <= (options.directBytes ?? MAX_DIRECT_UPLOAD_BYTES)) {
            return await create(size / platform_limits/* MIN_UPLOAD_BYTES_PER_MS */.Q2, (limits) => sendInOneRequest(context, content, attributes, limits));
        }
        if (content.kind === 'file')
            return await sendInParts(context, options, video, content, attributes);
        const sendCopy = (path) => sendInParts(context, { ...options, checkpointFolder: null }, video, { path, size }, attributes);
        return await withTemporaryFile(await context.open(content), context.cancellation.signal, sendCopy);
    }
    catch (error) {
        if (!(error instanceof UploadError || error instanceof twelvelabs_errors/* ApiError */.hD))
            throw error;
        const runEnds = error instanceof UploadError && error.failure === 'stopped';
        if (runEnds)
            context.store.update(video.position, { phase: 'queued', error: error.details });
        else
            finishNotAccepted(context.store, video.position, 'rejected', error.details);
        return null;
    }
}
async function createByLink(context, source, attributes, limits) {
    const content = await context.open(source);
    if (content.kind !== 'url')
        throw new TypeError('an object of a bucket has no link');
    return createAssetByUrl(context.api, { ...attributes, url: content.url }, limits);
}
async function sendInOneRequest(context, source, attributes, limits) {
    const { size } = source;
    const contentType = getContentType(source.name);
    const send = (stream) => createAssetFromFile(context.api, { ...attributes, file: { contentType, size, stream } }, limits);
    if (source.kind === 'release_asset') {
        const content = await context.open(source);
        return content.kind === 'url'
            ? createAssetByUrl(context.api, { ...attributes, url: content.url }, limits)
            : send(content.stream);
    }
    const file = await openLocalFile(source.path, size);
    try {
        return await send(file.range(0, size));
    }
    finally {
        await file.close();
    }
}
async function sendInParts(context, { send, mask, checkpointFolder }, video, { path, size }, attributes) {
    const checkpointName = (0,external_node_crypto_.hash)('sha256', `${video.sourceKey ?? path} ${size}`, 'hex').slice(0, 32);
    const id = await uploadFile({ ...context, send, mask }, { path, size }, attributes, {
        concurrency: PART_CONCURRENCY,
        checkpointFile: checkpointFolder === null ? null : (0,external_node_path_.join)(checkpointFolder, `${checkpointName}.upload.jsonl`),
        onProgress: createProgressLog(context, video),
    });
    return { id, status: 'processing', message: null, metadata: { ...NO_METADATA, asset_id: id, size } };
}
const CONTENT_TYPES = {
    mp4: 'video/mp4',
    m4v: 'video/mp4',
    mov: 'video/quicktime',
    mkv: 'video/x-matroska',
    webm: 'video/webm',
    avi: 'video/x-msvideo',
};
function getContentType(name) {
    return CONTENT_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}

;// CONCATENATED MODULE: ./lib/indexing/assets/find-asset.js








const find_asset_MAX_CANDIDATES = 500;
const MAX_PROCESSING_MS = 60 * 60_000;
function createAssetFinder(context) {
    const { api, clock } = context;
    const metadataCache = new Map();
    const getMetadata = async (asset) => {
        const known = asset.userMetadata ?? metadataCache.get(asset.id);
        if (known)
            return known;
        const read = await readIfAvailable(() => getAsset(api, asset.id, createReadLimits(context)));
        if (read)
            metadataCache.set(asset.id, read.userMetadata ?? {});
        return read && (read.userMetadata ?? {});
    };
    const find = ({ submissionId, filename, sinceMs, windowMs }) => {
        const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
        return pollForCreated(context, windowMs, async () => {
            const byName = await findAmongNewest(submissionId, notBefore, filename);
            if (byName.kind === 'found')
                return byName;
            const byTime = await findAmongNewest(submissionId, notBefore, null);
            return byTime.kind === 'absent' ? byName : byTime;
        });
    };
    const findAmongNewest = async (submissionId, notBefore, filename) => {
        const { rows } = await listAssets(api, { page: 1, filename }, createReadLimits(context));
        const candidates = rows.filter(({ createdAt }) => createdAt === null || createdAt.getTime() >= notBefore);
        return findCandidate(candidates, submissionId, async (asset) => {
            const metadata = await getMetadata(asset);
            return metadata === null ? undefined : (metadata['gha_submission'] ?? null);
        });
    };
    const readAttempt = async (asset, { sourceKey }) => {
        const metadata = await retryWhileTransient(context, () => getMetadata(asset));
        if (metadata?.['gha_source'] !== sourceKey)
            return null;
        const error = asset.status === 'failed' ? (0,twelvelabs_errors/* toFailedVideoError */.go)(null, asset.message) : null;
        const address = (0,util_json/* parseText */.r4)(metadata['gha_address']) ?? (0,util_json/* parseText */.r4)(metadata['gha_source']);
        return { address, version: (0,util_json/* parseText */.r4)(metadata['gha_version']), stamp: (0,util_json/* parseText */.r4)(metadata['gha_stamp']), error };
    };
    const isProcessedTooLong = ({ status, createdAt }) => status !== 'ready' && clock.date().getTime() - (createdAt?.getTime() ?? 0) > MAX_PROCESSING_MS;
    const findEarlierAssets = async (video, filename, isComplete) => {
        const failed = [];
        if (video.sourceKey === null)
            return { reusable: null, failed };
        const readPage = (page) => retryWhileTransient(context, (limits) => listAssets(api, { page, filename }, limits));
        let candidates = 0;
        for await (const { rows } of paginate(readPage)) {
            for (const asset of rows) {
                if (asset.status !== 'failed' && isProcessedTooLong(asset))
                    continue;
                const attempt = await readAttempt(asset, video);
                if (attempt?.error)
                    failed.push(attempt);
                else if (attempt && isSameContent(video, attempt) && (await isComplete(asset)))
                    return { reusable: asset, failed: [] };
            }
            candidates += rows.length;
            if (candidates >= find_asset_MAX_CANDIDATES)
                break;
        }
        return { reusable: null, failed };
    };
    return { find, findEarlierAssets };
}

;// CONCATENATED MODULE: ./lib/indexing/polling/poller-state.js



function createPolledItem(isNew, nowMs) {
    const gracePeriodMs = isNew ? platform_limits/* NEW_RESOURCE_GRACE_PERIOD_MS */.uS : platform_limits/* EXISTING_RESOURCE_GRACE_PERIOD_MS */.$w;
    return { sinceMs: nowMs, gracePeriodMs, lastPolledMs: 0, consecutiveErrors: 0, firstErrorMs: 0, isLost: false };
}
function reducePolledItem(item, event, nowMs) {
    if (event.kind === 'snapshotApplied')
        return { ...item, lastPolledMs: nowMs, consecutiveErrors: 0 };
    const consecutiveErrors = item.consecutiveErrors + 1;
    const firstErrorMs = consecutiveErrors === 1 ? nowMs : item.firstErrorMs;
    const gracePeriodMs = event.error.status === 404 ? item.gracePeriodMs : 0;
    const isLost = consecutiveErrors >= platform_limits/* MAX_CONSECUTIVE_ERRORS */.wW && nowMs - firstErrorMs >= gracePeriodMs;
    return { ...item, lastPolledMs: nowMs, consecutiveErrors, firstErrorMs, isLost };
}
const INITIAL_CONNECTION_STATE = {
    failures: 0,
    failingSinceMs: 0,
    consecutivePermanentErrors: 0,
    pausedUntilMs: 0,
    lastError: null,
};
function reduceConnection(state, event, nowMs, random) {
    if (event.kind === 'connectionRestored')
        return { ...INITIAL_CONNECTION_STATE, pausedUntilMs: state.pausedUntilMs };
    const { retryAfterMs, message } = event.error;
    const failures = state.failures + 1;
    return {
        failures,
        failingSinceMs: failures === 1 ? nowMs : state.failingSinceMs,
        consecutivePermanentErrors: (0,twelvelabs_errors/* isTransient */.dg)(event.error) ? 0 : state.consecutivePermanentErrors + 1,
        pausedUntilMs: nowMs + (retryAfterMs ?? 0) + (0,retry/* getBackoffMs */.$)(failures, random),
        lastError: message,
    };
}
function hasPermanentError({ consecutivePermanentErrors }) {
    return consecutivePermanentErrors >= platform_limits/* MAX_CONSECUTIVE_ERRORS */.wW;
}

;// CONCATENATED MODULE: ./lib/indexing/assets/wait-for-asset.js






async function waitForAsset(context, { position }, first) {
    const { api, clock, random, deadline, cancellation, store, settings } = context;
    const start = clock.now();
    let item = createPolledItem(true, start);
    let connection = INITIAL_CONNECTION_STATE;
    const poll = async () => {
        try {
            const asset = await getAsset(api, first.id, createReadLimits(context));
            item = reducePolledItem(item, { kind: 'snapshotApplied' }, clock.now());
            connection = INITIAL_CONNECTION_STATE;
            return asset;
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
                throw error;
            connection = reduceConnection(connection, { kind: 'runLevelError', error }, clock.now(), random());
            if ((0,twelvelabs_errors/* isTransient */.dg)(error))
                return null;
            item = reducePolledItem(item, { kind: 'itemError', error }, clock.now());
            if (item.isLost)
                store.finish(position, 'rejected', error.details);
            return null;
        }
    };
    for (let asset = first;; asset = await poll()) {
        if (asset?.status === 'ready')
            return asset;
        if (asset?.status === 'failed') {
            const finding = store.videos()[position]?.inspectionError ?? null;
            store.finish(position, 'failed', explainFailure((0,twelvelabs_errors/* toFailedVideoError */.go)(null, asset.message), finding));
        }
        if (store.isDone(position))
            return null;
        const pauseMs = connection.pausedUntilMs - clock.now();
        const remainingMs = deadline.remainingMs();
        if (cancellation.signal.aborted || remainingMs <= 0 || pauseMs >= remainingMs) {
            store.update(position, { error: createAssetNotReady(connection.lastError) });
            return null;
        }
        const youngestAgeMs = clock.now() - start;
        const intervalMs = getPollIntervalMs({ youngestAgeMs, fixedMs: settings.pollIntervalMs, random: random() });
        await clock.sleep(Math.min(Math.max(intervalMs, pauseMs), remainingMs), cancellation.signal);
    }
}

;// CONCATENATED MODULE: ./lib/indexing/assets/submit-asset.js
















const NO_ASSETS = { reusable: null, failed: [] };
function createAssetSubmitter(context, creator, options) {
    const { api, clock, store, settings, log } = context;
    const indexId = settings.indexId ?? '';
    const finder = createAssetFinder(context);
    const assetLimiter = new RateLimiter({ ...context, countOpenVideos: () => 0 });
    const assetTools = { finder, creator: new AtMostOnceCreator(context, assetLimiter) };
    const submit = async ({ position }, source) => {
        const video = store.update(position, { submissionId: context.uuid(), startedMs: clock.now() });
        const { reusable: existing, failed } = await findEarlierAssets(video);
        if (giveUp(video, failed))
            return null;
        if (existing)
            log.info(`Using the asset ${existing.id} of an earlier run.`, video);
        const { enableVideoStream } = settings;
        const attributes = { filename: video.name, enableVideoStream, userMetadata: buildAssetMetadata(video, source) };
        const asset = existing ?? (await createAsset(context, options, assetTools, video, source, attributes));
        if (asset === null)
            return null;
        store.update(position, { phase: 'queued', error: null, metadata: { ...video.metadata, asset_id: asset.id } });
        const ready = await waitForAsset(context, video, asset);
        if (ready === null)
            return null;
        store.update(position, { error: null, metadata: { ...video.metadata, ...ready.metadata } });
        try {
            const before = existing ? await findIndexedAssets(existing.id) : [];
            const usable = before.find(({ record }) => record?.status !== 'failed');
            if (usable)
                return openVideo(video, usable.id, true);
            if (giveUp(video, before.flatMap(({ record }) => record ?? [])))
                return null;
            const knownIds = new Set(before.map(({ id }) => id));
            const created = await index({ ...video, startedMs: clock.now() }, source, asset.id, knownIds);
            return created === null ? null : openVideo(video, created, false);
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
                throw error;
            finishNotAccepted(store, position, 'rejected', error.details);
            return null;
        }
    };
    const findEarlierAssets = async (video) => {
        if (!options.reuse)
            return NO_ASSETS;
        try {
            return await finder.findEarlierAssets(video, video.name, isComplete);
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
                throw error;
            log.info(`Could not check whether an earlier run created an asset. ${error.message}`, video);
            return NO_ASSETS;
        }
    };
    const isComplete = async ({ status, method, metadata }) => {
        if (status === 'ready' || method !== 'multipart')
            return true;
        if (metadata.size === null)
            return false;
        return (await listUploadsOfSize({ ...context, ...options }, metadata.size))?.length === 0;
    };
    const buildAssetMetadata = (video, source) => {
        const withoutUser = { ...context, settings: { ...settings, userMetadata: {} } };
        return buildSubmissionMetadata(withoutUser, video, { ...source, userMetadata: {} });
    };
    const giveUp = (video, failed) => {
        const failure = findFinalFailure(video, failed);
        if (failure)
            store.finish(video.position, 'failed', failure.error);
        return failure !== null;
    };
    const findIndexedAssets = async (assetId) => {
        const rows = await retryWhileTransient(context, (limits) => listAssetUsages(api, assetId, limits));
        const inThisIndex = rows.filter((row) => row.indexId === indexId);
        return Promise.all(inThisIndex.map(async ({ id }) => {
            const item = await retryWhileTransient(context, (limits) => readIfAvailable(() => getIndexedAsset(api, indexId, id, limits)));
            return { id, record: item && toExistingRecord(item, undefined) };
        }));
    };
    const index = (video, source, assetId, knownIds) => creator.create(video, {
        resourceName: 'indexed asset',
        sendingMs: 0,
        post: (limits) => {
            const userMetadata = buildSubmissionMetadata(context, video, source);
            const { enableVideoStream } = settings;
            return createIndexedAsset(api, { indexId, assetId, enableVideoStream, userMetadata }, limits);
        },
        find: ({ windowMs }) => pollForCreated(context, windowMs, () => findCreated(assetId, video.submissionId ?? '', knownIds)),
    });
    const findCreated = async (assetId, submissionId, knownIds) => {
        const rows = await readIfAvailable(() => listAssetUsages(api, assetId, createReadLimits(context)));
        if (rows === null) {
            const item = await findBySubmissionId(context, submissionId);
            return item ? { kind: 'found', created: item.id } : { kind: 'inconclusive' };
        }
        const newIds = rows.filter((row) => row.indexId === indexId && !knownIds.has(row.id)).map(({ id }) => id);
        return findCandidate(newIds, submissionId, async (id) => {
            const item = await readIfAvailable(() => getIndexedAsset(api, indexId, id, createReadLimits(context)));
            return item?.userMetadata?.['gha_submission'];
        });
    };
    const openVideo = (video, id, reused) => {
        const metadata = { ...(store.videos()[video.position] ?? video).metadata, video_id: id };
        const change = { remoteId: id, remoteIdKind: 'indexed_asset', reused, metadata, error: null };
        store.update(video.position, { phase: 'open', ...change, submittedAt: clock.date().toISOString() });
        return id;
    };
    return { submit };
}

;// CONCATENATED MODULE: ./lib/indexing/tasks/find-task.js







const MAX_PAGES_READ = 40;
function createTaskFinder(context, availability) {
    const { api, clock, settings, store } = context;
    const indexId = settings.indexId ?? '';
    const submissionIds = new Map();
    const find = ({ submissionId, sinceMs, windowMs }) => {
        const notBefore = clock.date().getTime() - (clock.now() - sinceMs) - CLOCK_SKEW_MS;
        return pollForCreated(context, windowMs, () => lookUp(submissionId, notBefore));
    };
    const lookUp = async (submissionId, notBefore) => {
        const list = await listTasksSince(notBefore);
        const tasks = list?.tasks ?? null;
        const byMetadata = await readIfAvailable(() => findByMetadata(submissionId, tasks));
        if (byMetadata && byMetadata.kind !== 'absent')
            return byMetadata;
        if (list === null || tasks === null)
            return { kind: 'inconclusive' };
        const ownIds = new Set(store.videos().map(({ remoteId }) => remoteId));
        const candidates = tasks.filter(({ id, createdAt }) => !ownIds.has(id) && (createdAt === null || createdAt.getTime() >= notBefore));
        const result = await findAmongTasks(submissionId, candidates);
        return result.kind === 'absent' && !list.isComplete ? { kind: 'inconclusive' } : result;
    };
    const listTasksSince = async (notBefore) => {
        const tasks = [];
        try {
            for (let page = 1; page <= MAX_PAGES_READ; page++) {
                const { rows, totalPages } = await listTasks(api, { indexId, page }, createReadLimits(context));
                tasks.push(...rows);
                const isPast = rows.some(({ createdAt }) => createdAt !== null && createdAt.getTime() < notBefore);
                if (isPast || page >= totalPages)
                    return { tasks, isComplete: true };
            }
            return { tasks, isComplete: false };
        }
        catch (error) {
            if (error instanceof twelvelabs_errors/* ApiError */.hD && availability.noteError(error))
                return null;
            throw error;
        }
    };
    const findByMetadata = async (submissionId, tasks) => {
        const item = await findBySubmissionId(context, submissionId);
        if (item === null)
            return { kind: 'absent' };
        const videoId = item.id;
        if (tasks === null)
            return { kind: 'found', created: { taskId: videoId, videoId } };
        const task = tasks.find(({ metadata }) => metadata.video_id === videoId);
        return task ? { kind: 'found', created: { taskId: task.id, videoId } } : { kind: 'inconclusive' };
    };
    const findAmongTasks = async (submissionId, tasks) => {
        const result = await findCandidate(tasks, submissionId, readSubmissionId);
        if (result.kind !== 'found')
            return result;
        const { id, metadata } = result.created;
        return { kind: 'found', created: { taskId: id, videoId: metadata.video_id } };
    };
    const readSubmissionId = async ({ id, status, metadata }) => {
        const videoId = metadata.video_id;
        if (videoId !== null && !submissionIds.has(id)) {
            const item = await readIfAvailable(() => getIndexedAsset(api, indexId, videoId, createReadLimits(context)));
            if (item)
                submissionIds.set(id, item.userMetadata?.['gha_submission'] ?? null);
        }
        return submissionIds.get(id) ?? (submissionIds.has(id) || status === 'failed' ? null : undefined);
    };
    return { find };
}

;// CONCATENATED MODULE: ./lib/indexing/tasks/submit-task.js




function createTaskSubmitter(context, creator, finder, shouldFallBack) {
    const { api, clock, store, settings } = context;
    const submit = async ({ position }, source) => {
        const submissionId = context.uuid();
        const video = store.update(position, { submissionId, startedMs: clock.now() });
        const target = toContentSource(source);
        const created = await creator.create(video, {
            resourceName: 'task',
            shouldFallBack,
            sendingMs: target.kind === 'url' || target.kind === 'object' ? 0 : target.size / platform_limits/* MIN_UPLOAD_BYTES_PER_MS */.Q2,
            post: async (limits) => {
                const { indexId, enableVideoStream, language } = settings;
                const content = target.kind === 'url' ? target : await context.open(target);
                const userMetadata = buildSubmissionMetadata(context, video, source);
                return createTask(api, { indexId: indexId ?? '', content, enableVideoStream, userMetadata, language }, limits);
            },
            find: (search) => finder.find({ submissionId, ...search }),
        });
        if (created === null)
            return null;
        const { taskId: remoteId, videoId } = created;
        const metadata = { ...video.metadata, video_id: videoId };
        store.update(position, { phase: 'open', remoteId, metadata, error: null, submittedAt: clock.date().toISOString() });
        return remoteId;
    };
    return { submit };
}

;// CONCATENATED MODULE: ./lib/indexing/fallback-submitter.js




function createFallbackSubmitter(context, creator, options, availability) {
    const { endpoint } = options;
    const tasks = createTaskSubmitter(context, creator, createTaskFinder(context, availability), (error) => endpoint === 'auto' && availability.noteError(error));
    const assets = createAssetSubmitter(context, creator, options);
    const needsAssets = ({ metadata }, source) => {
        if (endpoint !== 'auto')
            return endpoint === 'assets';
        const size = source.kind === 'url' ? (metadata.size ?? 0) : source.size;
        return availability.isRetired() || size > platform_limits/* MAX_TASK_FILE_BYTES */.iJ;
    };
    return {
        submit: async (video, source) => {
            if (needsAssets(video, source))
                return assets.submit(video, source);
            const taskId = await tasks.submit(video, source);
            const isFinal = endpoint === 'tasks' || !availability.isRetired() || context.store.isDone(video.position);
            return taskId !== null || isFinal ? taskId : assets.submit(video, source);
        },
    };
}

;// CONCATENATED MODULE: ./lib/indexing/polling/apply-status.js

function applyStatus(store, position, state) {
    const video = store.videos()[position];
    if (!video)
        return false;
    const isExisting = video.source.kind === 'task';
    store.update(position, {
        platformStatus: state.status,
        metadata: mergeMetadata(video.metadata, state.metadata),
        name: isExisting ? (state.filename ?? video.name) : video.name,
        indexId: state.indexId ?? video.indexId,
    });
    if (state.status !== 'ready' && state.status !== 'failed')
        return false;
    const wasReady = state.status === 'ready' && isExisting && video.platformStatus === null;
    if (wasReady)
        store.finish(position, 'ready', null, state.readyAt);
    else
        store.finish(position, state.status, explainFailure(state.error, video.inspectionError));
    return true;
}
function mergeMetadata(before, now) {
    return { ...before, ...Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null)) };
}

;// CONCATENATED MODULE: ./lib/indexing/polling/fetch-statuses.js


const MIN_REQUEST_BUDGET = 10;
async function fetchStatuses(source, ids, createLimits) {
    const budget = Math.max(MIN_REQUEST_BUDGET, Math.ceil(ids.length / PAGE_LIMIT));
    const wanted = new Set(ids);
    const states = new Map();
    const errors = [];
    const toSnapshot = (error) => ({ states: [...states.values()], errors, error });
    try {
        let requests = 0;
        for (let isLast = ids.length < 2; !isLast;) {
            requests += 1;
            const list = await readPage(source, requests, createLimits());
            for (const state of list?.rows ?? [])
                if (wanted.has(state.id))
                    states.set(state.id, state);
            const canRequestRest = wanted.size - states.size <= budget - requests;
            isLast = list === null || requests >= list.totalPages || requests >= budget || canRequestRest;
        }
        for (const id of ids.filter((each) => !states.has(each)).slice(0, budget - requests)) {
            const result = await readItem(source, id, createLimits());
            if (result instanceof twelvelabs_errors/* ApiError */.hD)
                errors.push({ id, error: result });
            else
                states.set(id, result);
        }
        return toSnapshot(null);
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD)
            return toSnapshot(error);
        throw error;
    }
}
async function readPage(source, page, limits) {
    try {
        return await source.list(page, limits);
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD && error.status !== 401 && error.status !== 429)
            return null;
        throw error;
    }
}
async function readItem(source, id, limits) {
    try {
        return await source.get(id, limits);
    }
    catch (error) {
        if ((0,twelvelabs_errors/* isResourceError */.RS)(error))
            return error;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/indexing/polling/poll-once.js



async function pollOnce(videos, context, source) {
    const { clock, store, cancellation } = context;
    const remaining = new Map(videos.map((video) => [video.remoteId ?? '', video.position]));
    for (const position of remaining.values())
        store.update(position, { phase: 'open', startedMs: clock.now() });
    while (remaining.size > 0 && !cancellation.signal.aborted) {
        const snapshot = await fetchStatuses(source, [...remaining.keys()], () => createReadLimits(context));
        for (const state of snapshot.states) {
            const position = remaining.get(state.id);
            if (position !== undefined && !applyStatus(store, position, state))
                store.finish(position, 'submitted');
            remaining.delete(state.id);
        }
        for (const { id, error } of snapshot.errors) {
            const position = remaining.get(id);
            if (position !== undefined)
                store.finish(position, 'rejected', error.details);
            remaining.delete(id);
        }
        if (snapshot.error === null)
            continue;
        for (const position of remaining.values())
            store.finish(position, 'unknown', snapshot.error.details);
        return;
    }
}

;// CONCATENATED MODULE: ./lib/indexing/polling/status-poller.js






const RECENT_COUNT = 25;
class StatusPoller {
    #context;
    #sources;
    #videos = new Map();
    #connection = INITIAL_CONNECTION_STATE;
    #indexingTimesMs = [];
    #statusCounts = new Map();
    #errorCounts = new Map();
    #lastPollMs = 0;
    #isPolling = false;
    #isOver = false;
    #wake = new AbortController();
    constructor(context, sources) {
        this.#context = context;
        this.#sources = sources;
    }
    poll(position, id) {
        if (this.#isOver)
            return Promise.resolve();
        const { clock, store } = this.#context;
        const now = clock.now();
        const video = store.videos()[position];
        const isNew = video?.source.kind !== 'task' && video?.reused !== true;
        return new Promise((resolve, reject) => {
            const source = this.#sources[video?.remoteIdKind ?? 'task'];
            this.#videos.set(id, { position, id, source, item: createPolledItem(isNew, now), resolve });
            this.#wake.abort();
            if (this.#isPolling)
                return;
            this.#isPolling = true;
            this.#lastPollMs = isNew ? now : Number.NEGATIVE_INFINITY;
            this.#pollUntilDone().catch(reject);
        });
    }
    isOver() {
        return this.#isOver;
    }
    lastError() {
        return this.#connection.lastError;
    }
    describeObserved(position) {
        const counts = [...(this.#statusCounts.get(position) ?? []), ...this.#errorCounts];
        return counts.length === 0 ? null : counts.map(([what, count]) => `${what} ×${count}`).join(', ');
    }
    async #pollUntilDone() {
        const { api, clock, deadline, cancellation } = this.#context;
        while (this.#videos.size > 0) {
            this.#wake = new AbortController();
            const intervalMs = this.#lastPollMs + this.#getIntervalMs() - clock.now();
            const pauseMs = Math.max(this.#connection.pausedUntilMs - clock.now(), api.cooldown.remainingMs());
            if (pauseMs > deadline.remainingMs())
                break;
            const waitMs = Math.min(Math.max(intervalMs, pauseMs), Math.max(deadline.remainingMs(), 0));
            await clock.sleep(waitMs, AbortSignal.any([this.#wake.signal, cancellation.signal]));
            if (cancellation.signal.aborted)
                break;
            if (this.#wake.signal.aborted)
                continue;
            await this.#pollAll();
            if (deadline.remainingMs() <= 0)
                break;
        }
        this.#isOver = this.#videos.size > 0;
        for (const video of [...this.#videos.values()])
            this.#stopPolling(video);
        this.#isPolling = false;
    }
    #getIntervalMs() {
        const { store, settings, random } = this.#context;
        const oldestFirst = [...this.#videos.values()].sort((a, b) => a.item.sinceMs - b.item.sinceMs);
        const agesMs = oldestFirst.map(({ item }) => Math.max(0, this.#lastPollMs - item.sinceMs));
        const tookMs = this.#indexingTimesMs;
        const fixedMs = settings.pollIntervalMs;
        if (fixedMs === null && hasQueuedVideos(store))
            return getQueuedPollIntervalMs({ agesMs, tookMs, random: random() });
        const duration = store.videos()[oldestFirst.at(-1)?.position ?? 0]?.metadata.duration ?? null;
        return getPollIntervalMs({ youngestAgeMs: agesMs.at(-1) ?? 0, duration, fixedMs, tookMs, random: random() });
    }
    async #pollAll() {
        const { clock, cancellation } = this.#context;
        const leastRecentFirst = [...this.#videos.values()].sort((a, b) => a.item.lastPolledMs - b.item.lastPolledMs);
        for (const [source, videos] of Map.groupBy(leastRecentFirst, (video) => video.source)) {
            const ids = videos.filter(({ item }) => this.#isDue(item)).map(({ id }) => id);
            this.#lastPollMs = clock.now();
            if (ids.length === 0)
                continue;
            const snapshot = await fetchStatuses(source, ids, () => createReadLimits(this.#context));
            this.#lastPollMs = clock.now();
            if (!cancellation.signal.aborted)
                this.#applySnapshot(snapshot);
        }
    }
    #isDue({ sinceMs, lastPolledMs }) {
        const { clock, deadline, settings } = this.#context;
        if (settings.pollIntervalMs !== null || deadline.remainingMs() <= 0)
            return true;
        return isPollDue(clock.now() - sinceMs, clock.now() - lastPolledMs);
    }
    #applySnapshot({ states, errors, error: runLevelError }) {
        const { clock, store } = this.#context;
        for (const state of states) {
            const video = this.#update(state.id, { kind: 'snapshotApplied' });
            if (!video)
                continue;
            if (!applyStatus(store, video.position, state)) {
                this.#countStatus(video.position, state.status);
                continue;
            }
            this.#statusCounts.delete(video.position);
            const tookMs = clock.now() - video.item.sinceMs;
            if (state.status === 'ready')
                this.#indexingTimesMs = [...this.#indexingTimesMs, tookMs].slice(-RECENT_COUNT);
            this.#stopPolling(video);
        }
        for (const { id, error } of errors) {
            const video = this.#update(id, { kind: 'itemError', error });
            if (video?.item.isLost)
                this.#giveUp(video, error);
        }
        this.#updateConnection(runLevelError);
    }
    #countStatus(position, status) {
        const counts = this.#statusCounts.get(position) ?? new Map();
        countOne(counts, status);
        this.#statusCounts.set(position, counts);
    }
    #update(id, event) {
        const before = this.#videos.get(id);
        if (!before)
            return null;
        const video = { ...before, item: reducePolledItem(before.item, event, this.#context.clock.now()) };
        this.#videos.set(id, video);
        return video;
    }
    #updateConnection(error) {
        const { api, clock, random, log } = this.#context;
        const hadError = this.#connection.lastError !== null;
        if (error && !hadError)
            log.info(`Failed to get task status. Retrying. ${error.message}`);
        if (!error && hadError)
            log.info('Connection to TwelveLabs restored.');
        const event = error ? { kind: 'runLevelError', error } : { kind: 'connectionRestored' };
        this.#connection = reduceConnection(this.#connection, event, clock.now(), random());
        if (!error) {
            api.cooldown.reset();
            return;
        }
        countOne(this.#errorCounts, error.status === null ? 'no response' : `HTTP ${error.status}`);
        if (error.status === 429)
            api.cooldown.pauseFor(error.retryAfterMs);
        const failingMs = clock.now() - this.#connection.failingSinceMs;
        if (hasPermanentError(this.#connection) || isUnreachable(api, error, failingMs)) {
            for (const video of [...this.#videos.values()])
                this.#giveUp(video, error);
        }
    }
    #giveUp(polled, error) {
        const { store } = this.#context;
        const video = store.videos()[polled.position];
        const exists = video?.source.kind !== 'task' || video.platformStatus !== null;
        store.finish(polled.position, exists ? 'unknown' : 'rejected', error.details);
        this.#stopPolling(polled);
    }
    #stopPolling({ id, resolve }) {
        this.#videos.delete(id);
        resolve();
    }
}
function countOne(counts, what) {
    counts.set(what, (counts.get(what) ?? 0) + 1);
}
function hasQueuedVideos(store) {
    return store.videos().some(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
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
    return hasMetadata(first) ? first.totalPages <= MAX_SCANNED_PAGES : countRows(first) <= MAX_SCANNED_ITEMS;
}
async function scanIndex(query, first) {
    const numbers = Array.from({ length: first.totalPages - 1 }, (_, index) => index + 2);
    const rest = await (0,concurrency/* mapInParallel */.HH)(SCAN_CONCURRENCY, numbers, (page) => query.listPage(page));
    const pages = [first, ...rest];
    const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row])));
    const isIncluded = pages.some(hasMetadata);
    return await (0,concurrency/* mapInParallel */.HH)(SCAN_CONCURRENCY, rows.values(), async (row) => {
        const isMissing = row.userMetadata === null && !(isIncluded && isEnded(row));
        return isMissing ? await query.readItem(row) : row;
    });
}
function hasMetadata({ rows }) {
    return rows.some(({ userMetadata }) => userMetadata !== null);
}

;// CONCATENATED MODULE: ./lib/existing/existing-videos.js






const LOOKUP_CONCURRENCY = 8;
const MAX_PROOFS = 3;
class ExistingVideos {
    #context;
    #firstPage = null;
    #all = null;
    #proofs = 0;
    constructor(context) {
        this.#context = context;
    }
    async findBySource(sourceKeys) {
        if (sourceKeys.length === 0)
            return new Map();
        const likely = sourceKeys.slice(0, 1).map((sourceKey) => ({ gha_source: sourceKey }));
        return await this.#ask((first) => isScanCheaper(first, sourceKeys.length, sourceKeys.length), { likely, expected: null }, (query) => queryEach(query, sourceKeys), (all) => groupBySource(all, sourceKeys));
    }
    async findAll(values, expected, maxItems) {
        return await this.#ask((first) => isScanCheaper(first, Math.ceil(expected / PAGE_LIMIT) + 1, expected + 1), { likely: [], expected: values }, (query) => query.findAll(values, maxItems), (all) => ({
            items: all.filter(({ userMetadata }) => userMetadata !== null && matchesMetadata(userMetadata, values)),
            isComplete: true,
        }));
    }
    async #ask(isScanCheap, hints, query, select) {
        const { metadataQuery, log } = this.#context;
        if (this.#all !== null)
            return select(this.#all);
        const known = metadataQuery.isProven ? await query(metadataQuery) : null;
        if (known !== null)
            return known;
        const first = await this.#readFirstPage();
        if (first.rows.length === 0)
            return select([]);
        if (isScanCheap(first))
            return select(await this.#scan(first));
        while (this.#proofs < MAX_PROOFS && (await this.#prove(first, hints))) {
            const found = await query(metadataQuery);
            if (found !== null)
                return found;
        }
        if (!isScanAffordable(first))
            throw createLookupImpossible(countRows(first));
        log.info('The metadata filter of the index could not be verified. Reading the whole index instead.');
        return select(await this.#scan(first));
    }
    async #readFirstPage() {
        this.#firstPage ??= await this.#context.metadataQuery.listPage(1);
        return this.#firstPage;
    }
    async #prove(first, { likely, expected }) {
        this.#proofs += 1;
        const repository = this.#context.origin['gha_repository'];
        const known = repository === undefined ? likely : [{ gha_repository: repository }, ...likely];
        return await proveFilter(this.#context.metadataQuery, first, known, expected);
    }
    async #scan(first) {
        this.#all = await scanIndex(this.#context.metadataQuery, first);
        return this.#all;
    }
}
async function queryEach(query, sourceKeys) {
    const found = new Map();
    await (0,concurrency/* inParallel */.HN)(LOOKUP_CONCURRENCY, sourceKeys, async (sourceKey) => {
        if (!query.isProven)
            return;
        const items = await query.find({ gha_source: sourceKey });
        if (items !== null)
            found.set(sourceKey, items);
    });
    return query.isProven && found.size === sourceKeys.length ? found : null;
}
function groupBySource(items, sourceKeys) {
    const found = new Map(sourceKeys.map((sourceKey) => [sourceKey, []]));
    for (const item of items) {
        const sourceKey = item.userMetadata?.['gha_source'];
        if (typeof sourceKey === 'string')
            found.get(sourceKey)?.push(item);
    }
    return found;
}
function createLookupImpossible(items) {
    const message = `Could not check whether this video is already indexed: no filter by metadata could be verified, and the index has too many videos (${items}) to read them one by one. Nothing was submitted.`;
    const hint = 'If none of these videos is in the index yet, run the step once with `reuse: false`; later runs can then find them. Otherwise use a separate index, or accept with `reuse: false` that videos are billed again.';
    return new errors/* UserError */.yo((0,errors/* createErrorDetails */.Xd)('reuse_lookup_failed', { message, hint }));
}

;// CONCATENATED MODULE: ./lib/existing/recent-tasks.js







const UNLISTED_POLL_MS = 5_000;
const recent_tasks_READ_CONCURRENCY = 16;
async function readRecentTasks(context) {
    const tasks = new Map();
    for await (const { rows } of paginate((page) => recent_tasks_readPage(context, page, {}))) {
        for (const task of rows)
            tasks.set(task.metadata.video_id ?? task.id, task);
        if (rows.every(isEnded))
            break;
    }
    return tasks;
}
async function addTasksOfItems(context, tasks, items) {
    const names = items.flatMap(({ id, filename }) => (filename === null || tasks.has(id) ? [] : [filename]));
    const pages = await Promise.all([...new Set(names)].map((filename) => recent_tasks_readPage(context, 1, { filename })));
    const older = pages.flatMap(({ rows }) => rows.map((task) => [task.metadata.video_id ?? task.id, task]));
    return new Map([...tasks, ...older]);
}
async function recent_tasks_readPage(context, page, filter) {
    const query = { indexId: context.settings.indexId, page, ...filter };
    const list = await readIfPresent(() => retryWhileTransient(context, (limits) => listTasks(context.api, query, limits)));
    return list ?? { rows: [], totalPages: 1 };
}
async function findUnlistedVideos(context, tasks, listed, { missing, byNameOnly }) {
    const unready = [...tasks].filter(([, { status }]) => status !== 'ready');
    if (missing.length === 0 || unready.length === 0)
        return [];
    const ids = new Set(listed.map(({ id }) => id));
    const names = new Set((await (0,concurrency/* mapInTurns */.Ae)(missing, getPossibleNames)).flat());
    const known = new Set(context.store.videos().map(({ remoteId }) => remoteId));
    const mayBeOurs = (task) => task.filename === null || names.has(task.filename);
    const candidates = unready.flatMap(([videoId, task]) => {
        if (ids.has(videoId) || known.has(task.id))
            return [];
        return mayBeOurs(task) || !(byNameOnly || isEnded(task)) ? [task] : [];
    });
    const items = [];
    await (0,concurrency/* inParallel */.HN)(recent_tasks_READ_CONCURRENCY, candidates, async (task) => {
        const item = mayBeOurs(task) ? await waitForItem(context, task) : await recent_tasks_readItem(context, task);
        if (item !== null)
            items.push(item);
    });
    return items;
}
function getPossibleNames({ source, name }) {
    if (source.kind === 'object') {
        const last = source.objectKey.split('/').at(-1) ?? '';
        return [name, last, encodeURIComponent(last)];
    }
    if (source.kind !== 'url')
        return [name];
    const last = URL.parse(source.url)?.pathname.split('/').at(-1) ?? '';
    return [name, last, decodeUrlText(last)];
}
function decodeUrlText(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
async function recent_tasks_readItem(context, { metadata }) {
    const { video_id: videoId } = metadata;
    if (videoId === null)
        return null;
    const indexId = context.settings.indexId ?? '';
    return readIfPresent(() => retryWhileTransient(context, (limits) => getIndexedAsset(context.api, indexId, videoId, limits)));
}
async function waitForItem(context, first) {
    const { api, clock, deadline, cancellation, log } = context;
    for (let task = first, polls = 0;; polls++) {
        const item = await recent_tasks_readItem(context, task);
        if (item)
            return item;
        if (isEnded(task))
            return null;
        if (deadline.remainingMs() < UNLISTED_POLL_MS || cancellation.signal.aborted)
            throw createUnreadableTaskError(task);
        if (polls === 0)
            log.info(`Task ${task.id} may belong to one of the videos but cannot be read yet. Waiting for it.`);
        await clock.sleep(UNLISTED_POLL_MS, cancellation.signal);
        task = (await readIfPresent(() => retryWhileTransient(context, (limits) => getTask(api, task.id, limits)))) ?? task;
    }
}
function createUnreadableTaskError({ id }) {
    return new twelvelabs_errors/* ApiError */.hD('no_response', {
        code: 'task_unreadable',
        message: `Task ${id} may belong to the same video, but cannot be read before it ends.`,
        hint: 'Run the workflow again later, or raise `timeout_minutes`.',
        class: 'platform',
    });
}
async function readIfPresent(read) {
    try {
        return await read();
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD && ((0,twelvelabs_errors/* isRetiredEndpoint */.P0)(error) || error.status === 404))
            return null;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/existing/lookup.js








const MAX_REASONS_READ = 50;
const MIN_VIDEOS_FOR_CLAIMS = 3;
const MAX_CLAIMS = MAX_PAGES * PAGE_LIMIT;
async function lookUpExisting(context, videos, { isKnown, resolveVersions, byNameOnly, claims }) {
    const pause = (0,concurrency/* createPause */.nl)();
    const positions = new Map();
    for (const { sourceKey, position } of videos)
        if (sourceKey !== null)
            positions.set(sourceKey, position);
    const getUnknown = async (records) => {
        const known = await (0,concurrency/* mapInTurns */.Ae)([...positions.values()], (position) => {
            const video = context.store.videos()[position];
            return video === undefined || isKnown(video, records.get(position) ?? []) ? [] : [video];
        });
        return known.flat();
    };
    if (positions.size === 0 && claims !== 'all')
        return { records: new Map(), claimed: null };
    const recent = positions.size === 0 ? new Map() : await readRecentTasks(context);
    const existing = new ExistingVideos(context);
    const claimed = await readClaimed(context, existing, claims, positions.size);
    const byClaim = groupBySourceKey(claimed.items);
    const atFirst = toRecords(positions, byClaim, recent);
    await resolveVersions(new Set(atFirst.keys()));
    const bySource = await existing.findBySource((await getUnknown(atFirst)).flatMap(({ sourceKey }) => sourceKey ?? []));
    await pause();
    const listed = mergeItems(byClaim, bySource, positions);
    await pause();
    const tasks = await addTasksOfItems(context, recent, getItemsInNeedOfTasks(context, listed));
    const records = addStepRecords(positions, toRecords(positions, listed, tasks), context.stepRecords.read());
    await resolveVersions(new Set([...records.keys()].filter((position) => !atFirst.has(position))));
    const missing = await getUnknown(records);
    const items = await findUnlistedVideos(context, recent, [...listed.values()].flat(), { missing, byNameOnly });
    const unlisted = toRecords(positions, groupBySourceKey(items), tasks);
    await resolveVersions(new Set(unlisted.keys()));
    const isComplete = claims === 'all' && claimed.isComplete;
    return {
        records: merge(records, unlisted),
        claimed: isComplete ? claimed.items.map((item) => toExistingRecord(item, tasks.get(item.id))) : null,
    };
}
async function readClaimed({ collection }, existing, claims, count) {
    const isUseful = claims === 'all' || (claims === 'if_cheaper' && count >= MIN_VIDEOS_FOR_CLAIMS);
    if (collection === null || !isUseful)
        return { items: [], isComplete: false };
    const { claim, pastClaim, name } = collection;
    const current = await existing.findAll({ [claim]: name }, count, claims === 'all' ? MAX_CLAIMS : 2 * count);
    if (claims !== 'all')
        return current;
    const past = await existing.findAll({ [pastClaim]: name }, 0, MAX_CLAIMS);
    const items = new Map([...current.items, ...past.items].map((item) => [item.id, item]));
    return { items: [...items.values()], isComplete: current.isComplete && past.isComplete };
}
function mergeItems(a, b, positions) {
    const merged = [...positions.keys()].map((key) => {
        const items = new Map([...(a.get(key) ?? []), ...(b.get(key) ?? [])].map((item) => [item.id, item]));
        return [key, [...items.values()]];
    });
    return new Map(merged);
}
function getItemsInNeedOfTasks({ store }, listed) {
    const first = listed.get(store.videos()[0]?.sourceKey ?? '')?.slice(0, 1) ?? [];
    const failed = [...listed.values()].flat().filter(({ status }) => status === 'failed');
    return [...first, ...failed.slice(0, MAX_REASONS_READ)];
}
function toRecords(positions, items, tasks) {
    const records = new Map();
    for (const [sourceKey, position] of positions) {
        const found = items.get(sourceKey) ?? [];
        if (found.length > 0)
            records.set(position, found.map((item) => toExistingRecord(item, tasks.get(item.id))));
    }
    return records;
}
function addStepRecords(positions, records, submitted) {
    const all = new Map(records);
    for (const [sourceKey, position] of positions) {
        const listed = records.get(position) ?? [];
        const ids = new Set(listed.flatMap(({ id, taskId }) => [id, taskId]));
        const unlisted = (submitted.get(sourceKey) ?? []).filter(({ id, taskId }) => !ids.has(id) && !ids.has(taskId ?? id));
        if (unlisted.length > 0)
            all.set(position, [...listed, ...unlisted]);
    }
    return all;
}
function groupBySourceKey(items) {
    return Map.groupBy(items, ({ userMetadata }) => (0,util_json/* parseText */.r4)(userMetadata?.['gha_source']) ?? '');
}
function merge(a, b) {
    const merged = new Map(a);
    for (const [key, values] of b)
        merged.set(key, [...(merged.get(key) ?? []), ...values]);
    return merged;
}
function toLookupError(error) {
    if (error instanceof errors/* UserError */.yo)
        return error.details;
    if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
        throw error;
    const { details } = error;
    if (details.class === 'auth' || details.class === 'input')
        return details;
    const message = `Could not check whether this video is already indexed, so it was not submitted. ${details.message}`;
    return (0,errors/* createErrorDetails */.Xd)('reuse_lookup_failed', { message, class: details.class });
}

;// CONCATENATED MODULE: ./lib/plan/metadata-changes.js

const NO_CHANGES = { claim: {}, userMetadata: {} };
function planRecordChanges(stored, wanted, collection) {
    if (collection === null)
        return NO_CHANGES;
    const { name, claim, pastClaim } = collection;
    const claims = {
        ...(isClaimedBy(stored, collection) ? {} : { [claim]: name }),
        ...(stored[pastClaim] === undefined ? {} : { [pastClaim]: null }),
    };
    const userMetadata = isMetadataOfOther(stored, collection) ? {} : planUserMetadata(stored, wanted, collection);
    return { claim: claims, userMetadata };
}
function planUserMetadata(stored, listed, { names }) {
    const wanted = Object.fromEntries(Object.entries(listed).filter(([, value]) => !isEmpty(value)));
    const namesSet = getNamesSet(stored);
    const removed = [...namesSet.values()].flat().filter((name) => !Object.hasOwn(wanted, name));
    const changed = Object.entries(wanted).filter(([name, value]) => !isSame(stored[name], value));
    const present = removed.filter((name) => !isEmpty(stored[name]));
    const changes = {
        ...Object.fromEntries(present.map((name) => [name, null])),
        ...Object.fromEntries(changed),
    };
    return { ...changes, ...planNames(namesSet, names, formatNames(wanted)) };
}
function planNames(namesSet, own, wanted) {
    const others = [...namesSet.keys()].filter((key) => key !== own);
    const isSame = JSON.stringify(namesSet.get(own)) === wanted;
    return { ...Object.fromEntries(others.map((key) => [key, null])), ...(isSame ? {} : { [own]: wanted }) };
}
function isEmpty(value) {
    return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
function isSame(stored, wanted) {
    if (Array.isArray(wanted))
        return JSON.stringify(stored) === JSON.stringify(wanted);
    return !isEmpty(stored) && typeof stored !== 'object' && String(stored) === String(wanted);
}

;// CONCATENATED MODULE: ./lib/indexing/recheck.js




const LOOKUP_VALID_MS = 60_000;
async function recheckExisting(context, position) {
    const { store, clock, cancellation } = context;
    const video = store.videos()[position];
    if (!video || video.lookedUpAtMs === null || clock.now() - video.lookedUpAtMs < LOOKUP_VALID_MS)
        return;
    store.update(position, { lookedUpAtMs: clock.now() });
    try {
        const { records } = await lookUpExisting(context, [video], {
            isKnown: (one, known) => matchExisting(one, known).kind !== 'submit',
            resolveVersions: async () => { },
            byNameOnly: true,
            claims: 'none',
        });
        const match = matchExisting(video, records.get(position) ?? []);
        if (match.kind === 'submit')
            return;
        const { name } = video;
        const base = { position, name, durationSeconds: null };
        if (match.kind === 'give_up')
            applyAction(context, { ...base, ...match, kind: 'reject' });
        else {
            store.update(position, { action: match.kind === 'reuse' ? 'reused' : 'adopted', reason: 'unchanged' });
            applyAction(context, { ...base, ...match, changes: NO_CHANGES, isMoved: false });
        }
    }
    catch (error) {
        if (!cancellation.signal.aborted)
            store.finish(position, 'rejected', toLookupError(error));
    }
}

;// CONCATENATED MODULE: ./lib/indexing/records/record-verifier.js






const record_verifier_MAX_PAGES_READ = 3;
const MAX_LAST_UPDATES = 50;
class RecordVerifier {
    #context;
    #pending = new Map();
    #updated = new Set();
    #state = 'unverified';
    #accepted = 0;
    #ready = 0;
    constructor(context) {
        this.#context = context;
    }
    async videoAccepted(position) {
        await this.#check(position, false);
    }
    async videoReady(position) {
        await this.#check(position, true);
    }
    async videosDone() {
        const isUnverified = this.#state === 'unverified' && this.#pending.size <= MAX_LAST_UPDATES;
        if (isUnverified || this.#state === 'needs_update')
            await this.#attempt(() => this.#updatePending());
    }
    async #check(position, isReady) {
        const video = this.#context.store.videos()[position];
        const id = video && getVideoId(video);
        if (!video?.submissionId || !id || this.#state === 'verified' || this.#state === 'unfindable')
            return;
        const isUpdated = this.#updated.has(id);
        if (!isUpdated)
            this.#pending.set(id, video.submissionId);
        await this.#attempt(async () => {
            if (!isUpdated && this.#isDue(isReady) && this.#state === 'unverified')
                await this.#verify(id, isReady);
        });
        await this.#attempt(async () => {
            const isLast = this.#state === 'unverified' && !this.#context.settings.wait;
            if (isLast || this.#state === 'needs_update')
                await this.#updatePending();
        });
    }
    async #attempt(work) {
        const { api, settings } = this.#context;
        if (settings.wait && api.cooldown.remainingMs() > 0)
            return;
        try {
            await work();
        }
        catch (error) {
            if (this.#state === 'checking')
                this.#state = 'unverified';
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
                throw error;
            if (error.status === 429)
                api.cooldown.pauseFor(error.retryAfterMs);
        }
    }
    #isDue(isReady) {
        if (!isReady) {
            this.#accepted += 1;
            return this.#accepted === 1;
        }
        this.#ready += 1;
        return Number.isInteger(Math.log2(this.#ready));
    }
    async #verify(id, isReady) {
        this.#state = 'checking';
        if (await this.#isFound(id)) {
            this.#state = 'verified';
            this.#pending.clear();
            return;
        }
        const isConclusive = isReady && (await this.#isListed(id));
        this.#state = 'unverified';
        if (isReady && !isConclusive)
            return;
        await this.#update(id);
        if (await this.#isFound(id))
            this.#state = 'needs_update';
        else if (isConclusive) {
            this.#state = 'unfindable';
            this.#context.log.warning((0,errors/* createErrorDetails */.Xd)('record_not_found'), { name: 'index' });
        }
    }
    async #isFound(id) {
        const submission = this.#pending.get(id) ?? '';
        return await this.#context.metadataQuery.canFind(id, { gha_submission: submission });
    }
    async #isListed(id) {
        const { metadataQuery } = this.#context;
        for (let page = 1; page <= record_verifier_MAX_PAGES_READ; page++) {
            const { rows, totalPages } = await metadataQuery.listPage(page);
            if (rows.some((row) => row.id === id))
                return true;
            if (page >= totalPages)
                break;
        }
        return false;
    }
    async #updatePending() {
        for (const id of this.#pending.keys()) {
            await this.#update(id);
            this.#pending.delete(id);
        }
    }
    async #update(id) {
        if (this.#updated.has(id))
            return;
        const { api, settings } = this.#context;
        const submissionId = this.#pending.get(id) ?? '';
        const values = { gha_submission: submissionId, ...UPDATE_MARK };
        const send = (limits) => updateUserMetadata(api, settings.indexId ?? '', id, values, limits);
        this.#updated.add(id);
        try {
            if (settings.wait)
                await send(createReadLimits(this.#context));
            else
                await retryWhileTransient(this.#context, send);
        }
        catch (error) {
            this.#updated.delete(id);
            this.#pending.set(id, submissionId);
            throw error;
        }
    }
}
function getVideoId({ metadata, remoteId, remoteIdKind }) {
    return metadata.video_id ?? (remoteIdKind === 'indexed_asset' ? remoteId : null);
}

;// CONCATENATED MODULE: ./lib/indexing/records/update-records.js







const UPDATE_CONCURRENCY = 4;
const MAX_READS = 3;
const READ_DELAY_MS = 2_000;
async function updateReused(context, updates) {
    await (0,concurrency/* inParallel */.HN)(UPDATE_CONCURRENCY, updates, async (update) => {
        const error = await tryToUpdate(context, update);
        if (error !== null && !context.cancellation.signal.aborted)
            context.store.finish(update.position, 'failed', error);
    });
}
async function confirmReused(context, updates) {
    const { store } = context;
    const open = updates.filter(({ position }) => !store.isDone(position));
    await (0,concurrency/* inParallel */.HN)(UPDATE_CONCURRENCY, open, async ({ position, videoId, changes }) => {
        if (context.cancellation.signal.aborted)
            return;
        const error = Object.keys(changes.claim).length > 0 ? await confirmClaim(context, videoId) : null;
        if (error !== null && context.cancellation.signal.aborted)
            return;
        const { readyAt } = store.videos()[position] ?? { readyAt: null };
        if (error === null)
            store.finish(position, 'ready', null, readyAt === null ? null : new Date(readyAt));
        else
            store.finish(position, 'failed', error);
    });
}
async function updateAdopted(context, updates) {
    const { store } = context;
    const ready = updates.filter(({ position }) => store.videos()[position]?.status === 'ready');
    await (0,concurrency/* inParallel */.HN)(UPDATE_CONCURRENCY, ready, async (update) => {
        const error = (await tryToUpdate(context, update)) ?? (await confirmClaim(context, update.videoId));
        if (error !== null)
            store.failReady(update.position, error);
    });
}
async function tryToUpdate(context, { videoId, changes }) {
    const values = { ...changes.claim, ...changes.userMetadata, ...UPDATE_MARK };
    const indexId = context.settings.indexId ?? '';
    try {
        await retryWhileTransient(context, (limits) => updateUserMetadata(context.api, indexId, videoId, values, limits));
        return null;
    }
    catch (error) {
        return toUpdateError(error);
    }
}
async function confirmClaim(context, videoId) {
    const { api, clock, cancellation, settings, collection } = context;
    try {
        for (let reads = 1; reads <= MAX_READS; reads++) {
            const item = await retryWhileTransient(context, (limits) => getIndexedAsset(api, settings.indexId ?? '', videoId, limits));
            const { userMetadata } = item;
            if (collection === null || userMetadata === null || isClaimedBy(userMetadata, collection))
                return null;
            if (reads < MAX_READS)
                await clock.sleep(READ_DELAY_MS, cancellation.signal);
        }
        const message = 'TwelveLabs accepted an update of the metadata of this video, but does not show it.';
        return (0,errors/* createErrorDetails */.Xd)('metadata_update_failed', { message });
    }
    catch (error) {
        return toUpdateError(error);
    }
}
function toUpdateError(error) {
    if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
        throw error;
    if (error.status === 404)
        return (0,errors/* createErrorDetails */.Xd)('video_disappeared');
    const message = `The video is searchable, but its metadata could not be updated: ${error.message}`;
    return (0,errors/* createErrorDetails */.Xd)('metadata_update_failed', { message, class: error.details.class });
}

;// CONCATENATED MODULE: ./lib/indexing/tasks/retired-tasks-fallback.js




function createTasksAvailability(usesAssets, log) {
    let isRetired = false;
    const consequence = usesAssets ? ', and further videos are submitted as assets' : '';
    return {
        isRetired: () => isRetired,
        noteError: (error) => {
            if (!(0,twelvelabs_errors/* isRetiredEndpoint */.P0)(error))
                return false;
            if (!isRetired)
                log.info(`TwelveLabs no longer has tasks. Submitted videos are polled in their index${consequence}.`);
            isRetired = true;
            return true;
        },
    };
}
function createRetiredTasksFallback(context, tasks, availability) {
    const { api, store, settings } = context;
    const callerIds = new Map();
    let isRetired = false;
    const checkRetired = (error) => {
        isRetired ||= error instanceof twelvelabs_errors/* ApiError */.hD && availability.noteError(error);
        return isRetired;
    };
    const getCallerId = ({ position, remoteId }) => callerIds.get(position) ?? remoteId;
    const replaceId = (video, videoId) => {
        if (video.remoteId === null || callerIds.has(video.position))
            return;
        callerIds.set(video.position, video.remoteId);
        store.update(video.position, { remoteId: videoId, metadata: { ...video.metadata, video_id: videoId } });
    };
    const findItem = async (video, limits) => {
        const indexId = video.indexId ?? settings.indexId;
        if (indexId === null)
            return null;
        const videoId = video.metadata.video_id ?? (video.remoteIdKind === 'unknown' ? video.remoteId : null);
        if (videoId === null) {
            return video.submissionId === null ? null : findBySubmissionId(context, video.submissionId);
        }
        if (video.metadata.video_id !== null)
            replaceId(video, videoId);
        try {
            return await getIndexedAsset(api, indexId, videoId, limits);
        }
        catch (error) {
            if (error instanceof twelvelabs_errors/* ApiError */.hD && error.status === 404)
                return null;
            throw error;
        }
    };
    const getFromIndex = async (id, limits) => {
        const video = store.videos().find((each) => getCallerId(each) === id);
        const item = video ? await findItem(video, limits) : null;
        if (video && item) {
            replaceId(video, item.id);
            return { ...item, id };
        }
        const exists = video !== undefined && (video.source.kind !== 'task' || video.platformStatus !== null);
        if (!exists)
            throw new twelvelabs_errors/* ApiError */.hD('error_response', (0,errors/* createErrorDetails */.Xd)('tasks_retired'), { status: 404 });
        return toUnchangedState(video, id);
    };
    const listFromIndex = async (page, limits) => {
        const { indexId } = settings;
        if (indexId === null)
            throw new twelvelabs_errors/* ApiError */.hD('error_response', (0,errors/* createErrorDetails */.Xd)('tasks_retired'), { status: 404 });
        const items = await listIndexedAssets(api, indexId, { page }, limits);
        const open = store
            .videos()
            .filter(({ phase, remoteIdKind }) => phase === 'open' && remoteIdKind !== 'indexed_asset');
        const byVideoId = new Map(open.map((video) => [video.metadata.video_id ?? video.remoteId, video]));
        const rows = items.rows.map((item) => {
            const video = byVideoId.get(item.id);
            if (video === undefined)
                return item;
            replaceId(video, item.id);
            return { ...item, id: getCallerId(video) ?? item.id };
        });
        return { ...items, rows };
    };
    const get = async (id, limits) => {
        try {
            if (!isRetired)
                return await tasks.get(id, limits);
        }
        catch (error) {
            if (!(error instanceof twelvelabs_errors/* ApiError */.hD && (0,twelvelabs_errors/* isRetiredEndpoint */.P0)(error)))
                throw error;
            await tasks.list(1, limits).catch((listError) => checkRetired(listError) || Promise.reject(listError));
            if (!isRetired)
                throw error;
        }
        return getFromIndex(id, limits);
    };
    const list = async (page, limits) => {
        try {
            if (!isRetired)
                return await tasks.list(page, limits);
        }
        catch (error) {
            if (!checkRetired(error))
                throw error;
        }
        return listFromIndex(page, limits);
    };
    return { get, list };
}
function toUnchangedState({ indexId, metadata, platformStatus }, id) {
    const status = platformStatus ?? 'indexing';
    return { id, indexId, status, metadata, filename: null, createdAt: null, readyAt: null, error: null };
}

;// CONCATENATED MODULE: ./lib/indexing/index-videos.js














async function indexVideos(context, options) {
    const { api, store, settings, cancellation } = context;
    const availability = createTasksAvailability(options.endpoint !== 'tasks', context.log);
    const sources = createStatusSources(api, settings.indexId, (tasks) => createRetiredTasksFallback(context, tasks, availability), context.log.info);
    const poller = new StatusPoller(context, sources);
    const countOpenVideos = () => store.videos().filter(({ phase }) => phase === 'open').length;
    const rateLimiter = new RateLimiter({ ...context, countOpenVideos });
    const creator = new AtMostOnceCreator(context, rateLimiter);
    const submitter = createFallbackSubmitter(context, creator, options, availability);
    const verifier = new RecordVerifier(context);
    const existing = store.videos().filter(({ source }) => source.kind === 'task');
    const { reused } = options.updates;
    const updated = new Set(reused.map(({ position }) => position));
    const adopted = store.videos().filter(({ phase, position }) => phase === 'open' && !updated.has(position));
    const queue = store
        .videos()
        .flatMap(({ phase, source, position }) => (phase === 'queued' && source.kind !== 'task' ? [position] : []));
    let unsubmitted = queue.length;
    if (unsubmitted === 0)
        options.onAllSubmitted();
    await Promise.all([
        updateReused(context, reused),
        settings.wait ? pollAll([...adopted, ...existing], context, poller) : pollOnce(existing, context, sources.unknown),
        (0,concurrency/* inParallel */.HN)(settings.maxInFlight, queue, async (position) => {
            const id = await submitOne(position, context, submitter, poller);
            unsubmitted -= 1;
            if (unsubmitted === 0)
                options.onAllSubmitted();
            if (id !== null)
                await followOne(position, id, context, poller, verifier);
            rateLimiter.slotFreed();
        }),
    ]);
    if (settings.wait && !cancellation.signal.aborted)
        await verifier.videosDone();
    await confirmReused(context, reused);
    await updateAdopted(context, options.updates.adopted);
    if (settings.wait && !cancellation.signal.aborted)
        await addAssetIds(context);
    finalize_pending_finalizePending(store, cancellation.signal.aborted ? 'cancelled' : 'timed_out', poller);
}
async function pollAll(videos, { store, clock }, poller) {
    const polls = videos.map(({ position, remoteId, startedMs }) => {
        store.update(position, { phase: 'open', startedMs: startedMs ?? clock.now() });
        return poller.poll(position, remoteId ?? '');
    });
    await Promise.all(polls);
}
async function submitOne(position, context, submitter, poller) {
    if (poller.isOver())
        return null;
    await recheckExisting(context, position);
    const video = context.store.videos()[position];
    if (video?.phase === 'open')
        return video.remoteId;
    if (video?.phase !== 'queued')
        return null;
    const { source } = video;
    if (source.kind === 'task' || source.kind === 'invalid_row')
        return null;
    const id = await submitter.submit(video, source);
    const submitted = context.store.videos()[position];
    if (id !== null && submitted) {
        context.store.update(position, { action: 'submitted' });
        context.stepRecords.add(submitted, buildSubmissionMetadata(context, submitted, source));
    }
    return id;
}
async function followOne(position, id, { store, settings }, poller, verifier) {
    if (!settings.wait) {
        await verifier.videoAccepted(position);
        store.finish(position, 'submitted');
        return;
    }
    await Promise.all([poller.poll(position, id), verifier.videoAccepted(position)]);
    if (store.videos()[position]?.status === 'ready')
        await verifier.videoReady(position);
}

// EXTERNAL MODULE: ./lib/http/proxies.js
var proxies = __nccwpck_require__(3192);
// EXTERNAL MODULE: ./lib/util/error.js
var util_error = __nccwpck_require__(9110);
;// CONCATENATED MODULE: ./lib/util/results-file.js





const RESULTS_BATCH_SIZE = 100;
function reserveResultsFile(path, roots) {
    const folder = (0,external_node_path_.dirname)(path);
    assertInside(findExistingFolder(folder), roots);
    (0,external_node_fs_.mkdirSync)(folder, { recursive: true });
    const realFolder = (0,external_node_fs_.realpathSync)(folder);
    assertInside(realFolder, roots);
    const realPath = (0,external_node_path_.join)(realFolder, (0,external_node_path_.basename)(path));
    const { file, commit } = createReplacement(realPath);
    (0,external_node_fs_.closeSync)(file);
    commit();
    return realPath;
}
async function writeResultsFile(path, results, pause = (0,concurrency/* createPause */.nl)()) {
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
        (0,external_node_fs_.closeSync)(file);
    }
    commit();
}
function findExistingFolder(folder) {
    try {
        return (0,external_node_fs_.realpathSync)(folder);
    }
    catch (error) {
        const parent = (0,external_node_path_.dirname)(folder);
        if ((0,util_error/* getSystemErrorCode */.V)(error) !== 'ENOENT' || parent === folder)
            throw error;
        if ((0,external_node_fs_.lstatSync)(folder, { throwIfNoEntry: false }))
            throw new Error(`${folder} is a broken symbolic link`);
        return findExistingFolder(parent);
    }
}
function assertInside(realFolder, roots) {
    const isInside = roots.some((root) => {
        const path = (0,external_node_path_.relative)(findExistingFolder((0,external_node_path_.resolve)(root)), realFolder);
        return path !== '..' && !path.startsWith(`..${external_node_path_.sep}`) && !(0,external_node_path_.isAbsolute)(path);
    });
    if (!isInside)
        throw new Error(`${realFolder} is neither in the workspace nor in RUNNER_TEMP`);
}
function createReplacement(path) {
    const folder = (0,external_node_path_.dirname)(path);
    if ((0,external_node_fs_.realpathSync)(folder) !== folder)
        throw new Error(`${folder} was replaced by a symbolic link`);
    if ((0,external_node_fs_.lstatSync)(path, { throwIfNoEntry: false })?.isFile() === false)
        throw new Error(`${path} is not a regular file`);
    const partial = `${path}.${(0,external_node_crypto_.randomUUID)()}.partial`;
    const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = external_node_fs_.constants;
    return {
        file: (0,external_node_fs_.openSync)(partial, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644),
        commit: () => (0,external_node_fs_.renameSync)(partial, path),
        discard: () => (0,external_node_fs_.rmSync)(partial, { force: true }),
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
        done += (0,external_node_fs_.writeSync)(file, bytes, done);
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
    return (0,external_node_path_.join)(getTemporaryFolder(env), `twelvelabs-results-${uuid}.json`);
}
function getTemporaryFolder(env) {
    const folder = env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)();
    return (0,external_node_fs_.existsSync)(folder) ? (0,external_node_fs_.realpathSync)(folder) : (0,external_node_path_.resolve)(folder);
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
    for (const { variable, received, hint } of (0,proxies/* findInvalidProxies */.Po)(env)) {
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
    return url !== null && (0,host/* classifyHost */.R)(url.hostname) === 'loopback';
}
function checkResultsFile(read, env, uuid) {
    const received = read.text('results_file');
    const workspace = (0,external_node_path_.resolve)(env['GITHUB_WORKSPACE'] || '.');
    const path = (0,external_node_path_.resolve)(workspace, received || getDefaultResultsFile(env, uuid));
    try {
        return reserveResultsFile(path, [workspace, getTemporaryFolder(env)]);
    }
    catch (error) {
        read.report({
            input: 'results_file',
            received: received || path,
            expected: `the path of a writable file in the workspace or in RUNNER_TEMP (${(0,util_error/* getErrorMessage */.u)(error)})`,
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

// EXTERNAL MODULE: ./lib/inputs/input-reader.js
var input_reader = __nccwpck_require__(5121);
;// CONCATENATED MODULE: ./lib/sources/shard.js
const MAX_SHARDS = 256;
function parseShard(received) {
    const match = /^(\d{1,4})\/(\d{1,4})$/.exec(received);
    const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
    const hint = findMistake(shard);
    if (hint === null)
        return { shard, invalidInput: null };
    const expected = `\`i/n\`: shard i of n, counted from 1, with at most ${MAX_SHARDS} shards, e.g. 1/4`;
    return { shard: null, invalidInput: { input: 'shard', received, expected, hint } };
}
function findMistake({ index, count }) {
    if (Number.isNaN(index))
        return 'a number without "/n", or an expression that evaluated to an empty string';
    if (count > MAX_SHARDS)
        return `${count} shards; a matrix of GitHub Actions has at most ${MAX_SHARDS} jobs`;
    if (index === 0)
        return '`strategy.job-index`, which counts from 0; list 1, 2, 3 in the matrix instead';
    return index > count ? 'more jobs in the matrix than the number after the slash' : null;
}
const SHARD_HASH_DIGITS = 12;
function isInShard(hash, { index, count }) {
    return Number.parseInt(hash.slice(0, SHARD_HASH_DIGITS), 16) % count === index - 1;
}

// EXTERNAL MODULE: ./lib/model/error-catalog.js
var error_catalog = __nccwpck_require__(4965);
;// CONCATENATED MODULE: ./lib/plan/budget.js



const MAX_NAMES = 5;
function checkBudget(videos, maxTotalSeconds) {
    const unknown = videos.filter(({ durationSeconds }) => durationSeconds === null);
    const total = videos.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0);
    const budget = `\`max_total_minutes\` allows ${(0,format/* formatMinutes */.dp)(maxTotalSeconds, 'up')} minutes`;
    if (total > maxTotalSeconds) {
        const orMore = unknown.length > 0 ? ' or more' : '';
        return (0,errors/* createErrorDetails */.Xd)('budget_exceeded', {
            message: `The ${videos.length} videos to submit have ${(0,format/* formatMinutes */.dp)(total, 'up')} minutes${orMore} in total; ${budget}. Nothing was submitted.`,
        });
    }
    if (unknown.length === 0)
        return null;
    const names = unknown.slice(0, MAX_NAMES).map(describeUnknown);
    const shown = `${names.join('; ')}${unknown.length > MAX_NAMES ? ' …' : ''}`;
    return (0,errors/* createErrorDetails */.Xd)('budget_undetermined', {
        message: `The duration of ${unknown.length} of the ${videos.length} videos to submit cannot be determined (${shown}); ${budget}. Nothing was submitted.`,
    });
}
function describeUnknown({ name, findings = [] }) {
    const error = findings.find(({ severity }) => severity === 'unknown')?.error;
    if (error === undefined)
        return name;
    const reason = error.message.replace(/^This video could not be checked completely: /, '');
    const isSpecific = error.hint !== (0,error_catalog/* getErrorInfo */.B1)('video_check_incomplete').hint;
    return `${name}: ${reason}${isSpecific ? ` ${error.hint}` : ''}`.replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./lib/plan/moves.js


function findMoves(unlisted, videos, collection) {
    const left = new Set(unlisted.filter((record) => isMovable(record, collection)));
    const moves = new Map();
    for (const video of videos) {
        const record = left.values().find((candidate) => isSameVideo(video, candidate));
        if (record === undefined)
            continue;
        left.delete(record);
        moves.set(video.position, record);
    }
    return moves;
}
function isMovable({ userMetadata, status }, collection) {
    if (userMetadata === null || status !== 'ready')
        return false;
    return isManaged(userMetadata) && getOtherClaims(userMetadata, collection).length === 0;
}
function isSameVideo(video, record) {
    if (!isKnownSameContent(video, record) || video.contentVersion !== record.version)
        return false;
    const isSameAddress = video.address !== null && video.address === record.address;
    const isSameStamp = video.contentStamp !== null && video.contentStamp === record.stamp;
    return isSameAddress || video.isFile || isSameStamp;
}

;// CONCATENATED MODULE: ./lib/plan/removals.js


function planRemovals(claimed, videos, settings) {
    const bySource = new Map(videos.map((video) => [video.sourceKey, video]));
    const used = new Set(videos.map(({ videoId }) => videoId));
    return claimed.flatMap((record) => {
        if (used.has(record.id))
            return [];
        const sourceKey = getSourceKey(record);
        if (sourceKey === null || !settings.isOwnPart(sourceKey))
            return [];
        const listed = bySource.get(sourceKey);
        if (listed === undefined)
            return toRemoval(record, 'unlisted', null, settings);
        if (listed.isRejected)
            return [];
        const isDuplicate = isSameContent(listed, record) && record.status !== 'failed';
        return toRemoval(record, isDuplicate ? 'duplicate' : 'replaced', listed.position, settings);
    });
}
function getSourceKey({ userMetadata }) {
    return userMetadata !== null && isManaged(userMetadata) ? String(userMetadata['gha_source']) : null;
}
function toRemoval(record, reason, successor, { collection, prune, isListComplete }) {
    const metadata = record.userMetadata ?? {};
    const isClaimed = isClaimedBy(metadata, collection);
    const isDeletedWhenUnclaimed = prune === 'delete' && isListComplete;
    const planned = (kind) => [
        { record, reason, kind, isDeletedWhenUnclaimed, successor },
    ];
    if (isDeletedWhenUnclaimed) {
        return planned(getOtherClaims(metadata, collection).length > 0 ? 'release' : 'delete');
    }
    if (isClaimed && reason !== 'unlisted')
        return planned('release');
    return prune === 'off' ? [] : planned('keep');
}

;// CONCATENATED MODULE: ./lib/plan/plan.js







const EMPTY_PLAN = { actions: [], removals: [], warnings: [], error: null };
function isReported({ actions }, error) {
    return actions.some((action) => action.kind === 'reject' && action.error === error);
}
function createPlan(observation, settings) {
    const { indexFindings } = observation;
    const blocking = settings.preflight === 'strict' ? indexFindings.find(({ severity }) => severity === 'reject') : null;
    const indexError = observation.indexError ?? blocking?.error ?? null;
    const moves = observeMoves(observation, settings);
    const videos = observation.videos.map((video) => applyMove(video, moves.get(video.position)));
    const planned = videos.map((video) => planVideo(video, observation.lookupError, indexError, settings));
    const { actions, error: budgetError } = applyBudget(planned, settings.maxTotalSeconds);
    const { removals, error: deletionError } = limitDeletions(prune({ ...observation, videos }, actions, settings), settings.maxDeletions);
    return {
        actions,
        removals,
        warnings: [
            ...indexFindings.filter((finding) => finding !== blocking).map(({ error }) => error),
            ...explainSkippedPruning(observation, settings),
        ],
        error: observation.lookupError ?? indexError ?? budgetError ?? deletionError,
    };
}
function observeMoves({ videos, claimed, isListComplete }, { collection, prune: mode, shard }) {
    const isWholeList = isListComplete && shard === null;
    if (collection === null || claimed === null || mode === 'off' || !isWholeList)
        return new Map();
    const listed = new Set(videos.map(({ sourceKey }) => sourceKey));
    const unlisted = claimed.filter(({ userMetadata }) => !listed.has(String(userMetadata?.['gha_source'])));
    const unknown = videos.filter((video) => video.sourceError === null && hasNewContent(video));
    return findMoves(unlisted, unknown, collection);
}
function hasNewContent(video) {
    const match = matchExisting(video, video.records);
    return match.kind === 'submit' && match.reason !== 'retry';
}
function applyMove(video, moved) {
    return moved === undefined ? video : { ...video, records: [moved, ...video.records] };
}
function prune({ videos, claimed, isListComplete }, actions, { collection, prune: mode, shard }) {
    if (collection === null || claimed === null)
        return [];
    const isOwnPart = (sourceKey) => shard === null || isInShard(sourceKey, shard);
    const listed = videos.map((video, at) => toListed(video, actions[at]));
    return planRemovals(claimed, listed, { collection, prune: mode, isListComplete, isOwnPart });
}
function toListed(video, action) {
    const { position, sourceKey, address, contentVersion, contentStamp } = video;
    const videoId = action?.kind === 'reuse' || action?.kind === 'adopt' ? action.record.id : null;
    return { position, sourceKey, address, contentVersion, contentStamp, videoId, isRejected: action?.kind === 'reject' };
}
function limitDeletions(removals, maxDeletions) {
    const count = removals.filter(({ kind }) => kind === 'delete').length;
    if (count <= maxDeletions)
        return { removals, error: null };
    const kept = removals.map((removal) => (removal.kind === 'delete' ? { ...removal, kind: 'keep' } : removal));
    return { removals: kept, error: createTooManyDeletions(count, maxDeletions) };
}
function createTooManyDeletions(count, limit) {
    const message = `${count} videos would be deleted, more than \`max_deletions\` (${limit}) allows. Nothing was deleted.`;
    return (0,errors/* createErrorDetails */.Xd)('too_many_deletions', { message });
}
function explainSkippedPruning({ claimed, isListComplete, lookupError }, { collection, prune: mode, maxItems }) {
    if (collection === null || mode !== 'delete' || lookupError !== null)
        return [];
    if (maxItems !== null)
        return [
            (0,errors/* createErrorDetails */.Xd)('prune_skipped', {
                message: 'Nothing was deleted, because `max_items` takes only a part of the feed.',
                hint: 'Remove `max_items` so that videos that the feed no longer has are deleted, or set `prune: report`.',
            }),
        ];
    if (claimed === null)
        return [
            (0,errors/* createErrorDetails */.Xd)('prune_skipped', {
                message: 'Nothing was deleted: the collection has too many videos to read.',
            }),
        ];
    return isListComplete ? [] : [(0,errors/* createErrorDetails */.Xd)('prune_skipped')];
}
function planVideo(video, lookupError, indexError, { preflight, collection }) {
    const { position, name, durationSeconds, findings } = video;
    const base = { position, name, durationSeconds };
    const reject = (error, record = null) => ({
        ...base,
        kind: 'reject',
        error,
        record,
    });
    if (video.sourceError)
        return reject(video.sourceError);
    if (lookupError)
        return reject(lookupError);
    const match = matchExisting(video, video.records);
    if (match.kind === 'give_up')
        return reject(match.error, match.record);
    if (match.kind !== 'submit') {
        const { kind, record } = match;
        const stored = record.userMetadata;
        const changes = stored === null ? NO_CHANGES : planRecordChanges(stored, video.userMetadata, collection);
        const identity = planIdentity(stored, video);
        const isMoved = Object.keys(identity).length > 0;
        return { ...base, kind, record, changes: { ...changes, claim: { ...changes.claim, ...identity } }, isMoved };
    }
    if (indexError)
        return reject(indexError);
    const blocking = findings.find(({ severity, error }) => isBlocking(severity, error, preflight));
    if (blocking)
        return reject(blocking.error);
    return { ...base, kind: 'submit', reason: match.reason, findings };
}
function planIdentity(stored, { sourceKey, address }) {
    if (stored === null || sourceKey === null || stored['gha_source'] === sourceKey)
        return {};
    return { gha_source: sourceKey, gha_address: address === sourceKey ? null : address };
}
function isBlocking(severity, { code }, preflight) {
    return code === 'video_url_private_address' || (severity === 'reject' && preflight === 'strict');
}
function applyBudget(actions, maxTotalSeconds) {
    const submitted = actions.filter(({ kind }) => kind === 'submit');
    const error = maxTotalSeconds === null ? null : checkBudget(submitted, maxTotalSeconds);
    if (error === null)
        return { actions, error };
    const limited = actions.map((action) => {
        const { position, name, durationSeconds } = action;
        return action.kind === 'submit' ? { position, name, durationSeconds, kind: 'reject', error, record: null } : action;
    });
    return { actions: limited, error };
}

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
    const { getOctokit } = await __nccwpck_require__.e(/* import() */ 413).then(__nccwpck_require__.bind(__nccwpck_require__, 2413));
    const { rest, graphql } = getOctokit(access.token, { baseUrl: access.apiUrl, log: SILENT_LOG });
    const [owner = '', repo = ''] = access.repository.split('/');
    const read = (ask) => (0,retry/* retry */.L)(() => sendOnce(ask, access), { ...access, isRetryable, maxAttempts: repository_MAX_ATTEMPTS });
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
        const response = (0,util_json/* asObject */.eB)(await graphql('query { viewer { login databaseId } }', { request }));
        const viewer = (0,util_json/* asObject */.eB)(response?.['viewer']);
        const login = (0,util_json/* parseText */.r4)(viewer?.['login']);
        const isBot = token.startsWith(APP_TOKEN_PREFIX);
        return login === null ? null : { id: (0,util_json/* parseNumber */.$J)(viewer?.['databaseId']), login: removeBotSuffix(login), isBot };
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
const NO_BREAK = '\u00a0';
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
function escapeCode(text) {
    const line = escapeText(text);
    return CODE_SPAN_TEXT.test(line) ? `\`${line}\`` : `<code>${escapeAll(line)}</code>`;
}
function escapeAll(line) {
    return line.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${char.codePointAt(0)};`).replaceAll('&#64;', '&#64;&#8203;');
}
const CODE_PARTS = /(`[^`]+`|\b(?:https?|ftp):\/\/[^\s`]*[^\s`.,;:!?'")\]}>])/i;
function escapeMarkdown(text) {
    const parts = escapeText(text).trim().split(CODE_PARTS);
    const escaped = parts.map((part, at) => (at % 2 === 0 ? escapeProse(part) : escapeCode(part.replaceAll('`', ''))));
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
    const escaped = escapeMarkdown(text);
    return escaped === '' ? '' : `**${escaped}**`;
}
const MAX_NAME_LENGTH = 60;
function formatName(name, hasTitle = true) {
    const line = escapeText(name);
    const characters = [...line];
    if (characters.length <= MAX_NAME_LENGTH)
        return escapeCode(line);
    const start = characters.slice(0, MAX_NAME_LENGTH / 2).join('');
    const end = characters.slice(-(MAX_NAME_LENGTH / 2 - 1)).join('');
    const cut = escapeCode(`${start.trimEnd()}…${end.trimStart()}`);
    return hasTitle ? `<span title="${escapeAttribute(line)}">${cut}</span>` : cut;
}
function escapeAttribute(text) {
    return text.replace(/[^A-Za-z0-9/:.?=%~_-]/gu, (char) => `&#${char.codePointAt(0)};`);
}
const PLAIN_URL = /^https?:\/\/[A-Za-z0-9/:.?=%~_-]+$/;
function formatLink(url, label) {
    return PLAIN_URL.test(url)
        ? `[${escapeCode(label)}](${url})`
        : `<a href="${escapeAttribute(url)}">${escapeCode(label)}</a>`;
}

;// CONCATENATED MODULE: ./lib/report/redact.js
const HIDDEN = '***';
function createRedact(secrets) {
    const spellings = getSpellings(secrets);
    return (text) => spellings.reduce((clean, secret) => clean.replaceAll(secret, HIDDEN), text);
}
function removeQueries(text) {
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
const STATUS_TABLE = new StatusTable(ROWS);
function isFailure(status) {
    return STATUS_TABLE.isFailure(status);
}

// EXTERNAL MODULE: ./lib/util/url.js
var util_url = __nccwpck_require__(7237);
;// CONCATENATED MODULE: ./lib/report/summary-links.js


const MAX_INDEXES = 5;
const summary_links_ID_PATTERN = /^[A-Za-z0-9_-]{1,100}$/;
function formatIndexes(results, { indexName, hasPlayground }) {
    const ids = new Set();
    for (const { index_id } of results)
        if (index_id !== null && summary_links_ID_PATTERN.test(index_id))
            ids.add(index_id);
    if (ids.size === 0)
        return null;
    const shown = [...ids]
        .slice(0, MAX_INDEXES)
        .map((id) => (hasPlayground ? formatLink(`https://playground.twelvelabs.io/indexes/${id}`, id) : escapeCode(id)));
    const more = ids.size > MAX_INDEXES ? ` and ${ids.size - MAX_INDEXES} more` : '';
    const name = ids.size === 1 && indexName !== null ? `${formatBold(indexName)} ` : '';
    return `TwelveLabs ${ids.size === 1 ? 'index' : 'indexes'} ${name}${shown.join(', ')}${more}`;
}
function hasPlayground(apiUrl) {
    return apiUrl !== null && URL.canParse(apiUrl) && new URL(apiUrl).hostname === 'api.twelvelabs.io';
}
const THUMBNAIL_WIDTH = 112;
const MAX_URL_LENGTH = 2_000;
function formatThumbnail(thumbnailUrl) {
    if (thumbnailUrl === null || thumbnailUrl.length > MAX_URL_LENGTH || !URL.canParse(thumbnailUrl))
        return '';
    const url = new URL(thumbnailUrl);
    const isPublic = url.username === '' && url.password === '' && (0,util_url/* findUrlSecrets */.gx)(url.href).length === 0;
    if (url.protocol !== 'https:' || !isPublic)
        return '';
    return `<img src="${escapeAttribute(url.href)}" width="${THUMBNAIL_WIDTH}" alt="">`;
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



const SUMMARY_TARGET = {
    maxBytes: 1024 * 1024 - 1024,
    maxVisibleRows: 50,
    maxUnfoldedRows: 10,
    isWide: true,
    more: (count) => `The other ${count} videos are in the results file.`,
};
const TABLE_MARGIN_BYTES = 512;
const MAX_ERROR_LINES = 40;
const summary_page_MAX_NAMES = 3;
function renderPage(target, { head, error, tables, list }) {
    const parts = [...head, ...(error === null ? [] : formatError(error, target.maxBytes / 3))];
    const explained = new Set();
    const named = new Set();
    let [rowsLeft, bytesLeft] = [target.maxVisibleRows, target.maxBytes / 2];
    for (const table of tables) {
        const shown = takeWithinBytes(table.rows.slice(0, rowsLeft), bytesLeft, ({ cells }) => cells().join(' | '));
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
        return [`${formatWhat(first)} ${escapeMarkdown(hint)}`];
    const lines = message.split('\n').slice(0, MAX_ERROR_LINES);
    const shown = takeWithinBytes(lines.map(escapeMarkdown), bytes, (line) => `- ${line}`);
    const rest = others.length + 1 - shown.length;
    const more = rest === 0 ? [] : [`- And ${rest} more; see the log.`];
    return [[...shown.map((line) => `- ${line}`), ...more].join('\n'), escapeMarkdown(hint)];
}
function formatWhat(message) {
    const [what = '', ...expected] = message.split(/(?<=\.) (?=Expected )/);
    return [formatBold(what), ...expected.map(escapeMarkdown)].join(' ');
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
    const shown = takeWithinBytes(all, listBytes, (cells) => `| ${cells.join(' | ')} |`);
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
function createActionTable(rows, { isWide }, { icon, id }) {
    const causes = groupByCause(rows).map(({ error, results }) => {
        const named = results.slice(0, summary_page_MAX_NAMES);
        const rest = results.length - named.length;
        const names = [...named.map(({ name }) => formatName(name, isWide)), ...(rest === 0 ? [] : [`and ${rest} more`])];
        const cells = () => {
            const ids = named.flatMap((row) => id(row) ?? []).join(', ');
            const text = `${formatWhat(error.message)} ${escapeMarkdown(error.hint)}${ids === '' ? '' : `<br>${ids}`}`;
            return [`${results.slice(0, 1).map(icon)}${NO_BREAK}${names.join('<br>')}`, text];
        };
        return { cells, about: results, named };
    });
    return { title: 'Needs action', columns: ACTION_COLUMNS, rows: causes, note: null };
}
const ACTION_COLUMNS = [
    { head: 'Video', align: 'left' },
    { head: 'What happened, and what to do', align: 'left' },
];
function takeWithinBytes(items, bytes, toText) {
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
function formatHeadline(results, { isSuccess, isDryRun }) {
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
function formatCounts(results) {
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
function describePlanned(action, reason) {
    const why = reason === null ? '' : REASONS[reason];
    return why === '' ? PLANNED[action] : `${PLANNED[action]}: ${why}`;
}
function describeRemoval({ status, action, reason }) {
    if (status === 'planned')
        return describePlanned(action, reason);
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
function formatMinutesTotals(results) {
    const totals = new Map();
    for (const result of results.filter((one) => !isRemoval(one))) {
        const kind = getMinutesKind(result);
        totals.set(kind, (totals.get(kind) ?? 0) + (result.duration ?? 0));
    }
    const parts = MINUTES_KINDS.flatMap((kind) => {
        const seconds = totals.get(kind) ?? 0;
        return seconds === 0 ? [] : [`${(0,format/* formatMinutes */.dp)(seconds)} ${kind}`];
    });
    return parts.length === 0 ? null : `Minutes of video: ${parts.join(', ')}.`;
}
const MINUTES_KINDS = ['indexed', 'to submit', 'not indexed yet', 'reused', 'not accepted or failed'];
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
function buildNarrowReport(target, lead, results, facts) {
    return buildReport(target, `#### ${lead}${formatHeadline(results, facts)}`, results, facts);
}
function buildReport(target, headline, results, facts) {
    const { collection, pricePerMinute, isDryRun } = facts;
    const index = formatIndexes(results, facts);
    const about = [
        ...(index === null ? [] : [index]),
        ...(collection === null ? [] : [`Collection ${escapeCode(collection)}`]),
    ];
    const figures = [formatMinutesTotals(results), totals_formatCost(results, pricePerMinute)].filter((text) => text !== null);
    const head = [headline, about.join(' · '), figures.join(' ')].filter((part) => part !== '');
    const rows = STATUS_TABLE.sortWorstFirst(results);
    return renderPage(target, {
        head,
        error: summary_isReported(results, facts.error) ? null : facts.error,
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
function summary_isReported(results, runError) {
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
    return seconds === null ? NONE : (0,format/* formatDuration */.a3)(seconds).replaceAll(' ', NO_BREAK);
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
    return `<!-- twelvelabs-index-action ${comment_hashParts([workflowId])} `;
}
function isOwnComment(body) {
    return /^<!-- twelvelabs-index-action [0-9a-f]{32} \d+ -->/.test(body);
}
function buildSection(context, results, facts) {
    const key = comment_hashParts([context.job, ...context.parts]);
    const shard = context.shard === '' ? '' : `, shard ${escapeCode(context.shard)}`;
    const target = {
        maxBytes: MAX_SECTION_BYTES,
        ...NARROW_TARGET,
        more: (count) => `And ${count} more; see ${formatRunLink(context)}.`,
    };
    const lead = `Job ${escapeCode(context.job)}${shard}: `;
    return { key, text: buildNarrowReport(target, lead, results, facts).trim() };
}
function buildBody(context, sections) {
    const head = `${buildMarker(context)}${context.run} -->\n${COMMENT_TITLE}\n\n`;
    const foot = `\n${formatFooter(context)}\n`;
    const maxBytes = MAX_COMMENT_LENGTH - MARGIN_BYTES - Buffer.byteLength(head + foot);
    const ordered = sections.toSorted((a, b) => SECTION_ORDER.compare(a.text, b.text));
    const shown = takeWithinBytes(shortenSections(ordered, maxBytes), maxBytes, formatSection);
    const rest = ordered.length - shown.length;
    const more = rest === 0 ? '' : `\nAnd ${rest} more steps; see their job summaries.\n`;
    return `${head}${shown.map(formatSection).join('')}${END_MARKER}\n${more}${foot}`;
}
function parseComment(context, body) {
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
function comment_hashParts(parts) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

;// CONCATENATED MODULE: ./lib/report/comment/upsert-comment.js

const MAX_LATER_RUNS = 1_000;
const upsert_comment_MAX_ROUNDS = 4;
async function upsertComment(api, context, own, pause, isCreated = true) {
    let result = 'unchanged';
    for (let round = 0; round < upsert_comment_MAX_ROUNDS; round += 1) {
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
const DISTINGUISHING_INPUTS = [
    'index_id',
    'shard',
    'video_url',
    'video_file',
    'manifest',
    'release_assets',
    'release_tag',
    'task_id',
];
function explainError(error) {
    if (!(error instanceof GitHubError))
        return `Internal error: ${(0,util_error/* getErrorMessage */.u)(error)}.`;
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

// EXTERNAL MODULE: ./lib/model/source.js
var model_source = __nccwpck_require__(8480);
;// CONCATENATED MODULE: ./lib/model/video-store.js

function createVideoStore(sources, indexId, clock, { identities, onChange }) {
    const videos = sources.map((source, position) => ({
        ...createVideoState(source, position, indexId),
        ...identities[position],
    }));
    const update = (position, change) => {
        const before = videos[position];
        if (!before)
            throw new RangeError(`there is no video ${position}`);
        if (before.phase === 'done')
            return before;
        const after = { ...before, ...change };
        videos[position] = after;
        onChange(after, before);
        return after;
    };
    return {
        videos: () => videos,
        update,
        failReady: (position, error) => {
            const before = videos[position];
            if (before?.status !== 'ready')
                return;
            const after = { ...before, status: 'failed', error, readyAt: null };
            videos[position] = after;
            onChange(after, before);
        },
        addMetadata: (position, metadata) => {
            const video = videos[position];
            if (video)
                videos[position] = { ...video, metadata: { ...video.metadata, ...metadata } };
        },
        isDone: (position) => videos[position]?.phase === 'done',
        finish: (position, status, error = null, readyAt = status === 'ready' ? clock.date() : null) => {
            update(position, { phase: 'done', status, error, endedMs: clock.now(), readyAt: readyAt?.toISOString() ?? null });
        },
    };
}
function createVideoState(source, position, indexId) {
    return {
        source,
        position,
        phase: 'queued',
        status: null,
        sourceKey: null,
        address: null,
        contentVersion: null,
        contentStamp: null,
        lookedUpAtMs: null,
        action: 'none',
        reason: null,
        replaces: [],
        reused: false,
        remoteIdKind: source.kind === 'task' ? 'unknown' : 'task',
        submissionId: null,
        unconfirmedError: null,
        remoteId: source.kind === 'task' ? source.taskId : null,
        indexId,
        metadata: NO_METADATA,
        platformStatus: null,
        name: source.name,
        startedMs: null,
        endedMs: null,
        submittedAt: null,
        readyAt: null,
        error: null,
        inspectionError: null,
    };
}
function toResult(video) {
    const seconds = video.startedMs === null || video.endedMs === null ? null : (video.endedMs - video.startedMs) / 1000;
    return {
        source: video.source.kind === 'task' ? null : video.source.displayName,
        name: video.name,
        status: video.status ?? 'unconfirmed',
        task_id: video.remoteId,
        index_id: video.indexId,
        ...video.metadata,
        action: video.action,
        reason: video.reason,
        replaces: video.replaces,
        reused: video.reused,
        submitted_at: video.submittedAt,
        ready_at: video.readyAt,
        elapsed_seconds: seconds === null ? null : Math.round(seconds * 1000) / 1000,
        error: video.error,
    };
}

;// CONCATENATED MODULE: ./lib/report/index-run.js


function toResults({ store, removed, isDryRun }) {
    const unused = removed?.deletions.deletions().flatMap((deletion) => {
        const planned = removed.planned[deletion.position];
        return planned === undefined || isStillUsed(store, planned, deletion)
            ? []
            : [toRemovalResult(planned, deletion, isDryRun)];
    });
    return [...store.videos().map(toResult), ...(unused ?? [])];
}
function isStillUsed(store, { successor }, { status }) {
    const { status: of } = (successor === null ? null : store.videos()[successor]) ?? { status: null };
    return successor !== null && status === 'kept' && of !== 'ready' && of !== 'planned';
}
const STATUSES = {
    queued: 'unlisted',
    deleting: 'failed',
    deleted: 'deleted',
    absent: 'deleted',
    released: 'unlisted',
    kept: 'unlisted',
    skipped: 'unlisted',
    would_delete: 'unlisted',
    would_release: 'unlisted',
    timed_out: 'timed_out',
    cancelled: 'cancelled',
    unconfirmed: 'failed',
    failed: 'failed',
};
function toRemovalResult({ record, reason, kind }, deletion, isDryRun) {
    const isPlanned = isDryRun && deletion.status === 'queued';
    const isDeleted = deletion.status === 'deleted' || (isPlanned && kind === 'delete');
    return {
        source: null,
        name: deletion.name,
        status: isPlanned ? 'planned' : STATUSES[deletion.status],
        task_id: deletion.task_id,
        index_id: deletion.index_id,
        ...NO_METADATA,
        video_id: deletion.video_id,
        asset_id: deletion.asset_id,
        duration: record.metadata.duration,
        action: isDeleted ? 'deleted' : 'none',
        reason,
        replaces: [],
        reused: false,
        submitted_at: record.createdAt?.toISOString() ?? null,
        ready_at: record.readyAt?.toISOString() ?? null,
        elapsed_seconds: null,
        error: deletion.error,
    };
}

;// CONCATENATED MODULE: ./lib/report/log-lines.js




function formatChange(after, before, nowMs) {
    return after.phase === 'done' ? describeEnd(after) : describeProgress(after, before, nowMs);
}
function describeProgress(after, before, nowMs) {
    const { name, remoteId, platformStatus, startedMs } = after;
    if (remoteId !== before.remoteId && remoteId !== null) {
        const what = before.remoteId !== null ? 'replaced' : after.reused ? 'reused' : 'submitted';
        return joinParts(`${what}: ${name}`, formatIds(after.metadata.video_id, remoteId));
    }
    if (platformStatus === before.platformStatus || platformStatus === null || platformStatus === 'failed')
        return null;
    return `status: ${name} is ${platformStatus}${formatAfter(startedMs, nowMs)}`;
}
const STATUSES_AT_END = new Set([
    'submitted',
    'planned',
    'not_submitted',
    'timed_out',
    'cancelled',
]);
function describeEnd({ name, status, startedMs, endedMs, error, metadata, remoteId }) {
    if (status === null)
        return null;
    if (status === 'ready' && startedMs === null)
        return null;
    if (STATUSES_AT_END.has(status))
        return null;
    const code = error === null || status === 'ready' ? '' : ` (${error.code})`;
    const ids = status === 'ready' ? formatIds(metadata.video_id, remoteId) : [];
    return joinParts(`${status}: ${name}${code}${endedMs === null ? '' : formatAfter(startedMs, endedMs)}`, ids);
}
function formatAfter(startedMs, nowMs) {
    return startedMs === null ? '' : ` after ${(0,format/* formatDuration */.a3)((nowMs - startedMs) / 1000)}`;
}
function formatIds(videoId, taskId) {
    return [...(videoId === null ? [] : [`video ${videoId}`]), ...(taskId === null ? [] : [`task ${taskId}`])];
}
function joinParts(first, more) {
    return [first, ...more].join('; ');
}
function formatResult(result) {
    const { name, status, action, reason, elapsed_seconds, duration, video_id, task_id, error } = result;
    const { label } = STATUS_TABLE.rows[status];
    const meaning = label === status ? '' : ` (${label})`;
    const after = elapsed_seconds === null ? '' : ` after ${(0,format/* formatDuration */.a3)(elapsed_seconds)}`;
    const planned = status === 'planned' ? [describePlanned(action, reason)] : [];
    const length = duration === null ? [] : [`${(0,format/* formatDuration */.a3)(duration)} of video`];
    const why = error === null ? [] : [error.message];
    const parts = [...planned, ...length, ...formatIds(video_id, task_id), ...why];
    return formatLogLine(joinParts(`${status}${meaning}: ${name}${after}`, parts));
}
function formatProgress(videos, nowMs, leftMs) {
    const timeout = `timeout in ${(0,format/* formatDuration */.a3)(Math.max(leftMs, 0) / 1000)}`;
    const [only] = videos;
    if (videos.length === 1 && only) {
        return `Progress: ${only.name} is ${only.platformStatus ?? PHASES[only.phase]}; ${timeout}`;
    }
    const done = videos.filter(({ phase }) => phase === 'done');
    const failed = done.filter(({ status }) => status !== null && isFailure(status)).length;
    const inFlight = videos.filter(({ phase }) => phase === 'open' || phase === 'submitting').length;
    const counts = `Progress: ${done.length}/${videos.length} done, ${inFlight} in flight, ${failed} failed`;
    return [counts, ...formatRate(videos, nowMs), timeout].join('; ');
}
const PHASES = {
    queued: 'waiting for its turn',
    submitting: 'being submitted',
    open: 'being indexed',
    done: 'done',
};
function formatRate(videos, nowMs) {
    const began = videos.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]));
    const ended = videos.filter(({ startedMs, endedMs }) => startedMs !== null && endedMs !== null).length;
    const elapsedMs = nowMs - began.reduce((a, b) => Math.min(a, b), nowMs);
    if (ended === 0 || elapsedMs <= 0)
        return [];
    const perMinute = (ended / elapsedMs) * 60_000;
    const left = videos.filter(({ phase }) => phase !== 'done').length;
    const rate = perMinute.toFixed(perMinute < 10 ? 1 : 0);
    return [`${rate} per minute, about ${(0,format/* formatDuration */.a3)((left / perMinute) * 60)} left`];
}

;// CONCATENATED MODULE: ./lib/report/outputs.js




const MAX_LIST_BYTES = 96 * 1024;
const MAX_MESSAGE_LENGTH = 4_000;
const OUTPUTS = {
    task_id: ({ listed }) => listed[0]?.task_id,
    video_id: ({ listed }) => listed[0]?.video_id,
    asset_id: ({ listed }) => listed[0]?.asset_id,
    task_ids: ({ listed }) => outputs_formatIds(listed.map(({ task_id }) => task_id)),
    video_ids: ({ listed }) => outputs_formatIds(listed.map(({ video_id }) => video_id)),
    status: getStatus,
    results: ({ results }) => formatResults(results) || formatResults(results.map(toBriefResult)),
    results_file: ({ resultsFile }) => resultsFile,
    total_count: ({ listed }) => listed.length,
    ready_count: ({ listed }) => listed.filter(({ status }) => status === 'ready').length,
    reused_count: ({ listed }) => listed.filter(isReused).length,
    submitted_count: ({ listed }) => listed.filter(({ action }) => action === 'submitted').length,
    failed_count: ({ results }) => results.filter(({ status }) => isFailure(status)).length,
    deleted_count: ({ results }) => results.filter(({ action }) => action === 'deleted').length,
    submitted_minutes: ({ listed }) => outputs_sumMinutes(listed.filter(({ action }) => action === 'submitted')),
    reused_minutes: ({ listed }) => outputs_sumMinutes(listed.filter(isReused)),
    duration: ({ listed }) => listed[0]?.duration,
    hls_url: ({ listed }) => listed[0]?.hls_url,
    thumbnail_url: ({ listed }) => listed[0]?.thumbnail_url,
    error_code: (run) => getOutputError(run)?.code,
    error_class: (run) => getOutputError(run)?.class,
    error_message: (run) => (0,format/* cutText */.IN)(getOutputError(run)?.message ?? '', MAX_MESSAGE_LENGTH),
};
function getStatus({ results, listed, error, isDryRun }) {
    if (isDryRun)
        return error === null ? 'planned' : getRunStatus(error);
    const statuses = results.filter((result) => !isRemoval(result) || isAnError(result)).map(({ status }) => status);
    const worst = STATUS_TABLE.getWorst(statuses);
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
    const worstFirst = STATUS_TABLE.sortWorstFirst(results.filter((result) => result.error !== null));
    const [worst] = worstFirst;
    if (worst !== undefined && isAnError(worst))
        return worst.error;
    if (error !== null)
        return error;
    if (!isSuccess)
        return (0,errors/* createErrorDetails */.Xd)(resultsFile === '' ? 'results_file_failed' : 'internal_error');
    return worst?.error ?? null;
}
function isAnError({ status }) {
    return !STATUS_TABLE.isSuccess(status);
}
function isReused({ reused, status }) {
    return reused && !isFailure(status);
}
function outputs_formatIds(ids) {
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
            if (piece.length >= util_url/* MIN_MASKED_LENGTH */.Ym && !/\s/.test(piece))
                this.#runner.mask(piece);
            this.#secrets.add(piece);
        }
        this.#redactKey = createRedact([...this.#secrets]);
        this.#redactId = createRedact([...this.#secrets].filter((secret) => secret.length >= util_url/* MIN_MASKED_LENGTH */.Ym));
    };
    addLink = (source, url) => {
        const secrets = (0,util_url/* findUrlSecrets */.gx)(url);
        for (const secret of secrets)
            if ((0,util_url/* isSafeToMask */.Pf)(secret))
                this.#runner.mask(secret);
        this.#linkSecrets.set(source, [...(this.#linkSecrets.get(source) ?? []), ...secrets]);
    };
    redact = (text) => this.#redactKey(text);
    clean = (text, video) => {
        const cleaned = this.#redactKey(removeQueries(text));
        if (video === undefined)
            return cleaned;
        const { source } = video;
        const secrets = source.kind === 'url' ? (0,util_url/* findUrlSecrets */.gx)(source.url) : (this.#linkSecrets.get(source) ?? []);
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
            error: { ...cleaned.error, code: (0,error_catalog/* toErrorCode */.Xs)(this.redact(code)), message: this.clean(message, video) },
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
        this.#runner.warning(text, `TwelveLabs: ${escapeText(this.clean(name))}`, source && (0,model_source/* getLocation */.g)(source));
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
        const details = toErrorDetails(error, this.clean);
        this.#runner.error(details.message.split('\n').map(escapeText).join('\n'), 'TwelveLabs');
        if (error instanceof Error && !(error instanceof input_reader/* InputError */.d))
            this.debug(error.stack ?? '');
        return details;
    }
}
function toErrorDetails(error, clean) {
    if (error instanceof errors/* ActionError */.lZ) {
        const { details } = error;
        return { ...details, code: (0,error_catalog/* toErrorCode */.Xs)(clean(details.code)), message: clean(details.message) };
    }
    return (0,errors/* createErrorDetails */.Xd)('internal_error', { message: `Internal error: ${clean((0,util_error/* getErrorMessage */.u)(error))}` });
}

;// CONCATENATED MODULE: ./lib/report/run-reporter.js






function createRunReporter(runner, { fallbackResultsFile, formatSettings, buildReport }) {
    const log = new LogWriter(runner);
    let inputs = null;
    let error = null;
    let closing = null;
    const publish = async (store) => {
        log.closeGroup();
        const pause = (0,concurrency/* createPause */.nl)();
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
        runner.error(escapeText(`Failed to write ${what}: ${(0,util_error/* getErrorMessage */.u)(error)}`), 'TwelveLabs');
        return false;
    }
}
async function tryWriteSummary(runner, build) {
    try {
        await runner.summary(build());
    }
    catch (error) {
        runner.warning(escapeText(`Failed to write the job summary: ${(0,util_error/* getErrorMessage */.u)(error)}`), 'TwelveLabs');
    }
}

;// CONCATENATED MODULE: ./lib/report/reporter.js












const PROGRESS_INTERVAL_MS = 60_000;
const PROGRESS_DELAY_MS = 5_000;
const MAX_UNGROUPED_VIDEOS = 10;
function createReporter(runner, clock, fallbackResultsFile, publishComment) {
    let videoEnded = new AbortController();
    const base = createRunReporter(runner, {
        fallbackResultsFile,
        formatSettings: (inputs) => formatSettings(inputs, log.videoCount),
        buildReport: async (run, inputs, error) => {
            const pause = (0,concurrency/* createPause */.nl)();
            const videos = run?.store.videos() ?? [];
            const results = [];
            const locations = new Map();
            for (const [at, result] of (run === null ? [] : toResults(run)).entries()) {
                const [video, cleaned] = [videos[at], base.log.cleanResult(result, videos[at])];
                const location = video === undefined ? null : (0,model_source/* getLocation */.g)(video.source);
                if (location !== null)
                    locations.set(cleaned, location);
                results.push(cleaned);
                await pause();
            }
            const isDryRun = inputs?.dryRun ?? false;
            const facts = (isSuccess) => ({
                ...toFacts(run, inputs),
                indexName: run?.indexName ? base.log.redact(run.indexName) : null,
                error,
                isSuccess,
            });
            return {
                results,
                isComplete: run !== null,
                isSuccess: ({ status }) => isDryRun || STATUS_TABLE.isSuccess(status, inputs?.failOnTimeout ?? true),
                isRoutine: ({ status, error: own }) => status === 'ready' && own === null,
                sortWorstFirst: (some) => STATUS_TABLE.sortWorstFirst(some),
                locate: (result) => locations.get(result) ?? null,
                outputs: (resultsFile, isSuccess) => buildOutputs({ results, error, resultsFile, isSuccess, isDryRun }),
                formatResult: formatResult,
                summary: (isSuccess) => buildSummary(results, facts(isSuccess)),
                totals: formatTotals(results),
                publishComment: (isSuccess) => publishComment(results, facts(isSuccess)),
            };
        },
    });
    const { log } = base;
    const logVideo = (video, line) => {
        if (line === null)
            return;
        const numbered = `${log.formatNumber(video)} ${line}`;
        if (log.videoCount > MAX_UNGROUPED_VIDEOS)
            log.eventInGroup('Videos', numbered, video);
        else
            log.event(numbered, video);
    };
    return {
        ...base,
        start: async (inputs, sources, notes) => {
            const pause = (0,concurrency/* createPause */.nl)();
            log.videoCount = sources.length;
            for (const secret of findMaskable(sources))
                runner.mask(secret);
            await pause();
            base.start(inputs);
            for (const note of notes)
                log.info(note);
        },
        videoChanged: (after, before) => {
            if (after.position === 0 && after.remoteId !== before.remoteId)
                setIdOutputs(runner, after);
            logVideo(after, formatChange(after, before, clock.now()));
            if (after.phase === 'done' && !videoEnded.signal.aborted)
                videoEnded.abort();
        },
        startProgress: (store, deadline) => {
            const stop = new AbortController();
            const logProgress = async () => {
                while (!stop.signal.aborted) {
                    videoEnded = new AbortController();
                    await clock.sleep(PROGRESS_INTERVAL_MS, AbortSignal.any([stop.signal, videoEnded.signal]));
                    if (videoEnded.signal.aborted)
                        await clock.sleep(PROGRESS_DELAY_MS, stop.signal);
                    if (!stop.signal.aborted)
                        log.info(formatProgress(store.videos(), clock.now(), deadline.remainingMs()));
                }
            };
            void logProgress();
            return () => stop.abort();
        },
    };
}
function toFacts(run, inputs) {
    return {
        isDryRun: inputs?.dryRun ?? false,
        pricePerMinute: inputs?.pricePerMinute ?? null,
        collection: inputs === null || inputs.tasks.length > 0 ? null : (run?.collection?.name ?? null),
        prune: run?.prune ?? 'off',
        hasPlayground: hasPlayground(inputs?.apiUrl ?? null),
    };
}
const MAX_MASKED_VIDEOS = 1_000;
function findMaskable(sources) {
    if (sources.length > MAX_MASKED_VIDEOS)
        return [];
    const published = sources
        .map((source) => (source.kind === 'task' ? source.taskId : `${source.name}\n${source.displayName}`))
        .join('\n');
    const secrets = sources.flatMap((source) => (source.kind === 'url' ? (0,util_url/* findUrlSecrets */.gx)(source.url) : []));
    return [...new Set(secrets)].filter((secret) => (0,util_url/* isSafeToMask */.Pf)(secret) && !published.includes(secret));
}
function setIdOutputs(runner, video) {
    runner.output('task_id', video.remoteId ?? '');
    if (video.metadata.video_id !== null)
        runner.output('video_id', video.metadata.video_id);
}
function formatSettings(inputs, videoCount) {
    const { indexId, tasks, maxInFlight, wait, timeoutMs, collection, prune, dryRun } = inputs;
    return [
        `Index: ${indexId ?? '(from the task)'}`,
        ...(collection === null || tasks.length > 0 ? [] : [`Collection: ${collection.name}; prune: ${prune}`]),
        ...(dryRun ? ['Dry run: nothing is changed'] : []),
        tasks.length > 0
            ? `Existing tasks: ${tasks.length}`
            : `Videos: ${videoCount}, at most ${maxInFlight} indexed concurrently`,
        wait ? `Timeout: ${(0,format/* formatDuration */.a3)(timeoutMs / 1000)}` : 'Wait: no',
    ];
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __nccwpck_require__(7075);
// EXTERNAL MODULE: ./lib/http/http-client.js + 1 modules
var http_client = __nccwpck_require__(1093);
// EXTERNAL MODULE: ./lib/http/network.js
var network = __nccwpck_require__(9846);
;// CONCATENATED MODULE: ./lib/github/release-download.js





const RETRY = { isRetryable: release_download_isRetryable, maxAttempts: 3 };
async function openReleaseAsset(asset, access) {
    const message = await (0,retry/* retry */.L)(() => fetchAsset(asset, access), { ...access, ...RETRY });
    const announced = message.headers['content-length'];
    if (announced !== undefined && Number(announced) !== asset.size) {
        message.destroy();
        throw createDownloadError(asset, `it has ${announced} bytes, but had ${asset.size} when it was listed`, 'input');
    }
    return { stream: (0,external_node_stream_.addAbortSignal)(access.signal, message), size: asset.size };
}
async function locateReleaseAsset(asset, access) {
    const url = new URL(asset.apiUrl);
    const message = await (0,retry/* retry */.L)(() => sendGet(asset, url, access), { ...access, ...RETRY });
    const { location } = message.headers;
    message.destroy();
    return location === undefined ? null : checkRedirect(asset, URL.parse(location, url.href), url).href;
}
async function fetchAsset(asset, access) {
    const { message, url } = await (0,network/* followRedirects */.FE)(new URL(asset.apiUrl), {
        send: (target) => sendGet(asset, target, access),
        check: (target, from) => checkRedirect(asset, target, from),
        createTooManyError: (max) => createDownloadError(asset, `it was redirected more than ${max} times`, 'network'),
    });
    if (message.statusCode === 200)
        return message;
    message.destroy();
    throw createStatusError(asset, message.statusCode ?? 0, url, access);
}
function checkRedirect(asset, target, from) {
    if (target?.protocol === 'https:' || (target?.protocol === 'http:' && from.protocol === 'http:'))
        return target;
    throw createDownloadError(asset, 'it was redirected to something that is not an https URL', 'network');
}
function isApiUrl(url, apiUrl) {
    return url.href.startsWith(`${new URL(apiUrl).href.replace(/\/+$/, '')}/`);
}
async function sendGet(asset, url, access) {
    const { token, apiUrl } = access;
    const forApi = { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' };
    const headers = { accept: 'application/octet-stream', ...(isApiUrl(url, apiUrl) ? forApi : {}) };
    const client = (0,http_client/* createHttpClient */.u)(url, { socketTimeoutMs: NO_SOCKET_TIMEOUT_MS });
    const timeout = (0,network/* startTimeout */.kk)(access.clock, access, (_failure, why) => createDownloadError(asset, why, 'network'));
    try {
        const { message } = await Promise.race([client.get(url.href, headers), timeout.expired]);
        message.once('close', () => client.dispose());
        return message;
    }
    catch (error) {
        client.dispose();
        if (error instanceof errors/* SourceError */.c8)
            throw error;
        const why = `${url.host} cannot be reached (${(0,network/* getErrorFields */.qh)(error).code || 'unknown reason'})`;
        throw createDownloadError(asset, why, 'network', { cause: error });
    }
    finally {
        timeout.stop();
    }
}
const NO_SOCKET_TIMEOUT_MS = 2 ** 31 - 1;
function createStatusError(asset, status, url, { apiUrl }) {
    const who = isApiUrl(url, apiUrl) ? 'GitHub' : `its storage (${url.host})`;
    const isAccess = status === 401 || status === 403 || status === 404;
    return createDownloadError(asset, `${who} responded with ${status}`, isAccess ? 'auth' : 'network');
}
const HINTS = {
    auth: 'The job needs `permissions: contents: read`; or the asset was removed from the release.',
    input: 'The asset was replaced while this step was running; run the step again.',
};
function createDownloadError(asset, why, errorClass, options) {
    const message = `The release asset ${JSON.stringify(asset.name)} cannot be downloaded: ${why}.`;
    const hint = HINTS[errorClass];
    const specifics = { message, class: errorClass, ...(hint === undefined ? {} : { hint }) };
    return new errors/* SourceError */.c8((0,errors/* createErrorDetails */.Xd)('release_asset_unavailable', specifics), options);
}
function release_download_isRetryable(error) {
    return error instanceof errors/* SourceError */.c8 && error.details.class === 'network';
}

;// CONCATENATED MODULE: ./lib/github/releases.js


async function createReleaseClient(access) {
    const { rest, owner, repo, read, readPage } = await createRepository(access);
    const { repos } = rest;
    return {
        getByTag: async (tag) => {
            const { id, tag_name, draft } = await read((request) => repos.getReleaseByTag({ owner, repo, tag, request }));
            return { id, tag: tag_name, isDraft: draft };
        },
        listAssets: async (release_id) => {
            const assets = await readAllRows((page) => readPage(page, (paging, request) => repos.listReleaseAssets({ owner, repo, release_id, ...paging, request })));
            return assets.map(toReleaseAsset);
        },
        isPrivate: async () => (await read((request) => repos.get({ owner, repo, request }))).private,
        listRecentTags: async () => {
            const releases = await read((request) => repos.listReleases({ owner, repo, per_page: 10, request }));
            return releases.filter((release) => !release.draft).map((release) => release.tag_name);
        },
    };
}
function toReleaseAsset({ id, name, state, size, digest, browser_download_url }) {
    return { id, name, state, size, digest: digest ?? null, downloadUrl: browser_download_url };
}

// EXTERNAL MODULE: ./lib/sources/glob.js + 1 modules
var glob = __nccwpck_require__(8461);
;// CONCATENATED MODULE: ./lib/sources/release-assets.js





const GITHUB_TIMEOUT_MS = 30_000;
function createGitHubOptions(token, environment) {
    const { githubApiUrl, repository, clock, signal } = environment;
    return { apiUrl: githubApiUrl, token, repository: repository ?? '', timeoutMs: GITHUB_TIMEOUT_MS, clock, signal };
}
async function findReleaseAssets(lines, options, connect = createReleaseClient) {
    try {
        checkOptions(options);
        const client = await connect(options);
        const release = options.tag === null ? getEventRelease(options.event) : await getReleaseByTag(options.tag, client);
        if (release.isDraft)
            throw createDraftError(release);
        const assets = await client.listAssets(release.id);
        const isPrivate = getEventPrivacy(options) ?? (await client.isPrivate());
        const { matches, invalidInputs } = await matchAssets(lines, assets, release);
        return { sources: matches.map((asset) => toSource(asset, options, isPrivate)), invalidInputs };
    }
    catch (error) {
        if (error instanceof input_reader/* InputError */.d)
            return { sources: [], invalidInputs: error.invalidInputs };
        if (error instanceof GitHubError)
            return { sources: [], invalidInputs: [toInvalidInput(error, options)] };
        throw error;
    }
}
function createInputError(input, received, expected, hint) {
    return new input_reader/* InputError */.d([{ input, received, expected, hint }]);
}
function checkOptions({ token, repository }) {
    if (token === '') {
        const expected = 'a token with read access to the repository; omit the input to use the token of the workflow';
        throw createInputError('github_token', null, expected, 'a secret that does not exist under this name');
    }
    if (/^[^/\s]+\/[^/\s]+$/.test(repository))
        return;
    const expected = 'a run in a repository, where GITHUB_REPOSITORY is `owner/name`';
    throw createInputError('release_assets', repository, expected, 'a run outside of GitHub Actions');
}
function getEventRelease(event) {
    const release = (0,util_json/* asObject */.eB)(event?.['release']);
    const id = (0,util_json/* parseNumber */.$J)(release?.['id']);
    if (release !== null && id !== null)
        return { id, tag: (0,util_json/* parseText */.r4)(release['tag_name']) ?? '', isDraft: release['draft'] === true };
    const expected = `a tag, because the event of this run has no release; for a pushed tag: \${{ github.ref_name }}`;
    const hint = 'a workflow that runs on push, schedule or workflow_dispatch instead of `on: release`';
    throw createInputError('release_tag', null, expected, hint);
}
async function getReleaseByTag(tag, client) {
    try {
        return await client.getByTag(tag);
    }
    catch (error) {
        if (!(error instanceof GitHubError) || error.status !== 404)
            throw error;
        const tags = await client.listRecentTags();
        const latest = tags.length === 0 ? 'there is none yet' : `the latest are ${tags.map(sanitize).join(', ')}`;
        const hint = 'a tag without a release, a draft release, or a different spelling (v1.0 and 1.0)';
        throw createInputError('release_tag', tag, `the tag of a published release; ${latest}`, hint);
    }
}
function createDraftError({ tag }) {
    const expected = 'a published release, because the assets of a draft have no permanent address';
    const hint = 'an earlier step that creates the release with `draft: true`';
    return createInputError('release_assets', tag, expected, hint);
}
function getEventPrivacy({ event, repository }) {
    const described = (0,util_json/* asObject */.eB)(event?.['repository']);
    const isThis = (0,util_json/* parseText */.r4)(described?.['full_name'])?.toLowerCase() === repository.toLowerCase();
    return isThis && typeof described?.['private'] === 'boolean' ? described['private'] : null;
}
async function matchAssets(lines, assets, release) {
    const { include, exclude } = (0,glob/* splitPatterns */.sb)(lines);
    const exclusions = await Promise.all(exclude.map(glob/* createMatcher */.P7));
    const candidates = assets.filter(({ name }) => !exclusions.some((isExcluded) => isExcluded(name)));
    const invalidInputs = [];
    const matched = new Set();
    if (include.length === 0)
        invalidInputs.push((0,glob/* createExclusionsOnlyError */.y_)('release_assets', lines));
    for (const line of include) {
        const matches = await (0,glob/* createMatcher */.P7)(line);
        const found = candidates.filter(({ name }) => name === line || matches(name));
        for (const asset of found)
            matched.add(asset);
        if (found.length === 0)
            invalidInputs.push(createNoMatch(line, assets, release));
    }
    return { matches: [...matched].toSorted((a, b) => (a.name < b.name ? -1 : 1)), invalidInputs };
}
function createNoMatch(received, assets, { tag }) {
    const contents = (0,glob/* formatContents */.aS)(assets.map(({ name }) => sanitize(name)));
    const hint = assets.length === 0
        ? 'assets that are uploaded after the release is published; upload them to a draft, then publish it'
        : 'different upper and lower case, or a space, which GitHub replaces with a period';
    const expected = `patterns that match names of assets; release ${sanitize(tag)} ${contents}`;
    return { input: 'release_assets', received, expected, hint, isEmpty: true };
}
function sanitize(text) {
    return text.replaceAll(/\p{Cc}/gu, ' ').slice(0, 100);
}
const PUBLIC_SERVER = 'https://github.com';
function toSource(asset, { apiUrl, repository }, isPrivate) {
    const { id, name, size, digest, downloadUrl } = asset;
    return {
        kind: 'release_asset',
        id,
        name,
        displayName: downloadUrl,
        size,
        digest,
        apiUrl: `${apiUrl.replace(/\/+$/, '')}/repos/${repository}/releases/assets/${id}`,
        downloadUrl,
        isPublic: !isPrivate && URL.canParse(downloadUrl) && new URL(downloadUrl).origin === PUBLIC_SERVER,
        key: null,
        userMetadata: {},
        error: checkAsset(asset),
    };
}
function checkAsset({ name, state, size }) {
    if (state === 'uploaded' && size > 0)
        return null;
    const predicate = state === 'uploaded' ? 'is empty' : 'is not completely uploaded';
    return {
        code: 'release_asset_incomplete',
        message: `The release asset ${JSON.stringify(name)} ${predicate}.`,
        hint: 'Upload it to a draft, then publish the release, or run this step again after the upload (`release_tag`).',
        class: 'input',
    };
}
function toInvalidInput({ status, isRateLimit }, { tag, apiUrl }) {
    const { host } = new URL(apiUrl);
    const token = { input: 'github_token', received: '(hidden)' };
    const release = { input: 'release_assets', received: tag };
    if (isRateLimit)
        return {
            ...release,
            expected: 'a later run',
            hint: 'an exhausted rate limit of the token, the repository or the user',
        };
    if (status === 401) {
        const hint = 'a token that has expired, or that belongs to another server';
        return { ...token, expected: `a token that ${host} accepts`, hint };
    }
    if (status === 403 || status === 404) {
        const hint = `a token of the job that cannot read releases, or another repository; GitHub responded with HTTP ${status}`;
        return { ...token, expected: '`permissions: contents: read` in the job, and a token of this repository', hint };
    }
    const response = status === null ? 'did not respond' : `responded with HTTP ${status}`;
    const attempts = status === null || status >= 500 ? ' three times; see githubstatus.com and run the job again' : '';
    return { ...release, expected: "a response from GitHub's API", hint: `${host} ${response}${attempts}` };
}

;// CONCATENATED MODULE: ./lib/sources/open-content.js








async function createObjectLink(source, { buckets, onLink }) {
    const url = await buckets.presign(source);
    onLink(source, url);
    return url;
}
function createContentOpener({ githubToken }, environment, links) {
    return async (source) => {
        try {
            if (source.kind === 'object')
                return { kind: 'url', url: await createObjectLink(source, links) };
            const content = source.kind === 'file'
                ? await openVideoFile(source)
                : await openReleaseAsset(source, createGitHubOptions(githubToken, environment));
            return { kind: 'file', filename: source.name, ...content };
        }
        catch (error) {
            if (error instanceof errors/* SourceError */.c8)
                throw new twelvelabs_errors/* ApiError */.hD('not_sent', error.details, { cause: error });
            throw error;
        }
    };
}
function createAssetLocator({ githubToken }, environment, links) {
    return async ({ source }) => {
        if (source.kind !== 'release_asset' && source.kind !== 'object')
            return null;
        try {
            if (source.kind === 'object')
                return await createObjectLink(source, links);
            return await locateReleaseAsset(source, createGitHubOptions(githubToken, environment));
        }
        catch (error) {
            if (error instanceof errors/* SourceError */.c8)
                return null;
            throw error;
        }
    };
}
async function openVideoFile({ path, displayName, size }) {
    const file = await open_content_openRegularFile(path, displayName);
    const currentSize = (await file.stat()).size;
    if (currentSize === size) {
        return { stream: (0,util_chunks/* readFileChunks */.N)(file, { start: 0, length: null }, () => void file.close()), size };
    }
    await file.close();
    throw createFileChangedError(displayName, `it had ${size} bytes at the start, and now has ${currentSize}`);
}
async function open_content_openRegularFile(path, displayName) {
    try {
        return await (0,promises_.open)(path, OPEN_FLAGS.read);
    }
    catch (cause) {
        const reason = `it can no longer be opened (${(0,util_error/* getSystemErrorCode */.V)(cause) ?? 'unknown reason'})`;
        throw createFileChangedError(displayName, reason, { cause });
    }
}
function createFileChangedError(displayName, reason, options) {
    const message = `The file ${JSON.stringify(displayName)} changed while this step was running: ${reason}.`;
    const hint = 'Run this step after the process that writes the file has ended.';
    return new errors/* SourceError */.c8({ code: 'video_file_changed', message, hint, class: 'input' }, options);
}

// EXTERNAL MODULE: ./lib/util/clock.js
var util_clock = __nccwpck_require__(6013);
;// CONCATENATED MODULE: ./lib/existing/step-records.js






function getSharedPath(runnerTemp, apiUrl, indexId) {
    if (!runnerTemp || indexId === null)
        return null;
    return (0,external_node_path_.join)(runnerTemp, `twelvelabs-${(0,external_node_crypto_.hash)('sha256', `${apiUrl} ${indexId}`, 'hex').slice(0, 16)}`);
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
            if ((0,util_error/* getSystemErrorCode */.V)(error) === null)
                throw error;
        }
    }
    #readText() {
        try {
            return this.#path === null ? '' : readPlainFile(this.#path);
        }
        catch (error) {
            if ((0,util_error/* getSystemErrorCode */.V)(error) === null)
                throw error;
            return '';
        }
    }
    read() {
        const text = this.#readText();
        const lines = text.split('\n').map((line) => (0,util_json/* asObject */.eB)((0,util_json/* parseJson */.qF)(line)));
        const deleted = new Set(lines.map((object) => object?.['deleted']));
        const records = new Map();
        for (const object of lines) {
            const sourceKey = (0,util_json/* parseText */.r4)(object?.['sourceKey']);
            const id = (0,util_json/* parseText */.r4)(object?.['videoId']);
            if (!object || sourceKey === null || id === null || deleted.has(id))
                continue;
            const record = {
                id,
                status: 'pending',
                address: (0,util_json/* parseText */.r4)(object['address']),
                filename: null,
                userMetadata: (0,util_json/* asObject */.eB)(object['userMetadata']),
                version: (0,util_json/* parseText */.r4)(object['version']),
                stamp: (0,util_json/* parseText */.r4)(object['stamp']),
                metadata: { ...NO_METADATA, video_id: id },
                createdAt: (0,util_json/* parseDate */._U)(object['createdAt']),
                readyAt: null,
                error: null,
                taskId: (0,util_json/* parseText */.r4)(object['taskId']),
            };
            records.set(sourceKey, [...(records.get(sourceKey) ?? []), record]);
        }
        return records;
    }
}

;// CONCATENATED MODULE: ./lib/index-action/origin.js


function chooseCollection({ collection: name, prune, reuse }, { repository, event }) {
    const pullRequest = (0,util_json/* parseNumber */.$J)((0,util_json/* asObject */.eB)(event?.['pull_request'])?.['number']);
    const own = name ?? (repository !== null && pullRequest !== null ? namePullRequestCollection(repository, pullRequest) : null);
    const chosen = own ?? repository;
    return {
        collection: chosen === null ? null : createCollection(chosen),
        prune: own === null || !reuse ? 'off' : (prune ?? 'report'),
    };
}
function buildOriginMetadata(env, event, releaseTag) {
    const pullRequest = (0,util_json/* parseNumber */.$J)((0,util_json/* asObject */.eB)(event?.['pull_request'])?.['number']);
    const known = {
        gha_repository: env['GITHUB_REPOSITORY'],
        gha_run_id: env['GITHUB_RUN_ID'],
        gha_pull_request: pullRequest?.toString(),
        gha_release: releaseTag ?? (0,util_json/* parseText */.r4)((0,util_json/* asObject */.eB)(event?.['release'])?.['tag_name']),
    };
    return Object.fromEntries(Object.entries(known).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

;// CONCATENATED MODULE: ./lib/index-action/context.js





function getStepPath({ env }, { apiUrl, reuse, indexId }) {
    return getSharedPath(env['RUNNER_TEMP'], apiUrl, reuse ? indexId : null);
}
function createContext(dependencies, inputs, environment, { store, collection, links }) {
    const { env, log } = dependencies;
    const { apiUrl: baseUrl, apiKey } = inputs;
    const api = createApi({ ...dependencies, baseUrl, apiKey, trace: log.debug });
    const shared = { ...dependencies, api };
    const stepPath = getStepPath(dependencies, inputs);
    return {
        ...shared,
        metadataQuery: createMetadataQuery(shared, inputs.indexId ?? ''),
        stepRecords: new StepRecords(stepPath && `${stepPath}.submitted.jsonl`),
        store,
        settings: inputs,
        origin: buildOriginMetadata(env, environment.event, inputs.releaseTag),
        collection,
        open: createContentOpener(inputs, environment, links),
    };
}

;// CONCATENATED MODULE: ./lib/sources/objects/object-url.js
function isObjectUrl(line) {
    return /^!?\s*s3:\/\//i.test(line);
}
function parseObjectUrl(line) {
    const isExclusion = line.startsWith('!');
    const text = (isExclusion ? line.slice(1) : line).trim();
    const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? [];
    const [, key = '', versionId = null] = /^(.*?)(?:\?versionId=([^?&]+))?$/is.exec(path) ?? [];
    const mistake = object_url_findMistake(bucket, key, isExclusion);
    if (mistake !== null)
        return mistake;
    const displayName = `s3://${bucket}/${path}`;
    return {
        kind: 'object_request',
        isExclusion,
        bucket,
        key,
        isPattern: versionId === null && /[*?[{]|[?*+@!]\(/.test(key),
        versionId,
        displayName,
        name: displayName,
        error: null,
        row: null,
    };
}
function isMistake(parsed) {
    return Array.isArray(parsed);
}
const MAX_KEY_BYTES = 1_024;
function object_url_findMistake(bucket, key, isExclusion) {
    const example = 's3://my-bucket/videos/**/*.mp4';
    if (bucket === '')
        return ['it has no bucket', `Write the bucket after s3://, for example ${example}.`];
    if (bucket.startsWith('arn:'))
        return ['its bucket is an ARN', `Use the name of the bucket, for example ${example}.`];
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/.test(bucket))
        return ['its bucket is not the name of a bucket', 'A name has 3 to 63 letters, digits, dots and hyphens.'];
    if ((key === '' || key.endsWith('/')) && !isExclusion) {
        const folder = `s3://${bucket}/${key}`;
        return ['it names a folder, not an object', `Add a pattern, for example ${folder}**/*.mp4.`];
    }
    if (Buffer.byteLength(key) > MAX_KEY_BYTES)
        return [`its key is longer than ${MAX_KEY_BYTES} bytes`, 'Check the key.'];
    if (key.split('/').some((part) => part === '.' || part === '..'))
        return ['its key has a part . or .., which no link can contain', 'Copy the object to another key.'];
    return null;
}

;// CONCATENATED MODULE: ./lib/sources/pasted-link.js
const INVISIBLE = {
    '\u00AD': 'soft hyphen',
    '\u200B': 'zero-width space',
    '\u200C': 'zero-width non-joiner',
    '\u200D': 'zero-width joiner',
    '\u200E': 'left-to-right mark',
    '\u200F': 'right-to-left mark',
    '\u202A': 'left-to-right embedding',
    '\u202B': 'right-to-left embedding',
    '\u202C': 'end of embedding',
    '\u202D': 'left-to-right override',
    '\u202E': 'right-to-left override',
    '\u2060': 'word joiner',
    '\u2066': 'left-to-right isolate',
    '\u2067': 'right-to-left isolate',
    '\u2068': 'first strong isolate',
    '\u2069': 'end of isolate',
    '\uFEFF': 'byte order mark',
};
const INVISIBLE_CLASS = Object.keys(INVISIBLE).join('');
const BLANK = new RegExp(`^[\\s${INVISIBLE_CLASS}]$`, 'u');
const INVISIBLE_INSIDE = new RegExp(`[${INVISIBLE_CLASS}]`, 'u');
const ALL_INVISIBLE = new RegExp(`[${INVISIBLE_CLASS}]`, 'gu');
function trimLink(line) {
    if (/^[!-~]*$/.test(line))
        return line;
    let [start, end] = [0, line.length];
    while (start < end && BLANK.test(line.charAt(start)))
        start += 1;
    while (end > start && BLANK.test(line.charAt(end - 1)))
        end -= 1;
    return line.slice(start, end);
}
const MAX_SHOWN_LENGTH = 120;
function quoteLink(text) {
    const withoutQuery = text.replace(/[?#].*$/s, (query) => (/^[?#]\W*$/.test(query) ? '' : `${query.slice(0, 1)}…`));
    const at = withoutQuery.lastIndexOf('@');
    const safe = at < 0 ? withoutQuery : `…${withoutQuery.slice(at)}`;
    const cut = safe.length > MAX_SHOWN_LENGTH ? `${safe.slice(0, MAX_SHOWN_LENGTH)}…` : safe;
    return JSON.stringify(cut).replace(/[^ -~]/gu, (char) => /[\p{L}\p{N}\p{P}\p{S}\p{M}]/u.test(char) ? char : formatCodePoint(char));
}
function formatCodePoint(char) {
    return `\\u{${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}}`;
}
const QUOTES = `"'\`“”„‟‘’‚‛«»‹›`;
const FILE_ENDING = /\.(mp4|m4v|mov|mkv|webm|avi|wmv|flv|mpe?g|ts|m2ts|mts|3gp|ogv|mxf)$/i;
function findPasteMistake(text) {
    for (const check of CHECKS) {
        const mistake = check(text);
        if (mistake !== null)
            return mistake;
    }
    return null;
}
function write(link, otherwise = 'Write only the address.') {
    const shown = quoteLink(link).slice(1, -1);
    return shown.includes('…') ? otherwise : `Write ${shown}.`;
}
const checkInvisible = (text) => {
    const char = INVISIBLE_INSIDE.exec(text)?.[0];
    if (char === undefined)
        return null;
    const code = char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const hint = `Delete the character, which a document or a chat has added. ${write(text.replace(ALL_INVISIBLE, ''), '')}`.trim();
    return [`it contains an invisible character (U+${code}, ${INVISIBLE[char]})`, hint];
};
const checkMarkdown = (text) => {
    const link = /^!?\[[^\]]*\]\(\s*<?(https?:[^\s>]*?)>?(?:\s+["'(].*)?\)?[.,;]?$/i.exec(text)?.[1];
    return link === undefined ? null : ['it is a Markdown link', write(link)];
};
const checkHtml = (text) => {
    const link = /^<[a-z][^>]*\s(?:href|src)\s*=\s*["']?(https?:[^\s"'>]+)/i.exec(text)?.[1];
    return link === undefined ? null : ['it is an HTML tag', write(link)];
};
const checkQuotes = (text) => {
    const first = text[0] ?? '';
    const hasStart = QUOTES.includes(first) && first !== '';
    const last = /(.)[,;]?$/su.exec(text)?.[1] ?? '';
    const hasEnd = QUOTES.includes(last) && last !== '';
    if (!hasStart && !hasEnd)
        return null;
    const link = text
        .slice(hasStart ? 1 : 0)
        .replace(/[,;]$/, '')
        .slice(0, hasEnd ? -1 : undefined);
    if (hasStart && hasEnd)
        return [`it is in quotes (${first} ${last})`, write(link)];
    return hasStart
        ? [`it begins with a quote (${first})`, write(link)]
        : [`it ends with a quote (${last})`, write(link)];
};
const checkBrackets = (text) => {
    const [, start = '', link = ''] = /^([<([{])\s*(?:url:)?(.*?)[>)\]}]?[,;.]?$/is.exec(text) ?? [];
    if (start === '' || !/^https?:/i.test(link))
        return null;
    const names = {
        '<': 'angle brackets (< >)',
        '(': 'parentheses',
        '[': 'square brackets',
        '{': 'braces',
    };
    return [`it is in ${names[start]}`, write(link)];
};
const checkSeveral = (text) => /https?:\/\/.*[\s,;|]https?:\/\//is.test(text)
    ? ['it contains more than one link', 'Put each link on its own line, without commas.']
    : null;
const checkPrefix = (text) => {
    const [, marker = '', link = ''] = /^([-*+•·–—]|\d+[.)]|>+)\s*(https?:\/\/.*)$/is.exec(text) ?? [];
    if (marker !== '')
        return [`it begins with a list marker (${marker})`, write(link)];
    const [, name = '', target = ''] = /^([\p{L}_][\p{L}\p{N}_ -]{0,40}\s*[:=])\s*["']?(https?:\/\/.*)$/isu.exec(text) ?? [];
    if (name === '' || /^https?:$/i.test(name))
        return null;
    return [`it begins with a name (${name.trim()})`, write(target.replace(/["']$/, ''))];
};
const checkScheme = (text) => {
    const doubled = /^(?:https?:\/{0,2})+(https?:\/\/.*)$/is.exec(text)?.[1];
    if (doubled !== undefined)
        return ['it begins with https:// twice', write(doubled)];
    const [, typo = '', rest = ''] = /^(h+t*p+s*|htt|ttps?|ttp|https?;|https?)(?::?\/\/|:\/(?=\/))(.*)$/is.exec(text) ?? [];
    if (typo !== '' && !/^https?:\/\//i.test(text))
        return [`its scheme is misspelled (${typo})`, write(`https://${rest}`)];
    if (/^[a-z]:[\\/]/i.test(text))
        return ['it is a path on Windows', 'Use the `video_file` input for files, or a link to the file.'];
    const isHost = /^(www\.)?([a-z0-9-]+\.)+[a-z]{2,}(:\d+)?\/\S+$/i.test(text) && !FILE_ENDING.test(text.split('/')[0] ?? '');
    if (isHost)
        return ['it has no scheme', write(`https://${text}`)];
    if (!/^[a-z][a-z0-9+.-]*:/i.test(text) && FILE_ENDING.test(text) && !/\s/.test(text))
        return ['it is a path, not a URL', 'Use the `video_file` input (or the column `file`) for files.'];
    return null;
};
const checkEllipsis = (text) => /…|\.{3}/.test(text.replace(/[?#].*$/s, ''))
    ? ['it contains "…", so a part of it is missing', 'Copy the address of the link, not its shortened text.']
    : null;
const checkEntities = (text) => /&amp;/i.test(text) ? ['it contains "&amp;" from the source of a web page', 'Write & instead of &amp;.'] : null;
const END_NAMES = {
    ',': 'a comma',
    ';': 'a semicolon',
    '.': 'a period',
    ')': 'a closing parenthesis',
    ']': 'a closing bracket',
    '}': 'a closing brace',
    '>': 'a closing angle bracket',
    '|': 'a vertical bar',
    '\\': 'a backslash',
};
function isBalanced(text, open, close) {
    return text.split(open).length >= text.split(close).length;
}
const checkEnd = (text) => {
    const last = text.at(-1) ?? '';
    const name = END_NAMES[last];
    if (name === undefined)
        return null;
    if (last === ')' && isBalanced(text, '(', ')'))
        return null;
    if (last === ']' && isBalanced(text, '[', ']'))
        return null;
    if (last === '}' && isBalanced(text, '{', '}'))
        return null;
    const encoded = `%${last.charCodeAt(0).toString(16).toUpperCase()}`;
    const meant = text.replace(/[,;.)\]}>|\\]+$/, '');
    return [
        `it ends with "${last}" (${name})`,
        `${write(meant, 'Delete it.')} If it belongs to the link, write ${encoded}.`,
    ];
};
const checkSpaces = (text) => {
    if (!/^https?:\/\//i.test(text) || !/\s/.test(text))
        return null;
    if (/^https?:\/\/\s/i.test(text))
        return ['it contains a space', write(text.replaceAll(/\s/g, ''), 'Delete the space.')];
    return ['it contains a space', write(text.replaceAll(/\s/g, '%20'), 'Write %20 instead of each space.')];
};
const checkFragment = (text) => {
    const fragment = /#(.*)$/s.exec(text)?.[1] ?? '';
    if (!FILE_ENDING.test(fragment))
        return null;
    const hint = 'Everything after # stays in the browser. If # is a part of the name of the file, write %23 instead.';
    return ['it contains a # before the end of the file name', hint];
};
const CHECKS = [
    checkInvisible,
    checkMarkdown,
    checkHtml,
    checkSeveral,
    checkPrefix,
    checkQuotes,
    checkBrackets,
    checkScheme,
    checkEllipsis,
    checkEntities,
    checkEnd,
    checkSpaces,
    checkFragment,
];

;// CONCATENATED MODULE: ./lib/sources/video-url.js




const video_url_MAX_URL_LENGTH = 8_192;
function parseVideoLine(line, lineNumber, allowPrivate) {
    const source = parseLine(trimLink(line), allowPrivate);
    if (source.error === null)
        return source;
    return { ...source, error: { ...source.error, message: `Line ${lineNumber}: ${source.error.message}` } };
}
function parseLine(line, allowPrivate) {
    if (!isObjectUrl(line))
        return parseVideoUrl(line, allowPrivate);
    const parsed = parseObjectUrl(line);
    return isMistake(parsed) ? createInvalidObject(line, parsed) : parsed;
}
function createInvalidObject(line, mistake) {
    return { ...parseVideoUrl(line, false), error: createUrlError(line, mistake) };
}
function createUrlError(line, [reason, hint]) {
    const message = `${INVALID}${reason}: ${quoteLink(line)}.`;
    return { code: 'video_url_invalid', message, hint, class: 'input' };
}
function parseVideoUrl(received, allowPrivate, name = null) {
    const line = received.length > 2 * video_url_MAX_URL_LENGTH ? received.slice(0, 2 * video_url_MAX_URL_LENGTH) : trimLink(received);
    const url = line.length > video_url_MAX_URL_LENGTH ? null : URL.parse(line);
    return {
        kind: 'url',
        url: url?.href ?? line.slice(0, video_url_MAX_URL_LENGTH),
        displayName: toDisplayUrl(line, url),
        name: name ?? getFileName(url),
        key: null,
        userMetadata: {},
        error: checkUrl(line, url, allowPrivate),
    };
}
function toDisplayUrl(line, url) {
    if (url === null || !/^https?:$/.test(url.protocol))
        return removeCredentials(line.slice(0, video_url_MAX_URL_LENGTH).replace(/[?#].*$/s, ''));
    if (url.username === '' && url.password === '')
        return cutAtSecondLink((0,util_url/* removeQuery */.DU)(url));
    return `${url.protocol}//${url.host}${cutAtSecondLink(url.pathname)}`;
}
function cutAtSecondLink(path) {
    const second = path.search(/(?:,|%20)https?:/i);
    return second === -1 ? path : path.slice(0, second).replace(/(?<!,|%20)(?:,|%20)+$/, '');
}
function removeCredentials(text) {
    const end = text.lastIndexOf('@');
    if (end < 0)
        return text;
    return (/^[a-z]*:?\/\//i.exec(text)?.[0] ?? '') + text.slice(end + 1);
}
function getFileName(url) {
    if (url === null)
        return '(not a URL)';
    const parts = cutAtSecondLink(url.pathname).split('/');
    return (0,util_url/* decodeUrlText */.nW)(parts.findLast((part) => part !== '') ?? url.host);
}
function checkUrl(line, url, allowPrivate) {
    const mistake = video_url_findMistake(line, url, allowPrivate);
    return mistake && createUrlError(line, mistake);
}
const INVALID = 'This video URL is invalid: ';
const OTHER_SCHEME_HINT = 'Use an http or https link; TwelveLabs supports no other scheme.';
const SCHEME_HINTS = {
    'gs:': 'Use s3:// with an HMAC key and the endpoint https://storage.googleapis.com (AWS_ENDPOINT_URL_S3), or a signed https link.',
    'file:': 'Use the `video_file` input for files of the workspace.',
};
function isPlain(line) {
    return (/^https?:\/\/[a-z0-9.:-]+\/[\w./~%+=&?@*$!-]*[\w/=~-]$/i.test(line) &&
        !/https?:\/\/.*https?:|\.{3}|&amp;/i.test(line));
}
function video_url_findMistake(line, url, allowPrivate) {
    if (line.length > video_url_MAX_URL_LENGTH)
        return [`it is longer than ${video_url_MAX_URL_LENGTH} characters`, 'Use a shorter link to the file.'];
    const paste = isPlain(line) ? null : findPasteMistake(line);
    if (paste !== null)
        return paste;
    if (url === null || /\s/.test(line))
        return ['it is not a URL', 'Use a direct link to a video file, e.g. https://example.com/video.mp4.'];
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return [`its scheme is ${url.protocol.slice(0, -1)}`, SCHEME_HINTS[url.protocol] ?? OTHER_SCHEME_HINT];
    if (url.username !== '' || url.password !== '')
        return [
            'it contains a user name or password',
            'Use a public or a signed link, because credentials in a URL can end up in logs.',
        ];
    const kind = (0,host/* classifyHost */.R)(url.hostname);
    if (allowPrivate || kind === 'name' || kind === 'public')
        return null;
    return [
        `its host ${url.hostname} is an address that can be reached only in your own network`,
        'Use a link that TwelveLabs can download, or set `allow_private_urls: true` for an API on your own network.',
    ];
}
function video_url_toInvalidInput({ message, hint }, received) {
    const expected = 'direct links to video files, one per line';
    return { input: 'video_url', received, expected, hint: `${message.replace(INVALID, '')} ${hint}` };
}

;// CONCATENATED MODULE: ./lib/index-action/inputs.js




function readCommentMode(read) {
    const received = read.text('comment');
    if (COMMENT_BOOLEANS.test(received))
        return received.toLowerCase() === 'true' ? 'always' : 'never';
    return read.choice('comment', ['always', 'on-failure', 'never'], 'never');
}
const COMMENT_BOOLEANS = /^(true|True|TRUE|false|False|FALSE)$/;
function readInputs(runner, env, uuid) {
    const read = new input_reader/* InputReader */.i(runner);
    const allowPrivateUrls = read.boolean('allow_private_urls', false);
    const tasks = readTaskSources(read);
    const videoUrls = readVideoUrls(read, allowPrivateUrls);
    const inputs = Object.freeze({
        ...readCommonInputs(read, env, { uuid, defaultTimeoutMinutes: 120 }),
        indexId: readIndexId(read, tasks.length > 0),
        tasks,
        videoUrls,
        linkMinutes: read.number('link_minutes', { atLeast: 15, atMost: 10_080 }) ?? DEFAULT_LINK_MINUTES,
        videoFiles: read.lines('video_file'),
        manifest: read.text('manifest') || null,
        maxItems: read.number('max_items', { atLeast: 1, atMost: 1_000_000, whole: true }),
        releaseAssets: read.lines('release_assets'),
        releaseTag: read.text('release_tag') || null,
        shard: checkShard(read),
        githubToken: read.text('github_token'),
        allowPrivateUrls,
        endpoint: read.choice('endpoint', ['auto', 'tasks', 'assets'], 'auto'),
        reuse: read.boolean('reuse', true),
        preflight: read.choice('preflight', ['strict', 'warn', 'off'], 'warn'),
        maxTotalSeconds: inputs_checkBudget(read),
        wait: read.boolean('wait', true),
        failOnTimeout: read.boolean('fail_on_timeout', true),
        pollIntervalMs: secondsToMs(read.number('poll_interval_seconds', { atLeast: 1, atMost: 3_600 })),
        userMetadata: read.flatObject('user_metadata', checkMetadataName),
        enableVideoStream: read.boolean('enable_video_stream', true),
        language: checkLanguage(read),
        maxInFlight: read.number('max_in_flight', { atLeast: 1, atMost: 1_000, whole: true }) ?? 5,
        comment: readCommentMode(read),
        dryRun: read.boolean('dry_run', false),
        collection: readCollectionName(read),
        prune: checkPrune(read, env),
        maxDeletions: read.number('max_deletions', { atLeast: 0, atMost: 10_000, whole: true }) ?? 10,
        pricePerMinute: read.number('price_per_minute', { atLeast: 0, atMost: 1_000_000 }),
        ifNoVideos: read.choice('if_no_videos', ['error', 'warn', 'ignore'], 'error'),
    });
    checkSources(read, inputs);
    checkCombinations(read, inputs);
    if (read.invalidInputs.length > 0)
        throw new input_reader/* InputError */.d([...read.invalidInputs, ...findInvalidUrls(read, videoUrls)]);
    return inputs;
}
const DEFAULT_LINK_MINUTES = 720;
function secondsToMs(seconds) {
    return seconds === null ? null : seconds * 1000;
}
function readVideoUrls(read, allowPrivate) {
    const lines = read.text('video_url').split(/\r?\n/);
    return lines.flatMap((line, index) => (line.trim() === '' ? [] : [parseVideoLine(line, index + 1, allowPrivate)]));
}
function readIndexId(read, hasTasks) {
    if (hasTasks && read.text('index_id') === '')
        return null;
    return checkIndexId(read, 'the ID of the target index (required unless `task_id` is set)');
}
function readTaskSources(read) {
    return readIds(read, 'task_id', 'tasks').map((taskId) => ({ kind: 'task', taskId, name: `task ${taskId}` }));
}
function findInvalidUrls(read, urls) {
    return urls.flatMap((source) => {
        if (source.kind === 'object_request')
            return [];
        const { error, displayName } = source;
        return error === null || read.invalidInputs.some((other) => other.input === 'video_url')
            ? []
            : [video_url_toInvalidInput(error, displayName)];
    });
}
function checkSources(read, inputs) {
    const { tasks, videoUrls, videoFiles, manifest, releaseAssets, releaseTag } = inputs;
    const sources = Object.entries({
        video_url: videoUrls.length > 0,
        video_file: videoFiles.length > 0,
        manifest: manifest !== null,
        release_assets: releaseAssets.length > 0,
        release_tag: releaseTag !== null,
    }).flatMap(([name, isSet]) => (isSet ? [name] : []));
    if (tasks.length > 0 && sources.length > 0) {
        const received = tasks.map(({ taskId }) => taskId).join(', ');
        const expected = `either \`task_id\` (wait for existing tasks) or \`${sources.join('`, `')}\` (create tasks)`;
        reportConflict(read, 'task_id', received, expected);
    }
    if (releaseTag !== null && releaseAssets.length === 0) {
        read.report({
            input: 'release_assets',
            received: null,
            expected: 'patterns for the names of the assets of the release `release_tag`, for example *.mp4',
            hint: '`release_tag` selects a release, but not which of its files',
        });
    }
    else if (tasks.length === 0 && sources.length === 0 && inputs.ifNoVideos === 'error') {
        read.report({
            input: 'video_url',
            received: null,
            expected: 'direct URLs of video files, one per line (or `video_file`, `manifest`, `release_assets`, or `task_id`)',
            hint: 'an empty output of an earlier step',
        });
    }
}
function checkPrune(read, env) {
    const received = read.text('prune');
    const prune = read.choice('prune', ['off', 'report', 'delete'], 'report');
    const hasCollection = read.text('collection') !== '' || isPullRequestEvent(env);
    if (prune === 'delete' && !hasCollection) {
        read.report({
            input: 'prune',
            received,
            expected: '`delete` only with `collection`, the name under which this list keeps its videos',
            hint: 'all workflows of a repository share its default collection, so that nothing in it is deleted',
        });
    }
    return received === '' ? null : prune;
}
function isPullRequestEvent(env) {
    return env['GITHUB_EVENT_NAME']?.startsWith('pull_request') ?? false;
}
function checkCombinations(read, { dryRun, tasks, prune, reuse }) {
    if (dryRun && tasks.length > 0) {
        reportConflict(read, 'dry_run', 'true', 'either `dry_run` (plan a list of videos) or `task_id` (wait for existing tasks)');
    }
    if (prune === 'delete' && !reuse) {
        reportConflict(read, 'prune', 'delete', 'either `prune: delete` or `reuse: false`, which looks up nothing');
    }
}
function checkShard(read) {
    const received = read.text('shard');
    if (received === '')
        return null;
    const { shard, invalidInput } = parseShard(received);
    if (invalidInput)
        read.report(invalidInput);
    return shard;
}
function inputs_checkBudget(read) {
    const minutes = read.number('max_total_minutes', { above: 0, atMost: 10_000_000 });
    if (minutes !== null && read.text('preflight') === 'off') {
        read.report({
            input: 'max_total_minutes',
            received: String(minutes),
            expected: 'a budget only with `preflight: warn` or `preflight: strict`',
            hint: '`preflight: off` does not determine the durations of the videos',
        });
    }
    return minutes === null ? null : minutes * 60;
}
function checkLanguage(read) {
    const received = read.text('language');
    if (received === '')
        return null;
    if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(received)) {
        read.report({
            input: 'language',
            received,
            expected: 'a language code, for example en (only for an `api_url` of version 1.1 or 1.2)',
            hint: 'the name of the language instead of its code',
        });
    }
    return received;
}

;// CONCATENATED MODULE: ./lib/index-action/observe.js







const NO_EXISTING = { records: new Map(), claimed: null };
const NOTHING = { error: null, findings: [], limits: null };
async function observe(context, settings, locateAsset) {
    const { clock, deadline, cancellation } = context;
    const { allowPrivateUrls } = settings;
    return await (0,util_clock/* withDeadlineSignal */.r1)({ clock, deadline, cancelled: cancellation.signal }, (signal) => observeWithin(context, settings, { ...context, locateAsset, signal, allowPrivateUrls }));
}
async function observeWithin(context, settings, check) {
    const videos = getQueued(context).filter(({ source }) => !('error' in source && source.error));
    const lookedUpAtMs = context.clock.now();
    const { records, claimed, error: lookupError } = await lookUp(context, settings, check, videos);
    await confirmChanges(context, settings, check, records);
    const remaining = getQueued(context).filter((video) => isToBeSubmitted(video, records));
    if (settings.reuse)
        noteLookup(context, remaining, lookedUpAtMs);
    const isInspected = settings.preflight !== 'off' && lookupError === null && remaining.length > 0;
    const index = isInspected ? await observeIndex(context, settings) : NOTHING;
    const findings = isInspected && index.error === null
        ? await inspect(check, remaining, { limits: index.limits, acceptsPlaylists: settings.endpoint === 'assets' })
        : new Map();
    return {
        videos: await (0,concurrency/* mapInTurns */.Ae)(getQueued(context), (video) => toObserved(video, settings.userMetadata, records, findings)),
        claimed,
        isListComplete: settings.isListComplete,
        lookupError,
        indexError: index.error,
        indexFindings: index.findings,
    };
}
function getQueued({ store }) {
    return store.videos().filter(({ phase, source }) => phase === 'queued' && source.kind !== 'task');
}
function isToBeSubmitted(video, records) {
    const { source, position } = video;
    if ('error' in source && source.error)
        return false;
    return matchExisting(video, records.get(position) ?? []).kind === 'submit';
}
const MAX_RECHECKED_VIDEOS = 50;
function noteLookup({ store }, videos, lookedUpAtMs) {
    if (videos.length > MAX_RECHECKED_VIDEOS)
        return;
    for (const { position } of videos)
        store.update(position, { lookedUpAtMs });
}
async function lookUp(context, settings, check, videos) {
    const { reuse, prune } = settings;
    const readsClaims = prune !== 'off';
    if (!reuse || (videos.length === 0 && !readsClaims))
        return { ...NO_EXISTING, error: null };
    try {
        const existing = await lookUpExisting(context, videos, {
            isKnown: (video, known) => matchExisting(video, known).kind !== 'submit',
            resolveVersions: (positions) => resolveVersions(settings, check, positions),
            byNameOnly: false,
            claims: readsClaims ? 'all' : 'if_cheaper',
        });
        return { ...existing, error: null };
    }
    catch (error) {
        return { ...NO_EXISTING, error: toLookupError(error) };
    }
}
async function resolveVersions({ preflight }, check, positions) {
    if (preflight === 'off' || positions.size === 0)
        return;
    const { resolveVersions: resolve } = await __nccwpck_require__.e(/* import() */ 888).then(__nccwpck_require__.bind(__nccwpck_require__, 3888));
    await resolve(check, positions);
}
async function confirmChanges(context, { preflight }, check, records) {
    const changed = getQueued(context).filter((video) => {
        const match = matchExisting(video, records.get(video.position) ?? []);
        return match.kind === 'submit' && match.reason === 'changed';
    });
    if (preflight === 'off' || changed.length === 0)
        return;
    const { dropUnstableVersions } = await __nccwpck_require__.e(/* import() */ 888).then(__nccwpck_require__.bind(__nccwpck_require__, 3888));
    await dropUnstableVersions(check, new Set(changed.map(({ position }) => position)));
}
async function observeIndex(context, { endpoint, onIndexName }) {
    const { checkIndex, isPermanentIndexError } = await __nccwpck_require__.e(/* import() */ 833).then(__nccwpck_require__.bind(__nccwpck_require__, 833));
    const { getLimits } = await __nccwpck_require__.e(/* import() */ 834).then(__nccwpck_require__.bind(__nccwpck_require__, 2834));
    const { api, clock, settings } = context;
    try {
        const indexId = settings.indexId ?? '';
        const report = await retryWhileTransient(context, (limits) => checkIndex(api, indexId, clock, limits));
        const { name } = report.index;
        if (name !== null) {
            context.log.info(`Index: ${name}, ID ${indexId}`);
            onIndexName?.(name);
        }
        const { limits } = getLimits(report.models, endpoint === 'tasks' ? 'tasks' : 'assets');
        return { error: null, findings: report.findings, limits };
    }
    catch (error) {
        if (!(error instanceof twelvelabs_errors/* ApiError */.hD))
            throw error;
        if (isPermanentIndexError(error))
            return { ...NOTHING, error: error.details };
        context.log.info(`Could not read the index: ${error.message}`);
        return NOTHING;
    }
}
async function inspect(check, videos, options) {
    const { checkVideos } = await __nccwpck_require__.e(/* import() */ 888).then(__nccwpck_require__.bind(__nccwpck_require__, 3888));
    return await checkVideos(check, new Set(videos.map(({ position }) => position)), options);
}
function toObserved(video, userMetadata, records, findings) {
    const { position, name, source, sourceKey, address, contentVersion, contentStamp, metadata } = video;
    return {
        position,
        name,
        sourceKey,
        address,
        isFile: source.kind === 'file' || source.kind === 'release_asset',
        userMetadata: getUserMetadata(userMetadata, source),
        contentVersion,
        contentStamp,
        durationSeconds: metadata.duration,
        sourceError: 'error' in source ? source.error : null,
        records: records.get(position) ?? [],
        findings: findings.get(position) ?? [],
    };
}

// EXTERNAL MODULE: ./lib/twelvelabs/indexes.js
var indexes = __nccwpck_require__(6445);
;// CONCATENATED MODULE: ./lib/index-action/index-name.js






const index_name_ID_PATTERN = /^[0-9a-f]{24}$/i;
const TIMEOUT_MS = 10_000;
async function rejectIndexName(indexId, options) {
    if (indexId === null || index_name_ID_PATTERN.test(indexId))
        return;
    const ids = await findIds(indexId, options);
    if (ids.length > 0)
        throw new input_reader/* InputError */.d([createSuggestion(indexId, ids)]);
}
async function suggestIndexId(error, options) {
    if (!(error instanceof input_reader/* InputError */.d))
        return error;
    const isUsable = !error.invalidInputs.some(({ input }) => input === 'api_key' || input === 'api_url');
    const name = error.invalidInputs.find(({ input }) => input === 'index_id')?.received ?? null;
    if (!isUsable || name === null || !URL.canParse(options.apiUrl))
        return error;
    const ids = await findIds(name, options);
    if (ids.length === 0)
        return error;
    return new input_reader/* InputError */.d(error.invalidInputs.map((invalid) => (invalid.input === 'index_id' ? createSuggestion(name, ids) : invalid)));
}
function createSuggestion(name, ids) {
    const [id = ''] = ids;
    const expected = ids.length === 1
        ? `the ID of the index instead of its name: ${id}`
        : `the ID of an index; ${ids.length} indexes have this name: ${ids.slice(0, 5).join(', ')}`;
    return { input: 'index_id', received: name, expected, hint: 'the name of the index instead of its ID' };
}
async function findIds(name, options) {
    const { apiUrl: baseUrl, clock, cancellation } = options;
    const api = createApi({ ...options, baseUrl, trace: () => { } });
    try {
        return await (0,indexes/* findIndexIds */.U)(api, name, createReadLimits({ deadline: (0,util_clock/* createDeadline */.dU)(clock, TIMEOUT_MS), cancellation }));
    }
    catch (error) {
        if (error instanceof twelvelabs_errors/* ApiError */.hD)
            return [];
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/index-action/settings.js




async function readSettings(dependencies, reporter) {
    const inputs = await readOrExplain(dependencies, reporter);
    await rejectIndexName(inputs.indexId, { ...dependencies, ...inputs });
    return inputs;
}
async function readOrExplain(dependencies, reporter) {
    const { runner, env, uuid } = dependencies;
    try {
        reporter.addSecret(readApiKey(runner.input, env));
        const inputs = readInputs(runner, env, uuid());
        for (const secret of (0,util_url/* findUrlSecrets */.gx)(inputs.manifest ?? ''))
            reporter.addSecret(secret);
        return inputs;
    }
    catch (error) {
        const api = { apiUrl: runner.input('api_url'), apiKey: readApiKey(runner.input, env) };
        throw await suggestIndexId(error, { ...dependencies, ...api });
    }
}

;// CONCATENATED MODULE: ./lib/storage/s3-settings.js

const EXPECTED_CREDENTIALS = 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment of this step';
function listS3Secrets(env) {
    const names = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_ACCESS_KEY_ID'];
    return names.flatMap((name) => env[name]?.trim() || []);
}
function readS3Settings(env) {
    const accessKeyId = env['AWS_ACCESS_KEY_ID']?.trim() ?? '';
    const secretAccessKey = env['AWS_SECRET_ACCESS_KEY']?.trim() ?? '';
    if (accessKeyId === '' || secretAccessKey === '') {
        const missing = accessKeyId === '' ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
        const hint = `${missing} is not set: no aws-actions/configure-aws-credentials before this step, or a secret that does not exist`;
        return { expected: EXPECTED_CREDENTIALS, hint };
    }
    const endpointText = env['AWS_ENDPOINT_URL_S3']?.trim() || env['AWS_ENDPOINT_URL']?.trim() || '';
    const endpoint = endpointText === '' ? null : URL.parse(endpointText);
    if (endpointText !== '' && (endpoint === null || !/^https?:$/.test(endpoint.protocol))) {
        const expected = 'an https URL in AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, for example https://s3.example.com';
        return { expected, hint: 'an endpoint without https://' };
    }
    if (endpoint !== null && (endpoint.username !== '' || endpoint.search !== '')) {
        const expected = 'an endpoint without credentials and query in AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL';
        return { expected, hint: 'a signed link instead of an endpoint' };
    }
    const region = env['AWS_REGION']?.trim() || env['AWS_DEFAULT_REGION']?.trim() || getDefaultRegion(endpoint);
    if (region === null)
        return { expected: 'the region of the bucket in AWS_REGION', hint: 'a step that sets only the credentials' };
    if (!/^[a-z0-9-]{2,40}$/.test(region))
        return { expected: 'a region such as us-east-1 in AWS_REGION', hint: 'the name of a region instead of its code' };
    const sessionToken = env['AWS_SESSION_TOKEN']?.trim() || null;
    const expiresAt = (0,util_json/* parseDate */._U)(env['AWS_CREDENTIAL_EXPIRATION']);
    return { credentials: { accessKeyId, secretAccessKey, sessionToken, expiresAt }, region, endpoint };
}
function getDefaultRegion(endpoint) {
    if (endpoint === null)
        return null;
    const inHost = /(?:^|\.)s3[.-]([a-z]{2}[a-z0-9-]*-\d{1,3})\./.exec(endpoint.hostname)?.[1];
    return inHost ?? 'us-east-1';
}

;// CONCATENATED MODULE: ./lib/sources/objects/buckets.js





function createBuckets(options) {
    let connection = null;
    let expiresAt = null;
    let isTemporary = false;
    const open = async () => {
        const { env } = options;
        for (const secret of listS3Secrets(env))
            options.addSecret(secret);
        const settings = checkSettings(env, options.allowPrivateUrls);
        expiresAt = settings.credentials.expiresAt;
        isTemporary = settings.credentials.sessionToken !== null;
        const { createS3Store } = await Promise.all(/* import() */[__nccwpck_require__.e(658), __nccwpck_require__.e(900)]).then(__nccwpck_require__.bind(__nccwpck_require__, 900));
        return { settings, store: createS3Store({ ...options, settings }) };
    };
    const connect = () => {
        connection ??= open();
        return connection;
    };
    const linkSeconds = options.linkMinutes * 60;
    const remainingSeconds = () => expiresAt === null ? Number.POSITIVE_INFINITY : (expiresAt.getTime() - options.clock.date().getTime()) / 1000;
    return {
        connect: async () => (await connect()).store,
        presign: async ({ bucket, objectKey: key, versionId, displayName }) => {
            const { store } = await connect();
            const seconds = Math.min(linkSeconds, remainingSeconds());
            if (seconds < 1)
                throw createExpiredError(displayName);
            return store.presign({ bucket, key, versionId }, seconds);
        },
        notes: () => (connection === null ? [] : formatValidity(linkSeconds, expiresAt, isTemporary)),
        warnings: () => (remainingSeconds() < linkSeconds ? [createExpiryWarning(remainingSeconds(), linkSeconds)] : []),
    };
}
function checkSettings(env, allowPrivateUrls) {
    const settings = readS3Settings(env);
    if ('expected' in settings)
        throw new input_reader/* InputError */.d([{ input: 'video_url', received: 's3://…', ...settings }]);
    const { endpoint } = settings;
    const kind = endpoint === null ? 'public' : (0,host/* classifyHost */.R)(endpoint.hostname);
    if (endpoint !== null && !allowPrivateUrls && kind !== 'public' && kind !== 'name') {
        const expected = 'a storage service that TwelveLabs can reach';
        const hint = `${endpoint.host} is an address in your own network; with an API in the same network, set \`allow_private_urls: true\``;
        throw new input_reader/* InputError */.d([{ input: 'video_url', received: 's3://…', expected, hint }]);
    }
    return settings;
}
function createExpiredError(displayName) {
    const message = `${displayName} was not submitted: the AWS credentials have expired.`;
    const hint = 'Run aws-actions/configure-aws-credentials directly before this step, or raise `role-duration-seconds`.';
    return new errors/* SourceError */.c8({ code: 'storage_credentials_invalid', message, hint, class: 'auth' });
}
function createExpiryWarning(remaining, wanted) {
    const message = `The AWS credentials expire in ${(0,format/* formatDuration */.a3)(Math.max(0, remaining))}, before the links to objects (${(0,format/* formatDuration */.a3)(wanted)}).`;
    const hint = 'TwelveLabs may not have downloaded every video by then. Raise `role-duration-seconds` of aws-actions/configure-aws-credentials.';
    return { code: 'storage_credentials_invalid', message, hint, class: 'auth' };
}
function formatValidity(linkSeconds, expiresAt, isTemporary) {
    const validity = `Links to objects of buckets are valid for ${(0,format/* formatDuration */.a3)(linkSeconds)} after they are submitted`;
    if (!isTemporary)
        return [`${validity}.`];
    const end = expiresAt === null ? 'which may be sooner' : `at ${expiresAt.toISOString()}`;
    return [`${validity}, but not longer than the temporary AWS credentials, ${end}.`];
}

// EXTERNAL MODULE: ./lib/sources/source-key.js + 1 modules
var source_key = __nccwpck_require__(6522);
;// CONCATENATED MODULE: ./lib/sources/deduplicate.js


function createSourceCollector(shard, repository) {
    const firstByKey = new Map();
    const sources = [];
    const orders = [];
    let isSorted = true;
    const duplicates = new Map();
    let otherShardsCount = 0;
    let isComplete = true;
    const push = (source, order = orders.at(-1) ?? 0) => {
        isSorted &&= order >= (orders.at(-1) ?? 0);
        sources.push(source);
        orders.push(order);
    };
    const addDuplicate = (source, first, order) => {
        const isSame = (0,source_key/* getAddressKey */._)(source, repository) === (0,source_key/* getAddressKey */._)(first, repository);
        if (isSame || source.kind === 'invalid_row')
            duplicates.set(source.displayName, (duplicates.get(source.displayName) ?? 1) + 1);
        else {
            push({ ...source, error: createDuplicateKeyError(source.key ?? '', first.displayName) }, order);
            isComplete = false;
        }
    };
    return {
        add: (source, order) => {
            const hash = (0,source_key/* hashSourceKey */.nw)((0,source_key/* getSourceKey */.tm)(source, repository));
            const first = firstByKey.get(hash);
            if (source.error !== null)
                isComplete = false;
            if (shard !== null && !isInShard(hash, shard))
                otherShardsCount += 1;
            else if (source.error !== null)
                push(source, order);
            else if (first !== undefined)
                addDuplicate(source, first, order);
            else {
                firstByKey.set(hash, source);
                push(source, order);
            }
        },
        count: () => sources.length,
        result: () => ({
            sources: isSorted ? sources : sortByOrder(sources, orders),
            duplicates,
            otherShardsCount,
            isComplete,
        }),
    };
}
function sortByOrder(sources, orders) {
    const positions = [...sources.keys()].toSorted((a, b) => (orders[a] ?? 0) - (orders[b] ?? 0));
    return positions.flatMap((position) => sources[position] ?? []);
}
function createDuplicateKeyError(key, first) {
    return {
        code: 'duplicate_key',
        message: `The key ${JSON.stringify(key)} is already used by another video: ${first}.`,
        hint: 'Give each video its own key, or none.',
        class: 'input',
    };
}

;// CONCATENATED MODULE: ./lib/sources/video-file.js


async function createFileSource(file) {
    const { displayPath } = file;
    const source = { kind: 'file', displayName: displayPath, name: external_node_path_.posix.basename(displayPath) };
    const rest = { key: null, userMetadata: {} };
    if ('reason' in file) {
        const error = createInvalidFileError(displayPath, file.predicate, file.hint);
        return { ...source, path: displayPath, size: 0, ...rest, error };
    }
    return { ...source, path: file.path, size: file.size, ...rest, error: await checkFile(file) };
}
function createInvalidFileError(displayPath, predicate, hint) {
    const message = `The video file ${JSON.stringify(displayPath)} ${predicate}.`;
    return { code: 'video_file_invalid', message, hint: `Possible cause: ${hint}.`, class: 'input' };
}
async function checkFile({ path, displayPath, size }) {
    if (size === 0)
        return createInvalidFileError(displayPath, 'is empty', 'a download or an earlier step that failed without an error');
    if (size > MAX_LFS_POINTER_BYTES)
        return null;
    const content = await (0,promises_.readFile)(path, 'latin1').catch(() => null);
    if (content === null)
        return createInvalidFileError(displayPath, 'cannot be read', 'a file that belongs to another user');
    if (!content.startsWith(LFS_POINTER))
        return null;
    return createInvalidFileError(displayPath, 'is a Git LFS pointer, not the video itself', 'actions/checkout without `lfs: true`');
}
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';
const MAX_LFS_POINTER_BYTES = 1024;

;// CONCATENATED MODULE: ./lib/sources/workspace-path.js



const workspace_path_REASONS = {
    outside: {
        predicate: 'is outside the workspace and RUNNER_TEMP',
        hint: 'a path that begins with / or .., or a file that another step wrote elsewhere',
    },
    missing: {
        predicate: 'does not exist',
        hint: 'no actions/checkout before this step, different upper and lower case, or an earlier step that wrote to another folder',
    },
    directory: { predicate: 'is a directory', hint: 'a missing pattern after the directory, such as /**/*.mp4' },
    not_a_file: {
        predicate: 'is a device, pipe or socket, not a regular file',
        hint: 'a process substitution or a named pipe',
    },
    link_outside: {
        predicate: 'is a symbolic link that leads out of the workspace',
        hint: 'a link to a cache or a mounted disk; copy the file into the workspace instead',
    },
    broken_link: {
        predicate: 'is a broken symbolic link',
        hint: 'a link whose target is not checked out, or that points to itself',
    },
    git: {
        predicate: 'is inside `.git`, which this action never reads',
        hint: 'a pattern or path that is too broad; `.git` may contain the token of the checkout',
    },
    runner: {
        predicate: 'is a file of the runner itself, which this action never reads',
        hint: 'a pattern or path that is too broad; RUNNER_TEMP may contain tokens of other steps',
    },
    unreadable: {
        predicate: 'cannot be read',
        hint: 'a file that belongs to another user, often because a container created it',
    },
};
async function resolveWorkspacePath(received, roots) {
    const path = (0,external_node_path_.resolve)(roots.workspace, received);
    const location = locatePath(path, roots);
    if (location === null)
        return toUnresolved(received, 'outside');
    const { displayPath } = location;
    if (isInGitDirectory(displayPath))
        return toUnresolved(displayPath, 'git');
    if (location.isTemporary && isRunnerFile(location.relativePath))
        return toUnresolved(displayPath, 'runner');
    try {
        return await followLinks(path, displayPath, roots);
    }
    catch (error) {
        return toUnresolved(displayPath, await getReason(error, path));
    }
}
const TEMPORARY_PREFIX = 'RUNNER_TEMP/';
function locatePath(path, { workspace, temporaryFolder }) {
    const inWorkspace = toDisplayPath(path, workspace);
    if (inWorkspace !== null)
        return { root: workspace, relativePath: inWorkspace, displayPath: inWorkspace, isTemporary: false };
    const inTemporary = temporaryFolder === null ? null : toDisplayPath(path, temporaryFolder);
    if (temporaryFolder === null || inTemporary === null)
        return null;
    const displayPath = `${TEMPORARY_PREFIX}${inTemporary}`;
    return { root: temporaryFolder, relativePath: inTemporary, displayPath, isTemporary: true };
}
function isRunnerFile(relativePath) {
    return /^(_|git-credentials)/i.test(relativePath);
}
function toUnresolved(displayPath, reason) {
    return { displayPath, reason, ...workspace_path_REASONS[reason] };
}
async function followLinks(path, displayPath, { workspace, temporaryFolder }) {
    const realPath = await (0,promises_.realpath)(path);
    const location = locatePath(realPath, {
        workspace: await (0,promises_.realpath)(workspace),
        temporaryFolder: temporaryFolder && (await (0,promises_.realpath)(temporaryFolder).catch(() => null)),
    });
    if (location === null)
        return toUnresolved(displayPath, 'link_outside');
    if (isInGitDirectory(location.displayPath))
        return toUnresolved(displayPath, 'git');
    if (location.isTemporary && isRunnerFile(location.relativePath))
        return toUnresolved(displayPath, 'runner');
    const stats = await (0,promises_.stat)(realPath);
    if (stats.isDirectory())
        return toUnresolved(displayPath, 'directory');
    if (!stats.isFile())
        return toUnresolved(displayPath, 'not_a_file');
    const isSameName = location.displayPath.toLowerCase() === displayPath.toLowerCase();
    return { path: realPath, displayPath: isSameName ? location.displayPath : displayPath, size: stats.size };
}
async function getReason(error, path) {
    if (!['ENOENT', 'ENOTDIR', 'ELOOP'].includes((0,util_error/* getSystemErrorCode */.V)(error) ?? ''))
        return 'unreadable';
    const stats = await (0,promises_.lstat)(path).catch(() => null);
    return stats?.isSymbolicLink() ? 'broken_link' : 'missing';
}
function toDisplayPath(path, workspace) {
    const relativePath = (0,external_node_path_.relative)(workspace, path);
    if (relativePath === '..' || relativePath.startsWith(`..${external_node_path_.sep}`) || (0,external_node_path_.isAbsolute)(relativePath))
        return null;
    return relativePath === '' ? '.' : relativePath.split(external_node_path_.sep).join('/');
}
function isInGitDirectory(displayPath) {
    return displayPath.split('/').some((part) => part.toLowerCase() === '.git');
}

;// CONCATENATED MODULE: ./lib/sources/files.js







async function findFiles(lines, roots) {
    const { include, exclude } = (0,glob/* splitPatterns */.sb)(lines);
    const isExcluded = await createExclusion(exclude, roots);
    const found = new Set();
    const invalidInputs = [];
    if (include.length === 0 && lines.length > 0)
        invalidInputs.push((0,glob/* createExclusionsOnlyError */.y_)('video_file', lines));
    for (const line of include) {
        const paths = await findMatches(line, isExcluded, roots);
        if ('input' in paths)
            invalidInputs.push(paths);
        else
            for (const path of paths)
                found.add(path);
    }
    const sources = [];
    for (const path of [...found].toSorted())
        sources.push(await createFileSource(await resolveWorkspacePath(toPath(path, roots), roots)));
    return { sources, invalidInputs, notes: sources.flatMap(createSizeNote) };
}
function toPath(displayPath, { temporaryFolder }) {
    if (temporaryFolder === null || !displayPath.startsWith(TEMPORARY_PREFIX))
        return displayPath;
    return (0,external_node_path_.join)(temporaryFolder, displayPath.slice(TEMPORARY_PREFIX.length));
}
function toRootedPattern(line, roots) {
    const { workspace } = roots;
    const pattern = external_node_path_.sep === '\\' ? line.replaceAll('\\', '/') : line;
    const isAbsolute = external_node_path_.sep === '\\' ? /^([A-Za-z]:)?\//.test(pattern) : pattern.startsWith('/');
    if (!isAbsolute && !pattern.split('/').includes('..'))
        return { root: workspace, pattern: pattern.replace(/^(\.\/+)+/, ''), prefix: '' };
    const location = locatePath((0,external_node_path_.resolve)(workspace, pattern), roots);
    if (location === null)
        return null;
    const prefix = location.isTemporary ? TEMPORARY_PREFIX : '';
    return { root: location.root, pattern: location.relativePath, prefix };
}
const EXPECTED = 'paths of files in the workspace, or patterns that match some, one per line';
async function findMatches(received, isExcluded, roots) {
    const reject = (hint, expected = EXPECTED) => ({
        input: 'video_file',
        received,
        expected,
        hint,
    });
    const rooted = toRootedPattern(received, roots);
    if (rooted === null)
        return reject('a path that begins with / or .., which leads out of the workspace and RUNNER_TEMP');
    const { root, pattern, prefix } = rooted;
    const file = await resolveWorkspacePath((0,external_node_path_.join)(root, pattern), roots);
    if ('reason' in file && file.reason !== 'missing')
        return reject(`this path ${file.predicate}: ${file.hint}`);
    const matches = 'reason' in file ? (await expandPattern(rooted, roots)).map((path) => prefix + path) : [file.displayPath];
    const paths = matches.filter((path) => !isExcluded(path));
    if (paths.length > 0)
        return paths;
    const isEmpty = true;
    if (matches.length > 0)
        return { ...reject('a line with ! that excludes all matches'), isEmpty };
    const similar = (await (0,glob/* findSimilarFiles */.W7)(pattern, root)).map((path) => prefix + path);
    const hint = similar.length > 0 ? explainSimilar(received, similar) : explainNoMatch(received);
    return { ...reject(hint, `${EXPECTED}; ${await describeDirectory(rooted)}`), isEmpty };
}
async function expandPattern({ root, pattern }, roots) {
    const literal = await (0,glob/* getLiteralPath */.bv)(pattern);
    if (literal === null)
        return (0,glob/* globFiles */.CJ)(pattern, root);
    const file = await resolveWorkspacePath((0,external_node_path_.join)(root, literal), roots);
    return 'reason' in file ? [] : [literal];
}
async function createExclusion(lines, roots) {
    const matchers = [];
    for (const line of lines) {
        const rooted = toRootedPattern(line, roots);
        if (rooted === null)
            continue;
        const { root, pattern, prefix } = rooted;
        const path = prefix + pattern;
        const file = await resolveWorkspacePath((0,external_node_path_.join)(root, pattern), roots);
        if (!('reason' in file)) {
            matchers.push((candidate) => candidate === file.displayPath);
            continue;
        }
        const matches = await (0,glob/* createMatcher */.P7)(pattern);
        const folder = `${path.replace(/\/+$/, '')}/`;
        matchers.push((candidate) => candidate === path ||
            candidate.startsWith(folder) ||
            (candidate.startsWith(prefix) && matches(candidate.slice(prefix.length))));
    }
    return (file) => matchers.some((matches) => matches(file));
}
function explainSimilar(received, similar) {
    const isCase = similar.some((path) => path.normalize('NFC') !== received.normalize('NFC') && path !== received);
    const reason = isCase ? 'different upper and lower case' : 'another encoding of an accented letter (NFC and NFD)';
    return `${reason}; there is ${similar.join(', ')}`;
}
function explainNoMatch(received) {
    if (received.includes('\\') && external_node_path_.sep !== '\\')
        return 'backslashes between directories; use forward slashes';
    if (received.includes(',') && !received.includes('{'))
        return 'several paths on one line; put each path on its own line';
    if (/^[a-z]+:\/\//i.test(received))
        return 'a link; use the `video_url` input for links';
    return 'no actions/checkout before this step, different upper and lower case, or a hidden file, which * does not match';
}
async function describeDirectory({ root, pattern, prefix }) {
    const rootName = prefix === '' ? 'the workspace' : 'RUNNER_TEMP';
    const folders = pattern.split('/').slice(0, -1);
    const firstGlob = folders.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
    let directory = (0,external_node_path_.join)('.', ...(firstGlob === -1 ? folders : folders.slice(0, firstGlob)));
    for (;;) {
        const names = await listNames((0,external_node_path_.resolve)(root, directory));
        const displayPath = directory === '.' ? rootName : prefix + directory.split(external_node_path_.sep).join('/');
        if (names !== null)
            return `${displayPath} ${(0,glob/* formatContents */.aS)(names)}`;
        if (directory === '.')
            return `${rootName} cannot be read`;
        directory = (0,external_node_path_.dirname)(directory);
    }
}
async function listNames(directory) {
    const entries = await (0,promises_.readdir)(directory, { withFileTypes: true }).catch(() => null);
    return entries?.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name)).toSorted() ?? null;
}
function createSizeNote({ displayName, size, error }) {
    if (error !== null || size <= platform_limits/* MAX_TASK_FILE_BYTES */.iJ)
        return [];
    const limit = (0,format/* formatSize */.Xq)(platform_limits/* MAX_TASK_FILE_BYTES */.iJ);
    return [`${displayName} is ${(0,format/* formatSize */.Xq)(size)}. Files larger than ${limit} are uploaded as assets.`];
}

// EXTERNAL MODULE: ./lib/sources/manifest/columns.js
var columns = __nccwpck_require__(1509);
// EXTERNAL MODULE: ./lib/sources/manifest/row.js
var manifest_row = __nccwpck_require__(3182);
;// CONCATENATED MODULE: ./lib/sources/manifest/check-cells.js





function checkCells(cells) {
    const errors = [];
    const report = (column, found, expected, hint) => {
        errors.push({ column, found, expected, hint });
    };
    const entry = {
        url: readText(cells, 'url', 100_000, report),
        file: readText(cells, 'file', 4_096, report),
        name: readText(cells, 'name', 255, report),
        key: readText(cells, 'key', 512, report),
        duration: readDuration(cells, report),
        userMetadata: check_cells_readMetadata(cells, report),
    };
    if (errors.length === 0)
        checkAddress(entry.url, entry.file, cells, report);
    return { ...entry, error: errors[0] ?? null };
}
function isAbsent(value) {
    return value === undefined || value === null || value === '';
}
function readText(cells, column, maxLength, report) {
    const value = cells[column];
    if (isAbsent(value))
        return null;
    const text = column === 'key' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof text !== 'string') {
        const expected = column === 'key' ? 'text or a whole number' : 'text';
        report(column, (0,manifest_row/* describeValue */.bp)(value), expected, 'a value without quotes, or one that is nested too deeply');
        return null;
    }
    const trimmed = text.trim();
    const expected = `up to ${maxLength} characters without line breaks and control characters`;
    if (trimmed.length > maxLength)
        report(column, `${trimmed.length} characters`, expected, 'text of another column, after a missing comma');
    else if (column !== 'url' && /\p{Cc}/u.test(trimmed))
        report(column, (0,manifest_row/* quote */.hD)(trimmed), expected, 'a cell that was filled by copy and paste');
    else
        return trimmed === '' ? null : trimmed;
    return null;
}
const MAX_DURATION_SECONDS = 7 * 24 * 3_600;
function readDuration(cells, report) {
    const value = cells['duration'];
    if (isAbsent(value) || value === 0 || value === '0')
        return null;
    const seconds = typeof value === 'string' ? parseDuration(value.trim()) : value;
    if (typeof seconds === 'number' && seconds > 0 && seconds <= MAX_DURATION_SECONDS)
        return seconds;
    const expected = 'a number of seconds such as 90, or hours, minutes and seconds such as 0:01:30';
    report('duration', (0,manifest_row/* describeValue */.bp)(value), expected, 'another unit or notation, or another kind of value');
    return null;
}
function parseDuration(text) {
    const match = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,7}(?:\.\d{1,9})?)$/.exec(text);
    if (match === null)
        return null;
    const [, hours = '0', minutes = '0', seconds = '0'] = match;
    return (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
}
const EXPECTED_ADDRESS = 'exactly one of `url` and `file`';
const NO_ADDRESS_ERROR = {
    column: null,
    found: 'neither `url` nor `file`',
    expected: EXPECTED_ADDRESS,
    hint: 'an empty cell; fill it in, or remove the row',
};
function checkAddress(url, file, cells, report) {
    if (url !== null && file !== null)
        report('file', 'both `url` and `file`', EXPECTED_ADDRESS, 'two videos in one row; give each its own row');
    if (url !== null || file !== null)
        return;
    const misspelled = (0,columns/* findMisspelledAddress */.Co)(Object.keys(cells));
    if (misspelled === null)
        report(null, NO_ADDRESS_ERROR.found, EXPECTED_ADDRESS, NO_ADDRESS_ERROR.hint);
    else
        report(misspelled.name, (0,manifest_row/* quote */.hD)(misspelled.name), EXPECTED_ADDRESS, misspelled.hint);
}
function check_cells_readMetadata(cells, report) {
    if (!check_cells_hasMetadata(cells))
        return check_cells_NO_METADATA;
    const values = {};
    const add = (column, name, value) => {
        if (isAbsent(value))
            return;
        if (checkMetadata(column, name, value, Object.hasOwn(values, name), report))
            values[name] = value;
    };
    for (const [name, value] of Object.entries(readObject(cells, report)))
        add('user_metadata', name, value);
    for (const column in cells)
        if (column.startsWith(columns/* METADATA_PREFIX */.z3))
            add(column, column.slice(columns/* METADATA_PREFIX */.z3.length), cells[column]);
    return values;
}
const check_cells_NO_METADATA = Object.freeze({});
function check_cells_hasMetadata(cells) {
    for (const column in cells)
        if (column.startsWith('user_metadata'))
            return true;
    return false;
}
function readObject(cells, report) {
    const column = 'user_metadata';
    const value = cells[column];
    if (isAbsent(value))
        return {};
    const object = (0,util_json/* asObject */.eB)(typeof value === 'string' ? (0,util_json/* parseExactJson */.lQ)(value) : value);
    if (object === null) {
        const expected = 'a JSON object such as {"team": "news", "year": 2026}';
        report(column, (0,manifest_row/* describeValue */.bp)(value), expected, 'single quotes, or quotes that are not doubled inside a CSV cell');
    }
    return object ?? {};
}
function checkMetadata(column, name, value, isRepeated, report) {
    const expectedName = checkMetadataName(name);
    if (name.trim() === '')
        report(column, 'a value without a name', 'a name', 'an empty key');
    else if (expectedName !== null)
        report(column, `the name ${(0,manifest_row/* quote */.hD)(name)}`, expectedName, 'metadata copied from TwelveLabs; remove or rename it');
    else if (isRepeated)
        report(column, `${(0,manifest_row/* quote */.hD)(name)} twice`, 'each name once', 'a name both in a column and in the JSON; keep one');
    else if ((0,model_source/* isMetadataValue */.b)(value))
        return true;
    else {
        const found = `${(0,manifest_row/* describeValue */.bp)(value)} for ${(0,manifest_row/* quote */.hD)(name)}`;
        report(column, found, 'strings, numbers, booleans and lists of strings', 'a nested value; write it as text');
    }
    return false;
}

// EXTERNAL MODULE: ./lib/sources/manifest/formats.js
var formats = __nccwpck_require__(5434);
;// CONCATENATED MODULE: ./lib/sources/manifest/read-manifest.js










async function* readManifest(received, options) {
    if (!(0,formats/* isListUrl */.MO)(received)) {
        yield* readSources(received, await findManifest(received, options), options);
        return;
    }
    const { downloadList } = await __nccwpck_require__.e(/* import() */ 241).then(__nccwpck_require__.bind(__nccwpck_require__, 1241));
    const list = await downloadList(received, options.allowPrivateUrls, options.download);
    options.note(list.note);
    try {
        yield* readSources(list.file.displayPath, { ...list.file, ...options }, options);
    }
    finally {
        await list.remove();
    }
}
async function findManifest(received, options) {
    const file = await resolveWorkspacePath(received, options.roots);
    if ('reason' in file)
        throw (0,manifest_row/* createManifestError */.ml)(received, `a file of the workspace; this path ${file.predicate}`, file.hint);
    return { ...file, ...options, baseUrl: null, format: (0,formats/* getFormatByName */.S1)(received) };
}
async function* readSources(received, manifest, options) {
    if (manifest.size === 0)
        throw createEmptyManifestError(received, 'this file is empty');
    const { load, isTable } = FORMATS[manifest.format];
    const readRows = await load();
    const noteKeys = isTable ? () => { } : createKeyNotes(options.note);
    const isRemote = manifest.baseUrl !== null;
    const toExact = createExactLocations();
    const pause = (0,concurrency/* createPause */.nl)();
    let count = 0;
    for await (const rows of readRows(manifest)) {
        count += rows.length;
        const sources = [];
        for (const row of rows) {
            noteKeys(row);
            const source = read_manifest_toSource(toExact(row), options, isRemote);
            sources.push(source instanceof Promise ? await source : source);
        }
        yield sources;
        await pause();
    }
    if (count > 0)
        return;
    throw createEmptyManifestError(received, manifest.format === 'feed' ? 'this feed has none' : 'this list has no entries');
}
function createEmptyManifestError(received, found) {
    const expected = `a list of videos; ${found}`;
    const hint = 'an earlier step that found no videos, or that failed without an error';
    return new input_reader/* InputError */.d([{ input: 'manifest', received, expected, hint, isEmpty: true }]);
}
const FORMATS = {
    txt: { load: async () => (await __nccwpck_require__.e(/* import() */ 757).then(__nccwpck_require__.bind(__nccwpck_require__, 757))).readTxt, isTable: true },
    csv: { load: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(175), __nccwpck_require__.e(741)]).then(__nccwpck_require__.bind(__nccwpck_require__, 1741))).readCsv, isTable: true },
    json: { load: async () => (await __nccwpck_require__.e(/* import() */ 588).then(__nccwpck_require__.bind(__nccwpck_require__, 4588))).readJson, isTable: false },
    jsonl: { load: async () => (await __nccwpck_require__.e(/* import() */ 588).then(__nccwpck_require__.bind(__nccwpck_require__, 4588))).readJsonl, isTable: false },
    feed: { load: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(658), __nccwpck_require__.e(830)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7830))).readFeed, isTable: true },
};
function createKeyNotes(note) {
    const noted = new Set();
    return ({ displayLocation, content }) => {
        if ('error' in content)
            return;
        for (const name in content.cells) {
            if (noted.size >= columns/* MAX_COLUMN_NOTES */["if"])
                return;
            if ((0,columns/* isKnownColumn */.eH)(name) || noted.has(name))
                continue;
            noted.add(name);
            note(`${displayLocation}: ${(0,columns/* formatUnknownColumn */.Sl)(name)}`);
        }
    };
}
const MAX_EXACT_LOCATIONS = 20;
function createExactLocations() {
    let count = 0;
    return (row) => ({
        ...row,
        locate: (column) => {
            count += 1;
            return count <= MAX_EXACT_LOCATIONS ? row.locate(column) : Promise.resolve(row.displayLocation);
        },
    });
}
function read_manifest_toSource(row, options, isRemote) {
    if ('error' in row.content)
        return createInvalidRowSource(row, row.content.error);
    const entry = checkCells(row.content.cells);
    const { url, file } = entry;
    if (url !== null && file === null && isObjectUrl(url))
        return toObjectSource(row, entry, url);
    if (url !== null && file === null)
        return applyEntry(row, entry, parseVideoUrl(url, options.allowPrivateUrls, entry.name));
    if (file !== null && isRemote)
        return createInvalidRowSource(row, REMOTE_FILE_ERROR);
    if (file !== null && url === null)
        return readFileSource(row, entry, file, options);
    return createInvalidRowSource(row, entry.error ?? NO_ADDRESS_ERROR);
}
function toObjectSource(row, entry, url) {
    const parsed = parseObjectUrl(url);
    if (isMistake(parsed))
        return applyEntry(row, entry, createInvalidObject(url, parsed));
    if (entry.error !== null)
        return createInvalidRowSource(row, entry.error);
    const { name, key, userMetadata } = entry;
    return { ...parsed, row: { location: row.displayLocation, name, key, userMetadata } };
}
const REMOTE_FILE_ERROR = {
    column: 'file',
    found: 'a `file`',
    expected: 'only `url` in a list that is downloaded',
    hint: 'a list that was written for a file of the workspace',
};
async function readFileSource(row, entry, file, { roots }) {
    const resolved = await resolveWorkspacePath(file, roots);
    const mistake = 'reason' in resolved ? findFileMistake(file) : null;
    if (mistake !== null)
        return createInvalidRowSource(row, entry.error ?? mistake);
    return applyEntry(row, entry, await createFileSource(resolved));
}
function findFileMistake(file) {
    const column = 'file';
    if (/^(https?|s3):\/\//i.test(file))
        return {
            column,
            found: `a link (${(0,manifest_row/* quote */.hD)(file)})`,
            expected: 'a path',
            hint: 'a link in the column `file`; use `url`',
        };
    const paths = file.split(/[,;|]/);
    const isSeveral = paths.length > 1 && paths.every((path) => /\.\w{2,5}$/.test(path.trim()));
    if (!isSeveral)
        return null;
    const found = `${paths.length} paths (${(0,manifest_row/* quote */.hD)(file)})`;
    return { column, found, expected: 'one path', hint: 'several files in one cell; give each its own row' };
}
function applyEntry(row, entry, source) {
    const { name, key, userMetadata, duration, error } = entry;
    const stated = duration === null ? {} : { statedDuration: duration };
    const located = (0,manifest_row/* toManifestLocation */._V)(row.displayLocation);
    const named = { ...source, name: name ?? source.name, key, userMetadata, ...stated, ...located };
    return error === null && source.error === null ? named : addLocation(row, error, named);
}
async function addLocation(row, error, source) {
    const location = await row.locate(error === null ? source.kind : error.column);
    const located = { ...source, ...(0,manifest_row/* toManifestLocation */._V)(location) };
    if (error !== null)
        return { ...located, error: (0,manifest_row/* toErrorDetails */.y8)(location, error) };
    return { ...located, error: source.error && { ...source.error, message: `${location}: ${source.error.message}` } };
}
async function createInvalidRowSource(row, error) {
    const { displayLocation } = row;
    const location = await row.locate(error.column);
    const details = (0,manifest_row/* toErrorDetails */.y8)(location, error);
    const named = { displayName: displayLocation, name: displayLocation };
    return { kind: 'invalid_row', ...named, ...(0,manifest_row/* toManifestLocation */._V)(location), error: details };
}

// EXTERNAL MODULE: ./lib/util/hash-file.js
var hash_file = __nccwpck_require__(8849);
;// CONCATENATED MODULE: ./lib/sources/same-files.js

const MAX_NOTES = 20;
async function mergeSameFiles(sources, signal) {
    const files = sources.filter(isMergeable);
    const bySize = Map.groupBy(files, ({ size }) => size);
    const originals = new Map();
    for (const group of bySize.values()) {
        if (group.length < 2)
            continue;
        const firstByContent = new Map();
        const digests = new Map();
        for (const file of group) {
            if (!digests.has(file.path))
                digests.set(file.path, await (0,hash_file/* hashFile */.D)(file.path, signal));
            const content = digests.get(file.path) ?? file.path;
            const first = firstByContent.get(content);
            if (first === undefined)
                firstByContent.set(content, file);
            else
                originals.set(file, first);
        }
    }
    if (originals.size === 0)
        return { sources, notes: [] };
    return { sources: sources.filter((source) => !originals.has(source)), notes: formatNotes(originals) };
}
function isMergeable(source) {
    return source.kind === 'file' && source.error === null && source.key === null;
}
function formatNotes(originals) {
    const notes = [...originals].map(([{ displayName }, first]) => `${displayName} is the same file as ${first.displayName}; it is indexed once.`);
    const rest = notes.length - MAX_NOTES;
    return rest > 0 ? [...notes.slice(0, MAX_NOTES), `${rest} more files are the same as others.`] : notes;
}

;// CONCATENATED MODULE: ./lib/sources/resolve-sources.js







const MAX_DUPLICATE_NOTES = 20;
async function resolveSources(inputs, environment, buckets) {
    const { signal } = environment;
    const stopped = new AbortController();
    const aborted = new Promise((_, reject) => {
        const fail = () => reject(createStoppedError(signal));
        if (signal.aborted)
            fail();
        else
            signal.addEventListener('abort', fail, { once: true, signal: stopped.signal });
    });
    aborted.catch(() => { });
    try {
        return await Promise.race([collectSources(inputs, environment, buckets), aborted]);
    }
    finally {
        stopped.abort();
    }
}
async function collectSources(inputs, environment, buckets) {
    const { repository } = environment;
    const collector = createSourceCollector(inputs.shard, repository);
    const notes = [];
    const requests = [];
    let order = 0;
    const add = (source) => {
        order += 1;
        if (source.kind === 'object_request')
            requests.push({ request: source, order });
        else
            collector.add(source, order);
        if (collector.count() > MAX_VIDEOS)
            throw createTooManyError(inputs.manifest ?? '');
    };
    for (const source of inputs.videoUrls)
        add(source);
    const files = await findFiles(inputs.videoFiles, environment);
    for (const source of files.sources)
        add(source);
    notes.push(...files.notes);
    const invalidManifest = await readInto(add, inputs, environment, notes);
    const assets = await findAssets(inputs, environment);
    for (const source of assets.sources)
        add(source);
    const objects = requests.length === 0 ? NO_OBJECTS : await findObjects(requests, buckets);
    for (const { source, order: place } of objects.sources)
        collector.add(source, place);
    const { duplicates, otherShardsCount, ...collected } = collector.result();
    const { sources, notes: fileNotes } = await mergeSameFiles(await readObjects(collected.sources, buckets), environment.signal);
    const isEmpty = sources.length === 0 && otherShardsCount === 0;
    const invalidInputs = [...files.invalidInputs, ...invalidManifest, ...assets.invalidInputs, ...objects.invalidInputs];
    const isAllowed = isEmpty && inputs.ifNoVideos !== 'error' && invalidInputs.every((input) => input.isEmpty);
    if (invalidInputs.length > 0 && !isAllowed)
        throw new input_reader/* InputError */.d(invalidInputs);
    notes.push(...fileNotes, ...buckets.notes(), ...formatDuplicates(duplicates));
    notes.push(...formatShard(inputs.shard, sources.length, otherShardsCount));
    const isListed = collected.isComplete && sources.every(({ error }) => error === null) && inputs.maxItems === null;
    const isComplete = isListed && (!isEmpty || inputs.ifNoVideos === 'ignore');
    return { videos: sources, notes, warnings: buckets.warnings(), isComplete };
}
async function readInto(add, { manifest, allowPrivateUrls, maxItems }, environment, notes) {
    if (manifest === null)
        return [];
    const note = (text) => notes.push(text);
    const options = { roots: environment, allowPrivateUrls, maxItems, note, download: environment };
    return collectEmpty(async () => {
        for await (const batch of readManifest(manifest, options)) {
            for (const source of batch)
                add(source);
            if (environment.signal.aborted)
                return;
        }
    });
}
const MAX_VIDEOS = 200_000;
function createTooManyError(received) {
    const expected = `up to ${MAX_VIDEOS} videos for each step`;
    return new input_reader/* InputError */.d([
        { input: 'manifest', received, expected, hint: 'a list that was joined with itself; or split it with `shard`' },
    ]);
}
function createStoppedError(signal) {
    return new errors/* UserError */.yo((0,errors/* createErrorDetails */.Xd)(signal.reason === 'deadline' ? 'run_timed_out' : 'run_cancelled'));
}
async function collectEmpty(work) {
    try {
        await work();
        return [];
    }
    catch (error) {
        if (error instanceof input_reader/* InputError */.d && error.invalidInputs.every((input) => input.isEmpty))
            return error.invalidInputs;
        throw error;
    }
}
const NO_OBJECTS = { sources: [], invalidInputs: [] };
async function findObjects(requests, buckets) {
    const { createObjectExclusion, createObjectSource, listObjects } = await __nccwpck_require__.e(/* import() */ 501).then(__nccwpck_require__.bind(__nccwpck_require__, 3501));
    const exclusions = requests.flatMap(({ request }) => (request.isExclusion ? [request] : []));
    const isExcluded = await createObjectExclusion(exclusions);
    const store = await buckets.connect();
    const sources = [];
    const invalidInputs = [];
    for (const { request, order } of requests) {
        if (request.isExclusion)
            continue;
        if (request.isPattern) {
            const empty = await collectEmpty(async () => {
                for (const source of await listObjects(request, store, isExcluded))
                    sources.push({ source, order });
            });
            invalidInputs.push(...empty);
        }
        else if (!isExcluded(request.bucket, request.key))
            sources.push({ source: createObjectSource(request), order });
    }
    return { sources, invalidInputs };
}
async function readObjects(sources, buckets) {
    if (!sources.some(({ kind }) => kind === 'object'))
        return sources;
    const { statObjects } = await __nccwpck_require__.e(/* import() */ 501).then(__nccwpck_require__.bind(__nccwpck_require__, 3501));
    return statObjects(sources, await buckets.connect());
}
async function findAssets(inputs, environment) {
    const { releaseAssets, releaseTag: tag, githubToken } = inputs;
    if (releaseAssets.length === 0)
        return { sources: [], invalidInputs: [] };
    const { event } = environment;
    return findReleaseAssets(releaseAssets, { ...createGitHubOptions(githubToken, environment), tag, event });
}
function formatDuplicates(duplicates) {
    const names = [...duplicates.keys()].slice(0, MAX_DUPLICATE_NOTES);
    const lines = names.map((displayName) => `${displayName} is listed more than once; it is indexed once.`);
    const rest = duplicates.size - names.length;
    return rest > 0 ? [...lines, `${rest} more videos are listed more than once.`] : lines;
}
function formatShard(shard, count, otherShardsCount) {
    if (shard === null)
        return [];
    return [`Shard ${shard.index}/${shard.count}: this job processes ${count} of ${count + otherShardsCount} videos.`];
}

;// CONCATENATED MODULE: ./lib/index-action/long-integers.js
function noteLongIntegers(common, sources) {
    const names = new Set(findLongIntegers(common));
    for (const source of sources) {
        if ('userMetadata' in source)
            for (const name of findLongIntegers(source.userMetadata))
                names.add(name);
    }
    if (names.size === 0)
        return [];
    const list = [...names].slice(0, long_integers_MAX_NAMES).map((name) => JSON.stringify(name));
    const more = names.size > long_integers_MAX_NAMES ? ` and ${names.size - long_integers_MAX_NAMES} more` : '';
    return [`user_metadata: integers beyond ±(2^53−1) are stored as text, without rounding: ${list.join(', ')}${more}.`];
}
const long_integers_MAX_NAMES = 10;
function findLongIntegers(metadata) {
    return Object.entries(metadata).flatMap(([name, value]) => typeof value === 'string' && /^-?\d{16,}$/.test(value) && !Number.isSafeInteger(Number(value)) ? [name] : []);
}

;// CONCATENATED MODULE: ./lib/index-action/start-run.js









const LIST = { name: 'list of videos' };
const NO_SOURCES = { videos: [], notes: [], warnings: [], isComplete: false };
function connectBuckets(dependencies, reporter, inputs) {
    const { linkMinutes, allowPrivateUrls } = inputs;
    const { signal } = dependencies.cancellation;
    return createBuckets({ ...dependencies, linkMinutes, allowPrivateUrls, signal, addSecret: reporter.addSecret });
}
async function start_run_readSources({ clock, cancellation }, inputs, environment, deadline, buckets) {
    if (inputs.tasks.length > 0)
        return NO_SOURCES;
    return await (0,util_clock/* withDeadlineSignal */.r1)({ clock, deadline, cancelled: cancellation.signal }, (signal) => resolveSources(inputs, { ...environment, signal }, buckets));
}
async function startRun(dependencies, reporter, inputs, environment, { videos, notes, warnings }) {
    const sources = [...inputs.tasks, ...videos];
    const { collection, prune } = chooseCollection(inputs, environment);
    const allNotes = [...notes, ...noteLongIntegers(inputs.userMetadata, videos)];
    await reporter.start({ ...inputs, collection, prune }, sources, allNotes);
    for (const warning of warnings)
        reporter.log.warning(warning, LIST);
    if (sources.length === 0 && inputs.ifNoVideos === 'warn')
        reporter.log.warning((0,errors/* createErrorDetails */.Xd)('no_videos'), LIST);
    const identities = await (0,concurrency/* mapInTurns */.Ae)(sources, (source) => (0,source_key/* identifySource */.yK)(source, environment.repository));
    const options = { identities, onChange: reporter.videoChanged };
    const store = createVideoStore(sources, inputs.indexId, dependencies.clock, options);
    return { store, collection, prune, isDryRun: inputs.dryRun, indexName: null, removed: null };
}

;// CONCATENATED MODULE: ./lib/util/file-lock.js





const POLL_INTERVAL_MS = 500;
async function acquireFileLock(path, options) {
    const { clock, deadline, signal, onWait } = options;
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
    let hasWaited = false;
    for (;;) {
        const last = findLastNumber(path);
        if (!isHeld(`${path}.${last}`)) {
            const file = `${path}.${last + 1}`;
            if (createExclusively(file, String(process.pid)))
                return { release: () => appendToPlainFile(`${file}.done`, '') };
            continue;
        }
        if (signal.aborted || deadline.remainingMs() <= 0)
            return null;
        if (!hasWaited)
            onWait();
        hasWaited = true;
        await clock.sleep(Math.min(POLL_INTERVAL_MS, deadline.remainingMs()), signal);
    }
}
function findLastNumber(path) {
    const prefix = `${(0,external_node_path_.basename)(path)}.`;
    const numbers = (0,external_node_fs_.readdirSync)((0,external_node_path_.dirname)(path)).flatMap((name) => {
        const suffix = name.startsWith(prefix) ? name.slice(prefix.length) : '';
        return /^\d+$/.test(suffix) ? [Number(suffix)] : [];
    });
    return Math.max(0, ...numbers);
}
function isHeld(file) {
    return (0,external_node_fs_.existsSync)(file) && !(0,external_node_fs_.existsSync)(`${file}.done`) && isRunning(Number(readPlainFile(file)));
}
function isRunning(pid) {
    try {
        process.kill(pid, 0);
        return true;
    }
    catch (error) {
        return (0,util_error/* getSystemErrorCode */.V)(error) === 'EPERM';
    }
}
function createExclusively(file, content) {
    const complete = `${file}-${(0,external_node_crypto_.randomUUID)()}`;
    appendToPlainFile(complete, content);
    try {
        (0,external_node_fs_.linkSync)(complete, file);
        return true;
    }
    catch (error) {
        if ((0,util_error/* getSystemErrorCode */.V)(error) === 'EEXIST')
            return false;
        throw error;
    }
    finally {
        (0,external_node_fs_.rmSync)(complete);
    }
}

;// CONCATENATED MODULE: ./lib/index-action/turn.js


async function waitForTurn({ clock, deadline, cancellation, log }, sharedPath) {
    if (sharedPath === null)
        return { isOurs: true, release: () => { } };
    const { signal } = cancellation;
    const onWait = () => log.info('Another step of this job is submitting to the same index. Waiting until it is done.');
    try {
        const lock = await acquireFileLock(`${sharedPath}.turn`, { clock, deadline, signal, onWait });
        return { isOurs: lock !== null, release: () => lock?.release() };
    }
    catch (error) {
        log.info(`Could not check whether other steps of this job submit to the same index: ${(0,util_error/* getErrorMessage */.u)(error)}`);
        return { isOurs: true, release: () => { } };
    }
}

;// CONCATENATED MODULE: ./lib/index-action/main.js























function createIndexAction(dependencies) {
    const { env, clock, cancellation } = dependencies;
    const startedMs = clock.now();
    const reporter = main_createRunReporter(dependencies);
    let current = null;
    const index = async (inputs, environment) => {
        const deadline = (0,util_clock/* createDeadline */.dU)(clock, inputs.timeoutMs, startedMs);
        const buckets = connectBuckets(dependencies, reporter, inputs);
        const sources = await start_run_readSources(dependencies, inputs, environment, deadline, buckets);
        const run = await startRun(dependencies, reporter, inputs, environment, sources);
        current = run;
        const links = { buckets, onLink: reporter.log.addLink };
        const options = { ...dependencies, deadline, log: reporter.log };
        const context = createContext(options, inputs, environment, { ...run, links });
        const stopProgress = reporter.startProgress(run.store, deadline);
        const pause = (0,concurrency/* createPause */.nl)();
        const turn = await waitForTurn(context, getStepPath(dependencies, inputs));
        try {
            const onIndexName = (name) => {
                run.indexName = name;
            };
            const settings = { ...inputs, ...run, isListComplete: sources.isComplete, onIndexName };
            const locateAsset = createAssetLocator(inputs, environment, links);
            const observed = turn.isOurs ? await observe(context, settings, locateAsset) : null;
            await pause();
            const plan = observed === null ? EMPTY_PLAN : createPlan(observed, settings);
            await pause();
            logPlan(context, plan);
            const { error } = plan;
            if (error !== null && (inputs.dryRun || !isReported(plan, error)))
                reporter.abort(new errors/* UserError */.yo(error));
            await apply(dependencies, context, inputs, plan, run, turn.release);
            return run;
        }
        finally {
            turn.release();
            stopProgress();
        }
    };
    const abort = async (error) => {
        reporter.abort(error);
        if (current)
            finalize_pending_finalizePending(current.store, cancellation.signal.aborted ? 'cancelled' : 'crashed');
        await reporter.close(current);
    };
    const run = async () => {
        try {
            const inputs = await readSettings(dependencies, reporter);
            const environment = await readEnvironment(env, clock, cancellation.signal);
            return await reporter.close(await index(inputs, environment));
        }
        catch (error) {
            await abort(error);
            return false;
        }
    };
    return { run, abort };
}
function main_createRunReporter(dependencies) {
    const { runner, env, clock, cancellation, uuid } = dependencies;
    const comment = createCommentPublisher({
        ...dependencies,
        cancelled: cancellation.signal,
        mode: () => readCommentMode(new input_reader/* InputReader */.i(runner)),
        findPullRequest: () => findPullRequest(env),
    });
    return createReporter(runner, clock, getDefaultResultsFile(env, uuid()), comment);
}
async function apply({ send, runner, env }, context, inputs, plan, run, release) {
    const deletions = createDeletionStore(inputs.indexId ?? '', plan.removals.map(toPlannedDeletion));
    run.removed = { planned: plan.removals, deletions };
    if (inputs.dryRun) {
        await applyDryRun(context, plan);
        return;
    }
    const updates = await applyPlan(context, plan);
    const checkpointFolder = env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)();
    const options = { ...inputs, updates, send, mask: runner.mask, checkpointFolder, onAllSubmitted: release };
    await indexVideos(context, options);
    await removeUnused(context, plan, deletions);
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
var external_fs_ = __nccwpck_require__(9896);
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
// EXTERNAL MODULE: ./node_modules/@actions/http-client/lib/index.js + 1 modules
var lib = __nccwpck_require__(4942);
;// CONCATENATED MODULE: ./node_modules/@actions/http-client/lib/auth.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
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
        return __awaiter(this, void 0, void 0, function* () {
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
        return __awaiter(this, void 0, void 0, function* () {
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
        return __awaiter(this, void 0, void 0, function* () {
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
var external_events_ = __nccwpck_require__(4434);
;// CONCATENATED MODULE: external "child_process"
const external_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");
// EXTERNAL MODULE: external "assert"
var external_assert_ = __nccwpck_require__(2613);
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
const platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
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
    (0,proxies/* normalizeNoProxy */.Lp)(process.env);
    const clock = (0,util_clock/* createSystemClock */.gW)();
    const cancelled = new AbortController();
    const hardCancelled = new AbortController();
    const action = createAction({
        runner: createActionsRunner(),
        env: process.env,
        clock,
        random: Math.random,
        uuid: external_node_crypto_.randomUUID,
        send: (0,transport/* createTransport */.o)(clock),
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
        void clock.sleep(FORCED_END_DELAY_MS).then(() => action.abort(new errors/* UserError */.yo((0,errors/* createErrorDetails */.Xd)('run_cancelled'))));
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

;// CONCATENATED MODULE: ./lib/index.js


runAction(createIndexAction);

