import { lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';

/** What is not on the first screen: loaded when the browser has nothing to do, or when it is wanted earlier. */
const loaders: (() => Promise<unknown>)[] = [];
const againMs = 2_000;
let isFirstScreenOver = false;

/** Without a connection it is tried again until it is there. */
export const insist = async <Value,>(load: () => Promise<Value>, isWanted = () => true): Promise<Value> => {
  for (;;) {
    try {
      return await load();
    } catch (thrown) {
      if (!isWanted()) throw thrown;
      await new Promise((again) => setTimeout(again, againMs));
    }
  }
};

/** To be fetched after the first screen; at once where that is over. */
export const loadLater = (load: () => Promise<unknown>): void => {
  if (isFirstScreenOver) load().catch(() => undefined);
  else loaders.push(load);
};

/** A part in a chunk of its own. To be called while modules load: all such parts are fetched after the first screen, and from then on are there at once. */
export const lazyPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ((props: Props) => ReactNode) => {
  let Part: ComponentType<Props> | undefined;
  const loaded = async () => ({ default: (Part ??= await load()) });
  loadLater(loaded);
  const Late: ComponentType<object> = lazy(() => insist(loaded) as Promise<{ default: ComponentType<object> }>);
  return (props) => {
    // What began as one goes on as that: another would lose its state.
    const [Shown] = useState(() => (Part ?? Late) as ComponentType<Props>);
    return <Shown {...props} />;
  };
};

/** One within something that is there already, which stays as it is meanwhile: nothing is hidden, no focus is lost, what is open beside it stays open. */
export const lazyPiece = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ((props: Props) => ReactNode) => {
  const Part = lazyPart(load);
  return (props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  );
};

/** After the first screen, so that the next one opens at once, also without a connection. */
export const loadTheRest = (): void => {
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1_000));
  idle(() => {
    isFirstScreenOver = true;
    for (const load of loaders) load().catch(() => undefined);
  });
};
