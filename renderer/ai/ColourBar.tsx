import type { CSSProperties } from 'react';
import { barSize } from './barPlacement.ts';
import styles from './ColourBar.module.css';
import { layerNames } from './imageMaps.ts';
import { onGrey, rampAt } from './mapPicture.ts';
import type { MapChoice, MapLayer } from './overlayChoices.ts';
import { ramps } from './palette.ts';

interface ColourBarProps {
  readonly layer: MapLayer;
  readonly choice: MapChoice;
}

const steps = 52;
/** CSS pixels. */
const stepWidth = 2;
const scaleHeight = 8;
/** A grey as of dense tissue, on which the scale is shown. */
const tissue = 120;
/** Numbers of the scale, and how far from the threshold's they are legible. */
const marked = [
  { value: 0, clear: 0.18 },
  { value: 0.5, clear: 0.34 },
  { value: 1, clear: 0.18 },
];

/** What the colours of a map mean: a scale from 0 to 1, plain below the threshold, as it looks on tissue. */
export function ColourBar({ layer, choice: { threshold, opacity } }: ColourBarProps) {
  const tone = { ...barSize, '--tone': `var(--${layer})` } as CSSProperties;
  const numbers = marked.filter(({ value, clear }) => Math.abs(value - threshold) > clear);
  return (
    <figure className={styles.bar} style={tone} aria-label={`${layerNames[layer]}: colours of 0 to 1`}>
      <figcaption className={styles.name}>{layerNames[layer]}</figcaption>
      <div className={styles.scale}>
        <svg width={steps * stepWidth} height={scaleHeight}>
          {Array.from({ length: steps }, (_, index) => {
            const drawn = rampAt(ramps[layer], (index + 0.5) / steps, threshold);
            const colour = onGrey(drawn.colour, drawn.opacity * opacity, tissue);
            return (
              <rect
                key={index}
                x={index * stepWidth}
                width={stepWidth}
                height={scaleHeight}
                fill={`rgb(${colour.map(Math.round).join(' ')})`}
              />
            );
          })}
        </svg>
        <span className={styles.cut} style={{ left: `${threshold * 100}%` }} />
      </div>
      <div className={styles.numbers}>
        {[...numbers.map(({ value }) => value), threshold].map((value) => (
          <span key={value} className={styles.number} style={{ left: `${value * 100}%` }}>
            {value === 0 || value === 1 ? value : value.toFixed(2)}
          </span>
        ))}
      </div>
    </figure>
  );
}
