/** The maps that are on, as pictures to be painted over one image. */
import { useEffect, useMemo, useState } from 'react';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import type { LaidOver } from '../viewport/laidOver.ts';
import { imageMaps, type ImageMap } from './imageMaps.ts';
import { mapPicture, pictureToSource } from './mapPicture.ts';
import { mapValues } from './mapValues.ts';
import type { OverlayChoices } from './overlayChoices.ts';
import { ramps } from './palette.ts';
import { examOfImage, useAi } from './store.ts';

const none: readonly ImageMap[] = [];

/** Maps that are on over the image, the lowest first; none where AI is off or withheld. */
const mapsOver = (imageId: string, exam: ShownExam | null, choices: OverlayChoices): readonly ImageMap[] =>
  exam !== null && choices.on ? imageMaps(exam, imageId, choices) : none;

/** Pictures of the maps, once their values are there; a map without values, or with none from its threshold on, has none. */
async function picturesOf(maps: readonly ImageMap[]): Promise<readonly LaidOver[]> {
  const pictures = await Promise.all(
    maps.map(async ({ layer, map, choice }): Promise<LaidOver | null> => {
      const values = await mapValues(map);
      const drawn = values && mapPicture(values, map, ramps[layer], choice.threshold);
      if (drawn === null) return null;
      return {
        picture: await createImageBitmap(new ImageData(drawn.data, drawn.width, drawn.height)),
        toSource: pictureToSource(map, map.toSource, drawn),
        opacity: choice.opacity,
      };
    }),
  );
  return pictures.filter((picture) => picture !== null);
}

/** As they are now. */
export function paintedMaps(imageId: string): Promise<readonly LaidOver[]> {
  const state = useAi.getState();
  return picturesOf(mapsOver(imageId, examOfImage(imageId)(state), state.choices));
}

interface Painted {
  readonly maps: readonly ImageMap[];
  readonly pictures: readonly LaidOver[];
}

const nothing: Painted = { maps: none, pictures: [] };

/** As they are, and whenever that changes. */
export function usePaintedMaps(imageId: string): readonly LaidOver[] {
  const exam = useAi(examOfImage(imageId));
  const choices = useAi((state) => state.choices);
  const wanted = useMemo(() => mapsOver(imageId, exam, choices), [imageId, exam, choices]);
  const [painted, setPainted] = useState(nothing);
  const same = isSame(painted.maps, wanted);
  useEffect(() => {
    if (same) return;
    let current = true;
    void picturesOf(wanted).then((pictures) => {
      if (current) setPainted({ maps: wanted, pictures });
    });
    return () => {
      current = false;
    };
  }, [wanted, same]);
  return wanted.length === 0 ? nothing.pictures : painted.pictures;
}

/** What is told of an exam while it is analysed changes none of the pictures that are there. */
const isSame = (one: readonly ImageMap[], other: readonly ImageMap[]): boolean =>
  one.length === other.length &&
  one.every(
    ({ layer, map, choice }, index) =>
      layer === other[index].layer && map.path === other[index].map.path && choice === other[index].choice,
  );
