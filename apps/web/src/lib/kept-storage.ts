/** Null where the browser keeps nothing for this page: merely asking for it throws there, or every write does. */
export const keptStorage = ((): Storage | null => {
  const probe = 'rookery.probe';
  try {
    const storage = localStorage;
    // One that is full refuses what is new, and still has what it was given before.
    if (storage.length > 0) return storage;
    storage.setItem(probe, probe);
    storage.removeItem(probe);
    return storage;
  } catch {
    return null;
  }
})();

/** What is written here, and who one is, outlives the page. */
export const isStorageKept = keptStorage !== null;
