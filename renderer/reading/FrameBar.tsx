import type { Rect } from '../../contract/geometry.ts';
import { useApp } from '../app/store.ts';
import { barWidths } from '../hanging/tileLayout.ts';
import { frameRates, type FrameRate } from '../tools/cine.ts';
import { useKeysOf, useTip } from '../keys/useCommands.ts';
import { moveFrame, togglePlaying } from './frameActions.ts';
import { readingChoices, withReadingChoices } from './readingChoices.ts';
import { useReading } from './store.ts';
import { useCine } from './useCine.ts';
import styles from './FrameBar.module.css';

interface FrameBarProps {
  readonly imageId: string;
  readonly count: number;
  /** In CSS pixels of the tile; narrow ones have the slider, or only the number. */
  readonly place: Rect;
}

/** Which frame of a multi-frame image is shown, and running through them. */
export function FrameBar({ imageId, count, place }: FrameBarProps) {
  const frame = useReading((state) => state.frames[imageId] ?? 0);
  const playing = useReading((state) => state.playingImageId === imageId);
  const settings = useApp((state) => state.settings);
  const { frameRate } = readingChoices(settings);
  const playTip = useTip('frame.play');
  const [previous] = useKeysOf('frame.previous');
  const [next] = useKeysOf('frame.next');
  const frameTip = ['Frame', previous, next].filter(Boolean).join('  ');
  useCine(imageId, frameRate);
  const choose = (rate: FrameRate) =>
    useApp.getState().saveSettings({ view: withReadingChoices(settings, { frameRate: rate }) });
  return (
    <div
      className={styles.bar}
      style={{ left: place.x, top: place.y, width: place.width, height: place.height }}
      data-frame-bar
    >
      <button type="button" title={playTip} onClick={() => togglePlaying(imageId)}>
        {playing ? 'Stop' : 'Play'}
      </button>
      {place.width >= barWidths.slider && (
        <input
          type="range"
          aria-label="Frame"
          title={frameTip}
          min={1}
          max={count}
          value={frame + 1}
          onChange={({ target }) => moveFrame(imageId, target.valueAsNumber - 1 - frame)}
        />
      )}
      <span className={styles.number}>
        {frame + 1} / {count}
      </span>
      {place.width >= barWidths.all && (
        <select
          aria-label="Frames per second"
          title="Frames per second"
          value={frameRate}
          onChange={({ target }) => choose(Number(target.value) as FrameRate)}
        >
          {frameRates.map((rate) => (
            <option key={rate} value={rate}>
              {rate} per second
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
