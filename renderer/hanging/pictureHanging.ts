/** Hanging by what the picture shows, where its header says nothing or is plainly wrong. Pure. */
import type { ExamImage } from '../../contract/exam.ts';
import type { BreastContent, PictureEdge } from '../../imaging/prepare/breastContent.ts';
import { chestWallEdge, hungByTop } from './placement.ts';
import type { Hanging } from './types.ts';

export interface PictureHanging extends Hanging {
  /** A short sentence where the picture decided against what the header says or leaves open; null where it did not. */
  readonly fromPicture: string | null;
}

type Hung = Hanging & { readonly image: ExamImage | null };

/**
 * A view whose chest wall is plainly seen at another edge of the picture than where it would hang is mirrored or turned
 * so that it hangs with the chest wall where its side belongs. Mirrored where the wall is at the opposite edge, because
 * that is how collections store them; upside down where an oblique or lateral view is cut off below instead of above,
 * where the axilla is. A view of unknown side hangs as it was stored, with the chest wall at the edge where it is seen. Views
 * with any modifier but the displaced implant's, of which any edge may cut the breast off, hang as their headers say, and so
 * do specimens.
 */
export function hungByPicture(tile: Hung, breast: BreastContent | null | undefined): PictureHanging {
  const { chestWall, quarterTurns, mirrored, image } = tile;
  const said: PictureHanging = { chestWall, quarterTurns, mirrored, fromPicture: null };
  const seen = breast?.chestWall ?? null;
  if (!image || !breast || seen === null || !isWholeBreast(image)) return said;
  if (chestWall === null) {
    const isBeside = quarterTurns === 0 && (seen === 'left' || seen === 'right');
    return isBeside ? { ...said, chestWall: mirrored === (seen === 'left') ? 'right' : 'left' } : said;
  }
  const expected = chestWallEdge(tile);
  if (expected === null || expected === seen) return said;
  const fromPicture =
    image.patientOrientation === null
      ? 'Orientation from the picture'
      : 'Orientation from the picture: its header says otherwise';
  return { chestWall, fromPicture, ...turnedTo(tile, image, breast, seen) };
}

/** How the stored picture is turned so that the edge `seen` comes to the side of the chest wall. */
function turnedTo(
  { chestWall, quarterTurns, mirrored }: Hung,
  image: ExamImage,
  breast: BreastContent,
  seen: PictureEdge,
): Pick<Hanging, 'quarterTurns' | 'mirrored'> {
  const ways = ([0, 1, 2, 3] as const).map((turns) => ({ quarterTurns: turns, mirrored }));
  const turned = ways.find((way) => chestWallEdge({ chestWall, ...way }) === seen);
  const away = ((turned?.quarterTurns ?? quarterTurns) - quarterTurns + 4) % 4;
  if (turned && (away !== 2 || isUpsideDown(quarterTurns, image, breast))) return turned;
  return { quarterTurns: ((4 - quarterTurns) % 4) as Hanging['quarterTurns'], mirrored: !mirrored };
}

/** Whether the view, as its header would have it hung, is cut off below and not above. */
function isUpsideDown(
  quarterTurns: Hanging['quarterTurns'],
  image: ExamImage,
  { bounds }: BreastContent,
): boolean {
  if (!hungByTop.has(image.view) || quarterTurns % 2 === 1) return false;
  const above = bounds.y <= 0;
  const below = bounds.y + bounds.height >= image.rows;
  return quarterTurns === 0 ? below && !above : above && !below;
}

/** Implants displaced show all of the breast, too. */
function isWholeBreast({ view, modifiers }: ExamImage): boolean {
  return view !== 'SPECIMEN' && modifiers.every((modifier) => modifier === 'ID');
}
