import type { ClientEventName } from '@rookery/protocol';
import { patiently, refusalOf } from '@rookery/testkit/patiently';
import { readLog } from './read-log.ts';
import type { Recorder } from './recorder.ts';
import type { Stage } from './stage.ts';

/** Reads the threads that none of the inboxes named, and asks for those whose rooms were ended. */
export async function readThreads(stage: Stage, { history }: Recorder): Promise<void> {
  const { final, threads, endedThreads } = history;
  for (const [thread, { parent }] of threads) {
    const inbox = final.inboxes.find(({ server }) =>
      server.some(({ conversation, invited }) => conversation === parent && invited !== true),
    );
    const reader = inbox && stage.devices.get(inbox.device);
    if (reader && !final.logs.has(thread)) final.logs.set(thread, await readLog(reader, thread));
  }
  for (const { parent, thread, answers } of endedThreads) {
    const attempts: [ClientEventName, object][] = [
      ['thread:open', { conversation: parent, seq: 1 }],
      ['history:fetch', { conversation: thread }],
      ['message:room', { conversation: thread, content: 'knock' }],
    ];
    const [device] = stage.devices.values();
    for (const [request, payload] of attempts)
      if (device)
        answers.push(
          await patiently(() => device.ask(request, payload)).then(
            () => `${request}: ok`,
            (error: unknown) => `${request}: ${refusalOf(error)?.code ?? String(error)}`,
          ),
        );
  }
}
