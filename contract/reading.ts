/** What a reader does with an exam, kept as it is done. */
import type { BreastDensity } from './exam.ts';
import type { Point } from './geometry.ts';
import type { Laterality } from './view.ts';

/**
 * When the reader sees what the networks found: always; never; or (`sequential`) only after the assessment of the
 * unaided read is locked.
 */
export type ReadingMode = 'aided' | 'unaided' | 'sequential';

/** BI-RADS assessment categories (ACR BI-RADS Atlas, 5th edition). */
export type BiRads = '0' | '1' | '2' | '3' | '4A' | '4B' | '4C' | '5' | '6';

export interface Assessment {
  readonly density: BreastDensity | null;
  readonly breasts: readonly { readonly laterality: Laterality; readonly biRads: BiRads | null }[];
  readonly comment: string;
}

/** One step of an exam's reading, in the order in which it happened; never changed afterwards. */
export interface ReadingEvent {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly mode: ReadingMode;
  readonly type: 'opened' | 'locked' | 'ai-shown' | 'revised' | 'completed' | 'reopened';
  /** With `locked` and `revised`: what was assessed. */
  readonly assessment: Assessment | null;
}

export interface Reading {
  /** The latest draft, locked or not. */
  readonly assessment: Assessment;
  readonly locked: boolean;
  readonly completed: boolean;
  readonly events: readonly ReadingEvent[];
}

/** Something a reader drew or measured on an image, in source pixels. */
export interface Annotation {
  /** Made by the renderer, a UUID. */
  readonly annotationId: string;
  readonly imageId: string;
  readonly frame: number;
  readonly shape:
    | { readonly type: 'length'; readonly from: Point; readonly to: Point }
    /** An ellipse inscribed in the rectangle between two corners. */
    | { readonly type: 'ellipse'; readonly from: Point; readonly to: Point }
    | { readonly type: 'freehand'; readonly points: readonly Point[] }
    | { readonly type: 'arrow'; readonly from: Point; readonly to: Point; readonly text: string }
    | { readonly type: 'text'; readonly at: Point; readonly text: string };
}
