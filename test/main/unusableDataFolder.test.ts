import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTestDesktop } from './room/desktops.ts';
import { writeExam } from './room/mammograms.ts';
import { mounted, temporaryFolder } from './store/temporaryFolder.ts';

function folders() {
  const folder = temporaryFolder();
  return { folder, dataDir: join(folder, 'data'), files: join(folder, 'files') };
}

describe('a data folder that cannot be used', () => {
  it('is a notice, and exams can be looked at all the same', async () => {
    const { folder, dataDir, files } = folders();
    writeFileSync(dataDir, 'a file');
    writeExam(files, 'one', { study: '1.2.1' });
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const state = await room.value('appState', null);
    expect(state).toMatchObject({ readOnly: true, notices: [{ level: 'warning' }] });
    expect(JSON.stringify(state)).not.toContain(folder);
    expect(await room.value('listExams', null)).toHaveLength(1);
    expect(await room.call('openSample', null)).toMatchObject({ problem: { kind: 'unwritable' } });
  });

  it('that is read-only shows what is there, and says what was not kept', async (context) => {
    const { dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    writeExam(files, 'two', { study: '1.2.2' });
    const assessment = { density: 'b', breasts: [], comment: '' } as const;
    const first = openTestDesktop(dataDir);
    await first.index(join(files, 'one'));
    const [{ examId }] = await first.value('listExams', null);
    await first.value('saveAssessment', { examId, assessment });
    await first.desktop.close();
    if (!mounted(dataDir, ['--bind', dataDir, dataDir], ['-o', 'remount,bind,ro', dataDir]))
      context.skip('cannot mount here');
    const room = openTestDesktop(dataDir);
    expect(await room.value('appState', null)).toMatchObject({ readOnly: true });
    expect(await room.value('listExams', null)).toMatchObject([{ examId, density: 'b' }]);
    await room.index(join(files, 'two'));
    expect(await room.value('listExams', null)).toHaveLength(2);
    expect(await room.value('reading', { examId })).toMatchObject({ assessment });
    const { images } = await room.value('openExam', { examId });
    const annotation = {
      annotationId: 'a',
      imageId: images[0].imageId,
      frame: 0,
      shape: { type: 'text', at: { x: 1, y: 1 }, text: 'x' },
    } as const;
    for (const [answer, what] of [
      [
        await room.call('saveAssessment', { examId, assessment: { ...assessment, density: 'c' } }),
        'assessment',
      ],
      [await room.call('lockAssessment', { examId, assessment }), 'assessment'],
      [await room.call('completeExam', { examId, assessment }), 'complete'],
      [await room.call('saveAnnotation', { examId, annotation }), 'annotation'],
    ] as const) {
      expect(answer).toMatchObject({
        ok: false,
        problem: { kind: 'unwritable', message: expect.stringMatching(`${what}.* was not kept`) },
      });
    }
    const { settings } = await room.value('appState', null);
    await room.value('saveSettings', { settings: { ...settings, deidentified: true } });
    expect((await room.value('appState', null)).settings.deidentified).toBe(true);
  });

  it('that is full says what was not kept, and nothing that was kept is lost', async (context) => {
    const { dataDir, files } = folders();
    writeExam(files, 'one', { study: '1.2.1' });
    mkdirSync(dataDir);
    if (!mounted(dataDir, ['-t', 'tmpfs', '-o', 'size=1500k', 'tmpfs', dataDir]))
      context.skip('cannot mount here');
    const room = openTestDesktop(dataDir);
    await room.index(files);
    const [{ examId }] = await room.value('listExams', null);
    await room.value('saveSettings', { settings: { readingMode: 'sequential' } });
    const comment = (text: string) => ({ examId, assessment: { density: null, breasts: [], comment: text } });
    let kept = '';
    let answer = await room.call('lockAssessment', comment('first'));
    for (let at = 0; answer.ok && at < 500; at++) {
      kept = answer.value.assessment.comment;
      answer = await room.call('saveAssessment', comment(`${at} ${'x'.repeat(15_000)}`));
    }
    expect(answer).toMatchObject({
      ok: false,
      problem: { kind: 'disk-full', message: expect.stringContaining('The assessment was not kept.') },
    });
    expect(JSON.stringify(answer)).not.toContain(basename(dataDir) + '/');
    const reading = await room.value('reading', { examId });
    expect(reading.assessment.comment).toBe(kept);
    expect(reading.events.map(({ sequence }) => sequence)).toEqual(reading.events.map((_, at) => at + 1));
  });
});
