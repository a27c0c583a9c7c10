/** The kinds of streams that an MPEG transport stream announces; null if this cannot be determined. */
export interface AnnouncedStreams {
  readonly hasVideo: boolean | null;
  readonly hasAudio: boolean | null;
}

/** Stream types of ISO/IEC 13818-1, table 2-34, and audio codecs of ATSC and Blu-ray. */
const VIDEO_TYPES = [0x01, 0x02, 0x10, 0x1b, 0x1e, 0x1f, 0x20, 0x21, 0x24, 0x25, 0x2a, 0x33, 0x42, 0xd1, 0xea];
const AUDIO_TYPES = [
  0x03, 0x04, 0x0f, 0x11, 0x1c, 0x2d, 0x2e, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x8a, 0xa1, 0xa2,
];
/** Tables and timed metadata. Any other type may be video or audio, especially "private data" (0x06). */
const OTHER_TYPES = [0x05, 0x15, 0x16];

/**
 * Reads the first program map of a transport stream. mediabunny skips codecs that it does not support, so that only the
 * program map shows that there is no video or audio.
 */
export function readAnnouncedStreams(head: Buffer): AnnouncedStreams {
  const types = findStreamTypes(head);
  if (types === null) return { hasVideo: null, hasAudio: null };
  const hasUnknown = types.some((type) => ![...VIDEO_TYPES, ...AUDIO_TYPES, ...OTHER_TYPES].includes(type));
  const presence = (kinds: readonly number[]): boolean | null =>
    types.some((type) => kinds.includes(type)) ? true : hasUnknown ? null : false;
  return { hasVideo: presence(VIDEO_TYPES), hasAudio: presence(AUDIO_TYPES) };
}

const PACKET_BYTES = 188;

function findStreamTypes(head: Buffer): readonly number[] | null {
  let mapPid: number | null = null;
  for (const packet of iteratePackets(head)) {
    const section = getSection(packet);
    const pid = packet.readUInt16BE(1) & 0x1fff;
    if (section === null) continue;
    if (pid === 0) mapPid = findMapPid(section) ?? mapPid;
    else if (pid === mapPid) return parseStreamTypes(section);
  }
  return null;
}

/** Packets are adjacent, or each has a time code of 4 bytes before it. */
function* iteratePackets(head: Buffer): Generator<Buffer> {
  const prefix = head[0] === 0x47 ? 0 : 4;
  for (let start = prefix; start + PACKET_BYTES <= head.length && head[start] === 0x47; start += PACKET_BYTES + prefix)
    yield head.subarray(start, start + PACKET_BYTES);
}

/** The table section that begins and ends in a packet; null if there is none. */
function getSection(packet: Buffer): Buffer | null {
  const control = packet.readUInt8(3) >> 4;
  const isStart = (packet.readUInt8(1) & 0x40) !== 0;
  if (!isStart || (control & 1) === 0) return null;
  const payload = packet.subarray((control & 2) === 0 ? 4 : 5 + packet.readUInt8(4));
  const section = payload.subarray(1 + (payload[0] ?? 0));
  if (section.length < 3) return null;
  const end = 3 + (section.readUInt16BE(1) & 0x0fff);
  return end < 16 || end > section.length ? null : section.subarray(0, end - 4); // without its checksum
}

/** The PID of the first program in a program association table; program number 0 is the network. */
function findMapPid(section: Buffer): number | null {
  if (section[0] !== 0) return null;
  for (let row = 8; row + 4 <= section.length; row += 4)
    if (section.readUInt16BE(row) !== 0) return section.readUInt16BE(row + 2) & 0x1fff;
  return null;
}

function parseStreamTypes(section: Buffer): readonly number[] | null {
  if (section[0] !== 2) return null;
  const types: number[] = [];
  for (let row = 12 + (section.readUInt16BE(10) & 0x0fff); row + 5 <= section.length; ) {
    types.push(section.readUInt8(row));
    row += 5 + (section.readUInt16BE(row + 3) & 0x0fff);
  }
  return types;
}
