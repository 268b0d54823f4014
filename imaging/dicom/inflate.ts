import { Inflate } from 'fflate';

export interface Inflated {
  readonly bytes: Uint8Array;
  /** True where there was more than `limit` bytes. */
  readonly more: boolean;
  /** True where the compressed stream is damaged; `bytes` is what came before. */
  readonly damaged: boolean;
}

/** Compressed bytes per step: one step expands to at most 1032 times this (RFC 1951), so memory stays bounded. */
const stepLength = 16 * 1024;

/** Inflates a raw deflate stream (RFC 1951) up to `limit` bytes; never holds more than that and one step. */
export function inflate(compressed: Uint8Array, limit: number): Inflated {
  const buffer = new ArrayBuffer(0, { maxByteLength: limit });
  const output = new Uint8Array(buffer);
  let length = 0;
  let more = false;
  const inflater = new Inflate((chunk) => {
    const kept = Math.min(chunk.length, limit - length);
    if (kept < chunk.length) more = true;
    if (length + kept > buffer.byteLength) {
      buffer.resize(Math.min(limit, Math.max(length + kept, 2 * buffer.byteLength)));
    }
    output.set(kept < chunk.length ? chunk.subarray(0, kept) : chunk, length);
    length += kept;
  });
  let damaged = false;
  try {
    for (let at = 0; at < compressed.length && !more; at += stepLength) {
      inflater.push(compressed.subarray(at, at + stepLength), false);
    }
  } catch {
    damaged = true; // fflate throws on an invalid block; a stream that is merely cut off just ends.
  }
  return { bytes: new Uint8Array(buffer.transferToFixedLength(length)), more, damaged };
}
