/** Where the breast and its nipple are in images, as soon as their pictures have told. */
import { useEffect, useState } from 'react';
import { nippleOf } from '../../imaging/prepare/nipple.ts';
import { loadImage } from '../viewport/loadImage.ts';
import type { BreastLandmarks } from './findingText.ts';

/** By image; those of which nothing is known, or not yet, are missing. */
export function useLandmarks(imageIds: readonly string[]): ReadonlyMap<string, BreastLandmarks> {
  const [known, setKnown] = useState<ReadonlyMap<string, BreastLandmarks>>(new Map());
  const wanted = [...new Set(imageIds)].sort().join('\n');
  useEffect(() => {
    let isWanted = true;
    for (const imageId of wanted === '' ? [] : wanted.split('\n')) {
      void landmarksOf(imageId).then((found) => {
        if (isWanted && found) setKnown((before) => new Map(before).set(imageId, found));
      });
    }
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return known;
}

async function landmarksOf(imageId: string): Promise<BreastLandmarks | null> {
  const image = await loadImage(imageId);
  if (!image.ok) return null;
  const content = await image.value.content();
  if (!content.ok || content.value === null) return null;
  return { bounds: content.value.bounds, nipple: nippleOf(content.value) };
}
