import type { Tables } from '../charts/contract.js';
import { InputError } from '../errors.js';

/** What an expert holds. */
export interface Held {
  readonly expert: number;
  readonly n: number;
  /** In the order of the file. */
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
  /** Means of the side * side features, row by row of the image. */
  readonly means: Float64Array;
}

/** What the experts of a trial hold, by expert. @throws InputError for a feature that the images have no pixel for. */
export function holdingsOf(tables: Tables, id: string, side: number): readonly Held[] {
  const held = new Map<number, { label: string; samples: number }[]>();
  for (const row of tables.get('clusters.csv', ['trial_id', 'expert', 'class', 'samples']).rows) {
    if (row.text('trial_id') !== id) continue;
    const expert = row.number('expert');
    const classes = held.get(expert) ?? [];
    held.set(expert, classes);
    classes.push({ label: row.text('class'), samples: row.number('samples') });
  }
  const means = new Map([...held.keys()].map((expert) => [expert, new Float64Array(side * side)]));
  for (const row of tables.get('cluster_means.csv', ['trial_id', 'expert', 'feature', 'mean']).rows) {
    if (row.text('trial_id') !== id) continue;
    const feature = row.number('feature');
    if (feature >= side * side) {
      throw new InputError(
        `images of ${side} x ${side} pixels have no feature ${feature} (${id}); set width to theirs`,
      );
    }
    const own = means.get(row.number('expert'));
    if (own === undefined) throw row.wrong('expert', 'must be one of clusters.csv');
    own[feature] = row.number('mean');
  }
  return [...held]
    .map(([expert, classes]) => {
      const n = classes.reduce((sum, { samples }) => sum + samples, 0);
      return { expert, n, classes, means: means.get(expert)! };
    })
    .toSorted((a, b) => a.expert - b.expert);
}
