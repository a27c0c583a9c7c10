// A dependency that ends the process without an exit code while the first request is pending.
import { Socket } from 'node:net';

const { connect } = Socket.prototype;
Socket.prototype.connect = function exiting(...args) {
  setTimeout(() => process.exit(), 100);
  return connect.apply(this, args);
};
