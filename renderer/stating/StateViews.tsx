import { useEffect, useState } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import type { Laterality, ViewPosition } from '../../contract/view.ts';
import { countOf } from '../app/countOf.ts';
import { say } from '../app/hint.ts';
import { useApp } from '../app/store.ts';
import { imageLabels } from '../hanging/labels.ts';
import { call } from '../host/client.ts';
import { useCommands } from '../keys/useCommands.ts';
import { ModalDialog } from '../settings/ModalDialog.tsx';
import { loadImage } from '../viewport/loadImage.ts';
import { guessFromPicture, type Guess } from './guess.ts';
import { isUnknown, statedByRows, statingRows, type Choice, type StatingRow } from './rows.ts';
import styles from './StateViews.module.css';

interface StateViewsProps {
  readonly examId: string;
  readonly images: readonly ExamImage[];
}

/** Side and view of the exam's images, set by hand: by key, and by a button where some are not known. */
export function StateViews({ examId, images }: StateViewsProps) {
  const [open, setOpen] = useState(false);
  useCommands({ 'exam.views': () => setOpen(true) });
  const unknown = images.filter(isUnknown);
  return (
    <>
      {unknown.length > 0 && (
        <div className={styles.offer}>
          <button type="button" onClick={() => setOpen(true)}>
            {countOf(unknown.length, 'view')} of unknown side or view: set{' '}
            {unknown.length === 1 ? 'it' : 'them'} here
          </button>
        </div>
      )}
      <ModalDialog open={open} title="Side and view" wide onClose={() => setOpen(false)}>
        <StatingForm examId={examId} images={images} onDone={() => setOpen(false)} />
      </ModalDialog>
    </>
  );
}

function StatingForm({ examId, images, onDone }: StateViewsProps & { readonly onDone: () => void }) {
  const notify = useApp((state) => state.notify);
  const guesses = useGuesses(images);
  const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
  const rows = statingRows(images, guesses, choices);
  const labels = imageLabels(images);
  const stated = statedByRows(rows);
  const choose = (imageId: string, choice: Choice) =>
    setChoices((before) => ({ ...before, [imageId]: { ...before[imageId], ...choice } }));
  const keep = async () => {
    const kept = await call('stateImages', { examId, images: stated });
    if (!kept.ok) {
      notify({ level: 'error', message: kept.problem.message });
      return;
    }
    say(`${countOf(stated.length, 'image')} set by hand`);
    onDone();
    await call('analyseExam', { examId, force: false });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <p className={styles.text}>
        Hanging and analysis follow. The files are not changed; who set it, and when, stays on record.
      </p>
      <table className={styles.images}>
        <thead>
          <tr>
            <th scope="col">Image</th>
            <th scope="col">Side</th>
            <th scope="col">View</th>
            <th scope="col">Analysis</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <StatingLine
              key={row.image.imageId}
              row={row}
              name={`${at + 1}. ${labels.get(row.image.imageId) ?? ''}`}
              onChoose={(choice) => choose(row.image.imageId, choice)}
            />
          ))}
        </tbody>
      </table>
      <p className={styles.buttons}>
        <button type="submit" disabled={stated.length === 0}>
          Set {countOf(stated.length, 'image')}
        </button>
      </p>
    </form>
  );
}

interface StatingLineProps {
  readonly row: StatingRow;
  readonly name: string;
  readonly onChoose: (choice: Choice) => void;
}

const sides: readonly (readonly [Laterality, string])[] = [
  ['R', 'Right'],
  ['L', 'Left'],
];
const views: readonly ViewPosition[] = [
  ...(['CC', 'MLO', 'ML', 'LM', 'LMO', 'SIO', 'ISO', 'FB'] as const),
  ...(['XCC', 'XCCL', 'XCCM', 'SPECIMEN'] as const),
];

function StatingLine({ row, name, onChoose }: StatingLineProps) {
  const { image, laterality, view, analyseAnyway, guessed } = row;
  return (
    <tr data-image={image.imageId}>
      <th scope="row">
        {name}
        {image.stated !== null && (
          <small>
            Set by {image.stated.by}, {image.stated.time.slice(0, 10)}
          </small>
        )}
      </th>
      <td>
        <select
          aria-label={`Side of ${name}`}
          value={laterality ?? ''}
          onChange={({ target }) => onChoose({ laterality: (target.value || null) as Laterality | null })}
        >
          <option value="">{image.laterality === null ? 'Not known' : 'As in the file'}</option>
          {sides.map(([side, words]) => (
            <option key={side} value={side}>
              {words}
            </option>
          ))}
        </select>
        {guessed.laterality && <small className={styles.guess}>Guess by the picture</small>}
      </td>
      <td>
        <select
          aria-label={`View of ${name}`}
          value={view ?? ''}
          onChange={({ target }) => onChoose({ view: (target.value || null) as ViewPosition | null })}
        >
          <option value="">{image.view === null ? 'Not known' : 'As in the file'}</option>
          {views.map((position) => (
            <option key={position}>{position}</option>
          ))}
        </select>
        {guessed.view && <small className={styles.guess}>Guess by the picture</small>}
      </td>
      <td>
        {image.analyseAnyway === 'impossible' ? (
          (image.notAnalysed ?? 'Analysed')
        ) : (
          <label>
            <input
              type="checkbox"
              checked={analyseAnyway}
              onChange={({ target }) => onChoose({ analyseAnyway: target.checked })}
            />{' '}
            Analyse anyway
            {image.notAnalysed !== null && <small>Not analysed: {image.notAnalysed}</small>}
          </label>
        )}
      </td>
    </tr>
  );
}

/** By image whose side or view is not known, as they are read. */
function useGuesses(images: readonly ExamImage[]): Readonly<Record<string, Guess>> {
  const [guesses, setGuesses] = useState<Readonly<Record<string, Guess>>>({});
  useEffect(() => {
    const gone = new AbortController();
    for (const { imageId, laterality, view, problem } of images) {
      if (problem !== null || (laterality !== null && view !== null)) continue;
      void guessOf(imageId, gone.signal).then((guess) => {
        if (!gone.signal.aborted) setGuesses((before) => ({ ...before, [imageId]: guess }));
      });
    }
    return () => gone.abort();
  }, [images]);
  return guesses;
}

async function guessOf(imageId: string, signal: AbortSignal): Promise<Guess> {
  const loaded = await loadImage(imageId, signal);
  const content = loaded.ok ? await loaded.value.content() : loaded;
  return guessFromPicture(content.ok ? content.value : null);
}
