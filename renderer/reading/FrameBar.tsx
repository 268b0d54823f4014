import { useApp } from '../app/store.ts';
import { frameRates, type FrameRate } from '../tools/cine.ts';
import { moveFrame, togglePlaying } from './frameActions.ts';
import { readingChoices, withReadingChoices } from './readingChoices.ts';
import { useReading } from './store.ts';
import { useCine } from './useCine.ts';
import styles from './FrameBar.module.css';

interface FrameBarProps {
  readonly imageId: string;
  readonly count: number;
  /** Side of the tile away from the breast. */
  readonly side: 'left' | 'right';
}

/** Which frame of a multi-frame image is shown, and running through them. */
export function FrameBar({ imageId, count, side }: FrameBarProps) {
  const frame = useReading((state) => state.frames[imageId] ?? 0);
  const playing = useReading((state) => state.playingImageId === imageId);
  const settings = useApp((state) => state.settings);
  const { frameRate } = readingChoices(settings);
  useCine(imageId, frameRate);
  const choose = (rate: FrameRate) =>
    useApp.getState().saveSettings({ view: withReadingChoices(settings, { frameRate: rate }) });
  return (
    <div className={styles.bar} data-side={side}>
      <button type="button" onClick={() => togglePlaying(imageId)}>
        {playing ? 'Stop' : 'Play'}
      </button>
      <input
        type="range"
        aria-label="Frame"
        min={1}
        max={count}
        value={frame + 1}
        onChange={({ target }) => moveFrame(imageId, target.valueAsNumber - 1 - frame)}
      />
      <span className={styles.number}>
        {frame + 1} / {count}
      </span>
      <select
        aria-label="Frames per second"
        value={frameRate}
        onChange={({ target }) => choose(Number(target.value) as FrameRate)}
      >
        {frameRates.map((rate) => (
          <option key={rate} value={rate}>
            {rate} per second
          </option>
        ))}
      </select>
    </div>
  );
}
