/** The button that sends a form. It stays in place and keeps the focus while the request runs. */
export function SubmitButton({
  label,
  isBusy,
  class: className = '',
}: {
  label: string;
  isBusy: boolean;
  class?: string;
}) {
  return (
    <button
      type="submit"
      class={`btn btn-primary btn-lg h-auto min-h-12 w-full py-2 [overflow-wrap:anywhere] ${className}`}
      aria-disabled={isBusy}
      aria-busy={isBusy}
    >
      {isBusy && <span class="loading loading-spinner loading-sm" aria-hidden="true" />}
      {label}
    </button>
  );
}
