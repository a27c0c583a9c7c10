// Stands in for undici, which the @actions packages load whole (0.9 MB) at start although they use it only to reach
// GitHub through a proxy; without it every other run starts a third sooner. Whoever loads `@actions/github` loads the
// real one first and leaves it under this symbol.
const loaded = () => globalThis[Symbol.for('undici-on-demand')];
const get = (name) => ({ get: () => (loaded() ?? globalThis)[name] });
// Plain assignments are how Node learns which names an ECMAScript module may import from here.
exports.ProxyAgent = undefined;
exports.fetch = undefined;
Object.defineProperties(exports, { ProxyAgent: get('ProxyAgent'), fetch: get('fetch') });
