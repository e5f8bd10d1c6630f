import type { AnswerOf, OpsHistory } from '@rookery/protocol';
import { useEffect, useState } from 'react';
import { useClient } from '../../../sdk/ClientContext.ts';
import { useIsConnected } from '../../../sdk/use-connection.ts';

export type Ops = AnswerOf<'admin:ops'>;
export type OpsSpan = 'hour' | 'day';
/** `failure`: what the last time threw that it was asked; what was told before stays. */
export type OpsView = { readonly ops?: Ops | undefined; readonly failure?: unknown };

const everyMs = 10_000;
const shownOf: Readonly<Record<OpsSpan, number>> = { hour: 360, day: 1_440 };

/** Later steps behind those that are known, at most as many as are shown. */
function joined(before: OpsHistory, later: OpsHistory, most: number): OpsHistory {
  const names = Object.keys(before).filter((name): name is Exclude<keyof OpsHistory, 'stepMs'> => name !== 'stepMs');
  const last = before.at.at(-1) ?? 0;
  const from = later.at.findIndex((at) => at > last);
  const fresh = (name: (typeof names)[number]) => (from < 0 ? [] : later[name].slice(from));
  return {
    ...before,
    ...Object.fromEntries(names.map((name) => [name, [...before[name], ...fresh(name)].slice(-most)])),
  };
}

/** How the server is, asked again every ten seconds while the page can be seen, and as soon as there is a connection. */
export function useOps(span: OpsSpan): OpsView & { readonly again: () => void } {
  const client = useClient();
  const isConnected = useIsConnected();
  const [view, setView] = useState<OpsView & { readonly span: OpsSpan }>({ span });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    // The first connection is under way: it is no failure yet.
    if (!isConnected && client.connection.get().state === 'connecting') return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let known: Ops | undefined;
    const ask = async (): Promise<void> => {
      const since = known?.history.at.at(-1);
      try {
        const told = await client.ops({ span, ...(since === undefined ? {} : { since }) });
        const history = known ? joined(known.history, told.history, shownOf[span]) : told.history;
        known = { ...told, history };
        if (!isOver) setView({ span, ops: known });
      } catch (failure) {
        if (!isOver) setView((before) => ({ ...before, failure }));
      }
      if (!isOver && document.visibilityState === 'visible') timer = setTimeout(() => void ask(), everyMs);
    };
    const look = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') void ask();
    };
    void ask();
    document.addEventListener('visibilitychange', look);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client, span, turn, isConnected]);
  return { ...view, again: () => setTurn((before) => before + 1) };
}
