import type { Observable } from '@rookery/client';
import { useSyncExternalStore } from 'react';

/** The value now; renders again when it changes. The observable must be the same object from render to render. */
export const useObservable = <Value>(observable: Observable<Value>): Value =>
  useSyncExternalStore(observable.subscribe, observable.get);
