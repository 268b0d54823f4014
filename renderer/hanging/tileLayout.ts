/**
 * Where in a tile what is written stands: lines of text above and below on the side away from the chest wall, the frames'
 * bar below them. Nothing overlaps anything else; no line lies over the breast unless it must be read and has no room
 * beside it. Pure; CSS pixels of the tile.
 */
import type { Rect, Size } from '../../contract/geometry.ts';
import { lastEssentialRank, type CornerLine } from './cornerTexts.ts';
import { lineLooks, lineMargin as margin } from './lineLooks.ts';
import { freeWidth, type SeenTissue } from './tissue.ts';

export interface PlacedLine {
  readonly kind: CornerLine['kind'];
  /** As much of the text as there is room for. */
  readonly text: string;
  readonly box: Rect;
}

export interface TileLayout {
  readonly side: 'left' | 'right';
  readonly lines: readonly PlacedLine[];
  /** Null where there are no frames to run through. */
  readonly frameBar: Rect | null;
  /** Where letters of orientation stand; null where there are none. */
  readonly letters: Readonly<Record<'left' | 'right' | 'top' | 'bottom', Rect>> | null;
}

export interface TileLayoutInput {
  readonly tile: Size;
  /** Away from the chest wall. */
  readonly side: 'left' | 'right';
  /** From the top down. */
  readonly top: readonly CornerLine[];
  readonly bottom: readonly CornerLine[];
  /** Null where it is not known where the breast is. */
  readonly tissue: SeenTissue | null;
  readonly hasFrames: boolean;
  /** Letters stand in the middle of the edges. */
  readonly hasLetters: boolean;
  /** Width of a text in CSS pixels. */
  readonly measure: (text: string, kind: CornerLine['kind']) => number;
}

/** Of a line's letters from the ends of its backing. */
const backing = 3;

/** Between text and breast. */
const clear = 4;
/** Of a tile's width, for lines that must be read and for what nothing is known to be below. */
const shareOverBreast = 0.45;
/** Letters of orientation, in the middle of each edge. */
const letterBox: Size = { width: 36, height: 20 };
/** The frames' bar: all of it, with a slider and the number, with the number alone. */
export const barWidths = { all: 330, slider: 190, least: 96 };
export const barHeight = 34;

export function tileLayout(input: TileLayoutInput): TileLayout {
  const { tile, side } = input;
  const frameBar = input.hasFrames ? placeBar(input) : null;
  const letters = input.hasLetters ? letterRects(tile, frameBar) : null;
  const lower = (frameBar?.y ?? tile.height) - margin.y;
  const room: LineRoom = {
    all: lower - margin.y,
    top: (letters?.left.y ?? lower) - margin.y,
    bottom: lower - (letters ? letters.left.y + letters.left.height : margin.y),
  };
  let candidates = new Set([...input.top, ...input.bottom]);
  for (;;) {
    const chosen = fitting(candidates, input, room);
    const placed = placeAll(chosen, input, lower);
    const left = [...chosen].filter((line) => !placed.has(line));
    if (left.length === 0) return { side, lines: [...placed.values()], frameBar, letters };
    // Others may have the place of those that are too wide.
    candidates = new Set([...candidates].filter((line) => !left.includes(line)));
  }
}

/** Heights for lines: together, above and below. */
type LineRoom = Readonly<Record<'all' | 'top' | 'bottom', number>>;

/** The lines that there is height for, the most important ones first. */
function fitting(
  candidates: ReadonlySet<CornerLine>,
  { top, bottom }: TileLayoutInput,
  room: LineRoom,
): ReadonlySet<CornerLine> {
  const chosen = new Set<CornerLine>();
  const used = { all: 0, top: 0, bottom: 0 };
  const byRank = [...top, ...bottom].filter((line) => candidates.has(line)).sort((a, b) => a.rank - b.rank);
  for (const line of byRank) {
    const height = lineLooks[line.kind].height;
    const side = top.includes(line) ? 'top' : 'bottom';
    if (used.all + height > room.all || used[side] + height > room[side]) continue;
    chosen.add(line);
    used.all += height;
    used[side] += height;
  }
  return chosen;
}

function placeAll(
  chosen: ReadonlySet<CornerLine>,
  input: TileLayoutInput,
  lower: number,
): ReadonlyMap<CornerLine, PlacedLine> {
  const placed = new Map<CornerLine, PlacedLine>();
  let y = margin.y;
  for (const line of input.top.filter((one) => chosen.has(one))) {
    const one = placeLine(line, y, input);
    if (one === null) continue;
    placed.set(line, one);
    y += one.box.height;
  }
  y = lower;
  for (const line of input.bottom.filter((one) => chosen.has(one)).toReversed()) {
    const one = placeLine(line, y - lineLooks[line.kind].height, input);
    if (one === null) continue;
    placed.set(line, one);
    y -= one.box.height;
  }
  return placed;
}

/** As much of the line as there is room for at that height; null where that is too little to be read. */
function placeLine(line: CornerLine, y: number, input: TileLayoutInput): PlacedLine | null {
  const { tile, side, tissue, hasFrames, hasLetters, measure } = input;
  const { kind, rank, parts } = line;
  const height = lineLooks[kind].height;
  // Lines at the height of a letter end before it.
  const lowerLetter = tile.height - (hasFrames ? barHeight : 0) - letterBox.height;
  const atLetter = hasLetters && (y < letterBox.height || y + height > lowerLetter);
  const most = (atLetter ? (tile.width - letterBox.width) / 2 : tile.width - margin.x) - margin.x;
  const share = Math.min(most, shareOverBreast * tile.width);
  const free =
    tissue === null ? share : Math.min(most, freeWidth(tissue, side, tile, y, y + height) - margin.x - clear);
  const widthOf = (text: string) => Math.ceil(measure(text, kind)) + 2 * backing;
  const beside = shortened(parts, (text) => widthOf(text) <= free);
  // What must be read lies over the breast, where there is no room beside it.
  const over = () => shortened(parts, (one) => widthOf(one) <= Math.max(free, share)) ?? parts[0];
  const text = beside ?? (rank <= lastEssentialRank ? over() : null);
  if (text === null) return null;
  const width = Math.min(widthOf(text), most);
  return {
    kind,
    text,
    box: { x: side === 'left' ? margin.x : tile.width - margin.x - width, y, width, height },
  };
}

/** The longest beginning of whole pieces that fits; null where not even the first does. */
function shortened(parts: readonly string[], fits: (text: string) => boolean): string | null {
  for (let count = parts.length; count > 0; count--) {
    const text = parts.slice(0, count).join('') + (count < parts.length ? '…' : '');
    if (fits(text)) return text;
  }
  return null;
}

/** At the lower edge, as wide as there is room beside the breast for one of its forms. */
function placeBar({ tile, side, tissue }: TileLayoutInput): Rect {
  const y = tile.height - barHeight;
  const free = tissue === null ? tile.width : freeWidth(tissue, side, tile, y, tile.height);
  const most = Math.max(barWidths.least, tile.width - 2 * margin.x);
  const width = [barWidths.all, barWidths.slider].find(
    (one) => one <= Math.min(most, free - margin.x - clear),
  );
  const taken = Math.min(width ?? barWidths.least, most);
  return {
    x: side === 'left' ? margin.x : tile.width - margin.x - taken,
    y,
    width: taken,
    height: barHeight - margin.y,
  };
}

/** In the middle of each edge; the lower one above the frames' bar. */
function letterRects({ width, height }: Size, frameBar: Rect | null): NonNullable<TileLayout['letters']> {
  const across = (width - letterBox.width) / 2;
  const down = (height - letterBox.height) / 2;
  return {
    left: { ...letterBox, x: 0, y: down },
    right: { ...letterBox, x: width - letterBox.width, y: down },
    top: { ...letterBox, x: across, y: 0 },
    bottom: { ...letterBox, x: across, y: (frameBar?.y ?? height) - letterBox.height },
  };
}
