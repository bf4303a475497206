/** Reads a file as `readBytes` does. */
export type ReadFile = (path: string, what: string) => Uint8Array;
