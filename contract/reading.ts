/** What a reader does with an exam, kept as it is done. */
import type { Point } from './geometry.ts';
import type { Laterality } from './view.ts';

/** Breast composition as the reader recorded it (BI-RADS a to d). */
export type BreastDensity = 'a' | 'b' | 'c' | 'd';

/**
 * When the reader sees what the networks found: always; never; or (`sequential`) only after the assessment of the
 * unaided read is locked.
 */
export type ReadingMode = 'aided' | 'unaided' | 'sequential';

/** BI-RADS assessment categories (ACR BI-RADS Atlas, 5th edition). */
export type BiRads = '0' | '1' | '2' | '3' | '4A' | '4B' | '4C' | '5' | '6';

export interface Assessment {
  /** `not-given`: the reader says that there is none, which null does not. */
  readonly density: BreastDensity | 'not-given' | null;
  readonly breasts: readonly { readonly laterality: Laterality; readonly biRads: BiRads | null }[];
  readonly comment: string;
}

/** One step of an exam's reading, in the order in which it happened; never changed afterwards. */
export interface ReadingEvent {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** How the exam was being read then. */
  readonly mode: ReadingMode;
  /** `ai-seen`: as the exam was opened, its results had already been shown, in the worklist or beside another exam. */
  readonly type: 'opened' | 'ai-seen' | 'locked' | 'ai-shown' | 'revised' | 'completed' | 'reopened';
  /** With `locked`, `revised` and `completed`: what was assessed (null with `completed` in libraries of before). */
  readonly assessment: Assessment | null;
}

export interface Reading {
  /** The latest draft, locked or not. */
  readonly assessment: Assessment;
  readonly locked: boolean;
  readonly completed: boolean;
  /**
   * As the settings were when the exam was opened for reading; fixed from the lock, or from its completion, on. Null where
   * nobody has opened it.
   */
  readonly mode: ReadingMode | null;
  /**
   * The exam is read without AI (`unaided`, or `sequential` until the lock), and its results had been shown before the
   * assessment was locked or completed: it does not count as read without AI.
   */
  readonly aiSeenBefore: boolean;
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
