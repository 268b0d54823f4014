/** Frames of the image that a reader looks at. */
import { say } from '../app/hint.ts';
import { frameBeside } from '../tools/cine.ts';
import { useReading } from './store.ts';

/** Frames of an image, by its header; 1 before it has been read. */
export const frameCount = (imageId: string): number => useReading.getState().headers[imageId]?.frames ?? 1;

/** Stops running frames: whoever turns the wheel looks at single ones. Says why no other frame comes. */
export function moveFrame(imageId: string, steps: number): void {
  const { frames, showFrame, play } = useReading.getState();
  const count = frameCount(imageId);
  if (count < 2) return say(oneFrame);
  const before = frames[imageId] ?? 0;
  const frame = frameBeside(before, steps, count);
  play(null);
  showFrame(imageId, frame);
  if (frame === before) say(steps > 0 ? 'Last frame' : 'First frame');
}

export function togglePlaying(imageId: string): void {
  const { playingImageId, play } = useReading.getState();
  if (frameCount(imageId) < 2) return say(oneFrame);
  play(playingImageId === imageId ? null : imageId);
}

const oneFrame = 'The image has one frame';
