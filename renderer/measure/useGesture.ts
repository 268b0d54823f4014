import { useEffect, useRef, useState, type PointerEvent } from 'react';
import type { Affine, Point } from '../../contract/geometry.ts';
import type { Annotation } from '../../contract/reading.ts';
import { apply, inverse } from '../../imaging/geometry/affine.ts';
import { say } from '../app/hint.ts';
import { isElement } from '../app/windows.ts';
import { clickTolerance } from '../tools/gesture.ts';
import { isMeasuringTool, type MeasuringTool, type ToolName } from '../tools/toolName.ts';
import { begun, extended, isDrawn, isMadeOfTwoClicks } from './drawing.ts';
import { distance, handlesOf, hitOf, movedBy, withHandleAt, type Hit, type Shape } from './geometry.ts';

/** What the pointer is doing. */
export type Gesture =
  | { readonly type: 'draw'; readonly tool: MeasuringTool; readonly shape: Shape; readonly pressedAt: Point }
  | {
      readonly type: 'change';
      readonly mark: Annotation;
      readonly hit: Hit;
      /** Source pixels. */
      readonly from: Point;
      readonly shape: Shape;
    };

interface GestureHost {
  readonly toTile: Affine;
  readonly tool: ToolName;
  readonly marks: readonly Annotation[];
  readonly selectedId: string | null;
  readonly onSelect: (annotationId: string | null) => void;
  readonly onDrawn: (shape: Shape) => void;
  readonly onChanged: (mark: Annotation, shape: Shape) => void;
  /** On a mark. */
  readonly onDoubleClicked: () => void;
}

/** Drawing and changing marks with the pointer: the gesture under way, and the layer's pointer handlers. */
export function useGesture(host: GestureHost) {
  // Read by handlers that run before the next drawing.
  const current = useRef<Gesture | null>(null);
  const layer = useRef<SVGSVGElement>(null);
  const [gesture, setShown] = useState<Gesture | null>(null);
  const set = (next: Gesture | null) => {
    current.current = next;
    setShown(next);
  };
  const { toTile, tool } = host;

  const finish = (ended: Gesture) => {
    set(null);
    if (ended.type === 'change') {
      if (ended.shape !== ended.mark.shape) host.onChanged(ended.mark, ended.shape);
    } else if (isDrawn(ended.shape, toTile)) host.onDrawn(ended.shape);
    else say('Too small to be a mark: drag further');
  };

  const onPointerDown = (event: globalThis.PointerEvent) => {
    const svg = layer.current;
    // With modifiers and other buttons the reader moves the view, whatever the tool.
    if (!svg || event.button !== 0 || !event.isPrimary) return;
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const [at] = tilePoints(svg, [event]);
    const waiting = current.current;
    if (waiting?.type === 'draw') {
      return finish({ ...waiting, shape: drawnTo(waiting.shape, at, toTile) });
    }
    const begins = beginning(host, at, markIdUnder(event.target));
    if (!begins) return;
    host.onSelect(begins.type === 'change' ? begins.mark.annotationId : null);
    if (begins.type === 'change') {
      // Whatever the tool, the press is the mark's. Nothing else moves the focus then.
      event.preventDefault();
      svg.closest<HTMLElement>('[data-image-area]')?.focus({ preventScroll: true });
    }
    svg.setPointerCapture(event.pointerId);
    set(begins);
  };

  const onPointerMove = (event: LayerPointerEvent) => {
    const under = current.current;
    // With another button the reader moves the view beneath a shape that follows the pointer.
    if (!under || (event.buttons & ~1) !== 0) return;
    const points = pointsSinceLast(event);
    if (under.type === 'change') set(changedTo(under, points[points.length - 1], toTile));
    else set({ ...under, shape: points.reduce((shape, at) => drawnTo(shape, at, toTile), under.shape) });
  };

  const onPointerUp = (event: LayerPointerEvent) => {
    const under = current.current;
    if (!under || event.button !== 0) return;
    const [at] = tilePoints(event.currentTarget, [event]);
    const clicked =
      under.type === 'draw' &&
      isMadeOfTwoClicks(under.shape) &&
      distance(under.pressedAt, at) < clickTolerance;
    // After a click the shape follows the pointer to the next one.
    if (clicked) say('Click where it ends · Esc leaves it');
    else finish(under);
  };

  useEffect(() => {
    const under = current.current;
    if (under?.type === 'draw' && under.tool !== tool) set(null);
  }, [tool]);
  useNativePress(layer, onPointerDown, host.onDoubleClicked);
  return {
    layer,
    gesture,
    cancel: () => set(null),
    handlers: { onPointerMove, onPointerUp, onPointerCancel: () => set(null) },
  };
}

/**
 * Listens on the element itself, so that what is around it sees whether the press was taken: React's own handlers run
 * only when the event has come to the root.
 */
function useNativePress(
  layer: { readonly current: SVGSVGElement | null },
  onPointerDown: (event: globalThis.PointerEvent) => void,
  onDoubleClicked: () => void,
): void {
  const latest = useRef({ onPointerDown, onDoubleClicked });
  useEffect(() => {
    latest.current = { onPointerDown, onDoubleClicked };
  });
  useEffect(() => {
    const svg = layer.current;
    const onPress = (event: globalThis.PointerEvent) => latest.current.onPointerDown(event);
    const onDoubleClick = (event: MouseEvent) => {
      if (markIdUnder(event.target) === null) return;
      event.preventDefault();
      latest.current.onDoubleClicked();
    };
    svg?.addEventListener('pointerdown', onPress);
    svg?.addEventListener('dblclick', onDoubleClick);
    return () => {
      svg?.removeEventListener('pointerdown', onPress);
      svg?.removeEventListener('dblclick', onDoubleClick);
    };
  }, [layer]);
}

type LayerPointerEvent = PointerEvent<SVGSVGElement>;

interface WindowPoint {
  readonly clientX: number;
  readonly clientY: number;
}

function tilePoints(svg: SVGSVGElement, events: readonly WindowPoint[]): readonly Point[] {
  const { left, top } = svg.getBoundingClientRect();
  return events.map(({ clientX, clientY }) => ({ x: clientX - left, y: clientY - top }));
}

/** Every place the pointer was at since the last event: a quick hand draws as fine as a slow one. */
function pointsSinceLast(event: LayerPointerEvent): readonly Point[] {
  const events = event.nativeEvent.getCoalescedEvents();
  return tilePoints(event.currentTarget, events.length > 0 ? events : [event]);
}

/** The mark whose label or line takes the pointer there. */
function markIdUnder(target: EventTarget | null): string | null {
  return isElement(target)
    ? (target.closest('[data-annotation]')?.getAttribute('data-annotation') ?? null)
    : null;
}

/** What a press at a tile point begins; null where it is not the marks'. The selected mark goes first, then the newest. */
function beginning(
  { toTile, tool, marks, selectedId }: GestureHost,
  at: Point,
  underId: string | null,
): Gesture | null {
  const from = apply(inverse(toTile), at);
  const nearest = [...marks].reverse().sort((a, b) => rank(a, selectedId) - rank(b, selectedId));
  for (const mark of nearest) {
    const hit = hitOf(mark.shape, at, toTile, mark.annotationId === selectedId);
    if (hit) return { type: 'change', mark, hit, from, shape: mark.shape };
  }
  const labelled = marks.find(({ annotationId }) => annotationId === underId);
  if (labelled) return { type: 'change', mark: labelled, hit: { part: 'line' }, from, shape: labelled.shape };
  return isMeasuringTool(tool) ? { type: 'draw', tool, shape: begun(tool, from), pressedAt: at } : null;
}

const rank = (mark: Annotation, selectedId: string | null): number =>
  mark.annotationId === selectedId ? 0 : 1;

const drawnTo = (shape: Shape, at: Point, toTile: Affine): Shape =>
  extended(shape, apply(inverse(toTile), at), toTile);

function changedTo(gesture: Gesture & { readonly type: 'change' }, at: Point, toTile: Affine): Gesture {
  const { mark, hit, from } = gesture;
  const to = apply(inverse(toTile), at);
  const wandered = distance(apply(toTile, from), at) >= clickTolerance || gesture.shape !== mark.shape;
  if (!wandered) return gesture;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  if (hit.part === 'line') return { ...gesture, shape: movedBy(mark.shape, dx, dy) };
  // The handle keeps its distance from the pointer: it does not jump when it is taken beside its middle.
  const { x, y } = handlesOf(mark.shape)[hit.index];
  return { ...gesture, shape: withHandleAt(mark.shape, hit.index, { x: x + dx, y: y + dy }) };
}
