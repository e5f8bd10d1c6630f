/** Deeper than any payload, and so deep that parsing it takes longer than sending it: 70 ms a MB. */
const deepest = 50_000;

/** Whether JSON opens so many brackets within each other. Brackets in strings count too: nothing that is accepted holds so many. */
export function isTooDeep(json: string): boolean {
  if (json.length <= deepest) return false;
  let depth = 0;
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (code === 91 || code === 123) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 93 || code === 125) depth -= 1;
  }
  return false;
}
