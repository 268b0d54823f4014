import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../needs.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';
import { openTestDesktop } from './desktops.ts';
import { writeExam } from './mammograms.ts';

/** Runs the reader until it has said something, kills it at that moment, and gives all that it had said. */
function killedAfter(
  said: (lines: readonly string[]) => boolean,
  ...args: readonly string[]
): Promise<string[]> {
  const program = join(projectRoot, 'test/main/room/readerProgram.ts');
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    if (said(text.split('\n').slice(0, -1))) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', () => resolve(text.split('\n').slice(0, -1))));
}

function last(lines: readonly string[], word: string): number {
  return Number(lines.findLast((line) => line.startsWith(`${word} `))?.split(' ')[1] ?? -1);
}

describe('a program that is killed', () => {
  it.each([1, 2, 7, 20])('has kept all that it answered, at answer %i', async (count) => {
    const folder = temporaryFolder();
    const dataDir = join(folder, 'data');
    const files = writeExam(folder, 'files', { study: '1.2.1' });
    const answered = (lines: readonly string[]) =>
      lines.filter((line) => !line.startsWith('listed')).length >= count;
    const lines = await killedAfter(answered, dataDir, files);
    const room = openTestDesktop(dataDir);
    const [{ examId }] = await room.value('listExams', null);
    const { assessment, events, locked } = await room.value('reading', { examId });
    expect(locked).toBe(true);
    const assessed = last(lines, 'assessed');
    // One more may have been written whose answer was not heard.
    const kept = assessment.comment === 'locked' ? -1 : Number(assessment.comment);
    expect([assessed, assessed + 1]).toContain(kept);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 1));
    expect(events.filter(({ type }) => type === 'revised')).toHaveLength(kept + 1);
    const annotations = await room.value('annotations', { examId });
    expect(annotations.length).toBeGreaterThanOrEqual(last(lines, 'annotated') + 1);
  });

  it('has kept the exams that it had listed, and lists the rest the next time', async () => {
    const folder = temporaryFolder();
    const dataDir = join(folder, 'data');
    const files = join(folder, 'files');
    for (let at = 0; at < 150; at++) writeExam(files, `exam-${at}`, { study: `1.2.${at}` });
    const lines = await killedAfter((said) => said.length >= 2, dataDir, files);
    const room = openTestDesktop(dataDir);
    const rows = await room.value('listExams', null);
    const said = lines.filter((line) => line.startsWith('listed')).map((line) => Number(line.split(' ')[1]));
    // A batch may end within an exam, which is then told of twice.
    expect(rows.length).toBeGreaterThanOrEqual(said.reduce((sum, more) => sum + more - 1, 0));
    expect(rows.length).toBeLessThan(150);
    await room.index(files);
    const all = await room.value('listExams', null);
    expect(all).toHaveLength(150);
    expect(all.map(({ imageCount }) => imageCount)).toEqual(Array(150).fill(4));
    expect(new Set(all.map(({ examId }) => examId))).toEqual(
      new Set([...all.map(({ examId }) => examId), ...rows.map(({ examId }) => examId)]),
    );
  });
});
