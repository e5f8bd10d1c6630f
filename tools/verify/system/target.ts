import type { TcpProxy } from '../tcp-proxy.ts';
import type { System } from './system.ts';

/** Somebody's own deployment: observed, and not touched. */
export class TargetSystem implements System {
  readonly fronts: readonly TcpProxy[] = [];
  readonly directUrl: string;

  constructor(url: string) {
    this.directUrl = url.replace(/\/$/, '');
  }

  urlOf(): string {
    return this.directUrl;
  }

  whole(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
