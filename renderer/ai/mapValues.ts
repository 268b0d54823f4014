/** Values of maps, fetched once and kept while they fit. */
import { useEffect, useState } from 'react';
import type { MapReference } from '../../contract/imageAnalysis.ts';
import type { ImageMap } from './imageMaps.ts';

/** Maps of one network are a few kilobytes to two megabytes. */
const keptBytes = 64 * 1024 * 1024;

interface Kept {
  readonly values: Promise<Float32Array | null>;
  readonly bytes: number;
}

/** Path -> values; the least recently asked for first. */
const kept = new Map<string, Kept>();

/** The map's values, row by row; null where they cannot be had. */
export function mapValues({ path, width, height }: MapReference): Promise<Float32Array | null> {
  const known = kept.get(path);
  if (known !== undefined) {
    kept.delete(path);
    kept.set(path, known);
    return known.values;
  }
  const entry: Kept = { values: fetchValues(path, width * height), bytes: 4 * width * height };
  kept.set(path, entry);
  dropOldest();
  void entry.values.then((values) => {
    // What failed may be there when it is asked for again.
    if (values === null && kept.get(path) === entry) kept.delete(path);
  });
  return entry.values;
}

function dropOldest(): void {
  let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0);
  for (const [path, entry] of kept) {
    if (bytes <= keptBytes || kept.size === 1) return;
    kept.delete(path);
    bytes -= entry.bytes;
  }
}

async function fetchValues(path: string, count: number): Promise<Float32Array | null> {
  try {
    const response = await fetch(path);
    if (!response.ok) return null;
    return readFloats(await response.arrayBuffer(), count);
  } catch {
    return null;
  }
}

/** `count` little-endian 32-bit floats; null where there are not as many. */
export function readFloats(bytes: ArrayBuffer, count: number): Float32Array | null {
  if (bytes.byteLength !== 4 * count) return null;
  const view = new DataView(bytes);
  return Float32Array.from({ length: count }, (_, index) => view.getFloat32(4 * index, true));
}

/** The largest value of each map, by path; absent until it is known. */
export function useLargestValues(maps: readonly ImageMap[]): ReadonlyMap<string, number> {
  const [largest, setLargest] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    let wanted = true;
    for (const { map } of maps) {
      void mapValues(map).then((values) => {
        if (!wanted || values === null) return;
        const value = values.reduce((most, one) => Math.max(most, one), 0);
        setLargest((before) => (before.has(map.path) ? before : new Map(before).set(map.path, value)));
      });
    }
    return () => {
      wanted = false;
    };
  }, [maps]);
  return largest;
}
