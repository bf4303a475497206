/** What `moe doctor` looks at. */

export interface Finding {
  readonly health: 'ok' | 'warning' | 'problem';
  /** What was found, in a few words. */
  readonly found: string;
  /** What to do, where something is to be done. */
  readonly remedy?: string;
}

export interface Check {
  readonly name: string;
  /** What it is needed for. */
  readonly about: string;
  /** Whether everything else works without: what it finds wrong is then a warning. */
  readonly optional: boolean;
  /** What to do when the check throws. */
  readonly remedy: string;
  /** May throw: the message is then what was found. */
  look(place: Place): Finding | Promise<Finding>;
}

/** Where the user works. */
export interface Place {
  /** The folder for results. */
  readonly results: string;
}

export function ok(found: string): Finding {
  return { health: 'ok', found };
}
