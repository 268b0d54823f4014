import type { ExamImage } from '../../contract/exam.ts';
import type { Rect } from '../../contract/geometry.ts';

/** What the reading screen gives to what stands beside its images. */
export interface BesideImages {
  readonly examId: string;
  /** The exam's images (`Exam.images`): their views, and why some are not analysed. */
  readonly images: readonly ExamImage[];
  /** Centres and zooms the view on a rectangle in source pixels. */
  readonly onShow: (imageId: string, rect: Rect) => void;
  /** As `onShow`, beside the other view of the breast where the hanging has both. */
  readonly onShowFinding: (imageId: string, rect: Rect) => void;
  /** Back to where the view was before. */
  readonly onBack: () => void;
}
