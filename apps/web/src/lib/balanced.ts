const directionMark = /\p{Bidi_Control}/u;
const openersOfIsolates = '\u2066\u2067\u2068';
const openersOfEmbeddings = '\u202a\u202b\u202d\u202e';
const endOfIsolate = '\u2069';
const endOfEmbedding = '\u202c';

/**
 * Text whose marks of direction end within it: what is left open is closed, and what closes nothing is left out. So it can turn its own
 * words around, and never what stands beside it, not even out of an isolating element.
 */
export const balanced = (text: string): string => {
  if (!directionMark.test(text)) return text;
  const open: string[] = [];
  let result = '';
  for (const character of text) {
    if (character === endOfEmbedding && open.at(-1) !== endOfEmbedding) continue;
    if (character === endOfIsolate) {
      if (!open.includes(endOfIsolate)) continue;
      while (open.at(-1) !== endOfIsolate) result += open.pop() ?? '';
    }
    if (character === endOfEmbedding || character === endOfIsolate) open.pop();
    else if (openersOfIsolates.includes(character)) open.push(endOfIsolate);
    else if (openersOfEmbeddings.includes(character)) open.push(endOfEmbedding);
    result += character;
  }
  return result + open.reverse().join('');
};
