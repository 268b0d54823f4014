import { describe, expect, it } from 'vitest';
import { isPgm, readPgm } from '../../../../imaging/pixels/picture/pgm.ts';

function file(text: string, ...bytes: number[]): Uint8Array {
  return Uint8Array.of(...new TextEncoder().encode(text), ...bytes);
}

describe('PGM', () => {
  it('reads binary files of 8 and 16 bits', () => {
    expect(readPgm(file('P5 3 2 255\n', 1, 2, 3, 32, 10, 255))).toEqual({
      ok: true,
      value: { rows: 2, columns: 3, samples: Uint8Array.of(1, 2, 3, 32, 10, 255) },
    });
    expect(readPgm(file('P5\n# made by hand\n2 1\n#again\n4095\n', 0x0f, 0xff, 1, 0))).toEqual({
      ok: true,
      value: { rows: 1, columns: 2, samples: Uint16Array.of(4095, 256) },
    });
  });

  it('reads plain files', () => {
    expect(readPgm(file('P2 2 2 15\n0 1\n 14   15'))).toMatchObject({
      value: { samples: Uint8Array.of(0, 1, 14, 15) },
    });
    expect(readPgm(file('P2\n2 1\n1000 # comment\n 999 5000\n'))).toMatchObject({
      value: { samples: Uint16Array.of(999, 1000) },
    });
  });

  it('refuses what is cut off, oversized or malformed', () => {
    expect(readPgm(file('P5 3 2 255\n', 1, 2))).toMatchObject({ problem: { kind: 'truncated' } });
    expect(readPgm(file('P2 2 2 15\n0 1 2'))).toMatchObject({ problem: { kind: 'truncated' } });
    expect(readPgm(file('P2 8000 8000 15\n0'))).toMatchObject({ problem: { kind: 'truncated' } });
    expect(readPgm(file('P5 8193 8192 255\n'))).toMatchObject({ problem: { kind: 'too-large' } });
    expect(readPgm(file('P5 0 2 255\n'))).toMatchObject({ problem: { kind: 'corrupt' } });
    expect(readPgm(file('P5 2 2 70000\n'))).toMatchObject({ problem: { kind: 'corrupt' } });
    expect(readPgm(file('P5 # only a comment'))).toMatchObject({ problem: { kind: 'corrupt' } });
  });

  it('is told from other files', () => {
    expect(isPgm(file('P5 1 1 255\n', 0))).toBe(true);
    expect(isPgm(file('P6 1 1 255\n', 0))).toBe(false);
    expect(isPgm(file('P5x'))).toBe(false);
    expect(isPgm(new Uint8Array(0))).toBe(false);
  });
});
