import { ChatError } from '@rookery/protocol';
import { reasonLength } from '../ports/tasks.ts';
import { TaskFailure } from './consumer.ts';

/** Why a task failed, as it is kept: bounded, and without anything that people wrote. [TASK-8] */
export function reasonOf(error: unknown): string {
  if (error instanceof TaskFailure) return error.message.slice(0, reasonLength);
  if (error instanceof ChatError) return error.code;
  if (!(error instanceof Error)) return 'something that is no error was thrown';
  const code = 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  return `${error.name}${code}`.slice(0, reasonLength);
}
