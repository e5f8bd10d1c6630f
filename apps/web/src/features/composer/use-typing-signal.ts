import { useEffect, useRef } from 'react';

const everyMs = 2_500;

/** Says that the reader types, at most every 2.5 s, and that she stopped. Also when the composer goes away. */
export const useTypingSignal = (onTyping: (on: boolean) => void) => {
  const latest = useRef(onTyping);
  useEffect(() => {
    latest.current = onTyping;
  });
  useEffect(() => () => latest.current(false), []);
  const saidAt = useRef(-Infinity);

  return {
    typed: () => {
      if (performance.now() - saidAt.current <= everyMs) return;
      saidAt.current = performance.now();
      latest.current(true);
    },
    stopped: () => {
      if (saidAt.current === -Infinity) return;
      saidAt.current = -Infinity;
      latest.current(false);
    },
    /** The message itself says that she stopped. */
    sent: () => {
      saidAt.current = -Infinity;
    },
  };
};
