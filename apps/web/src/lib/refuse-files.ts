/**
 * No message holds a picture or a file yet: whoever pastes or drops one, anywhere in the window, is told at once. Without this a paste
 * does nothing, and a drop makes the browser leave the chat for the file.
 */
export const refuseFiles = (say: () => void): void => {
  const holdsOnlyFiles = (data: DataTransfer | null): boolean =>
    data !== null && data.types.includes('Files') && !data.types.includes('text/plain');
  addEventListener('dragover', (event) => {
    if (!holdsOnlyFiles(event.dataTransfer)) return;
    event.preventDefault();
  });
  addEventListener('drop', (event) => {
    if (!holdsOnlyFiles(event.dataTransfer)) return;
    event.preventDefault();
    say();
  });
  addEventListener('paste', (event) => {
    if (!holdsOnlyFiles(event.clipboardData)) return;
    event.preventDefault();
    say();
  });
};
