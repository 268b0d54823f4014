import { useEffect, useState } from 'react';
import type { Problem } from '../../contract/problem.ts';
import { loadImage, type LoadedImage } from '../viewport/loadImage.ts';
import { useReading } from './store.ts';

export type Loading =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly image: LoadedImage }
  | { readonly state: 'failed'; readonly problem: Problem; readonly retry: () => void };

const loading: Loading = { state: 'loading' };

/** The image, as far as it is there. */
export function useLoadedImage(imageId: string): Loading {
  const [loaded, setLoaded] = useState<{ readonly imageId: string; readonly result: Loading } | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const gone = new AbortController();
    let settled = false;
    void loadImage(imageId, gone.signal).then((result) => {
      settled = true;
      if (gone.signal.aborted) return;
      const { imageRead, imageSettled, breastFound } = useReading.getState();
      if (result.ok) {
        imageRead(imageId, result.value.header);
        void result.value.content().then((found) => breastFound(imageId, found.ok ? found.value : null));
      } else {
        imageSettled(imageId);
        breastFound(imageId, null);
      }
      const retry = () => {
        setLoaded(null);
        setAttempt((before) => before + 1);
      };
      setLoaded({
        imageId,
        result: result.ok
          ? { state: 'ready', image: result.value }
          : { state: 'failed', problem: result.problem, retry },
      });
    });
    return () => {
      // Nobody waits for it any longer; an image that is there stays for when the reader comes back.
      if (!settled) gone.abort();
    };
  }, [imageId, attempt]);
  return loaded?.imageId === imageId ? loaded.result : loading;
}
