/** What CLUSTER NODES says of one node. */
export type SeenNode = {
  readonly id: string;
  /** By which others reach it: host and port. */
  readonly address: string;
  readonly flags: readonly string[];
  /** The id of its master; null for a master. */
  readonly master: string | null;
  /** The slots that it serves, each range with both its ends. */
  readonly ranges: readonly (readonly [number, number])[];
};

/** Reads an answer to CLUSTER NODES. */
export const readClusterNodes = (answer: unknown): readonly SeenNode[] =>
  String(answer)
    .trim()
    .split('\n')
    .map((line) => {
      const [id = '', address = '', flags = '', master = '-', , , , , ...slots] = line.split(' ');
      return {
        id,
        address: address.split('@')[0] ?? '',
        flags: flags.split(','),
        master: master === '-' ? null : master,
        // In brackets: slots that are on their way to or from another node.
        ranges: slots
          .filter((range) => !range.startsWith('['))
          .map((range) => {
            const [from = 0, to = from] = range.split('-').map(Number);
            return [from, to] as const;
          }),
      };
    });

export const isMaster = ({ flags }: SeenNode): boolean => flags.includes('master');

export const serves = ({ ranges }: SeenNode, slot: number): boolean =>
  ranges.some(([from, to]) => from <= slot && slot <= to);
