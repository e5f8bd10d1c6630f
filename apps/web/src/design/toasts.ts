import { cell } from '../lib/cell.ts';

type Toast = {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

const lifeMs = 6_000;
const mostToasts = 3;

let nextId = 1;

/** Those shown now, the latest last. */
export const toasts = cell<readonly Toast[]>([]);

export const dismissToast = (id: number): void => toasts.set(toasts.get().filter((toast) => toast.id !== id));

/** Says something that needs no answer; it leaves by itself. Answers by what it can be dismissed earlier. */
export const showToast = (text: string, action?: Toast['action']): number => {
  const toast: Toast = { id: nextId++, text, ...(action ? { action } : {}) };
  toasts.set([...toasts.get().filter((other) => other.text !== text), toast].slice(-mostToasts));
  setTimeout(() => dismissToast(toast.id), lifeMs);
  return toast.id;
};
