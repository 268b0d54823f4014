import { useEffect } from 'react';
import { frameAfter, type FrameRate } from '../tools/cine.ts';
import { frameCount } from './frameActions.ts';
import { useReading } from './store.ts';

/** Runs the frames of an image while it is to be played and the window is seen. */
export function useCine(imageId: string, rate: FrameRate): void {
  const playing = useReading((state) => state.playingImageId === imageId);
  useEffect(() => {
    if (!playing) return;
    const { frames, showFrame, play } = useReading.getState();
    const first = frames[imageId] ?? 0;
    const count = frameCount(imageId);
    let start: number | null = null;
    let request = requestAnimationFrame(function run(time) {
      start ??= time;
      const frame = frameAfter(first, time - start, rate, count);
      if (frame !== useReading.getState().frames[imageId]) showFrame(imageId, frame);
      request = requestAnimationFrame(run);
    });
    const stopHidden = () => {
      if (document.hidden) play(null);
    };
    document.addEventListener('visibilitychange', stopHidden);
    return () => {
      cancelAnimationFrame(request);
      document.removeEventListener('visibilitychange', stopHidden);
    };
  }, [playing, imageId, rate]);
  // A tile that leaves the screen stops its frames.
  useEffect(
    () => () => {
      const { playingImageId, play } = useReading.getState();
      if (playingImageId === imageId) play(null);
    },
    [imageId],
  );
}
