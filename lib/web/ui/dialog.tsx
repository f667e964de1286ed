import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { Icon } from './icons.tsx';

export interface DialogProps {
  readonly title: string;
  /** Escape, the cross and a click beside it. */
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A modal dialog, which is there as long as it is drawn. On a phone it comes from below. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={id}
      class="modal modal-bottom sm:modal-middle"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="modal-box max-h-[90dvh]">
        <div class="mb-4 flex items-start justify-between gap-4">
          <h2 ref={heading} id={id} tabIndex={-1} class="text-lg font-semibold outline-none">
            {title}
          </h2>
          <button type="button" class="btn btn-ghost btn-sm btn-square" aria-label={UI.close} onClick={onClose}>
            <Icon name="cross" />
          </button>
        </div>
        {children}
      </div>
      <button type="button" class="modal-backdrop" tabIndex={-1} aria-hidden="true" onClick={onClose} />
    </dialog>
  );
}
