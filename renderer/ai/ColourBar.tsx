import type { CSSProperties } from 'react';
import styles from './ColourBar.module.css';
import { layerNames } from './imageMaps.ts';
import { onGrey, rampAt } from './mapPicture.ts';
import type { MapChoice, MapLayer } from './overlayChoices.ts';
import { ramps } from './palette.ts';

interface ColourBarProps {
  readonly layer: MapLayer;
  readonly choice: MapChoice;
}

const steps = 48;
/** A grey as of dense tissue, on which the scale is shown. */
const tissue = 120;

/** What the colours of a map mean: a scale from 0 to 1, plain below the threshold, as it looks on tissue. */
export function ColourBar({ layer, choice: { threshold, opacity } }: ColourBarProps) {
  const tone = { '--tone': `var(--${layer})` } as CSSProperties;
  const numbers = [0, 0.5, 1].filter((value) => Math.abs(value - threshold) > 0.12 || value === threshold);
  return (
    <figure className={styles.bar} style={tone} aria-label={`${layerNames[layer]}: colours of 0 to 1`}>
      <figcaption className={styles.name}>{layerNames[layer]}</figcaption>
      <div className={styles.scale}>
        <svg width="9" height="96">
          {Array.from({ length: steps }, (_, index) => {
            const drawn = rampAt(ramps[layer], 1 - (index + 0.5) / steps, threshold);
            const colour = onGrey(drawn.colour, drawn.opacity * opacity, tissue);
            return (
              <rect
                key={index}
                y={index * 2}
                width="9"
                height="2"
                fill={`rgb(${colour.map(Math.round).join(' ')})`}
              />
            );
          })}
        </svg>
        <span className={styles.cut} style={{ bottom: `${threshold * 100}%` }} />
      </div>
      <div className={styles.numbers}>
        {[...new Set([...numbers, threshold])].map((value) => (
          <span key={value} className={styles.number} style={{ bottom: `${value * 100}%` }}>
            {value === 0 || value === 1 ? value : value.toFixed(2)}
          </span>
        ))}
      </div>
    </figure>
  );
}
