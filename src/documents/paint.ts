import picocolors from 'picocolors';

/** Colours for text, or none. */
export function painter(color: boolean): ReturnType<typeof picocolors.createColors> {
  return picocolors.createColors(color);
}
