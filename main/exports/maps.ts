import type { ValueMap } from '../../contract/findings.ts';
import { encodeNpy } from '../../imaging/npy.ts';
import { encodePng } from './png.ts';

/** `png`: 16-bit grey, value x 65535. `npy`: float32 (height, width). */
export type MapFormat = 'png' | 'npy';

export const mapFormats: readonly MapFormat[] = ['png', 'npy'];

/** A map of values 0..1 as a file's bytes, on the map's own grid. */
export function encodeMap(map: ValueMap, format: MapFormat): Uint8Array {
  const { width, height, data } = map;
  switch (format) {
    case 'png': {
      const levels = new Uint16Array(data.length);
      for (let index = 0; index < data.length; index++) {
        levels[index] = Math.min(1, Math.max(0, data[index])) * 65535 + 0.5;
      }
      return encodePng({ width, height, channels: 1, data: levels });
    }
    case 'npy':
      return encodeNpy({ shape: [height, width], data });
  }
}
