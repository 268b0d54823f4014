/** What the header says of an image's sides against what the picture shows. */
import type { Frame, ImageHeader } from '../../contract/image.ts';
import { type PictureEdge, type SmallPicture, breastContent } from './breastContent.ts';

/** Longer side of the picture that is looked at, at most. */
const longestSide = 512;

/** The header with the chest wall's place as it is stated and as it is seen. Edges are those of the stored picture. */
export interface Sides {
  /** Null where Patient Orientation does not say it. */
  readonly stated: PictureEdge | null;
  /** Null where the picture does not show it clearly. */
  readonly seen: PictureEdge | null;
  /** Whether it is seen at the edge opposite to the one stated: then the picture is to be believed. */
  readonly isOpposite: boolean;
  /** One sentence where the two contradict each other. */
  readonly notice: string | null;
}

/** The edge at which the chest wall lies by Patient Orientation: rows or columns that run to the front begin there. */
function statedChestWall({
  patientOrientation,
}: Pick<ImageHeader, 'patientOrientation'>): PictureEdge | null {
  if (patientOrientation === null) return null;
  const [row, column] = patientOrientation.map((direction) => direction.charAt(0));
  if (row === 'A') return 'left';
  if (row === 'P') return 'right';
  if (column === 'A') return 'top';
  return column === 'P' ? 'bottom' : null;
}

const opposite: Readonly<Record<PictureEdge, PictureEdge>> = {
  left: 'right',
  right: 'left',
  top: 'bottom',
  bottom: 'top',
};

const names: Readonly<Record<PictureEdge, string>> = {
  left: 'left edge',
  right: 'right edge',
  top: 'upper edge',
  bottom: 'lower edge',
};

/**
 * Compares them; `seen`: `BreastContent.chestWall`. Where the wall is seen at the opposite edge, the image is mirrored or
 * upside down against what is said; where at one across, it is told, but nothing says which way it was turned.
 */
export function compareSides(
  header: Pick<ImageHeader, 'patientOrientation'>,
  seen: PictureEdge | null,
): Sides {
  const stated = statedChestWall(header);
  if (stated === null || seen === null || seen === stated) {
    return { stated, seen, isOpposite: false, notice: null };
  }
  const isOpposite = seen === opposite[stated];
  const said = (header.patientOrientation ?? []).join('\\');
  const belief = isOpposite ? 'the picture is believed' : 'the header is believed';
  return {
    stated,
    seen,
    isOpposite,
    notice: `The chest wall is seen at the ${names[seen]}, but Patient Orientation (${said}) puts it at the ${names[stated]}; ${belief}.`,
  };
}

/** The same for a decoded frame, whose picture is made small first. Colour is not looked at. */
export function sidesOf(header: ImageHeader, frame: Frame): Sides {
  if (frame.samplesPerPixel > 1 || statedChestWall(header) === null) return compareSides(header, null);
  const content = breastContent(header, smallPicture(header, frame), frame);
  return compareSides(header, content?.chestWall ?? null);
}

/** Means of square cells, padding left out, padding where there is nothing else; of large cells some rows and columns. */
function smallPicture({ padding }: ImageHeader, { rows, columns, samples }: Frame): SmallPicture {
  const factor = Math.max(1, Math.ceil(Math.max(rows, columns) / longestSide));
  const step = Math.max(1, factor >> 2);
  const smallRows = Math.ceil(rows / factor);
  const smallColumns = Math.ceil(columns / factor);
  const means = new Float32Array(smallRows * smallColumns);
  const low = padding?.low ?? Infinity;
  const high = padding?.high ?? -Infinity;
  for (let cell = 0; cell < means.length; cell++) {
    const top = Math.floor(cell / smallColumns) * factor;
    const left = (cell % smallColumns) * factor;
    let sum = 0;
    let count = 0;
    for (let y = top; y < Math.min(rows, top + factor); y += step) {
      for (let x = left; x < Math.min(columns, left + factor); x += step) {
        const value = samples[y * columns + x];
        if (value >= low && value <= high) continue;
        sum += value;
        count++;
      }
    }
    means[cell] = count > 0 ? sum / count : low;
  }
  return { rows: smallRows, columns: smallColumns, components: 1, factor, samples: means, offset: 0 };
}
