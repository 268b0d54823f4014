import { describe, expect, it } from 'vitest';
import type { AnalysedImage } from '../../../main/compute/engine.ts';
import { ResultsMemory } from '../../../main/room/resultsMemory.ts';
import { sampleAnalysis, sampleHeader } from '../store/sampleRecords.ts';

/** Results whose maps take 4 bytes and 4 x `size` x `size`. */
function results(size: number): AnalysedImage {
  return {
    header: sampleHeader(),
    pixelHash: '',
    imageHash: '',
    analyses: [sampleAnalysis(1, size)],
    fromCache: [false],
    problems: [],
    notKept: null,
    peakMemoryBytes: null,
    timingsMs: {},
  };
}

describe('results in memory', () => {
  it('are those that were asked for last, up to a size', () => {
    const memory = new ResultsMemory(3 * 260);
    for (const id of ['a', 'b', 'c']) memory.put(id, results(8));
    expect(memory.get('a')).not.toBe(null);
    memory.put('d', results(8));
    expect(['a', 'b', 'c', 'd'].filter((id) => memory.get(id) !== null)).toEqual(['a', 'c', 'd']);
  });

  it('count once, however often they are put', () => {
    const memory = new ResultsMemory(2 * 260);
    memory.put('a', results(8));
    for (let times = 0; times < 5; times++) memory.put('b', results(8));
    expect(memory.get('a')).not.toBe(null);
  });

  it('keep the one that was put, be it larger than all', () => {
    const memory = new ResultsMemory(100);
    memory.put('a', results(8));
    expect(memory.get('a')).not.toBe(null);
    memory.put('b', results(64));
    expect([memory.get('a'), memory.get('b') === null]).toEqual([null, false]);
    memory.forget('b');
    memory.forget('b');
    expect(memory.get('b')).toBe(null);
  });
});
