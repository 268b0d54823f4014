import { useId, useRef, useState, type PointerEvent } from 'react';
import {
  assumedPixelsPerMm,
  bankCard,
  calibrationInWords,
  cardWidthRange,
  pixelsPerMmOfCard,
  pixelsPerMmOfRuler,
} from './calibration.ts';
import styles from './SettingsDialog.module.css';

interface CalibrationProps {
  /** CSS pixels; null: not calibrated. */
  readonly pixelsPerMm: number | null;
  readonly onChange: (pixelsPerMm: number | null) => void;
}

/** A card on the screen, drawn as large as a real one held against it. */
export function Calibration({ pixelsPerMm, onChange }: CalibrationProps) {
  const card = useRef<HTMLDivElement>(null);
  const shown = pixelsPerMm ?? assumedPixelsPerMm;
  const width = shown * bankCard.widthMm;
  const setWidth = (pixels: number) => onChange(pixelsPerMmOfCard(pixels));
  const drag = (event: PointerEvent) => {
    if (!card.current || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setWidth(event.clientX - card.current.getBoundingClientRect().left);
  };
  return (
    <fieldset className={styles.section}>
      <legend>True size</legend>
      <p>
        Hold a bank card against the screen and make the frame as wide as the card. Do it again for another
        screen or after zooming this window.
      </p>
      <label className={styles.line}>
        <span>Width of the frame</span>
        <input
          type="range"
          {...cardWidthRange}
          value={width}
          onChange={({ target }) => setWidth(target.valueAsNumber)}
        />
      </label>
      <div className={styles.cardPlace} style={{ height: shown * bankCard.heightMm }}>
        <div ref={card} className={styles.card} style={{ width }}>
          <span>{bankCard.widthMm.toFixed(2)} mm</span>
          <div
            className={styles.cardEdge}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
          />
        </div>
      </div>
      <Ruler width={width} onChange={onChange} />
      <p role="status" className={styles.outcome}>
        {pixelsPerMm === null
          ? 'Not calibrated: true size is not offered.'
          : calibrationInWords(pixelsPerMm, window.devicePixelRatio)}
      </p>
      <button type="button" disabled={pixelsPerMm === null} onClick={() => onChange(null)}>
        Forget the calibration
      </button>
    </fieldset>
  );
}

interface RulerProps {
  /** The frame's, CSS pixels. */
  readonly width: number;
  readonly onChange: (pixelsPerMm: number) => void;
}

/** For those with a ruler: how wide the frame is in truth. */
function Ruler({ width, onChange }: RulerProps) {
  const hintId = useId();
  const [typed, setTyped] = useState('');
  const pixelsPerMm = pixelsPerMmOfRuler(width, Number(typed.replace(',', '.')));
  return (
    <div className={styles.line}>
      <label>
        Or measured with a ruler: the frame is{' '}
        <input
          type="text"
          inputMode="decimal"
          className={styles.millimetres}
          value={typed}
          aria-describedby={hintId}
          onChange={({ target }) => setTyped(target.value)}
        />{' '}
        mm wide
      </label>
      <button
        type="button"
        disabled={pixelsPerMm === null}
        onClick={() => {
          if (pixelsPerMm === null) return;
          onChange(pixelsPerMm);
          setTyped('');
        }}
      >
        Use it
      </button>
      <span id={hintId} className={styles.quiet}>
        {typed !== '' && pixelsPerMm === null && 'No screen is like that.'}
      </span>
    </div>
  );
}
