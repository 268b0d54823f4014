import { constants, crc32, deflateSync } from 'node:zlib';

/** Samples to write: row by row, colours interleaved. */
export interface PngImage {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red, green and blue. */
  readonly channels: 1 | 3;
  /** Uint8Array: 8 bits a sample; Uint16Array: 16. */
  readonly data: Uint8Array | Uint16Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Encodes a PNG (W3C PNG, third edition) with Node's own zlib: several times faster than an encoder in
 * JavaScript. Every row takes the `up` filter, which suits both smooth maps and flat black.
 */
export function encodePng(image: PngImage): Buffer {
  const { width, height, channels, data } = image;
  if (data.length !== width * height * channels) throw new Error('PNG samples do not fill the image');
  const bits = data instanceof Uint16Array ? 16 : 8;
  const bytes = data instanceof Uint16Array ? bigEndian(data) : data;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = channels === 1 ? 0 : 2;
  const compressed = deflateSync(filteredUp(bytes, (width * channels * bits) / 8, height), {
    level: 2,
    strategy: constants.Z_FILTERED,
    chunkSize: 1 << 20,
  });
  return Buffer.concat([
    Buffer.from(signature),
    chunk('IHDR', header),
    chunk('IDAT', compressed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function bigEndian(samples: Uint16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  for (let index = 0; index < samples.length; index++) {
    bytes[2 * index] = samples[index] >> 8;
    bytes[2 * index + 1] = samples[index] & 0xff;
  }
  return bytes;
}

/** Each row as its filter type (2, up) and the differences from the row above. */
function filteredUp(bytes: Uint8Array, rowLength: number, rows: number): Uint8Array {
  const filtered = new Uint8Array(rows * (rowLength + 1));
  for (let row = 0, from = 0, to = 0; row < rows; row++) {
    filtered[to++] = 2;
    if (row === 0) {
      filtered.set(bytes.subarray(0, rowLength), to);
      from += rowLength;
      to += rowLength;
      continue;
    }
    for (const end = from + rowLength; from < end; from++, to++) {
      filtered[to] = bytes[from] - bytes[from - rowLength];
    }
  }
  return filtered;
}

function chunk(type: string, content: Buffer): Buffer {
  const whole = Buffer.alloc(content.length + 12);
  whole.writeUInt32BE(content.length, 0);
  whole.write(type, 4, 'latin1');
  content.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, content.length + 8)), content.length + 8);
  return whole;
}
