import { graphOf } from '../../../lib/cli/operator/console/graph.ts';
import stateMachines from '../../../lib/stack/state-machines.cjs';
import { type Box, layoutOf } from '../../../lib/web/ui/graph/layout.ts';
import { progressOf } from '../../../lib/web/ui/graph/machine.ts';

const machine = graphOf('transfer', stateMachines.definition('transfer'));
const drawing = layoutOf(machine);

function boxOf(id: string): Box {
  const box = drawing.boxes.find((one) => one.id === id);
  if (!box) throw new Error(`no box for ${id}`);
  return box;
}

const contains = (outer: Box, inner: Box) =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe('the drawing of the state machine of a transfer', () => {
  it('has each state once', () => {
    expect(drawing.boxes.map(({ id }) => id).sort()).toEqual(machine.nodes.map(({ id }) => id).sort());
  });

  it('has the states of a branch inside the state around them, and drawn after it', () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const both = { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], End: true };
    const { boxes } = layoutOf(graphOf('branches', { StartAt: 'Both', States: { Both: both } }));
    const [around, ...inside] = boxes;
    expect([around?.id, ...inside.map(({ id }) => id).sort()]).toEqual(['Both', 'Left', 'Right']);
    for (const box of inside) expect(around && contains(around, box)).toBe(true);
  });

  it('has no state over another one but those inside it', () => {
    const pairs = drawing.boxes.flatMap((a, n) => drawing.boxes.slice(n + 1).map((b) => [a, b] as const));
    const over = pairs.filter(([a, b]) => overlap(a, b) && !contains(a, b));
    expect(over.map(([a, b]) => `${a.id} over ${b.id}`)).toEqual([]);
  });

  it('has one line for each pair of states with a transition, from the one to the other', () => {
    const pairs = new Set(machine.edges.map(({ from, to }) => `${from} → ${to}`));
    expect(drawing.lines.map(({ from, to }) => `${from} → ${to}`).sort()).toEqual([...pairs].sort());
    for (const { from, to, points } of drawing.lines) {
      const [first, last] = [points[0], points.at(-1)];
      const touches = (id: string, point = { x: -1, y: -1 }) =>
        contains(
          {
            ...boxOf(id),
            x: boxOf(id).x - 1,
            y: boxOf(id).y - 1,
            width: boxOf(id).width + 2,
            height: boxOf(id).height + 2,
          },
          { ...boxOf(id), ...point, width: 0, height: 0 },
        );
      expect([from, touches(from, first), to, touches(to, last)]).toEqual([from, true, to, true]);
    }
  });

  it('is within its size', () => {
    const { width, height } = drawing;
    const page = { id: '', x: -0.5, y: -0.5, width: width + 1, height: height + 1, lines: [], isAround: true };
    expect(drawing.boxes.filter((box) => !contains(page, box))).toEqual([]);
    expect(
      drawing.lines.flatMap(({ points }) => points).filter(({ x, y }) => x < 0 || y < 0 || x > width || y > height),
    ).toEqual([]);
  });
});

test('a state where a transfer stands is current, even if it has passed it before', () => {
  const progress = progressOf({ passed: [{ state: 'Begin' }, { state: 'Settle' }], edges: [], current: ['Settle'] });
  expect(['Begin', 'Settle', 'Finish'].map(progress)).toEqual(['passed', 'current', 'ahead']);
});
