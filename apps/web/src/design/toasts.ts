export type Toast = {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
};

const lifeMs = 6_000;
const mostToasts = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

const set = (next: readonly Toast[]) => {
  toasts = next;
  for (const listener of listeners) listener();
};

export const dismissToast = (id: number): void => set(toasts.filter((toast) => toast.id !== id));

/** Says something that needs no answer; it leaves by itself. */
export const showToast = (text: string, action?: Toast['action']): void => {
  const toast: Toast = { id: nextId++, text, ...(action ? { action } : {}) };
  set([...toasts.filter((other) => other.text !== text), toast].slice(-mostToasts));
  setTimeout(() => dismissToast(toast.id), lifeMs);
};

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  getSnapshot: () => toasts,
};
