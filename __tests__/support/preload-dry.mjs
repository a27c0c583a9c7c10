// Neither timers nor connections keep the event loop alive.
import { Socket } from 'node:net';

const { setTimeout: start } = globalThis;
globalThis.setTimeout = (...args) => start(...args).unref();
const { connect } = Socket.prototype;
Socket.prototype.connect = function unrefed(...args) {
  return connect.apply(this, args).unref();
};
