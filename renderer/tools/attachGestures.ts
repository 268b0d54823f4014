/** The pointer on an element, turned into drags, clicks and turns of the wheel. */
import type { Point } from '../../contract/geometry.ts';
import { windowOf } from '../app/windows.ts';
import {
  clickTolerance,
  dragActionOf,
  noTurn,
  wheelNotches,
  zoomOfWheel,
  type DragAction,
} from './gesture.ts';
import { perFrame } from './perFrame.ts';
import type { ToolName } from './toolName.ts';

/** A drag that is going on. */
export interface Drag {
  /** CSS pixels from where it began, and where the pointer is in the element; once per painted frame. */
  move(delta: Point, at: Point): void;
  end(): void;
}

/** What an element does for the pointer. Points are CSS pixels of the element. */
export interface GestureTarget {
  tool(): ToolName;
  /** Any button went down on it, or the wheel turned. */
  touched(): void;
  beginDrag(action: DragAction, at: Point): Drag;
  doubleClicked(): void;
  /** In CSS pixels of the window. */
  menuAsked(at: Point): void;
  /** The wheel with Ctrl. */
  zoomed(at: Point, factor: number): void;
  /** Whole notches of the wheel; positive towards the reader. */
  wheeled(notches: number): void;
}

/** Listens until the returned function is called. Events that something on the element took (`preventDefault`) are left to it. */
export function attachGestures(element: HTMLElement, target: GestureTarget): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const pointOf = (event: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  element.addEventListener(
    'pointerdown',
    (event) => {
      target.touched();
      const action = event.defaultPrevented || !event.isPrimary ? null : dragActionOf(event, target.tool());
      if (action === null) return;
      // The middle button would scroll the page by itself.
      if (event.button === 1) event.preventDefault();
      followDrag(element, event, pointOf, target, action, signal);
    },
    { signal },
  );
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  element.addEventListener(
    'dblclick',
    (event) => {
      if (!event.defaultPrevented && dragActionOf(event, target.tool()) !== null) target.doubleClicked();
    },
    { signal },
  );
  listenToWheel(element, pointOf, target, signal);
  return () => ended.abort();
}

function followDrag(
  element: HTMLElement,
  press: PointerEvent,
  pointOf: (event: MouseEvent) => Point,
  target: GestureTarget,
  action: DragAction,
  signal: AbortSignal,
): void {
  const start = pointOf(press);
  let drag: Drag | null = null;
  const ended = new AbortController();
  const listening = { signal: AbortSignal.any([signal, ended.signal]) };
  const begin = () => {
    // Not before: a captured pointer's click would miss the mark it is on.
    element.setPointerCapture(press.pointerId);
    drag = target.beginDrag(action, start);
  };
  const move = perFrame((at: Point) => drag?.move({ x: at.x - start.x, y: at.y - start.y }, at));
  const end = () => {
    ended.abort();
    move.flush();
    drag?.end();
  };
  if (action === 'magnify') begin();
  const follow = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    const at = pointOf(event);
    if (!drag && Math.hypot(at.x - start.x, at.y - start.y) > clickTolerance) begin();
    if (drag) move(at);
  };
  const release = (event: PointerEvent) => {
    if (event.pointerId !== press.pointerId) return;
    if (event.type === 'pointerup' && !drag && press.button === 2) {
      target.menuAsked({ x: event.clientX, y: event.clientY });
    }
    end();
  };
  // On the window, since the pointer may leave the element before the drag begins.
  const view = windowOf(element);
  view.addEventListener('pointermove', follow, listening);
  view.addEventListener('pointerup', release, listening);
  view.addEventListener('pointercancel', release, listening);
  // An element that goes in the middle of a drag ends it.
  signal.addEventListener('abort', end, { signal: ended.signal });
}

function listenToWheel(
  element: HTMLElement,
  pointOf: (event: MouseEvent) => Point,
  target: GestureTarget,
  signal: AbortSignal,
): void {
  let turn = noTurn;
  let pending = 1;
  const zoom = perFrame((at: Point) => {
    const factor = pending;
    pending = 1;
    target.zoomed(at, factor);
  });
  element.addEventListener(
    'wheel',
    (event) => {
      // Also keeps Ctrl and the wheel from zooming the page.
      event.preventDefault();
      target.touched();
      if (event.ctrlKey) {
        pending *= zoomOfWheel(event);
        return zoom(pointOf(event));
      }
      const turned = wheelNotches(turn, event, event.timeStamp);
      turn = turned.turn;
      if (turned.notches !== 0) target.wheeled(turned.notches);
    },
    { signal, passive: false },
  );
}
