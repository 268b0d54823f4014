/** Running through the frames of an image. Pure. */

/** Frames per second that can be chosen. */
export const frameRates = [2, 5, 10, 15, 25] as const;
export type FrameRate = (typeof frameRates)[number];
export const defaultFrameRate: FrameRate = 10;

/**
 * The middle one, as `main/library/analysable.ts` has it: a volume is opened there, and the networks' marks are of this
 * frame alone.
 */
export const analysedFrame = (count: number): number => Math.floor(count / 2);

/** The frame `elapsedMs` after `first` was shown: up to the last one, then from the first again. */
export function frameAfter(first: number, elapsedMs: number, rate: FrameRate, count: number): number {
  return (first + Math.floor((elapsedMs * rate) / 1000)) % count;
}

/** The frame `steps` on, which stops at either end. */
export function frameBeside(frame: number, steps: number, count: number): number {
  return Math.min(Math.max(frame + steps, 0), count - 1);
}
