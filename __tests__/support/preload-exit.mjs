// A dependency that ends the process, without a word and without a code, while the first request is under way.
import { Socket } from 'node:net';

const { connect } = Socket.prototype;
Socket.prototype.connect = function exiting(...given) {
  setTimeout(() => process.exit(), 100);
  return connect.apply(this, given);
};
