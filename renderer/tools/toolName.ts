/** What the left mouse button does on an image. */
export type ToolName = 'window' | 'magnifier' | 'length' | 'ellipse' | 'freehand' | 'arrow' | 'text';

/** Tools that draw a mark and leave it there. */
export type MeasuringTool = Exclude<ToolName, 'window' | 'magnifier'>;

/** Whether the tool draws marks. */
export function isMeasuringTool(tool: ToolName): tool is MeasuringTool {
  return tool !== 'window' && tool !== 'magnifier';
}
