import type { ComponentChildren } from 'preact';
import { TEXTS } from '../../texts/console/common.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { addressOf } from '../addresses.ts';
import type { Alarm, Block } from '../contract.ts';

type Inline = Extract<Block, { kind: 'paragraph' }>['inlines'][number];

/**
 * A paragraph of the runbook. A link to the paragraph of another alarm leads to that alarm here.
 * @param alarms of the stage, to find it
 */
export function Runbook({ blocks, alarms }: { blocks: readonly Block[]; alarms: readonly Alarm[] }) {
  const addressFor = (href: string) => {
    if (href.startsWith('https:')) return href;
    const found = alarms.find(({ name }) => `#${name}` === href);
    return found && addressOf.alarm(found.service, found.name);
  };
  const line = (inlines: readonly Inline[]) =>
    inlines.map((inline, n) => <InlineText key={n} inline={inline} address={inline.href && addressFor(inline.href)} />);
  return (
    <div class="flex flex-col gap-3 text-sm leading-relaxed [overflow-wrap:anywhere]">
      {blocks.map((block, n) => (
        <BlockView key={n} block={block} line={line} />
      ))}
    </div>
  );
}

function BlockView({ block, line }: { block: Block; line: (inlines: readonly Inline[]) => ComponentChildren }) {
  switch (block.kind) {
    case 'paragraph':
      return <p>{line(block.inlines)}</p>;
    case 'list':
      return (
        <ul class="list-disc pl-5">
          {block.items.map((item, n) => (
            <li key={n}>{line(item)}</li>
          ))}
        </ul>
      );
    case 'code':
      return (
        <div class="relative">
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
            tabIndex={0}
            class="bg-base-200 overflow-x-auto rounded-xl p-3 pr-12 text-xs"
          >
            <code>{block.text}</code>
          </pre>
          <CopyButton
            text={block.text}
            what={TEXTS.command}
            class="btn btn-ghost btn-sm btn-square absolute top-1 right-1"
          />
        </div>
      );
  }
}

function InlineText({ inline: { text, style }, address }: { inline: Inline; address: string | undefined }) {
  if (style === 'strong') return <strong>{text}</strong>;
  if (style === 'code') return <code class="bg-base-200 rounded px-1">{text}</code>;
  if (!address) return <>{text}</>;
  const elsewhere = address.startsWith('https:') ? { target: '_blank', rel: 'noreferrer' } : {};
  return (
    <a class="link" href={address} {...elsewhere}>
      {text}
    </a>
  );
}
