/** Text from files with its control characters made visible, so that none of them reaches the terminal as a command. */
export function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (letter) => `\\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
