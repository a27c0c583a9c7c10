const { default: Sequencer } = require('@jest/test-sequencer');

/** Simulations of large indexes, which keep a processor busy for a minute, and then runs of the bundle, which wait a lot. */
const SLOW = [/invariants\/(filter-matrix|lookup-requests)/, /(invariants|e2e)\//];

/** @param {{ path: string }} test */
function rank({ path }) {
  const at = SLOW.findIndex((pattern) => pattern.test(path));
  return at < 0 ? SLOW.length : at;
}

/** Starts the slow tests first, so that none is left for the end, also if no earlier run has measured them. */
module.exports = class SlowFirst extends Sequencer {
  /**
   * @override
   * @param {Parameters<Sequencer['sort']>[0]} tests
   */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
};
