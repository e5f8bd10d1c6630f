/**
 * Files that are pasted or dropped anywhere in the window. Without this a paste does nothing, and a drop makes the browser leave the chat
 * for the file. Where text comes along (a piece of a document), the text is meant.
 */
export const followIncomingFiles = (take: (files: readonly File[]) => void): void => {
  const holdsOnlyFiles = (data: DataTransfer | null): data is DataTransfer =>
    data !== null && data.types.includes('Files') && !data.types.includes('text/plain');
  const { dataset } = document.documentElement;
  const endDrag = (): void => void delete dataset['dropping'];
  addEventListener('dragover', (event) => {
    if (!holdsOnlyFiles(event.dataTransfer)) return;
    event.preventDefault();
    dataset['dropping'] = '';
  });
  // Out of the window: there is nothing that it went to.
  addEventListener('dragleave', (event) => event.relatedTarget === null && endDrag());
  const onFiles = (event: Event, data: DataTransfer | null): void => {
    if (!holdsOnlyFiles(data)) return;
    event.preventDefault();
    take([...data.files]);
  };
  addEventListener('drop', (event) => {
    endDrag();
    onFiles(event, event.dataTransfer);
  });
  addEventListener('paste', (event) => onFiles(event, event.clipboardData));
};
