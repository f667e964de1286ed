import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from './source-imports.ts';

const ROOT = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const declarations = filesBelow('lib/stack/alarms').map(read).join('\n');
const alarms = [...declarations.matchAll(/AlarmName: \$\{self:custom\.prefix\}-([\w-]+)$/gm)].map(
  ([, name = '']) => name,
);
const [, chapter = ''] = read('docs/operations.md').split(/^## Alarms$/m);
const [paragraphs = ''] = chapter.split(/^## /m);
const runbook = new Map(
  paragraphs
    .split(/^### /m)
    .slice(1)
    .map((text): [string, string] => [text.split('\n', 1)[0] ?? '', text]),
);

describe('alarms', () => {
  it('all have a name by this pattern', () => {
    expect(alarms).toHaveLength([...declarations.matchAll(/Type: AWS::CloudWatch::Alarm$/gm)].length);
    expect(alarms.length).toBeGreaterThan(0);
  });

  it('each have a heading in docs/operations.md, and each heading there an alarm', () => {
    expect([...runbook.keys()].sort()).toEqual([...new Set(alarms)].sort());
  });

  it.each([...runbook])('%s says what it means, how to look and what to do', (_name, text) => {
    for (const part of ['**Means:**', '**Look:**', '**Do:**']) expect(text).toContain(part);
  });

  it('name their paragraph in what they say', () => {
    for (const name of new Set(alarms)) expect(declarations).toContain(`See docs/operations.md, ${name}.`);
  });

  it('reach somebody, when they come and when they go', () => {
    for (const kind of ['AlarmActions', 'OKActions']) {
      expect([...declarations.matchAll(new RegExp(`${kind}: \\[!Ref AlarmTopic\\]`, 'g'))]).toHaveLength(alarms.length);
    }
  });
});
