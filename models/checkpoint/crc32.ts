/**
 * CRC-32 as ZIP uses it (polynomial 0xEDB88320, reflected), eight bytes a step: eight tables, as in Intel's
 * slicing-by-8 (Kounavis and Berry, 2005).
 */
const tables = makeTables();

function makeTables(): Uint32Array[] {
  const all = Array.from({ length: 8 }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    all[0][byte] = value;
  }
  for (let slice = 1; slice < 8; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const previous = all[slice - 1][byte];
      all[slice][byte] = (previous >>> 8) ^ all[0][previous & 0xff];
    }
  }
  return all;
}

/** CRC-32 as ZIP has it (ISO 3309, reflected 0xEDB88320), as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables;
  const whole = bytes.length - (bytes.length % 8);
  let crc = -1;
  let at = 0;
  for (; at < whole; at += 8) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc =
      t7[crc & 0xff] ^
      t6[(crc >>> 8) & 0xff] ^
      t5[(crc >>> 16) & 0xff] ^
      t4[crc >>> 24] ^
      t3[bytes[at + 4]] ^
      t2[bytes[at + 5]] ^
      t1[bytes[at + 6]] ^
      t0[bytes[at + 7]];
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]) & 0xff];
  return ~crc >>> 0;
}
