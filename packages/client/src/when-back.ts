/** Calls when a browser says that there is a network again, or somebody looks at the page again. Elsewhere never. */
export function whenBack(back: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined;
  const seen = (): void => {
    if (document.visibilityState === 'visible') back();
  };
  addEventListener('online', back);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', back);
    document.removeEventListener('visibilitychange', seen);
  };
}
