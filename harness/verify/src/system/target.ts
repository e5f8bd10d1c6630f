import type { TcpProxy } from '@rookery/testkit/tcp-proxy';
import type { System } from './system.ts';

const answerMs = 15_000;

/** Somebody's own deployment: observed, and not touched. */
export class TargetSystem implements System {
  readonly fronts: readonly TcpProxy[] = [];
  readonly directUrl: string;

  private constructor(url: string) {
    this.directUrl = url.replace(/\/$/, '');
  }

  /** Throws when nobody answers there as a Socket.IO server does: the guests would try for ever. */
  static async find(url: string): Promise<TargetSystem> {
    const system = new TargetSystem(url);
    const answer = await fetch(`${system.directUrl}/socket.io/?EIO=4&transport=polling`, {
      signal: AbortSignal.timeout(answerMs),
    }).then(
      async (response) => (response.ok ? response.text() : `status ${response.status}`),
      (error: unknown) => (error instanceof Error ? String(error.cause ?? error.message) : String(error)),
    );
    if (!answer.startsWith('0{')) throw new Error(`There is no Rookery at ${url}: ${answer.slice(0, 200)}`);
    return system;
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
