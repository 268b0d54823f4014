import { useLayoutEffect, useRef, type ReactNode } from 'react';
import type { ExamRow } from '../../contract/exam.ts';
import { windowOf } from '../app/windows.ts';
import { useTip } from '../keys/useCommands.ts';
import { HintLine } from '../reading/HintLine.tsx';
import { ImageArea } from '../reading/ImageArea.tsx';
import { ImagesBoundary } from '../reading/ImagesBoundary.tsx';
import { panelPlaces, type PanelPlace } from '../reading/readingChoices.ts';
import reading from '../reading/ReadingScreen.module.css';
import { focusImages } from '../reading/focusImages.ts';
import { useReading } from '../reading/store.ts';
import { TileGrid } from '../reading/TileGrid.tsx';
import { Identity } from '../reading/TopBar.tsx';
import bar from '../reading/TopBar.module.css';
import { currentStep } from '../reading/viewing.ts';
import { choosePanelPlace, placeNames } from './panelPlace.ts';
import { closeSecondWindow, takeStyles } from './store.ts';
import styles from './SecondScreen.module.css';

interface SecondScreenProps {
  readonly row: ExamRow | null;
  readonly place: PanelPlace;
  /** Null where it is in the first window. */
  readonly panel: ReactNode;
  readonly panelShown: boolean;
  readonly imagesOnly: boolean;
  /** The first window keeps a strip free below its images: as much is free here, so that both stand at one height. */
  readonly stripRoom: boolean;
  /** What is said below the images. */
  readonly children: ReactNode;
}

/** What the second window shows of an exam: its part of the images, the panel, or both. */
export function SecondScreen({
  row,
  place,
  panel,
  panelShown,
  imagesOnly,
  stripRoom,
  children,
}: SecondScreenProps) {
  const screen = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    // Those of the reading screen came after the window was opened.
    if (screen.current) takeStyles(windowOf(screen.current));
  }, []);
  const room = panel && panelShown && place === 'second' ? 'panel' : 'none';
  return (
    <main ref={screen} className={reading.screen} data-panel-room={room} data-strip-room={stripRoom}>
      {!imagesOnly && <SecondBar row={row} place={place} />}
      {place !== 'alone' && (
        <>
          <SecondImages examId={row?.examId} />
          <div className={reading.foot}>
            <HintLine />
            {children}
          </div>
        </>
      )}
      {panel && (
        <aside
          className={`${reading.panel} ${place === 'alone' ? styles.alone : ''}`}
          data-folded={place !== 'alone' && !panelShown}
        >
          {panel}
        </aside>
      )}
    </main>
  );
}

function SecondImages({ examId }: { readonly examId: string | undefined }) {
  const { resizeSecond } = useReading.getState();
  const isEmpty = useReading(
    ({ exam, tiles, viewing }) =>
      exam !== null && viewing.second !== null && tiles.every(({ window }) => window === 'first'),
  );
  return (
    <ImageArea label="Images, second window" onMeasured={resizeSecond}>
      <ImagesBoundary key={examId}>
        <TileGrid window="second" />
      </ImagesBoundary>
      {isEmpty && <p className={styles.empty}>One view in this step: it is in the first window</p>}
    </ImageArea>
  );
}

function SecondBar({ row, place }: Pick<SecondScreenProps, 'row' | 'place'>) {
  const title = useReading(({ viewing }) => currentStep(viewing)?.title ?? '');
  const tip = useTip('view.panelPlace');
  const closeTip = useTip('view.secondWindow', 'Everything back to the first window');
  return (
    <header className={bar.bar}>
      {row && <Identity row={row} />}
      <span>{title}</span>
      <span className={bar.gap} />
      <label title={tip}>
        Panel{' '}
        <select
          aria-label="Panel"
          value={place}
          onChange={({ target }) => {
            choosePanelPlace(panelPlaces.find((one) => one === target.value) ?? 'first');
            focusImages();
          }}
        >
          {panelPlaces.map((one) => (
            <option key={one} value={one}>
              {placeNames[one]}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={closeSecondWindow} title={closeTip}>
        Close
      </button>
    </header>
  );
}
