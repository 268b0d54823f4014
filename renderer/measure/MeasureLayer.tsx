import type { Affine, Size } from '../../contract/geometry.ts';
import type { ImageHeader } from '../../contract/image.ts';
import type { ToolName } from '../tools/toolName.ts';
import styles from './MeasureLayer.module.css';

export interface MeasureLayerProps {
  readonly examId: string;
  readonly imageId: string;
  readonly frame: number;
  readonly header: ImageHeader;
  /** Source pixels -> CSS pixels of the tile. */
  readonly toTile: Affine;
  /** CSS pixels. */
  readonly tile: Size;
  readonly tool: ToolName;
}

/** What the reader drew and measured on one image, over its picture. */
export function MeasureLayer({ tile }: MeasureLayerProps) {
  return <svg className={styles.layer} width={tile.width} height={tile.height} />;
}
