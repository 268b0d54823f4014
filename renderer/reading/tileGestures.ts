/** What the pointer does to a tile of the reading screen. */
import type { Point } from '../../contract/geometry.ts';
import { useApp } from '../app/store.ts';
import type { Drag, GestureTarget } from '../tools/attachGestures.ts';
import { zoomOfDrag, type DragAction } from '../tools/gesture.ts';
import { draggedTogether, windowedWith } from './displayLinks.ts';
import { moveFrame } from './frameActions.ts';
import { readingChoices } from './readingChoices.ts';
import { useReading } from './store.ts';
import { largeToggled, neighbourView, panned, walked, zoomed } from './viewing.ts';

interface TileOfGestures {
  readonly tileId: string;
  readonly imageId: string;
  readonly frames: number;
  /** Where the magnifier is held; null where it is not. */
  readonly onLens: (at: Point | null) => void;
  readonly onMenu: (at: Point) => void;
}

export function tileGestures({ tileId, imageId, frames, onLens, onMenu }: TileOfGestures): GestureTarget {
  const { getState } = useReading;
  return {
    tool: () => getState().toolName,
    touched: () => getState().activate(tileId),
    beginDrag: (action, at) => beginDrag(action, at, tileId, imageId, onLens),
    doubleClicked: () => getState().change((viewing) => largeToggled(viewing, tileId)),
    menuAsked: onMenu,
    zoomed: (at, factor) => {
      getState().glide((viewing, cameras) => zoomed(viewing, cameras, tileId, at, factor));
      getState().restSoon();
    },
    wheeled: (notches) => {
      if (frames > 1) return moveFrame(imageId, notches);
      const direction = notches > 0 ? 1 : -1;
      getState().change((viewing) =>
        viewing.largeTileId === null ? walked(viewing, direction) : neighbourView(viewing, direction),
      );
    },
  };
}

function beginDrag(
  action: DragAction,
  start: Point,
  tileId: string,
  imageId: string,
  onLens: (at: Point | null) => void,
): Drag {
  const { cameras, glide, rest } = useReading.getState();
  switch (action) {
    case 'window':
      return windowDrag(imageId);
    case 'pan':
      return { move: (delta) => glide((viewing) => panned(viewing, cameras, tileId, delta)), end: rest };
    case 'zoom':
      return {
        move: ({ y }) => glide((viewing) => zoomed(viewing, cameras, tileId, start, zoomOfDrag(y))),
        end: rest,
      };
    case 'magnify':
      onLens(start);
      return { move: (_delta, at) => onLens(at), end: () => onLens(null) };
  }
}

function windowDrag(imageId: string): Drag {
  const { exam, headers, displays, glideDisplays, rest } = useReading.getState();
  const { windowsLinked } = readingChoices(useApp.getState().settings);
  const together = exam ? windowedWith(imageId, exam, headers, windowsLinked) : [];
  return {
    move: ({ x, y }) => glideDisplays(draggedTogether(together, headers, displays, x, y)),
    end: rest,
  };
}
