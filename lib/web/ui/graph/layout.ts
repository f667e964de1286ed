import { Graph, layout } from '@dagrejs/dagre';
import { type LabelledState, labelOf, type Machine, type Size } from './machine.ts';

/** A state in the drawing. `x` and `y` are its left and upper edge. */
export interface Box extends Size {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
  /** Whether it has branches, which are drawn inside it. */
  readonly isAround: boolean;
}

/** A transition in the drawing: a line through its points. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly kind: Machine['edges'][number]['kind'];
  readonly points: readonly Point[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A state machine as it is drawn. States come after those around them. */
export interface Drawing extends Size {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

/** Between a state with branches and what is inside it. */
const PADDING = 14;
const HEADER = 26;
const BETWEEN_BRANCHES = 20;

/**
 * Lays a state machine out from top to bottom. Each branch is laid out by itself and stands in the
 * state around it: no transition leaves a branch.
 */
export function layoutOf(machine: Machine): Drawing {
  return partOf(machine, undefined, 0);
}

/** The states with this parent, in this branch of it. */
function partOf(machine: Machine, parent: string | undefined, branch: number): Drawing {
  const states = machine.nodes.filter((node) => node.parent === parent && (node.branch ?? 0) === branch);
  const insides = new Map(states.map(({ id }) => [id, insideOf(machine, id)]));
  const labelled = states.map((state): LabelledState => labelOf(state, insides.get(state.id)));

  const graph = new Graph<object, Size & Partial<Point>, { weight: number; points?: Point[] }>();
  graph.setGraph({ rankdir: 'TB', nodesep: 26, ranksep: 34, edgesep: 14 });
  for (const { id, width, height } of labelled) graph.setNode(id, { width, height });
  // Two transitions between the same states, by different conditions, are one line.
  const edges = [...new Map(machine.edges.map((edge) => [`${edge.from}\n${edge.to}`, edge])).values()];
  const own = edges.filter(({ from }) => insides.has(from));
  // The usual way is straight, and what follows an error goes around it.
  for (const { from, to, kind } of own) graph.setEdge(from, to, { weight: kind === 'catch' ? 1 : 3 });
  layout(graph);

  const boxes: Box[] = [];
  const lines: Line[] = own.map(({ from, to, kind }) => ({
    from,
    to,
    kind,
    points: graph.edge(from, to).points ?? [],
  }));
  for (const { id, width, height, lines: text } of labelled) {
    const { x = 0, y = 0 } = graph.node(id);
    const box = { id, x: x - width / 2, y: y - height / 2, width, height, lines: text };
    const inside = insides.get(id);
    boxes.push({ ...box, isAround: inside !== undefined });
    if (!inside) continue;
    const by = { x: box.x + (width - inside.width) / 2, y: box.y + HEADER };
    const moved = movedBy(inside, by);
    boxes.push(...moved.boxes);
    lines.push(...moved.lines);
  }
  return atOrigin(boxes, lines);
}

/** The branches of a state side by side, or undefined if it has none. */
function insideOf(machine: Machine, id: string): Drawing | undefined {
  const numbers = machine.nodes.flatMap(({ parent, branch = 0 }) => (parent === id ? [branch] : []));
  if (numbers.length === 0) return undefined;
  const branches = [...new Set(numbers)].sort((a, b) => a - b).map((branch) => partOf(machine, id, branch));
  const height = Math.max(...branches.map((branch) => branch.height));
  let x = PADDING;
  const placed = branches.map((branch) => {
    const moved = movedBy(branch, { x, y: PADDING / 2 });
    x += branch.width + BETWEEN_BRANCHES;
    return moved;
  });
  return {
    width: x - BETWEEN_BRANCHES + PADDING,
    height: height + HEADER + PADDING * 1.5,
    boxes: placed.flatMap(({ boxes }) => boxes),
    lines: placed.flatMap(({ lines }) => lines),
  };
}

function movedBy({ boxes, lines, ...size }: Drawing, by: Point): Drawing {
  const moved = ({ x, y }: Point) => ({ x: x + by.x, y: y + by.y });
  return {
    ...size,
    boxes: boxes.map((box) => ({ ...box, ...moved(box) })),
    lines: lines.map((line) => ({ ...line, points: line.points.map(moved) })),
  };
}

/** Lines may go around the outermost states. */
function atOrigin(boxes: readonly Box[], lines: readonly Line[]): Drawing {
  const points = lines.flatMap((line) => line.points);
  const left = Math.min(...boxes.map(({ x }) => x), ...points.map(({ x }) => x));
  const top = Math.min(...boxes.map(({ y }) => y), ...points.map(({ y }) => y));
  const right = Math.max(...boxes.map(({ x, width }) => x + width), ...points.map(({ x }) => x));
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height), ...points.map(({ y }) => y));
  return movedBy({ width: right - left, height: bottom - top, boxes, lines }, { x: -left, y: -top });
}
