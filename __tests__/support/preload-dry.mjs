// Nothing keeps the event loop alive: no timer, and no connection.
import { Socket } from 'node:net';

const { setTimeout: start } = globalThis;
globalThis.setTimeout = (...given) => start(...given).unref();
const { connect } = Socket.prototype;
Socket.prototype.connect = function unrefed(...given) {
  return connect.apply(this, given).unref();
};
