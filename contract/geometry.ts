/**
 * Geometry shared by every part of the program.
 *
 * Unless a name says otherwise, coordinates are source pixels: x to the right, y down, (0,0) the outer
 * corner of the top-left pixel, so that the centre of the first pixel is (0.5, 0.5)
 * (DICOM PS3.3 C.10.5.1.1, SCOORD).
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Width and height of a grid, in its pixels or cells. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An axis-aligned rectangle; `x`, `y` is its upper-left corner. */
export interface Rect extends Point, Size {}

/** An affine map: x' = a x + c y + e, y' = b x + d y + f (the order of SVG and canvas matrices). */
export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}
