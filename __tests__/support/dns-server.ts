import { createSocket } from 'node:dgram';

export interface DnsServer {
  /** `127.0.0.1:<port>` */
  readonly address: string;
  /** The names that were asked for, in order, each once per question. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/** What the server does with a name: an IPv4 address, "there is no such name", or silence. */
export type DnsAnswer = { readonly address: string } | 'unknown' | 'silent';

const [TYPE_A, CLASS_IN, HEADER_BYTES] = [1, 1, 12];
const NAME_ERROR = 3;

/** Starts a name server (RFC 1035) on a free port of the loopback interface. */
export async function startDnsServer(answer: (name: string) => DnsAnswer): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, from) => {
    const { name, end } = readName(query);
    questions.push(name);
    const reply = answer(name);
    if (reply !== 'silent') socket.send(buildReply(query.subarray(0, end + 4), end, reply), from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** The name of the first question, and the offset after it. */
function readName(query: Buffer): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function buildReply(question: Buffer, nameEnd: number, reply: { readonly address: string } | 'unknown'): Buffer {
  const head = Buffer.from(question);
  const isAddress = reply !== 'unknown' && question.readUInt16BE(nameEnd) === TYPE_A;
  head.writeUInt16BE(0x8180 | (reply === 'unknown' ? NAME_ERROR : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(isAddress ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  if (!isAddress) return head;
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  record.writeUInt16BE(TYPE_A, 2);
  record.writeUInt16BE(CLASS_IN, 4);
  record.writeUInt32BE(60, 6);
  record.writeUInt16BE(4, 10);
  for (const [at, part] of reply.address.split('.').entries()) record.writeUInt8(Number(part), 12 + at);
  return Buffer.concat([head, record]);
}
