/** A piece of the plane with points that readers move, by pointer or by arrow keys. */
import type { Point } from './point';
import { svg } from './svg';

export interface Handle {
  /** What the point is called. */
  name: string;
  colour: string;
  get: () => Point;
  /** Gets where the reader wants it; what the point becomes is up to whoever keeps it. */
  set: (point: Point) => void;
}

export interface Plane {
  /** Where drawings go, below the points; they are in pixels of `at`. */
  marks: SVGGElement;
  /** Pixels of a point. */
  at: (point: Point) => Point;
  /** Puts the points that there are now, in place of those that were. */
  setHandles: (handles: Handle[]) => void;
  /** Moves the points to where they are now. */
  refresh: () => void;
}

const SIDE = 420;
const STEP = 0.05;
const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

const coordinates = ([x, y]: Point) => `${x.toFixed(2)}, ${y.toFixed(2)}`;

/**
 * Draws the square from -reach to reach in both directions into a box.
 *
 * @param label What it shows, for readers who cannot see it. @param onMove Called after a point was moved.
 */
export function createPlane(box: HTMLElement, reach: number, label: string, onMove: () => void): Plane {
  const scale = SIDE / (2 * reach);
  const at = ([x, y]: Point): Point => [SIDE / 2 + scale * x, SIDE / 2 - scale * y];
  const bounded = (value: number) => Math.min(reach, Math.max(-reach, value));
  const [marks, points] = [svg('g'), svg('g')];
  const drawing = svg('svg', { viewBox: `0 0 ${SIDE} ${SIDE}`, role: 'group', 'aria-label': label, class: 'plane' }, [
    svg('line', { x1: 0, x2: SIDE, y1: SIDE / 2, y2: SIDE / 2, class: 'grid' }),
    svg('line', { y1: 0, y2: SIDE, x1: SIDE / 2, x2: SIDE / 2, class: 'grid' }),
    marks,
    points,
  ]);
  box.replaceChildren(drawing);
  let shown: { handle: Handle; element: SVGGElement }[] = [];
  const refresh = () => {
    for (const { handle, element } of shown) {
      const [x, y] = at(handle.get());
      element.setAttribute('transform', `translate(${x} ${y})`);
      element.setAttribute('aria-label', `${handle.name} at ${coordinates(handle.get())}; arrow keys move it`);
    }
  };
  const move = ({ set }: Handle, [x, y]: Point) => {
    set([bounded(x), bounded(y)]);
    onMove();
    refresh();
  };
  const toPointer = (handle: Handle, { clientX, clientY }: PointerEvent) => {
    const { left, top, width } = drawing.getBoundingClientRect();
    const unit = (2 * reach) / width;
    move(handle, [unit * (clientX - left) - reach, reach - unit * (clientY - top)]);
  };
  const added = (handle: Handle) => {
    const parts = [
      svg('circle', { r: 18, fill: 'transparent' }),
      svg('circle', { r: 8, fill: handle.colour, class: 'point' }),
      svg('text', { x: 12, y: -10, 'aria-hidden': 'true' }, handle.name),
    ];
    const element = svg(
      'g',
      { tabindex: 0, role: 'button', 'aria-roledescription': 'movable point', class: 'handle' },
      parts,
    );
    element.addEventListener('pointerdown', (event) => element.setPointerCapture(event.pointerId));
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) toPointer(handle, event);
    });
    element.addEventListener('keydown', (event) => {
      const direction = ARROWS[event.key];
      if (!direction) return;
      event.preventDefault();
      const [x, y] = handle.get();
      const step = event.shiftKey ? 5 * STEP : STEP;
      move(handle, [x + step * direction[0], y + step * direction[1]]);
    });
    return { handle, element };
  };
  return {
    marks,
    at,
    refresh,
    setHandles(handles) {
      shown = handles.map(added);
      points.replaceChildren(...shown.map(({ element }) => element));
      refresh();
    },
  };
}
