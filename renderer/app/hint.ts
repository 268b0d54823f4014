/** What a key did, or why it did nothing, in a few words that go by themselves. */
import { create } from 'zustand';

interface HintState {
  /** '' while there is nothing to say. */
  readonly text: string;
  /** Counts what was said: the same words said again are there for their whole time again. */
  readonly count: number;
}

/** Milliseconds. */
const stay = 2500;

export const useHint = create<HintState>()(() => ({ text: '', count: 0 }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Says a few words at the lower edge of the images, instead of what was said before. */
export function say(text: string): void {
  clearTimeout(timer);
  useHint.setState(({ count }) => ({ text, count: count + 1 }));
  timer = setTimeout(() => useHint.setState({ text: '' }), stay);
}
