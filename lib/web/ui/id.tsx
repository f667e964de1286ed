import { CopyButton } from './copy-button.tsx';
import { shortId } from './format.ts';

export interface IdProps {
  readonly id: string;
  /** What "Copy" copies, such as "the number of the wallet". */
  readonly what: string;
  readonly href?: string | undefined;
}

/** An id, which a click copies. A long one is shown by its ends. Its link leads to what it names. */
export function Id({ id, what, href }: IdProps) {
  const text = (
    <span class="amount" title={id}>
      {shortId(id)}
    </span>
  );
  return (
    <span class="inline-flex max-w-full items-center gap-1">
      {href === undefined ? (
        text
      ) : (
        <a class="link link-primary inline-flex min-h-6 items-center" href={href}>
          {text}
        </a>
      )}
      <CopyButton text={id} what={what} class="btn btn-ghost btn-xs btn-square" />
    </span>
  );
}
