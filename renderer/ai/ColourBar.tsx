import type { CSSProperties } from 'react';
import styles from './ColourBar.module.css';
import { layerNames } from './imageMaps.ts';
import { rampAt } from './mapPicture.ts';
import type { MapChoice, MapLayer } from './overlayChoices.ts';
import { ramps } from './palette.ts';

interface ColourBarProps {
  readonly layer: MapLayer;
  readonly choice: MapChoice;
}

/** What the colours of a map mean: a scale from 0 to 1, empty below the threshold, as it looks on black. */
export function ColourBar({ layer, choice: { threshold, opacity } }: ColourBarProps) {
  const tone = { '--tone': `var(--${layer})` } as CSSProperties;
  const numbers = [0, 0.5, 1].filter((value) => Math.abs(value - threshold) > 0.12 || value === threshold);
  return (
    <figure className={styles.bar} style={tone} aria-label={`${layerNames[layer]}: colours of 0 to 1`}>
      <figcaption className={styles.name}>{layerNames[layer]}</figcaption>
      <div className={styles.scale}>
        <svg width="9" height="96" style={{ opacity }}>
          {Array.from({ length: 48 }, (_, index) => {
            const { colour, opacity } = rampAt(ramps[layer], 1 - (index + 0.5) / 48, threshold);
            return (
              <rect
                key={index}
                y={index * 2}
                width="9"
                height="2"
                fill={`rgb(${colour.join(' ')})`}
                fillOpacity={opacity}
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
