import { describe, expect, test } from 'vitest';
import { ProgressBar, progressLine } from '../../../../main/hosts/cli/progress.ts';

describe('progress', () => {
  test('shows share, count, time left and what is done now', () => {
    const line = progressLine({ done: 3, total: 12, label: 'R-CC.dcm network', elapsedMs: 6000 }, 80);
    expect(line).toBe(`[${'#'.repeat(6)}${' '.repeat(18)}] 3/12  18 s left  R-CC.dcm network`);
  });

  test('says nothing of the time before the first image, and after the last', () => {
    expect(progressLine({ done: 0, total: 2, label: '', elapsedMs: 100 }, 80)).not.toContain('left');
    expect(progressLine({ done: 2, total: 2, label: '', elapsedMs: 100 }, 80)).not.toContain('left');
  });

  test('fits the terminal', () => {
    const line = progressLine({ done: 1, total: 2, label: 'x'.repeat(200), elapsedMs: 400_000 }, 60);
    expect(line).toHaveLength(59);
    expect(line).toContain('7 min left');
  });

  test('lets no file name steer the terminal', () => {
    const written: string[] = [];
    const stream = { isTTY: true, columns: 80, write: (text: string) => written.push(text) };
    const bar = new ProgressBar(stream as unknown as NodeJS.WriteStream);
    bar.begin(2);
    written.length = 0;
    bar.step('R\u001b[2J\n.dcm');
    expect(written.join('')).toContain('R\ufffd[2J\ufffd.dcm');
  });

  test('is silent where standard error is no terminal', () => {
    const written: string[] = [];
    const stream = { isTTY: false, write: (text: string) => written.push(text) };
    const bar = new ProgressBar(stream as unknown as NodeJS.WriteStream);
    bar.begin(2);
    bar.step('reading');
    bar.advance();
    bar.clear();
    expect(written).toEqual([]);
  });
});
