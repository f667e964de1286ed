import path from 'node:path';
import { Command } from 'commander';
import { longSentences, MAX_WORDS, sentencesOf, wordsIn } from './prose.ts';
import { alarmTextsOf, documentTexts, helpTextsOf, pagesOf } from './public-texts.ts';

/**
 * `node test/project/sentences.ts`: how many sentences are too long, of each page and of the public
 * texts.
 */
const program = new Command('node test/project/sentences.ts')
  .description(`Counts the sentences of more than ${MAX_WORDS} words in the pages and in what the system says.`)
  .argument('[folder]', 'a checkout of the project', '.')
  .option('--show', 'print each sentence')
  .parse();
const root = path.resolve(program.args[0] ?? '.');
const { show } = program.opts<{ show?: boolean }>();

const { orchestratorDocument } = await import(path.join(root, 'lib/api/orchestrator.ts'));
const { shardDocument } = await import(path.join(root, 'lib/api/shard-service.ts'));
const texts = new Map<string, readonly string[]>([
  ...[...pagesOf(root)].map(([page, text]): [string, string[]] => [page, [text]]),
  ['OpenAPI documents', [...new Set([orchestratorDocument(), shardDocument()].flatMap(documentTexts))]],
  ['alarms and dashboards', alarmTextsOf(root)],
  ['help of the commands', helpTextsOf(root)],
]);

let together = 0;
for (const [name, own] of texts) {
  const long = longSentences(own);
  together += long.length;
  console.log(`${String(long.length).padStart(5)} of ${String(own.flatMap(sentencesOf).length).padStart(5)}  ${name}`);
  if (show) for (const sentence of long) console.log(`         ${wordsIn(sentence)}: ${sentence}`);
}
console.log(`${String(together).padStart(5)} together`);
