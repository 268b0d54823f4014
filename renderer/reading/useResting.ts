import { useEffect, useState } from 'react';
import type { Camera } from '../viewport/camera.ts';
import { isAtAnotherScale } from './scales.ts';
import { useReading } from './store.ts';
import { tilesMovingWith } from './viewing.ts';

/** A view as it is seen while nothing moves it. */
export interface Resting {
  readonly camera: Camera | null;
  readonly anotherScale: boolean;
  readonly linked: boolean;
}

/** Milliseconds after which what was moved last is at rest. */
const restMs = 120;

type ReadingState = ReturnType<typeof useReading.getState>;

/**
 * What stands on a view follows it when it rests: drawing it anew at each move of a pointer would hold up the picture.
 * Turns, and views that were hung anew, are followed at once.
 */
export function useResting(tileId: string): Resting {
  const [resting, setResting] = useState(() => restingOf(useReading.getState(), tileId));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      clearTimeout(timer);
      const now = restingOf(useReading.getState(), tileId);
      setResting((before) => (sameResting(before, now) ? before : now));
    };
    take();
    const end = useReading.subscribe((state, before) => {
      if (state.viewing === before.viewing && state.cameras === before.cameras) return;
      if (isMove(state, before, tileId)) {
        clearTimeout(timer);
        timer = setTimeout(take, restMs);
      } else take();
    });
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [tileId]);
  return resting;
}

/** Whether views were only panned or zoomed. */
function isMove(state: ReadingState, before: ReadingState, tileId: string): boolean {
  const [now, then] = [state.cameras[tileId], before.cameras[tileId]];
  return (
    state.tiles === before.tiles &&
    state.viewing.linkChoice === before.viewing.linkChoice &&
    (state.viewing.moved[tileId] !== undefined || before.viewing.moved[tileId] === undefined) &&
    now?.quarterTurns === then?.quarterTurns &&
    now?.mirrored === then?.mirrored
  );
}

function restingOf({ viewing, tiles, cameras }: ReadingState, tileId: string): Resting {
  return {
    camera: cameras[tileId] ?? null,
    anotherScale: isAtAnotherScale(tiles, cameras, tileId),
    linked: tilesMovingWith(viewing, tileId).length > 1,
  };
}

const sameResting = (one: Resting, other: Resting): boolean =>
  one.camera === other.camera && one.anotherScale === other.anotherScale && one.linked === other.linked;
