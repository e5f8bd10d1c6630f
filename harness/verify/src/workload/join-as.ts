import { patiently, refusalOf } from '@rookery/testkit/patiently';

const mostNames = 3;

/** Joins by a name, or by another one where an earlier try that was not answered in time has taken it. */
export async function joinAs<Joined>(name: string, join: (name: string) => Promise<Joined>): Promise<Joined> {
  for (let tries = 1; ; tries += 1) {
    let asked = 0;
    try {
      return await patiently(() => {
        asked += 1;
        return join(tries === 1 ? name : `${name}.${tries}`);
      });
    } catch (error) {
      if (asked < 2 || tries === mostNames || refusalOf(error)?.code !== 'conflict') throw error;
    }
  }
}
