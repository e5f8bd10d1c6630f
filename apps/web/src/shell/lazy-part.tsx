import { lazy, startTransition, Suspense, useEffect, useState, type ComponentType, type ReactNode } from 'react';

/** What is not on the first screen: loaded when the browser has nothing to do, or when it is wanted earlier. */
const loaders: (() => Promise<unknown>)[] = [];
const againMs = 2_000;
let isFirstScreenOver = false;
let endFirstScreen = (): void => undefined;
const firstScreen = new Promise<void>((end) => (endFirstScreen = end));
/** What is missing may stay so, as without a network: the first screen is waited for no longer, ms. */
const firstScreenMs = 2_000;

/** Resolves with the first screen's messages: what a page would load and run between its frame and them, they would wait for. */
export const afterFirstScreen = (): Promise<void> =>
  Promise.race([firstScreen, new Promise<void>((end) => setTimeout(end, firstScreenMs))]);

/** Style sheets that did not come, and those of them that are asked for again. */
const missing = new Map<HTMLLinkElement, Promise<void> | undefined>();
const noteMissing = ({ target }: Event): void => {
  if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') missing.set(target, undefined);
};
if (typeof window !== 'undefined') window.addEventListener('error', noteMissing, true);

const askAgain = (link: HTMLLinkElement): Promise<void> => {
  const next = link.cloneNode() as HTMLLinkElement;
  const coming = new Promise<void>((done, fail) => {
    next.addEventListener('load', () => done());
    next.addEventListener('error', () => fail(new Error(`no styles: ${next.href}`)));
    if (link.isConnected) link.replaceWith(next);
    else document.head.append(next);
  }).finally(() => missing.delete(link));
  missing.set(link, coming);
  return coming;
};

const stylesComplete = (): Promise<unknown> =>
  Promise.all([...missing].map(([link, coming]) => coming ?? askAgain(link)));

/** Without a connection it is tried again until it is there. Vite asks for the styles of a part once, and would have a second try go without them. */
export const insist = async <Value,>(load: () => Promise<Value>, isWanted = () => true): Promise<Value> => {
  for (;;) {
    try {
      await stylesComplete();
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
  const Late: ComponentType<object> = lazy(async () => (await insist(loaded)) as { default: ComponentType<object> });
  return (props) => {
    // What began as one goes on as that: another would lose its state.
    const [Shown] = useState(() => (Part ?? Late) as ComponentType<Props>);
    return <Shown {...props} />;
  };
};

/**
 * One that is part of the first screen: `instead` stands in its place until it is there. What suspends is thrown, and rendered in vain, with each rendering
 * until then, and the first screen's messages would wait for that, so this does not.
 */
const part = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  begin: () => Promise<void>,
  instead?: ReactNode,
): ((props: Props) => ReactNode) => {
  let Part: ComponentType<Props> | undefined;
  const loaded = async (): Promise<void> => {
    Part ??= await load();
  };
  loadLater(loaded);
  return (props) => {
    const [Shown, show] = useState(() => Part);
    useEffect(() => {
      if (Shown) return;
      let isWanted = true;
      const come = async (): Promise<void> => {
        await begin();
        await insist(loaded, () => isWanted);
        if (isWanted) startTransition(() => show(() => Part));
      };
      // Not wanted any more.
      come().catch(() => undefined);
      return () => {
        isWanted = false;
      };
    }, [Shown]);
    return Shown ? <Shown {...props} /> : instead;
  };
};

/** One that is asked for with the first screen. */
export const firstPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ((props: Props) => ReactNode) => part(load, () => Promise.resolve());

/** One that the first screen can do without until its messages are there. */
export const secondPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead?: ReactNode,
): ((props: Props) => ReactNode) => part(load, afterFirstScreen, instead);

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

/** The first screen is there: loads the rest, so that the next one opens at once, also without a connection. */
export const loadTheRest = (): void => {
  if (isFirstScreenOver) return;
  isFirstScreenOver = true;
  const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1_000));
  idle(
    () => {
      endFirstScreen();
      for (const load of loaders) load().catch(() => undefined);
    },
    { timeout: 1_000 },
  );
};
