import { useMemo, useState } from 'react';
import type { ExamImage } from '../../contract/exam.ts';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { imageLabels } from '../hanging/labels.ts';
import panel from './AiPanel.module.css';
import type { BesideImages } from './aiProps.ts';
import { diameterText, placeText, type BreastLandmarks } from './findingText.ts';
import styles from './FindingsList.module.css';
import type { ContourMark } from './marks.ts';
import { NotValidatedSign } from './NotValidated.tsx';
import { probabilityText, whoseMark } from './scores.ts';
import { hover, marksOfExam, pointedMarks, select, useAi } from './store.ts';
import { useLandmarks } from './useLandmarks.ts';

/** As many as are read at a glance; the others come on request. */
const listedAtFirst = 8;

interface FindingsListProps extends Pick<BesideImages, 'images' | 'onShowFinding'> {
  readonly exam: ShownExam;
}

/** The outlines that are drawn, most probable first. */
export function FindingsList({ exam, images, onShowFinding }: FindingsListProps) {
  const choices = useAi((state) => state.choices);
  const selected = useAi((state) => state.selected);
  const [all, setAll] = useState(false);
  const labels = useMemo(() => imageLabels(images), [images]);
  const hovered = useAi((state) => state.hovered);
  const marks = marksOfExam(exam, choices);
  const pointed = pointedMarks(marks, { selected, hovered });
  const { contours, hidden } = marks;
  const listed = contours.filter(({ key }, index) => all || index < listedAtFirst || key === selected);
  const landmarks = useLandmarks(listed.map(({ imageId }) => imageId));
  const imagesById = useMemo(() => new Map(images.map((image) => [image.imageId, image])), [images]);
  return (
    <section className={panel.findings} aria-label="Findings" data-panel-part="findings">
      <h3 className={styles.heading}>
        Findings
        {hidden > 0 && <span className={panel.quiet}>{hidden} below the threshold</span>}
      </h3>
      <div>
        {contours.length === 0 && <p className={`${panel.quiet} ${styles.none}`}>No outline</p>}
        <ol className={styles.findings}>
          {listed.map((mark) => {
            const image = imagesById.get(mark.imageId);
            return (
              image && (
                <li key={mark.key}>
                  <FindingRow
                    exam={exam}
                    mark={mark}
                    image={image}
                    landmarks={landmarks.get(mark.imageId) ?? null}
                    view={labels.get(mark.imageId) ?? ''}
                    look={mark.key === selected ? 'selected' : pointed.has(mark.key) ? 'pointed' : 'plain'}
                    onShowFinding={onShowFinding}
                  />
                </li>
              )
            );
          })}
        </ol>
        {listed.length < contours.length && (
          <button type="button" className={styles.all} onClick={() => setAll(true)}>
            Show all {contours.length}
          </button>
        )}
      </div>
    </section>
  );
}

interface FindingRowProps extends Pick<BesideImages, 'onShowFinding'> {
  readonly exam: ShownExam;
  readonly mark: ContourMark;
  readonly image: ExamImage;
  readonly landmarks: BreastLandmarks | null;
  readonly view: string;
  readonly look: 'plain' | 'pointed' | 'selected';
}

function FindingRow({ exam, mark, image, landmarks, view, look, onShowFinding }: FindingRowProps) {
  const { key, number, contour, imageId, rect } = mark;
  return (
    <button
      type="button"
      className={`${styles.finding} ${look === 'plain' ? '' : styles[look]}`}
      aria-current={look === 'selected'}
      title={whoseMark(exam, mark)}
      data-mark={key}
      onClick={() => {
        select(key);
        onShowFinding(imageId, rect);
      }}
      onPointerEnter={() => hover(key)}
      onPointerLeave={() => hover(null)}
    >
      <span className={styles.number}>{number}</span>
      <span>{view} mass</span>
      <span>{diameterText(contour, image)}</span>
      <span className={styles.probability}>
        {probabilityText(contour.probability)}
        {mark.notValidated && <NotValidatedSign />}
      </span>
      <span className={styles.place}>{placeText(contour, image, landmarks)}</span>
    </button>
  );
}
