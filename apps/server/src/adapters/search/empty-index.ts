/** Forgets all that an index holds but which conversations it covers: whoever follows the logs reads them again. Within a transaction. */
export const emptyIndex = `
  UPDATE conversations SET position = NULL, mark = 0;
  DELETE FROM places;
  INSERT INTO grams (grams) VALUES ('delete-all');
`;
