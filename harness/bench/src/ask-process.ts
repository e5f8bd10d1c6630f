import type { ChildProcess } from 'node:child_process';

/** Gives a process of clients an order over IPC, and resolves with its report. One order at a time. */
export function askProcess<Order extends object, Report>(child: ChildProcess, order: Order): Promise<Report> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer: { result?: Report; error?: string }) => {
      if (answer.result) resolve(answer.result);
      else reject(new Error(answer.error ?? 'a process of clients failed'));
    });
    child.send(order);
  });
}
