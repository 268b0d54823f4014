/** Hanging: which views are shown together, where and which way round. Data only. */
import type { ExamImage } from '../../contract/exam.ts';
import type { Laterality, ViewModifier, ViewPosition } from '../../contract/view.ts';

/** What the steps of an exam shall be; kept and edited as JSON (`hangingProtocol.schema.json`). */
export interface Protocol {
  readonly format: 'mammoscope-hanging-protocol';
  readonly version: 1;
  readonly name: string;
  readonly description: string;
  readonly steps: readonly ProtocolStep[];
}

export interface ProtocolStep {
  readonly title: string;
  /** Rows of tiles from the top, each from the viewer's left, as an upright screen has them (`layout.ts`). */
  readonly rows: readonly (readonly ViewSelector[])[];
  /** `fit`: whole breasts. `quadrants`: parts of the images at 1:1, walked one after the other. */
  readonly mode: 'fit' | 'quadrants';
  /** AI marks are switched on in this step, where the reading mode allows them. */
  readonly ai: boolean;
  /** Zooming and panning one view does the same to the others. */
  readonly linked: boolean;
}

/** Which image a tile shows. Images are never chosen by their descriptions. */
export interface ViewSelector {
  readonly laterality: Laterality;
  /** In order of preference. */
  readonly views: readonly ViewPosition[];
  /** Exactly these modifiers, in any order. */
  readonly modifiers: readonly ViewModifier[];
  /** 0: the exam itself; 1: its newest prior; and so on. */
  readonly prior: number;
}

/** A step of one exam, with its images. */
export interface HungStep {
  /** Tells the step from the others of the exam: `step-1`, `further-1`. */
  readonly name: string;
  readonly title: string;
  readonly tiles: readonly Tile[];
  readonly mode: 'fit' | 'quadrants';
  readonly ai: boolean;
  readonly linked: boolean;
}

/** A place of a step, and what hangs there. */
export interface Tile extends Hanging {
  /** Unique among the tiles of all steps of an exam. */
  readonly tileId: string;
  /** Row and place in the row, from 0, that the protocol would like it to have. */
  readonly row: number;
  readonly column: number;
  /** Null where the view is missing: then `absent` says so. */
  readonly image: ExamImage | null;
  /** False where the exam has no such view: then others have its place. */
  readonly takesPlace: boolean;
  readonly exam: 'current' | 'prior';
  /** The exam that the image is of; null where there is no such prior. */
  readonly examId: string | null;
  /** Why the place is empty: "R MLO: not in this exam". */
  readonly absent: string | null;
  /** ACR label, with what else tells the image from its neighbours: "L MLO ID", "R CC, prior 2024-03-01". */
  readonly label: string;
}

/** How an image is turned upright and to face its counterpart: the camera's turns, mirroring before turning. */
export interface Hanging {
  /** Edge of the tile that the chest wall abuts; null where nothing says where it is. */
  readonly chestWall: 'left' | 'right' | null;
  /** Clockwise. */
  readonly quarterTurns: 0 | 1 | 2 | 3;
  readonly mirrored: boolean;
}
