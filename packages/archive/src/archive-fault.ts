/** What is wrong with an archive, or in the way of one: one plain sentence for whoever runs the command. */
export class ArchiveFault extends Error {}
