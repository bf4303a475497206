/** How many of n samples each of `parts` equal parts gets; where n does not divide, the first ones get one more. */
export function equalParts(n: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, part) => Math.floor(n / parts) + (part < n % parts ? 1 : 0));
}
