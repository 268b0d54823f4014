import type { ExamRow } from '../../contract/exam.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { AcquisitionDetails } from '../../imaging/dicom/details.ts';
import { shownIdentity } from '../app/identity.ts';
import { useApp } from '../app/store.ts';
import { currentPseudonyms } from '../app/useIdentity.ts';
import { cornerTexts, uncluttered, type CornerTexts } from '../hanging/cornerTexts.ts';
import styles from './CornerText.module.css';

interface CornerTextProps {
  readonly header: ImageHeader;
  readonly details: AcquisitionDetails;
  /** The exam that the image is of. */
  readonly row: ExamRow;
  /** The tile's label. */
  readonly label: string;
  /** Side of the tile away from the chest wall (`textSide`). */
  readonly side: 'left' | 'right';
  readonly deidentified: boolean;
  readonly notices?: readonly string[];
  /** `scaleText` of the view. */
  readonly scale?: string;
  /** From 0. */
  readonly frame?: number;
  readonly hidden?: boolean;
  /** The picture has come to lie below the upper text. */
  readonly topCovered?: boolean;
  readonly bottomCovered?: boolean;
}

/** Label, identity, dates, technique and warnings in the corners away from the breast. */
export function CornerText(props: CornerTextProps) {
  const exams = useApp((state) => state.exams);
  if (props.hidden) return null;
  const { notices = [], scale = '', frame = 0, deidentified, row, ...subject } = props;
  const { topCovered = false, bottomCovered = false } = props;
  const identity = shownIdentity(row, currentPseudonyms(exams, deidentified));
  const texts = uncluttered(cornerTexts({ ...subject, row, identity, deidentified, notices, scale, frame }), {
    top: topCovered,
    bottom: bottomCovered,
  });
  return corners.map((corner) =>
    texts[corner].length === 0 ? null : (
      <div key={corner} className={`${styles.corner} ${styles[corner]}`}>
        {texts[corner].map(({ text, kind }, line) => (
          <span key={line} className={styles[kind]}>
            {text}
          </span>
        ))}
      </div>
    ),
  );
}

const corners: readonly (keyof CornerTexts)[] = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'];
