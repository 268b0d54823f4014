import { expect, it, onTestFinished } from 'vitest';
import { openLibrary } from '../../../main/store/database.ts';
import { findImagesOf, findStoredExams, listStoredExams } from '../../../main/store/exams.ts';
import { saveListed } from '../../../main/store/listing.ts';
import { findOutcomes, saveOutcome } from '../../../main/store/outcomes.ts';
import { addStatements, listStatements } from '../../../main/store/statements.ts';
import { listedRecord } from './examRecords.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const said = { laterality: 'R', view: 'MLO', analyseAnyway: false, by: 'reader', time: 'now' } as const;

function withSidelessImage(fields: Parameters<typeof listedRecord>[0] = {}) {
  const library = openLibrary(temporaryFolder());
  if (!library.ok) throw new Error(library.problem.message);
  onTestFinished(() => library.value.close());
  const record = listedRecord({ ...fields, fields: { laterality: null, view: null, ...fields.fields } });
  saveListed(library.value, [record], 'now');
  const [{ examId }] = listStoredExams(library.value);
  const image = () => findImagesOf(library.value, [examId])[0];
  return { library: library.value, examId, image, imageId: image().imageId, record };
}

it('what is said by hand goes over the header, is kept in order, and is all that analysis was waiting for', () => {
  const { library, examId, imageId, image, record } = withSidelessImage();
  expect(image().fields).toMatchObject({ laterality: null, notAnalysed: 'no side stated', stated: null });
  expect(addStatements(library, examId, [{ imageId, statement: said }])).toEqual([imageId]);
  expect(image().fields).toMatchObject({ laterality: 'R', view: 'MLO', notAnalysed: null, stated: said });
  const [row] = findStoredExams(library, [examId]);
  expect(row.views).toEqual([{ laterality: 'R', view: 'MLO', modifiers: [] }]);
  expect(row.analysableCount).toBe(1);
  saveOutcome(library, imageId, { state: 'done', problem: null });
  // The same again changes nothing, not even what was found.
  expect(addStatements(library, examId, [{ imageId, statement: { ...said, time: 'later' } }])).toEqual([]);
  expect(findOutcomes(library, examId).size).toBe(1);
  const left = { ...said, laterality: 'L', time: 'later' } as const;
  expect(addStatements(library, examId, [{ imageId, statement: left }])).toEqual([imageId]);
  expect(findOutcomes(library, examId).size).toBe(0);
  expect(listStatements(library, imageId)).toEqual([said, left]);
  // Listing the folder again does not take it back; saying so does.
  saveListed(library, [record], 'later');
  expect(image().fields.laterality).toBe('L');
  const none = { ...said, laterality: null, view: null };
  addStatements(library, examId, [{ imageId, statement: none }]);
  expect(image().fields).toMatchObject({ laterality: null, view: null, stated: null });
});

it('says nothing of images of other exams', () => {
  const { library, imageId } = withSidelessImage();
  expect(addStatements(library, 'another', [{ imageId, statement: said }])).toEqual([]);
  expect(listStatements(library, imageId)).toEqual([]);
});

it('has an image analysed against the rule where that can be', () => {
  const raw = {
    laterality: 'L',
    view: 'CC',
    notAnalysable: { reason: 'For Processing', canBeForced: true },
  } as const;
  const { library, examId, imageId, image } = withSidelessImage({ fields: raw });
  const forced = { laterality: null, view: null, analyseAnyway: true, by: 'reader', time: 'now' };
  expect(image().fields).toMatchObject({ notAnalysed: 'For Processing', analyseAnyway: 'possible' });
  addStatements(library, examId, [{ imageId, statement: forced }]);
  expect(image().fields).toMatchObject({ notAnalysed: null, analyseAnyway: 'chosen', stated: null });
  const colour = withSidelessImage({
    fields: { ...raw, notAnalysable: { reason: 'a colour image', canBeForced: false } },
  });
  addStatements(colour.library, colour.examId, [{ imageId: colour.imageId, statement: forced }]);
  expect(colour.image().fields).toMatchObject({ notAnalysed: 'a colour image', analyseAnyway: 'impossible' });
});
