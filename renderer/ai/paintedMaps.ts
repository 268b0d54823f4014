/** The maps that are on, as pictures to be painted over one image. */
import { useEffect, useMemo, useState } from 'react';
import type { ShownExam } from '../../contract/imageAnalysis.ts';
import { apply, compose, inverse, scaling, translation } from '../../imaging/geometry/affine.ts';
import { boundsOf, cornersOf } from '../../imaging/geometry/rect.ts';
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
  return joined(pictures.filter((picture) => picture !== null));
}

/** Pixels a side of the picture of several maps, at most. */
const largestSide = 2048;

/**
 * Several maps as one picture, as fine as the finest of them: each picture that is painted over an image costs reading back, with
 * every frame, what is below. Painted one after the other they would look the same, but where colours beyond the range are held:
 * the colour of the one above covers that of the one below by its opacity, and luminosity stays the image's.
 */
function joined(pictures: readonly LaidOver[]): readonly LaidOver[] {
  if (pictures.length < 2) return pictures;
  const { x, y, width, height } = boundsOf(
    pictures.flatMap(({ picture, toSource }) =>
      cornersOf({ x: 0, y: 0, width: picture.width, height: picture.height }).map((corner) =>
        apply(toSource, corner),
      ),
    ),
  );
  const finest = Math.max(...pictures.map(({ toSource: { a, b } }) => 1 / Math.hypot(a, b)));
  const scale = Math.min(finest, largestSide / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
  const context = canvas.getContext('2d');
  if (context === null) return pictures;
  const toCanvas = compose(translation(-x, -y), scaling(scale, scale));
  for (const { picture, toSource, opacity } of pictures) {
    const { a, b, c, d, e, f } = compose(toSource, toCanvas);
    context.setTransform(a, b, c, d, e, f);
    context.globalAlpha = opacity;
    context.drawImage(picture, 0, 0);
    picture.close();
  }
  return [{ picture: canvas.transferToImageBitmap(), toSource: inverse(toCanvas), opacity: 1 }];
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
