/**
 * A look that several pages ask for: while one is in progress, or is younger than `ms`, it serves all
 * of them. So the number of open pages does not change what the control room costs.
 */
export function shared<T>(look: () => Promise<T>, ms: number, now: () => number): () => Promise<T> {
  let last: { readonly at: number; readonly result: Promise<T> } | undefined;
  return () => {
    if (last && now() - last.at < ms) return last.result;
    const result = look();
    last = { at: now(), result };
    // A failed look is no look.
    result.catch(() => {
      if (last?.result === result) last = undefined;
    });
    return result;
  };
}
