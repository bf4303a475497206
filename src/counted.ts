/** `1 trial`, `8280 trials`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `1st`, `12th`, `23rd`. */
export function ordinal(place: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][place % 100 > 10 && place % 100 < 20 ? 0 : place % 10] ?? 'th';
  return `${place}${ending}`;
}
