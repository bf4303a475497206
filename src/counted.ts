/** `1 trial`, `8280 trials`, `10,300 trials`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** A whole number as people write it: with commas from five digits on. */
export function grouped(count: number): string {
  return Math.abs(count) < 1e4 ? String(count) : count.toLocaleString('en-US');
}

/** `1st`, `12th`, `23rd`. */
export function ordinal(place: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][place % 100 > 10 && place % 100 < 20 ? 0 : place % 10] ?? 'th';
  return `${place}${ending}`;
}
