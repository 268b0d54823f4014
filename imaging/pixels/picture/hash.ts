/**
 * 128 bits that identify bytes (MurmurHash3, x86 128-bit variant, by Austin Appleby, public domain): four
 * 32-bit numbers. Against chance, not against an adversary.
 */
export function murmurHash128(bytes: Uint8Array): readonly [number, number, number, number] {
  const constants = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];
  const inputRotations = [15, 16, 17, 18];
  const stateRotations = [19, 17, 15, 13];
  const additions = [0x561ccd1b, 0x0bcaa747, 0x96cd1c35, 0x32ac3b17];
  const state = [0, 0, 0, 0];
  const mixInput = (word: number, lane: number) =>
    Math.imul(rotate(Math.imul(word, constants[lane]), inputRotations[lane]), constants[(lane + 1) & 3]);

  const whole = bytes.length & ~15;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 16) {
    for (let lane = 0; lane < 4; lane++) {
      state[lane] ^= mixInput(view.getInt32(at + 4 * lane, true), lane);
      state[lane] = (rotate(state[lane], stateRotations[lane]) + state[(lane + 1) & 3]) | 0;
      state[lane] = (Math.imul(state[lane], 5) + additions[lane]) | 0;
    }
  }
  if (whole < bytes.length) {
    const tail = new Uint8Array(16);
    tail.set(bytes.subarray(whole));
    const words = new DataView(tail.buffer);
    for (let lane = 0; lane < 4; lane++) state[lane] ^= mixInput(words.getInt32(4 * lane, true), lane);
  }
  for (let lane = 0; lane < 4; lane++) state[lane] ^= bytes.length;
  spread(state);
  for (let lane = 0; lane < 4; lane++) state[lane] = finish(state[lane]);
  spread(state);
  return [state[0] >>> 0, state[1] >>> 0, state[2] >>> 0, state[3] >>> 0];
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function spread(state: number[]): void {
  state[0] = (state[0] + state[1] + state[2] + state[3]) | 0;
  for (let lane = 1; lane < 4; lane++) state[lane] = (state[lane] + state[0]) | 0;
}

function finish(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
