// Replaces `undici` in the bundles (see bundle.ts). The @actions packages import undici at start, but use it only for
// requests to GitHub; loading its 0.9 MB on first use makes every other run start faster.
exports.ProxyAgent = class {
  constructor(options) {
    // biome-ignore lint/correctness/noConstructorReturn: `new` has to give an agent of undici itself.
    return new (require('./undici.cjs').ProxyAgent)(options);
  }
};
exports.fetch = (...request) => require('./undici.cjs').fetch(...request);
