import { readFileSync } from 'node:fs';
import type { ServerProcess } from '@rookery/testkit/server-process';

/** What a server has logged as an error or worse: nothing that a client sends is meant to. */
export const loggedErrors = ({ log }: ServerProcess): readonly string[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /"level":[56]0/.test(line))
    .slice(0, 20);
