/**
 * Reads an exam in a data folder, one assessment and one annotation after the other, for ever, and prints what was answered:
 * `readerProgram.ts <data folder> <folder with exams>`. A test kills it.
 */
import { openDesktop } from '../../../main/desktop.ts';

const [dataDir, folder] = process.argv.slice(2);
const desktop = openDesktop({ dataDir, device: 'cpu', hostName: 'loopback' });
const say = (...words: readonly (string | number)[]) => process.stdout.write(`${words.join(' ')}\n`);

async function call(name: string, request: unknown): Promise<unknown> {
  const answer = await desktop.call(name, request);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer.value;
}

desktop.onEvent((event) => {
  if (event.type === 'exams') say('listed', event.changed.length);
});
desktop.index([folder], 'Exams');
await new Promise<void>((resolve) => {
  desktop.onEvent((event) => {
    if (event.type === 'indexing' && event.indexing.state === 'done') resolve();
  });
});
const [{ examId }] = (await call('listExams', null)) as readonly { readonly examId: string }[];
const exam = (await call('openExam', { examId })) as {
  readonly images: readonly { readonly imageId: string }[];
};
await call('saveSettings', { settings: { readingMode: 'sequential' } });
await call('lockAssessment', { examId, assessment: { density: 'a', breasts: [], comment: 'locked' } });
say('locked');
for (let at = 0; ; at++) {
  await call('saveAssessment', { examId, assessment: { density: 'b', breasts: [], comment: `${at}` } });
  say('assessed', at);
  await call('saveAnnotation', {
    examId,
    annotation: {
      annotationId: `a${at}`,
      imageId: exam.images[0].imageId,
      frame: 0,
      shape: { type: 'arrow', from: { x: 0, y: 0 }, to: { x: at, y: 1 }, text: '' },
    },
  });
  say('annotated', at);
}
