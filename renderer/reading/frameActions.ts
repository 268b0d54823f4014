/** Frames of the image that a reader looks at. */
import { frameBeside } from '../tools/cine.ts';
import { useReading } from './store.ts';

/** Frames of an image, by its header; 1 before it has been read. */
export const frameCount = (imageId: string): number => useReading.getState().headers[imageId]?.frames ?? 1;

/** Stops running frames: whoever turns the wheel looks at single ones. */
export function moveFrame(imageId: string, steps: number): void {
  const { frames, showFrame, play } = useReading.getState();
  play(null);
  showFrame(imageId, frameBeside(frames[imageId] ?? 0, steps, frameCount(imageId)));
}

export function togglePlaying(imageId: string): void {
  const { playingImageId, play } = useReading.getState();
  play(playingImageId === imageId || frameCount(imageId) < 2 ? null : imageId);
}
