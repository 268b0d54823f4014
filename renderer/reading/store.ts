/** What the reading screen shows: the exam, its hanging, where each view was moved, how each image is windowed. */
import { create } from 'zustand';
import type { Exam } from '../../contract/exam.ts';
import type { Rect } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { HungStep } from '../hanging/types.ts';
import type { BreastContent } from '../../imaging/prepare/breastContent.ts';
import { analysedFrame } from '../tools/cine.ts';
import type { ToolName } from '../tools/toolName.ts';
import { defaultDisplay, type DisplaySettings } from '../viewport/display.ts';
import { atActiveScale, turnedToBreast } from './breastViews.ts';
import type { Displays } from './displayLinks.ts';
import { camerasOf } from './hungCameras.ts';
import { joinedToPartners } from './joinedViews.ts';
import { tellCameras, tellDisplays } from './motion.ts';
import type { Cameras, ImageScreen, ShownTile } from './shownTile.ts';
import { tilesAhead, type TileAhead } from './tilesAhead.ts';
import {
  activeCentredOn,
  currentStep,
  hungAnew,
  hungWithNewImages,
  noViewing,
  shownTiles,
  turnedToImage,
  wentBack,
  type Viewing,
} from './viewing.ts';

/** A rectangle in source pixels of an image. */
interface Finding {
  readonly imageId: string;
  readonly rect: Rect;
}

interface ReadingState {
  /** Null until it is opened. */
  readonly exam: Exam | null;
  readonly viewing: Viewing;
  /** The tiles on the screens, with their places in the image areas. */
  readonly tiles: readonly ShownTile[];
  /** By tile on the screen: where its image lies. */
  readonly cameras: Cameras;
  readonly activeTileId: string | null;
  readonly toolName: ToolName;
  /** By image that has been read: the header of the frame that is shown, and how the image is windowed. */
  readonly headers: Readonly<Record<string, ImageHeader>>;
  readonly displays: Readonly<Record<string, DisplaySettings>>;
  /** Images that have been on the screen, or cannot be. */
  readonly settledImages: ReadonlySet<string>;
  /** Images that have been on the screen themselves, not only ahead of the reader. */
  readonly seenImages: ReadonlySet<string>;
  /** By image: the frame that is shown, from 0. */
  readonly frames: Readonly<Record<string, number>>;
  /** The image whose frames are running. */
  readonly playingImageId: string | null;
  /** False: all text on the images is hidden. */
  readonly textShown: boolean;
  /** True: what is odd about the images is written out on them. */
  readonly noticesShown: boolean;
  /** That the reader comes to next. */
  readonly findings: readonly Finding[];

  /** Shows another exam, hung by a protocol; all that was moved and windowed is forgotten. */
  open(exam: Exam, steps: readonly HungStep[]): void;
  /** Hangs the same exam otherwise; windows stay. */
  hangBy(exam: Exam, steps: readonly HungStep[]): void;
  /** Hangs the same exam when images have come to it: the reader stays where he is. */
  addImages(exam: Exam, steps: readonly HungStep[]): void;
  close(): void;
  /** Puts what a reader did to the views in effect. */
  change(change: (viewing: Viewing, cameras: Cameras) => Viewing): void;
  /**
   * As `change`, of where views lie, while a gesture goes on: pictures follow at once (`followCamera`), this state only with
   * `rest` or the next change of another kind. True where a view moved.
   */
  glide(change: (viewing: Viewing, cameras: Cameras) => Viewing): boolean;
  /** As `setDisplays`, while a gesture goes on (`followDisplay`). */
  glideDisplays(displays: Displays): void;
  /** A gesture is over: what it did is in this state from now on. */
  rest(): void;
  /** As `rest`, a moment after the last call: for keys and wheels, whose end nobody tells. */
  restSoon(): void;
  resize(first: ImageScreen): void;
  /** Null where the second window shows no images. */
  resizeSecond(second: ImageScreen | null): void;
  activate(tileId: string): void;
  chooseTool(toolName: ToolName): void;
  /** An image has been read: from now on it can be windowed. */
  imageRead(imageId: string, header: ImageHeader): void;
  /** Another frame of an image that has been read is shown: what is windowed begins with that one's window. */
  frameRead(imageId: string, header: ImageHeader): void;
  /** It is known where the breast is in an image: null where the picture shows none, or cannot be shown. */
  breastFound(imageId: string, breast: BreastContent | null): void;
  /** An image is on the screen, or it is known that it cannot be. */
  imageSettled(imageId: string): void;
  setDisplays(displays: Readonly<Record<string, DisplaySettings>>): void;
  showFrame(imageId: string, frame: number): void;
  /** The frame that findings are of. */
  showAnalysed(imageId: string): void;
  play(imageId: string | null): void;
  setTextShown(shown: boolean): void;
  setNoticesShown(shown: boolean): void;
  /** Centres and zooms the view on a source rectangle of a finding; turns to a step that shows the image where this one does not. */
  showRect(imageId: string, rect: Rect): void;
  /** As `showRect`, where a step shows them beside the other view of the breast, both at one scale. */
  showFinding(imageId: string, rect: Rect): void;
  /** What the reader comes to next: its views are drawn ahead. */
  expectFindings(findings: readonly Finding[]): void;
  /** Back to where the view was before `showRect`. */
  goBack(): void;
}

const nothingRead = {
  headers: {},
  displays: {},
  settledImages: new Set<string>(),
  seenImages: new Set<string>(),
  frames: {},
  playingImageId: null,
};

/** What `settled` was given and gave last. */
type Settled = Pick<ReadingState, 'viewing' | 'tiles' | 'cameras'>;

const nothingSettled: Settled = { viewing: noViewing, tiles: [], cameras: {} };

/** All that follows from which views are hung and moved where; what stays the same keeps its identity. */
function settled(viewing: Viewing, before: Settled): Settled & Pick<ReadingState, 'activeTileId'> {
  const tiles = samePlace(viewing, before.viewing) ? before.tiles : shownTiles(viewing);
  return {
    viewing,
    tiles,
    cameras: camerasOf({ ...viewing, tiles }, before.cameras),
    activeTileId: viewing.activeTileId,
  };
}

/** With the view centred and zoomed on a finding, in another step where it is not in this one. */
function rectShown(before: Settled, { imageId, rect }: Finding): Settled {
  const there = settled(turnedToImage(before.viewing, imageId) ?? before.viewing, before);
  const active = there.tiles.find(({ tileId }) => tileId === there.viewing.activeTileId);
  if (active?.image?.imageId !== imageId) return there;
  return settled(activeCentredOn(there.viewing, there.cameras, rect), there);
}

/** As `rectShown`, where a step shows both views of the breast, with both at one scale. */
function findingShown(before: Settled, finding: Finding): Settled {
  const beside = turnedToBreast(before.viewing, finding.imageId);
  if (beside === null) return rectShown(before, finding);
  const there = rectShown(settled(beside, before), finding);
  return settled(atActiveScale(there.viewing, there.cameras), there);
}

/** With what has now been on the screen: images of its tiles that are there, not only ahead of the reader. */
function withSeen<Change extends Pick<ReadingState, 'tiles'>>(
  { settledImages, seenImages }: Pick<ReadingState, 'settledImages' | 'seenImages'>,
  change: Change,
): Change & Pick<ReadingState, 'seenImages'> {
  const there = change.tiles.flatMap(({ image }) =>
    image && settledImages.has(image.imageId) ? [image.imageId] : [],
  );
  const isNew = there.some((imageId) => !seenImages.has(imageId));
  return { ...change, seenImages: isNew ? new Set([...seenImages, ...there]) : seenImages };
}

/** Whether the same tiles are in the same places, with as much known of them. */
function samePlace(one: Viewing, other: Viewing): boolean {
  return (
    sameBreasts(one, other) &&
    one.steps === other.steps &&
    one.stepIndex === other.stepIndex &&
    one.largeTileId === other.largeTileId &&
    one.area === other.area &&
    one.pixelRatio === other.pixelRatio &&
    one.second === other.second
  );
}

/** What a gesture has done so far, beside the state that React knows. */
let underWay: { readonly settled: ReturnType<typeof settled> | null; readonly displays: Displays } | null =
  null;
let resting: ReturnType<typeof setTimeout> | undefined;
/** Milliseconds. A key that is held down repeats within this time, also where a frame takes a third of a second. */
const restMs = 600;

/** In the views of the step; what is found out about others changes nothing here. */
function sameBreasts(one: Viewing, other: Viewing): boolean {
  if (one.breasts === other.breasts) return true;
  const images = (currentStep(one)?.tiles ?? []).flatMap(({ image }) => (image ? [image.imageId] : []));
  return images.every((imageId) => one.breasts[imageId] === other.breasts[imageId]);
}

export const useReading = create<ReadingState>()((set, get) => ({
  exam: null,
  viewing: noViewing,
  tiles: [],
  cameras: {},
  activeTileId: null,
  toolName: 'window',
  ...nothingRead,
  textShown: true,
  noticesShown: false,
  findings: [],
  open: (exam, steps) => {
    get().rest();
    set({
      exam,
      ...nothingRead,
      ...settled(hungAnew({ ...get().viewing, before: null }, steps), nothingSettled),
    });
  },
  hangBy: (exam, steps) => {
    get().rest();
    set((state) => ({ exam, ...withSeen(state, settled(hungAnew(state.viewing, steps), nothingSettled)) }));
  },
  addImages: (exam, steps) => {
    get().rest();
    set((state) => {
      const viewing = joinedToPartners(hungWithNewImages(state.viewing, steps), state.tiles);
      return { exam, ...withSeen(state, settled(viewing, state)) };
    });
  },
  close: () => {
    get().rest();
    const { area, pixelRatio, second, breasts } = get().viewing;
    set({
      exam: null,
      ...nothingRead,
      ...settled({ ...noViewing, area, pixelRatio, second, breasts }, nothingSettled),
    });
  },
  change: (change) => {
    get().rest();
    const before = get();
    const viewing = change(before.viewing, before.cameras);
    if (viewing !== before.viewing) set(withSeen(before, settled(viewing, before)));
  },
  glide: (change) => {
    const before = underWay?.settled ?? get();
    const viewing = change(before.viewing, before.cameras);
    if (viewing === before.viewing) return false;
    const next = settled(viewing, before);
    underWay = { displays: {}, ...underWay, settled: next };
    tellCameras(before.cameras, next.cameras);
    return Object.keys(next.cameras).some((tileId) => next.cameras[tileId] !== before.cameras[tileId]);
  },
  glideDisplays: (changed) => {
    const before = { ...get().displays, ...underWay?.displays };
    underWay = { settled: null, ...underWay, displays: { ...underWay?.displays, ...changed } };
    tellDisplays(before, changed);
  },
  rest: () => {
    clearTimeout(resting);
    if (underWay === null) return;
    const { settled, displays } = underWay;
    underWay = null;
    set((state) => ({ ...settled, displays: { ...state.displays, ...displays } }));
  },
  restSoon: () => {
    clearTimeout(resting);
    resting = setTimeout(get().rest, restMs);
  },
  resize: (first) => get().change((viewing) => ({ ...viewing, ...first })),
  resizeSecond: (second) => get().change((viewing) => ({ ...viewing, second })),
  activate: (activeTileId) =>
    get().change((viewing) =>
      viewing.activeTileId === activeTileId ? viewing : { ...viewing, activeTileId },
    ),
  chooseTool: (toolName) => set({ toolName }),
  imageRead: (imageId, header) => {
    if (get().headers[imageId]) return;
    set(({ headers, frames }) => ({
      headers: { ...headers, [imageId]: header },
      frames: { ...frames, [imageId]: analysedFrame(header.frames) },
    }));
    get().setDisplays({ [imageId]: defaultDisplay(header) });
  },
  frameRead: (imageId, header) => {
    const { headers } = get();
    if (headers[imageId] && headers[imageId] !== header) set({ headers: { ...headers, [imageId]: header } });
  },
  breastFound: (imageId, breast) =>
    get().change((viewing) =>
      imageId in viewing.breasts
        ? viewing
        : { ...viewing, breasts: { ...viewing.breasts, [imageId]: breast } },
    ),
  imageSettled: (imageId) => {
    const state = get();
    if (state.settledImages.has(imageId)) return;
    const settledImages = new Set([...state.settledImages, imageId]);
    set({ settledImages, ...withSeen({ ...state, settledImages }, { tiles: state.tiles }) });
  },
  setDisplays: (changed) => {
    get().rest();
    set(({ displays }) => ({ displays: { ...displays, ...changed } }));
  },
  showFrame: (imageId, frame) => set(({ frames }) => ({ frames: { ...frames, [imageId]: frame } })),
  showAnalysed: (imageId) => {
    const header = get().headers[imageId];
    if (!header || header.frames === 1) return;
    set({ playingImageId: null });
    get().showFrame(imageId, analysedFrame(header.frames));
  },
  play: (playingImageId) => set({ playingImageId }),
  setTextShown: (textShown) => set({ textShown }),
  setNoticesShown: (noticesShown) => set({ noticesShown }),
  showRect: (imageId, rect) => {
    get().showAnalysed(imageId);
    get().change(() => rectShown(get(), { imageId, rect }).viewing);
  },
  showFinding: (imageId, rect) => {
    get().showAnalysed(imageId);
    get().change(() => findingShown(get(), { imageId, rect }).viewing);
  },
  expectFindings: (findings) => set({ findings }),
  goBack: () => get().change(wentBack),
}));

/** Views of the exam that can be shown, and how many of them have not been on the screen yet. */
export function unseenViews({ exam, seenImages }: ReadingState): {
  readonly unseen: number;
  readonly of: number;
} {
  const views = (exam?.images ?? []).filter(({ problem }) => problem === null);
  return { unseen: views.filter(({ imageId }) => !seenImages.has(imageId)).length, of: views.length };
}

/** Whether every view of the step has come to the screen, as far as it can. */
export const allSettled = ({ tiles, settledImages, exam }: ReadingState): boolean =>
  exam !== null &&
  tiles.every(({ image }) => !image || image.problem !== null || settledImages.has(image.imageId));

/** What one key more brings, in both windows. */
export const viewsAhead = (state: ReadingState): readonly TileAhead[] =>
  tilesAhead(
    state.viewing,
    state.findings.map((finding) => findingShown(state, finding).viewing),
  );

/** Whether a gesture has moved or windowed what is not at rest yet, or frames are running. */
export const isUnderWay = (): boolean => underWay !== null || useReading.getState().playingImageId !== null;
