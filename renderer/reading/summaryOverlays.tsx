import { createRoot } from 'react-dom/client';
import type { Size } from '../../contract/geometry.ts';
import { AiOverlay } from '../ai/AiOverlay.tsx';
import { imageMaps } from '../ai/imageMaps.ts';
import { mapValues } from '../ai/mapValues.ts';
import { examOfImage, useAi } from '../ai/store.ts';
import type { BarRoom } from '../ai/barPlacement.ts';
import { textSide } from '../hanging/cornerTexts.ts';
import { seenChestWall } from '../hanging/placement.ts';
import type { ShownTile } from './shownTile.ts';
import { still } from '../viewport/following.ts';
import { sourceToTile, type Camera } from '../viewport/camera.ts';
import { extentOf } from './cameraMoves.ts';
import styles from './summaryOverlays.module.css';

/** A view of the summary: hung as on the screen, at the size of the page. */
export interface SummaryHanging {
  readonly tile: ShownTile;
  readonly camera: Camera;
}

interface DrawnOverlays {
  /** One for each view, in their order: an element that the view fills, with its overlay inside. */
  readonly elements: readonly Element[];
  close(): void;
}

/** The AI's marks over views that are not on the screen, in the document but out of sight. */
export async function overlaysOf(views: readonly SummaryHanging[], size: Size): Promise<DrawnOverlays> {
  await Promise.all(views.map(({ tile }) => mapsOf(tile)));
  const stage = document.createElement('div');
  stage.className = styles.stage;
  stage.inert = true;
  document.body.append(stage);
  const root = createRoot(stage);
  root.render(
    views.map(({ tile, camera }) => (
      <div key={tile.tileId} className={styles.view} style={{ width: size.width, height: size.height }}>
        {tile.image && (
          <AiOverlay
            imageId={tile.image.imageId}
            toTile={sourceToTile(camera, size, extentOf(tile.image).pixelAspect)}
            follow={still}
            tile={size}
            room={roomBesideTexts(textSide(seenChestWall(tile, camera)), size)}
          />
        )}
      </div>
    )),
  );
  // One painted frame for the marks, one for the scales of maps whose values are there already.
  for (let frame = 0; frame < 3; frame++) await new Promise((painted) => requestAnimationFrame(painted));
  return {
    elements: [...stage.children],
    close: () => {
      root.unmount();
      stage.remove();
    },
  };
}

/** What corner texts take at most of a picture's width (CSS pixels), and of its height at either end. */
const textWidth = 215;
const textShare = { width: 0.38, height: 0.35 };

function roomBesideTexts(side: BarRoom['side'], { width, height }: Size): BarRoom {
  const text = { width: Math.min(textWidth, textShare.width * width), height: textShare.height * height };
  const x = side === 'left' ? 0 : width - text.width;
  return { side, taken: [0, height - text.height].map((y) => ({ ...text, x, y })), tissue: null };
}

/** Resolves when the values of the maps that are drawn over the view are there. */
async function mapsOf({ image }: ShownTile): Promise<void> {
  const state = useAi.getState();
  const exam = image && examOfImage(image.imageId)(state);
  if (!image || !exam) return;
  await Promise.all(imageMaps(exam, image.imageId, state.choices).map(({ map }) => mapValues(map)));
}
